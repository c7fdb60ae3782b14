#include "app/common/librarylocation.h"

#include "model/base/digest.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QSysInfo>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

QString folderFromEnvironment(const char *variable, const QString &fallback)
{
    const QString value = qEnvironmentVariable(variable);
    return value.isEmpty() ? QDir::homePath() + fallback : value;
}

/// The path with links resolved as far as it exists: a library that is still to be made has none.
QString canonicalPath(const QString &folder)
{
    QString rest;
    QString known = QDir::cleanPath(QDir(folder).absolutePath());
    while (!QFileInfo::exists(known) && known.size() > 1) {
        rest.prepend(u'/' + QFileInfo(known).fileName());
        known = QFileInfo(known).path();
    }
    return QDir::cleanPath(QFileInfo(known).canonicalFilePath() + rest);
}

} // namespace

LibraryLocation LibraryLocation::resolve(const QString &option)
{
    QString folder = option.isEmpty() ? qEnvironmentVariable("SHEAF_LIBRARY") : option;
    if (folder.isEmpty()) {
        folder = folderFromEnvironment("XDG_DATA_HOME", u"/.local/share"_s) + u"/sheaf/default"_s;
    }
    folder = canonicalPath(folder);
    const QString key = digest(folder.toUtf8()).toHex().left(16);
    const QString state = folderFromEnvironment("XDG_STATE_HOME", u"/.local/state"_s);
    return {folder, state + u"/sheaf/"_s + key, key};
}

QString defaultDeviceName()
{
    const QString name = QSysInfo::machineHostName();
    return name.isEmpty() ? u"this computer"_s : name;
}

QString defaultUserName()
{
    const QString name = qEnvironmentVariable("USER");
    return name.isEmpty() ? u"me"_s : name;
}

} // namespace sheaf
