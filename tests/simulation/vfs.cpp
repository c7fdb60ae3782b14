#include "tests/simulation/vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace sheaf::simulation {

namespace {

    constexpr int kShmRegionBytes = 32 * 1024;
    constexpr int kPathBytesMax = 1024;
    constexpr double kJulianDay = 2'460'000.5;

    std::map<QString, Disk *> &mounts()
    {
        static std::map<QString, Disk *> all;
        return all;
    }

    std::unique_ptr<test::SeededRandom> &randomness()
    {
        static auto source = std::make_unique<test::SeededRandom>(0);
        return source;
    }

    /// An open file. SQLite owns the memory and calls close().
    struct Handle
    {
        sqlite3_file base; // first: SQLite sees nothing else
        Disk *disk; // null: a temporary file, in `own`
        DiskFile *file;
        DiskFile *own;
        QString *path;
        int lock;
        bool deleteOnClose;
    };

    Handle *handleOf(sqlite3_file *file)
    {
        return reinterpret_cast<Handle *>(file);
    }

    std::pair<Disk *, QString> locate(const char *name)
    {
        const QString path = QString::fromUtf8(name);
        for (const auto &[folder, disk] : mounts()) {
            if (path.startsWith(folder)) {
                return {disk, path};
            }
        }
        return {nullptr, path};
    }

    int code(DiskAnswer answer, int ioError)
    {
        switch (answer) {
        case DiskAnswer::Done:
            return SQLITE_OK;
        case DiskAnswer::Full:
            return SQLITE_FULL;
        case DiskAnswer::PowerCut:
        case DiskAnswer::Broken:
            break;
        }
        return ioError;
    }

    int admit(const Handle *handle, int ioError)
    {
        return handle->disk == nullptr ? SQLITE_OK : code(handle->disk->admit(), ioError);
    }

    bool isDown(const Handle *handle)
    {
        return handle->disk != nullptr && handle->disk->isDown();
    }

    // Files

    int readFile(sqlite3_file *base, void *to, int amount, sqlite3_int64 offset)
    {
        const Handle *handle = handleOf(base);
        if (isDown(handle)) {
            return SQLITE_IOERR_READ;
        }
        const DiskFile &file = *handle->file;
        const qint64 there = std::clamp<qint64>(file.size - offset, 0, amount);
        auto *bytes = static_cast<char *>(to);
        if (there > 0) {
            std::memcpy(bytes, file.bytes.constData() + offset, static_cast<std::size_t>(there));
        }
        if (there == amount) {
            return SQLITE_OK;
        }
        std::memset(bytes + there, 0, static_cast<std::size_t>(amount - there));
        return SQLITE_IOERR_SHORT_READ;
    }

    int writeFile(sqlite3_file *base, const void *from, int amount, sqlite3_int64 offset)
    {
        const Handle *handle = handleOf(base);
        if (const int failed = admit(handle, SQLITE_IOERR_WRITE); failed != SQLITE_OK) {
            return failed;
        }
        Disk::write(*handle->file, static_cast<const char *>(from), amount, offset);
        return SQLITE_OK;
    }

    int truncateFile(sqlite3_file *base, sqlite3_int64 size)
    {
        const Handle *handle = handleOf(base);
        if (const int failed = admit(handle, SQLITE_IOERR_TRUNCATE); failed != SQLITE_OK) {
            return failed;
        }
        Disk::truncate(*handle->file, size);
        return SQLITE_OK;
    }

    int syncFile(sqlite3_file *base, int)
    {
        const Handle *handle = handleOf(base);
        if (const int failed = admit(handle, SQLITE_IOERR_FSYNC); failed != SQLITE_OK) {
            return failed == SQLITE_FULL ? SQLITE_IOERR_FSYNC : failed;
        }
        if (handle->disk == nullptr || !handle->disk->lies()) {
            Disk::sync(*handle->file);
        }
        return SQLITE_OK;
    }

    int fileSize(sqlite3_file *base, sqlite3_int64 *size)
    {
        if (isDown(handleOf(base))) {
            return SQLITE_IOERR_FSTAT;
        }
        *size = handleOf(base)->file->size;
        return SQLITE_OK;
    }

    // Locks on the file itself

