/// Looks at what a transaction of remote changes deletes, and holds it back where it is too much.
/// Rules   counts only what the person here can miss: notes that were here alive. Those are notes made
///         here, notes that were here when this device last was caught up with another one, and notes
///         that were deleted after they had come (where the delete's clock can be believed). So the first
///         pull of a new device, with creates and deletes of long ago, asks nothing. Deletes of this
///         device, and those that lost against an edit, do not count.
///         Nothing replicated is touched: heads, states and digests are those of a device without guard.
/// Thread  that of its connection, inside one LibraryWrite.
#pragma once

#include "model/store/librarystore.h"

#include <set>

namespace sheaf {

class DeletionGuard
{
public:
    DeletionGuard(LibraryStore &store, const DeviceId &self, qint64 nowMs);

    /// A delete of a note that is alive came in; what it leads to is seen in settle().
    void suspect(const NoteRow &before);
    /// Once, when the rows are up to date. The notes that are to be shown (again).
    std::vector<NoteId> settle(const std::vector<NoteId> &touched, LibraryRow &library);

private:
    struct Loss
    {
        SeenDelete seen;
        DeviceId device;
    };
    [[nodiscard]] std::optional<Loss> lossOf(const NoteRow &row) const;
    [[nodiscard]] bool wasShown(qint64 note, qint64 deletedMs) const;
    [[nodiscard]] bool hasOwnChange(qint64 note) const;
    [[nodiscard]] qint64 shownBefore(qint64 lost, const LibraryRow &library);
    std::vector<NoteId>
    holdOf(const DeviceId &device, const std::vector<Loss> &losses, LibraryRow &library);

    LibraryStore &m_store;
    DeviceId m_self;
    qint64 m_nowMs;
    qint64 m_notesBefore; ///< highest row in notes when the transaction began
    std::set<qint64> m_suspects;
};

/// Up to which row of notes this device was caught up with another one, so that the person saw them.
[[nodiscard]] qint64 seenNotes(LibraryStore &store);
void setSeenNotes(LibraryStore &store, qint64 row);

} // namespace sheaf
