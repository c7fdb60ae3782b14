#include "sync/control/controladdress.h"

#include <QDir>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

namespace sheaf {

using namespace Qt::StringLiterals;

QString controlAddress(const QString &libraryKey)
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const QString folder = runtime.isEmpty() ? QDir::tempPath() + u"/sheaf-%1"_s.arg(::geteuid())
                                             : runtime + u"/sheaf"_s;
    // Made 0700 at once: between making and closing nobody else may slip in. An existing folder of
    // somebody else, or a link in its place, is not used.
    ::mkdir(folder.toLocal8Bit().constData(), S_IRWXU);
    struct stat status
    {
    };
    if (::lstat(folder.toLocal8Bit().constData(), &status) != 0 || !S_ISDIR(status.st_mode)
        || status.st_uid != ::geteuid() || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return {};
    }
    return folder + u'/' + libraryKey;
}

} // namespace sheaf