    int lockFile(sqlite3_file *base, int level)
    {
        Handle *handle = handleOf(base);
        FileLocks &locks = handle->file->locks;
        if (handle->lock >= level) {
            return SQLITE_OK;
        }
        const bool held = (locks.exclusive != nullptr && locks.exclusive != handle)
            || (level >= SQLITE_LOCK_RESERVED && locks.reserved != nullptr
                && locks.reserved != handle)
            || (level == SQLITE_LOCK_EXCLUSIVE && locks.shared > 1);
        if (held) {
            return SQLITE_BUSY;
        }
        if (handle->lock == SQLITE_LOCK_NONE) {
            ++locks.shared;
        }
        if (level >= SQLITE_LOCK_RESERVED) {
            locks.reserved = handle;
        }
        if (level == SQLITE_LOCK_EXCLUSIVE) {
            locks.exclusive = handle;
        }
        handle->lock = level;
        return SQLITE_OK;
    }

    int unlockFile(sqlite3_file *base, int level)
    {
        Handle *handle = handleOf(base);
        FileLocks &locks = handle->file->locks;
        if (handle->lock <= level) {
            return SQLITE_OK;
        }
        if (locks.reserved == handle) {
            locks.reserved = nullptr;
        }
        if (locks.exclusive == handle) {
            locks.exclusive = nullptr;
        }
        if (level == SQLITE_LOCK_NONE) {
            --locks.shared;
        }
        handle->lock = level;
        return SQLITE_OK;
    }

    int checkReserved(sqlite3_file *base, int *held)
    {
        *held = handleOf(base)->file->locks.reserved != nullptr ? 1 : 0;
        return SQLITE_OK;
    }

    int fileControl(sqlite3_file *, int, void *)
    {
        return SQLITE_NOTFOUND;
    }

    int sectorSize(sqlite3_file *)
    {
        return 4096;
    }

    /// As on Linux: a torn write damages nothing beside itself.
    int deviceCharacteristics(sqlite3_file *)
    {
        return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
    }

    // The write-ahead log's shared memory

    int mapShm(sqlite3_file *base, int region, int size, int extend, volatile void **memory)
    {
        *memory = nullptr;
        auto &regions = handleOf(base)->file->shared.regions;
        if (isDown(handleOf(base)) || size != kShmRegionBytes) {
            return SQLITE_IOERR_SHMMAP;
        }
        const auto index = static_cast<std::size_t>(region);
        if (index >= regions.size()) {
            if (extend == 0) {
                return SQLITE_OK;
            }
            while (regions.size() <= index) {
                regions.push_back(std::make_unique<char[]>(kShmRegionBytes));
            }
        }
        *memory = regions[index].get();
        return SQLITE_OK;
    }

    void releaseShm(const Handle *handle, int first, int count, bool exclusive)
    {
        SharedMemory &shared = handle->file->shared;
        for (auto slot = static_cast<std::size_t>(first);
             slot < static_cast<std::size_t>(first + count);
             ++slot) {
            if (exclusive && shared.writer[slot] == handle) {
                shared.writer[slot] = nullptr;
            } else if (!exclusive && shared.readers[slot] > 0) {
                --shared.readers[slot];
            }
        }
    }

    /// To lock for writing is an operation of the disk, too: so the power can go between a commit and
    /// the state file that follows it.
    int lockShm(sqlite3_file *base, int first, int count, int flags)
    {
        const Handle *handle = handleOf(base);
        const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
        if ((flags & SQLITE_SHM_UNLOCK) != 0) {
            releaseShm(handle, first, count, exclusive);
            return SQLITE_OK;
        }
        if (isDown(handle)
            || (exclusive && handle->disk != nullptr && !handle->disk->admitLock())) {
            return SQLITE_IOERR_SHMLOCK;
        }
        SharedMemory &shared = handle->file->shared;
        const auto begin = static_cast<std::size_t>(first);
        const auto end = static_cast<std::size_t>(first + count);
        for (std::size_t slot = begin; slot < end; ++slot) {
            if (shared.writer[slot] != nullptr || (exclusive && shared.readers[slot] > 0)) {
                return SQLITE_BUSY;
            }
        }
        for (std::size_t slot = begin; slot < end; ++slot) {
            if (exclusive) {
                shared.writer[slot] = handle;
            } else {
                ++shared.readers[slot];
            }
        }
        return SQLITE_OK;
    }

    void shmBarrier(sqlite3_file *) { }

    int unmapShm(sqlite3_file *base, int deleted)
    {
        const Handle *handle = handleOf(base);
        SharedMemory &shared = handle->file->shared;
        for (const void *&writer : shared.writer) {
            if (writer == handle) {
                writer = nullptr;
            }
        }
        if (deleted != 0) {
            shared = {};
        }
        return SQLITE_OK;
    }

