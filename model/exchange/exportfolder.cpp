#include "model/exchange/exportfolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    constexpr qsizetype kNameBytesMax = 120;

    bool isReserved(const QString &name)
    {
        static const QSet<QString> kDevices {u"con"_s, u"prn"_s, u"aux"_s, u"nul"_s};
        const QString stem = name.section(u'.', 0, 0).toLower();
        return kDevices.contains(stem)
            || (stem.size() == 4 && (stem.startsWith("com"_L1) || stem.startsWith("lpt"_L1))
                && stem[3].isDigit());
    }

    bool isRefused(QChar c)
    {
        return c.unicode() < 0x20 || c.unicode() == 0x7f || QStringView(u"/\\:*?\"<>|").contains(c);
    }

} // namespace

ExportFolder::ExportFolder(QString path)
    : m_path(std::move(path))
{
}

Result<ExportFolder> ExportFolder::make(const QString &path)
{
    const QFileInfo target(path);
    if (target.exists() && !target.isDir()) {
        return Error {ErrorCode::InvalidArgument, u"%1 is no folder"_s.arg(path)};
    }
    const QDir folder(path);
    if (target.exists()
        && !folder.isEmpty(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System)) {
        return Error {ErrorCode::InvalidArgument,
                      u"%1 is not empty; choose a new or an empty folder"_s.arg(path)};
    }
    if (!QDir().mkpath(path)) {
        return Error {ErrorCode::StorageFailed, u"the folder %1 cannot be made"_s.arg(path)};
    }
    return ExportFolder(target.absoluteFilePath());
}

QString ExportFolder::safeName(const QString &text)
{
    QString name = text.simplified().normalized(QString::NormalizationForm_C);
    for (QChar &c : name) {
        if (isRefused(c)) {
            c = u'_';
        }
    }
    if (name.startsWith(u'.')) {
        name[0] = u'_';
    }
    while (name.toUtf8().size() > kNameBytesMax) {
        name.chop(name.size() > 1 && name.back().isLowSurrogate() ? 2 : 1);
    }
    while (name.endsWith(u'.') || name.endsWith(u' ')) {
        name.chop(1);
    }
    if (name.isEmpty()) {
        return u"Untitled"_s;
    }
    return isReserved(name) ? name + u'_' : name;
}

QString ExportFolder::unused(const QString &folder, const QString &name, const QString &suffix)
{
    const QString inside = folder.isEmpty() ? QString() : folder + u'/';
    QString candidate = inside + name + suffix;
    for (int number = 2; m_taken.contains(candidate.toCaseFolded()); ++number) {
        candidate = inside + name + u" (%1)"_s.arg(number) + suffix;
    }
    m_taken.insert(candidate.toCaseFolded());
    return candidate;
}

Result<QString> ExportFolder::notebookFolder(const QStringList &names)
{
    if (names.isEmpty()) {
        return QString();
    }
    if (const auto known = m_folders.constFind(names); known != m_folders.cend()) {
        return *known;
    }
    const auto parent = notebookFolder(names.first(names.size() - 1));
    if (!parent) {
        return parent;
    }
    const QString folder = unused(*parent, safeName(names.last()), {});
    if (!QDir(m_path).mkpath(folder)) {
        return Error {ErrorCode::StorageFailed, u"the folder %1 cannot be made"_s.arg(folder)};
    }
    m_folders.insert(names, folder);
    return folder;
}

QString ExportFolder::fileName(const QString &folder, const QString &title, const QString &suffix)
{
    return unused(folder, safeName(title), suffix);
}

bool ExportFolder::differs(const QStringList &names) const
{
    return !names.isEmpty() && m_folders.value(names) != names.join(u'/');
}

Outcome ExportFolder::write(const QString &relativePath, const QByteArray &bytes) const
{
    return writeNewFile(QDir(m_path).filePath(relativePath), bytes);
}

Outcome writeNewFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
        return Error {QFile::exists(path) ? ErrorCode::InvalidArgument : ErrorCode::StorageFailed,
                      u"%1 cannot be written: %2"_s.arg(path, file.errorString())};
    }
    if (file.write(bytes) == bytes.size() && file.flush()) {
        return kDone;
    }
    const bool full = QStorageInfo(path).bytesAvailable() < bytes.size();
    return Error {full ? ErrorCode::DiskFull : ErrorCode::StorageFailed,
                  u"%1 cannot be written: %2"_s.arg(path, file.errorString())};
}

} // namespace sheaf
