#include "model/store/migrations.h"

#include <QFileInfo>

#include <array>

#include "schema.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr std::array kSteps {kSchema0001, kSchema0002, kSchema0003};
    static_assert(kSteps.size() == kSchemaVersion);

    qint64 pragma(Database &database, const char *sql)
    {
        Statement select(database, sql);
        return select.next() ? select.number(0) : -1;
    }

    Error newer(qint64 version)
    {
        return {ErrorCode::LibraryNewer,
                u"the library has schema %1, this program knows up to %2"_s.arg(version).arg(
                    kSchemaVersion)};
    }

    Error damaged(const QString &why)
    {
        return {ErrorCode::LibraryDamaged, why};
    }

    Outcome checkVersion(Database &database, qint64 version)
    {
        if (database.failed()) {
            return database.lastError();
        }
        if (version > kSchemaVersion) {
            return newer(version);
        }
        if (version > 0 && pragma(database, "PRAGMA application_id") != kApplicationId) {
            return damaged(u"the file is a database, but not a library"_s);
        }
        return kDone;
    }

} // namespace

Result<bool> examineLibraryFile(const QString &file)
{
    const QFileInfo info(file);
    if (!info.exists() || info.size() == 0) {
        return false;
    }
    // Looked at through SQLite only: were the file opened and closed here by other means, this process
    // would lose the locks of its other connections (POSIX), and the next program to leave would take
    // the write-ahead log away under them. SQLite itself refuses a file that is cut off.
    Database::takeBackInterruptedWrite(file);
    Result<std::unique_ptr<Database>> probe = Database::open(file, OpenMode::ReadOnly);
    if (!probe) {
        return probe.error();
    }
    const qint64 version = pragma(**probe, "PRAGMA user_version");
    if (Outcome checked = checkVersion(**probe, version); !checked) {
        return checked.error();
    }
    if (version == 0 && pragma(**probe, "SELECT count(*) FROM sqlite_master") > 0) {
        return damaged(u"%1 is a database, but not a library"_s.arg(file));
    }
    return true;
}

Outcome migrate(Database &database)
{
    if (pragma(database, "PRAGMA user_version") == kSchemaVersion) {
        return checkVersion(database, kSchemaVersion);
    }
    WriteTransaction transaction(database);
    // Looked at again under the lock: another program may have done it meanwhile.
    const qint64 version = pragma(database, "PRAGMA user_version");
    if (Outcome checked = checkVersion(database, version); !checked) {
        return checked;
    }
    for (auto step = static_cast<size_t>(version); step < kSteps.size(); ++step) {
        if (Outcome done = database.runScript(QString::fromUtf8(kSteps.at(step))); !done) {
            return done;
        }
    }
    const QString stamp = u"PRAGMA application_id=%1; PRAGMA user_version=%2"_s.arg(kApplicationId)
                              .arg(kSchemaVersion);
    if (Outcome done = database.runScript(stamp); !done) {
        return done;
    }
    return transaction.commit();
}

Outcome checkSchema(Database &database)
{
    const qint64 version = pragma(database, "PRAGMA user_version");
    if (Outcome checked = checkVersion(database, version); !checked) {
        return checked;
    }
    if (version < kSchemaVersion) {
        return Error {ErrorCode::LibraryUnreadable, u"the library is not set up yet"_s};
    }
    return kDone;
}

} // namespace sheaf