    int closeFile(sqlite3_file *base)
    {
        Handle *handle = handleOf(base);
        std::ignore = unlockFile(base, SQLITE_LOCK_NONE);
        --handle->file->handles;
        if (handle->deleteOnClose && handle->disk != nullptr && !handle->disk->isDown()) {
            handle->disk->remove(*handle->path);
        }
        delete handle->path;
        delete handle->own;
        return SQLITE_OK;
    }

    const sqlite3_io_methods kMethods = {
        2,
        closeFile,
        readFile,
        writeFile,
        truncateFile,
        syncFile,
        fileSize,
        lockFile,
        unlockFile,
        checkReserved,
        fileControl,
        sectorSize,
        deviceCharacteristics,
        mapShm,
        lockShm,
        shmBarrier,
        unmapShm,
        nullptr,
        nullptr,
    };

    // The file system

    int openFile(sqlite3_vfs *, const char *name, sqlite3_file *base, int flags, int *outFlags)
    {
        auto *handle = new (base) Handle {};
        if (name == nullptr) {
            handle->own = new DiskFile;
            handle->file = handle->own;
        } else {
            const auto [disk, path] = locate(name);
            DiskFile *found = disk != nullptr && !disk->isDown() ? disk->find(path) : nullptr;
            if (disk == nullptr || disk->isDown()
                || (found == nullptr && (flags & SQLITE_OPEN_CREATE) == 0)) {
                return SQLITE_CANTOPEN;
            }
            if (found == nullptr) {
                if (const int failed = code(disk->admit(), SQLITE_IOERR); failed != SQLITE_OK) {
                    return failed;
                }
            }
            handle->disk = disk;
            handle->file = found != nullptr ? found : &disk->make(path);
            handle->path = new QString(path);
            handle->deleteOnClose = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
        }
        ++handle->file->handles;
        handle->base.pMethods = &kMethods;
        if (outFlags != nullptr) {
            *outFlags = flags;
        }
        return SQLITE_OK;
    }

    int deleteFile(sqlite3_vfs *, const char *name, int)
    {
        const auto [disk, path] = locate(name);
        if (disk == nullptr || disk->find(path) == nullptr) {
            return SQLITE_IOERR_DELETE_NOENT;
        }
        if (const int failed = code(disk->admit(), SQLITE_IOERR_DELETE); failed != SQLITE_OK) {
            return failed;
        }
        disk->remove(path);
        return SQLITE_OK;
    }

    int accessFile(sqlite3_vfs *, const char *name, int, int *result)
    {
        const auto [disk, path] = locate(name);
        if (disk != nullptr && disk->isDown()) {
            return SQLITE_IOERR_ACCESS;
        }
        const DiskFile *found = disk != nullptr ? disk->find(path) : nullptr;
        *result = found != nullptr ? 1 : 0;
        return SQLITE_OK;
    }

    int fullPath(sqlite3_vfs *, const char *name, int room, char *out)
    {
        sqlite3_snprintf(room, out, "%s", name);
        return SQLITE_OK;
    }

    int fillRandom(sqlite3_vfs *, int size, char *to)
    {
        randomness()->fill(to, size);
        return size;
    }

    int pass(sqlite3_vfs *, int microseconds)
    {
        return microseconds;
    }

    int currentTime(sqlite3_vfs *, double *now)
    {
        *now = kJulianDay;
        return SQLITE_OK;
    }

    int lastError(sqlite3_vfs *, int, char *)
    {
        return 0;
    }

    sqlite3_vfs makeVfs()
    {
        sqlite3_vfs vfs {};
        vfs.iVersion = 1;
        vfs.szOsFile = sizeof(Handle);
        vfs.mxPathname = kPathBytesMax;
        vfs.zName = "sheaf-simulation";
        vfs.xOpen = openFile;
        vfs.xDelete = deleteFile;
        vfs.xAccess = accessFile;
        vfs.xFullPathname = fullPath;
        vfs.xRandomness = fillRandom;
        vfs.xSleep = pass;
        vfs.xCurrentTime = currentTime;
        vfs.xGetLastError = lastError;
        return vfs;
    }

} // namespace

void Vfs::install()
{
    static sqlite3_vfs vfs = makeVfs();
    if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) {
        qFatal("SQLite takes no simulated file system");
    }
}

void Vfs::reseed(quint64 seed)
{
    randomness() = std::make_unique<test::SeededRandom>(seed);
    sqlite3_randomness(0, nullptr); // forgets its state and asks again
}

void Vfs::mount(const QString &folder, Disk *disk)
{
    if (disk == nullptr) {
        mounts().erase(folder);
    } else {
        mounts()[folder] = disk;
    }
}

} // namespace sheaf::simulation
