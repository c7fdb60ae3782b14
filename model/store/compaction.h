/// Which contents of a record may go, and letting them go.
/// Rules   the content of a change x goes when a checkpoint covers x (old enough, and every device had
///         it), and covers a whole change s of the same record (see HistoryStore::lastWhole: its state
///         needs no other) that x is an ancestor of, and every change of the record is s, an ancestor
///         of s or a descendant of s whose first parent is no ancestor of s. So no head, merge base,
///         delta or version after s stands on x; a change made elsewhere on old parents keeps what it
///         stands on. Of a note all of whose heads are deletions that are covered, everything goes.
///         s, or these deletions, came here before the cutoff: what a stamp of long ago replaces only
///         now stays as long as what any other edit replaces. So devices drop at different times, and
///         nothing that they compare may depend on it.
///         Nothing goes of a record that holds a change this program cannot understand, or one that
///         waits for a parent; nothing of a deletion that waits for an answer.
/// Thread  that of its connection, inside a write transaction for drop().
#pragma once

#include "model/store/checkpoint.h"
#include "model/store/librarystore.h"

namespace sheaf {

/// What may go of one record.
struct Droppable
{
    std::vector<qint64> changes;
    bool wholeNote = false; ///< it is deleted, nothing of it stays but ids, headers and metas
};

class Compaction
{
public:
    Compaction(LibraryStore &store, const Checkpoint &checkpoint);

    [[nodiscard]] Droppable droppable(const NoteRow &note) const;
    /// How many contents went; nothing: see lastError. A change that is found damaged keeps its own and
    /// is wanted: until it is whole again it is not droppable.
    std::optional<int> drop(const NoteRow &note, const Droppable &what, LibraryRow &library);

private:
    struct Change;
    [[nodiscard]] std::optional<std::vector<Change>> changesOf(qint64 note) const;
    /// Whether what it took the place of may go: it is covered, and has been here for as long.
    [[nodiscard]] bool supersedes(const JournalRow &change) const;
    /// Parents before children; nothing when there are none or they do not fit together.
    [[nodiscard]] static std::vector<std::size_t> inOrder(const std::vector<Change> &changes);
    [[nodiscard]] std::optional<std::size_t> lastWhole(const std::vector<Change> &changes,
                                                       const std::vector<std::size_t> &order) const;

    LibraryStore &m_store;
    const Checkpoint &m_checkpoint;
};

} // namespace sheaf
