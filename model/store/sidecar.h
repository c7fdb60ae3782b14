/// What this device last handed out of its own log, kept outside the library's folder: it tells a
/// restored backup or a copied folder from the library's own past.
/// Shape   one small text file in the state folder per device and library: incarnation, seq, hash.
/// Rules   written after the commit and before those changes are first sent; temporary file, fsync,
///         rename. The caller holds the library's write lock, so that it never goes back.
/// Errors  reading: a missing or unreadable file is "absent". Writing: DiskFull or StorageFailed.
#pragma once

#include "model/base/result.h"
#include "model/causality/versionvector.h"
#include "model/store/statefiles.h"

namespace sheaf {

class Sidecar
{
public:
    Sidecar(StateFiles &files, QString stateFolder, DeviceId device);

    struct Mark
    {
        std::uint64_t incarnation = 0;
        LogHead head;

        friend bool operator==(const Mark &, const Mark &) = default;
    };

    [[nodiscard]] std::optional<Mark> read(const LibraryId &library) const;
    Outcome write(const LibraryId &library, const Mark &mark);

private:
    [[nodiscard]] QString path(const LibraryId &library) const;

    StateFiles &m_files;
    QString m_folder;
    DeviceId m_device;
};

} // namespace sheaf
