/// The small files that a device keeps outside its libraries, as a parameter: the simulator crashes and
/// fills the disk below them as it does below SQLite.
/// Rules   `write` is all or nothing and durable when it returns: temporary file, fsync, rename.
/// Errors  reading: what is missing or unreadable is absent. Writing: DiskFull or StorageFailed.
#pragma once

#include "model/base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace sheaf {

class StateFiles
{
public:
    StateFiles() = default;
    StateFiles(const StateFiles &) = delete;
    StateFiles &operator=(const StateFiles &) = delete;
    virtual ~StateFiles() = default;

    /// At most `bytesMax` of the file.
    [[nodiscard]] virtual std::optional<QByteArray> read(const QString &path,
                                                         qint64 bytesMax) const = 0;
    virtual Outcome write(const QString &path, const QByteArray &bytes) = 0;
};

/// Those of the file system.
[[nodiscard]] StateFiles &systemStateFiles();

} // namespace sheaf
