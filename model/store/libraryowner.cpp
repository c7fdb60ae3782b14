#include "model/store/libraryowner.h"

#include "model/store/database.h"
#include "model/store/migrations.h"

#include <QDir>

namespace sheaf {

using namespace Qt::StringLiterals;

Result<std::optional<DeviceId>> libraryDevice(const QString &folder)
{
    const QString file = QDir(folder).filePath(u"library.sqlite"_s);
    const Result<bool> exists = examineLibraryFile(file);
    if (!exists) {
        return exists.error();
    }
    if (!*exists) {
        return std::optional<DeviceId>();
    }
    Result<std::unique_ptr<Database>> database = Database::open(file, OpenMode::ReadOnly);
    if (!database) {
        return database.error();
    }
    {
        Statement version(**database, "PRAGMA user_version");
        if (version.next() && version.number(0) == 0) {
            return std::optional<DeviceId>(); // a file without tables: still to become a library
        }
    }
    // These columns are the same in every schema so far.
    Statement select(
        **database, "SELECT d.key FROM library l JOIN devices d ON d.id = l.device WHERE l.id = 1");
    std::optional<DeviceId> device;
    if (select.next()) {
        device = DeviceId::fromBytes(select.bytes(0));
    }
    if ((*database)->failed()) {
        return (*database)->lastError();
    }
    return device;
}

} // namespace sheaf
