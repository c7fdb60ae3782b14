#include "model/store/sidecar.h"

#include <QDir>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kFileBytesMax = 4096;

} // namespace

Sidecar::Sidecar(StateFiles &files, QString stateFolder, DeviceId device)
    : m_files(files)
    , m_folder(std::move(stateFolder))
    , m_device(device)
{
}

QString Sidecar::path(const LibraryId &library) const
{
    return QDir(m_folder).filePath(
        u"log-%1-%2"_s.arg(m_device.toHex().first(16), library.toHex().first(16)));
}

std::optional<Sidecar::Mark> Sidecar::read(const LibraryId &library) const
{
    const std::optional<QByteArray> file = m_files.read(path(library), kFileBytesMax);
    if (!file) {
        return std::nullopt;
    }
    const QList<QByteArray> words = file->trimmed().split(' ');
    if (words.size() != 4 || words[0] != "sheaf-log-1") {
        return std::nullopt;
    }
    bool incarnationOk = false;
    bool seqOk = false;
    Mark mark;
    mark.incarnation = words[1].toULongLong(&incarnationOk, 16);
    mark.head.seq = words[2].toULongLong(&seqOk);
    const auto hash = Hash::fromHex(QString::fromLatin1(words[3]));
    if (!incarnationOk || !seqOk || !hash) {
        return std::nullopt;
    }
    mark.head.hash = *hash;
    return mark;
}

Outcome Sidecar::write(const LibraryId &library, const Mark &mark)
{
    return m_files.write(path(library),
                         "sheaf-log-1 " + QByteArray::number(mark.incarnation, 16) + ' '
                             + QByteArray::number(mark.head.seq) + ' '
                             + mark.head.hash.toBytes().toHex() + '\n');
}

} // namespace sheaf
