#include "tests/simulation/disk.h"

#include <algorithm>
#include <cstring>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kSectorBytes = 512; ///< what a disk writes whole or not at all

    /// Undoes some of the sectors of one write.
    void undoSectors(DiskFile &file, const DiskFile::Undo &undo, test::SeededRandom &dice)
    {
        const qint64 end = undo.offset + undo.before.size();
        for (qint64 at = undo.offset; at < end;) {
            const qint64 next = std::min(end, (at / kSectorBytes + 1) * kSectorBytes);
            if (dice.below(2) == 0) {
                std::memcpy(file.bytes.data() + at,
                            undo.before.constData() + (at - undo.offset),
                            static_cast<std::size_t>(next - at));
            }
            at = next;
        }
    }

    /// Of what was appended and not synced, a beginning stays, with holes.
    void loseTail(DiskFile &file, test::SeededRandom &dice)
    {
        if (file.size <= file.syncedSize) {
            return;
        }
        const int grown = static_cast<int>(file.size - file.syncedSize);
        const qint64 kept = file.syncedSize + dice.below(grown + 1);
        const bool holes = dice.below(2) == 0;
        for (qint64 at = file.syncedSize; holes && at < kept; at += kSectorBytes) {
            if (dice.below(8) == 0) {
                const qint64 length = std::min(kSectorBytes, kept - at);
                std::memset(file.bytes.data() + at, 0, static_cast<std::size_t>(length));
            }
        }
        file.size = kept;
    }

    void lose(DiskFile &file, Loss loss, test::SeededRandom &dice)
    {
        if (loss != Loss::Nothing) {
            for (auto undo = file.undo.rbegin(); undo != file.undo.rend(); ++undo) {
                if (loss == Loss::Some) {
                    undoSectors(file, *undo, dice);
                } else {
                    std::memcpy(file.bytes.data() + undo->offset,
                                undo->before.constData(),
                                static_cast<std::size_t>(undo->before.size()));
                }
            }
            if (loss == Loss::Some) {
                loseTail(file, dice);
            } else {
                file.size = file.syncedSize;
            }
        }
        Disk::sync(file);
    }

} // namespace

bool Disk::admitLock()
{
    if (!m_down && m_cutIn >= 0 && m_cutIn-- == 0) {
        m_down = true;
    }
    return !m_down;
}

DiskAnswer Disk::admit()
{
    if (!admitLock()) {
        return DiskAnswer::PowerCut;
    }
    if (m_failCount > 0 && m_failIn-- <= 0) {
        --m_failCount;
        ++m_failures;
        return m_failHow;
    }
    return DiskAnswer::Done;
}

DiskFile *Disk::find(const QString &path)
{
    const auto it = m_files.find(path);
    return it == m_files.end() ? nullptr : &it->second;
}

void Disk::write(DiskFile &file, const char *data, qint64 length, qint64 offset)
{
    const qint64 end = offset + length;
    if (end > file.bytes.size()) {
        file.bytes.resize(std::max(end, qint64 {2} * file.bytes.size()));
    }
    if (offset > file.size) {
        std::memset(file.bytes.data() + file.size, 0, static_cast<std::size_t>(offset - file.size));
    }
    // What lies beyond the synced end goes as a tail, not sector by sector.
    if (const qint64 old = std::min(end, file.syncedSize) - offset; old > 0) {
        file.undo.push_back({offset, file.bytes.mid(offset, old)});
    }
    std::memcpy(file.bytes.data() + offset, data, static_cast<std::size_t>(length));
    file.size = std::max(file.size, end);
}

/// Taken as durable at once: SQLite never depends on a truncation that it has not synced.
void Disk::truncate(DiskFile &file, qint64 size)
{
    if (size < file.size) {
        file.size = size;
        file.syncedSize = std::min(file.syncedSize, size);
        std::erase_if(file.undo, [size](const DiskFile::Undo &undo) {
            return undo.offset + undo.before.size() > size;
        });
    }
}

void Disk::sync(DiskFile &file)
{
    file.undo.clear();
    file.syncedSize = file.size;
}

std::optional<QByteArray> Disk::read(const QString &path, qint64 bytesMax) const
{
    const auto it = m_files.find(path);
    if (m_down || it == m_files.end()) {
        return std::nullopt;
    }
    return it->second.bytes.left(std::min(bytesMax, it->second.size));
}

Outcome Disk::write(const QString &path, const QByteArray &bytes)
{
    switch (admit()) {
    case DiskAnswer::Done:
        break;
    case DiskAnswer::Full:
        return Error {ErrorCode::DiskFull, u"the simulated disk is full"_s};
    case DiskAnswer::PowerCut:
    case DiskAnswer::Broken:
        return Error {ErrorCode::StorageFailed, u"the simulated disk does not answer"_s};
    }
    DiskFile &file = m_files[path];
    file.bytes = bytes;
    file.size = bytes.size();
    sync(file);
    return kDone;
}

void Disk::failAfter(qint64 after, qint64 count, DiskAnswer how)
{
    m_failIn = after;
    m_failCount = count;
    m_failHow = how;
}

void Disk::forgetFaults()
{
    m_cutIn = -1;
    m_failCount = 0;
}

void Disk::restart(Loss loss, test::SeededRandom &dice)
{
    for (auto &[path, file] : m_files) {
        Q_ASSERT(file.handles == 0);
        lose(file, loss, dice);
        file.shared = {};
        file.locks = {};
    }
    m_down = false;
    forgetFaults();
}

Disk::Image Disk::image() const
{
    Image image;
    for (const auto &[path, file] : m_files) {
        image.emplace(path, file.bytes.left(file.size));
    }
    return image;
}

void Disk::load(const Image &image)
{
    m_files.clear();
    for (const auto &[path, bytes] : image) {
        DiskFile &file = m_files[path];
        file.bytes = bytes;
        file.size = bytes.size();
        sync(file);
    }
}

} // namespace sheaf::simulation
