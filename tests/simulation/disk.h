/// A device's disk in memory: what programs see, what has reached the platter, and what goes wrong.
/// Shape   files by path; a write is unsynced until its file is synced. Every operation that changes
///         something (write, truncate, sync, delete, lock for writing, state file) passes `admit`, which
///         counts it and may answer that the power has gone or that the disk is full or broken.
/// Rules   after a power cut nothing is read or written until `restart`, which loses unsynced sectors by
///         the dice. Nobody may hold a file open then.
/// Thread  the simulation's only one.
#pragma once

#include "model/store/statefiles.h"
#include "tests/support/seededrandom.h"

#include <array>
#include <map>
#include <memory>
#include <vector>

namespace sheaf::simulation {

/// Locks and shared memory of SQLite's write-ahead log; gone with the power.
struct SharedMemory
{
    static constexpr int kLocks = 8;
    std::vector<std::unique_ptr<char[]>> regions;
    std::array<int, kLocks> readers {};
    std::array<const void *, kLocks> writer {};
};

/// SQLite's locks on a file itself.
struct FileLocks
{
    int shared = 0;
    const void *reserved = nullptr;
    const void *exclusive = nullptr;
};

struct DiskFile
{
    /// What a sector held before a write that is not synced yet.
    struct Undo
    {
        qint64 offset = 0;
        QByteArray before;
    };

    QByteArray bytes; ///< may be longer than `size`: room to grow
    qint64 size = 0;
    qint64 syncedSize = 0;
    std::vector<Undo> undo; ///< oldest first
    SharedMemory shared;
    FileLocks locks;
    int handles = 0;
};

enum class DiskAnswer { Done, PowerCut, Full, Broken };

/// What a power cut does to writes that were not synced.
enum class Loss { Everything, Some, Nothing };

class Disk final : public StateFiles
{
public:
    /// All files as they are at one moment; cheap, as long as nobody writes.
    using Image = std::map<QString, QByteArray>;

    // For SQLite
    [[nodiscard]] DiskAnswer admit();
    /// Of an operation that no full or broken disk refuses: false when the power has gone.
    [[nodiscard]] bool admitLock();
    [[nodiscard]] bool isDown() const { return m_down; }
    [[nodiscard]] DiskFile *find(const QString &path);
    [[nodiscard]] DiskFile &make(const QString &path) { return m_files[path]; }
    void remove(const QString &path) { m_files.erase(path); }
    static void write(DiskFile &file, const char *data, qint64 length, qint64 offset);
    static void truncate(DiskFile &file, qint64 size);
    static void sync(DiskFile &file);

    // For the sidecar
    [[nodiscard]] std::optional<QByteArray> read(const QString &path,
                                                 qint64 bytesMax) const override;
    Outcome write(const QString &path, const QByteArray &bytes) override;

    // What goes wrong
    void cutPowerAfter(qint64 operations) { m_cutIn = operations; }
    void cutPower() { m_down = true; }
    /// `count` operations fail after the next `after`.
    void failAfter(qint64 after, qint64 count, DiskAnswer how);
    [[nodiscard]] bool hasPlannedFault() const { return m_cutIn >= 0 || m_failCount > 0; }
    [[nodiscard]] qint64 failures() const { return m_failures; } ///< operations that really failed
    void forgetFaults();
    void lie() { m_lies = true; } ///< says that it has synced, and has not
    [[nodiscard]] bool lies() const { return m_lies; }
    void restart(Loss loss, test::SeededRandom &dice);

    // Backups and copies
    [[nodiscard]] Image image() const;
    void load(const Image &image); ///< instead of what is there
    void erase() { m_files.clear(); }

private:
    std::map<QString, DiskFile> m_files;
    bool m_down = false;
    qint64 m_cutIn = -1; ///< operations until the power goes; -1 = it stays
    qint64 m_failIn = 0;
    qint64 m_failCount = 0;
    DiskAnswer m_failHow = DiskAnswer::Full;
    qint64 m_failures = 0;
    bool m_lies = false;
};

} // namespace sheaf::simulation
