#include "app/common/librarylocation.h"

#include "model/base/digest.h"
#include "model/base/logging.h"
#include "model/store/libraryowner.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QSysInfo>
#include <QUrl>

#include <filesystem>

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

    /// What a state folder says about the library it belongs to.
    struct Record
    {
        DeviceId device;
        QString folder;
    };

    constexpr qint64 kRecordBytesMax = 64 * 1024;

    QString recordFile(const QString &stateFolder)
    {
        return stateFolder + u"/library"_s;
    }

    std::optional<Record> readRecord(const QString &stateFolder)
    {
        QFile file(recordFile(stateFolder));
        if (!file.open(QIODevice::ReadOnly)) {
            return std::nullopt;
        }
        const QList<QByteArray> lines = file.read(kRecordBytesMax).split('\n');
        if (lines.size() < 3 || lines[0] != "sheaf-library-1") {
            return std::nullopt;
        }
        const auto device = DeviceId::fromHex(QString::fromLatin1(lines[1]));
        return device ? std::optional(Record {*device, QUrl::fromPercentEncoding(lines[2])})
                      : std::nullopt;
    }

    QString stateRoot()
    {
        return folderFromEnvironment("XDG_STATE_HOME", u"/.local/state"_s) + u"/sheaf/"_s;
    }

    /// The first name for the folder's state that no library has taken. One that was made here and moved
    /// away keeps its own.
    QString freeKey(const QString &folder)
    {
        for (int number = 1;; ++number) {
            const QString suffix = number == 1 ? QString() : u"\n%1"_s.arg(number);
            const QString key = digest((folder + suffix).toUtf8()).toHex().left(16);
            if (!readRecord(stateRoot() + key)) {
                return key;
            }
        }
    }

    bool isSameFile(const QString &a, const QString &b)
    {
        std::error_code failure;
        const auto path = [](const QString &folder) {
            return std::filesystem::path(
                QFile::encodeName(folder + u"/library.sqlite"_s).toStdString());
        };
        return std::filesystem::equivalent(path(a), path(b), failure) && !failure;
    }

    /// The state folder of a library that `device` wrote; sets the fault of a copy.
    void findState(LibraryLocation &location, const DeviceId &device)
    {
        std::optional<QString> moved;
        std::optional<QString> original;
        const QStringList names = QDir(stateRoot()).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &name : names) {
            const std::optional<Record> record = readRecord(stateRoot() + name);
            if (!record || record->device != device) {
                continue;
            }
            if (record->folder == location.folder) {
                location.key = name;
                return;
            }
            const auto there = libraryDevice(record->folder);
            const bool inPlace = there && *there == device;
            if (inPlace && !isSameFile(record->folder, location.folder)) {
                original = record->folder;
            }
            moved = name;
        }
        if (original) {
            location.fault = Error {ErrorCode::Refused,
                                    u"%1 is a copy of the library in %2. Two libraries cannot "
                                    u"write as one device: open the "
                                    "one there, or start with an empty folder and pair it."_s.arg(
                                        location.folder, *original)};
            return;
        }
        location.key = moved.value_or(location.key);
    }

} // namespace

LibraryLocation LibraryLocation::resolve(const QString &option)
{
    QString folder = option.isEmpty() ? qEnvironmentVariable("SHEAF_LIBRARY") : option;
    if (folder.isEmpty()) {
        folder = folderFromEnvironment("XDG_DATA_HOME", u"/.local/share"_s) + u"/sheaf/default"_s;
    }
    LibraryLocation location;
    location.folder = canonicalPath(folder);
    location.key = freeKey(location.folder);
    if (const auto owner = libraryDevice(location.folder); !owner) {
        location.fault = owner.error();
    } else if (*owner) {
        location.device = *owner;
        findState(location, **owner);
    }
    location.stateFolder = stateRoot() + location.key;
    return location;
}

void LibraryLocation::remember(const DeviceId &opened) const
{
    const std::optional<Record> known = readRecord(stateFolder);
    if (known && known->device == opened && known->folder == folder) {
        return;
    }
    QSaveFile file(recordFile(stateFolder));
    const QByteArray record = "sheaf-library-1\n" + opened.toHex().toLatin1() + '\n'
        + QUrl::toPercentEncoding(folder, "/") + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(record) != record.size() || !file.commit()) {
        // The next start tries again; until then a move of the library would not be noticed.
        qCWarning(logStore).noquote() << "not noted where the library lies:" << file.errorString();
    }
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
