/// Brings the cached row of a record up to its changes.
/// Rules   the result is the same whatever order the changes came in. A change made on the record's only
///         head is one step (no history is read); anything else folds the whole history.
/// Thread  that of its connection, inside a write transaction.
#pragma once

#include "model/store/checkpoint.h"
#include "model/store/notestore.h"

#include <functional>

namespace sheaf {

/// A change just appended to the log, with what the caller already knows about it.
struct FreshChange
{
    qint64 id = 0;
    Hash hash;
    Hlc hlc;
    const ChangeMeta *meta = nullptr;
    const NoteFragment *fragment = nullptr;
    /// The whole body when the fragment has one, expanded from its delta where needed.
    std::optional<QByteArray> body {};
    Hash bodyHash {}; ///< of it, where known already
};

class Materialise
{
public:
    Materialise(NoteStore &notes, HistoryStore &history);

    /// True when a change on `parents` continues the record's only head.
    [[nodiscard]] static bool continues(const NoteRow &before, const std::vector<Hash> &parents);
    /// First state of a record.
    bool begin(qint64 noteRow, const FreshChange &fresh, LibraryRow &library);
    /// One more change on top of the single shown state.
    bool advance(const NoteRow &before, const FreshChange &fresh, LibraryRow &library);
    /// From all changes of the record. `before` null: it has no row yet.
    bool refold(qint64 noteRow, const NoteId &guid, const NoteRow *before, LibraryRow &library);
    /// The row that all changes of the record give; without heads when none has an effect. `lacking`
    /// gets the changes whose content would be needed and may still come.
    [[nodiscard]] NoteRow
    compute(qint64 noteRow, const NoteId &guid, std::vector<qint64> *lacking = nullptr) const;
    /// The same fold for a part of a history, e.g. what an editor showed.
    [[nodiscard]] FoldResult fold(const NoteHistory &history) const
    {
        return fold(history, nullptr);
    }

    /// Newest wins for what does not merge; an edit survives a delete all the same.
    void setNewestWins(bool wins) { m_newestWins = wins; }
    /// Where the checkpoint is read; asked for deleted notes without their content only.
    void setCheckpointSource(std::function<Checkpoint()> source)
    {
        m_checkpoint = std::move(source);
    }

private:
    /// What a fold missed.
    struct Lacking
    {
        std::vector<qint64> needed; ///< for what is shown, or for a base
        std::vector<qint64> deleted; ///< for the last state of a deletion, which nothing shows
    };
    [[nodiscard]] FoldResult fold(const NoteHistory &history, Lacking *lacking) const;
    [[nodiscard]] bool mayBeGone(const FoldResult &fold, const NoteHistory &history) const;
    void placeBody(NoteRow &row, const FoldResult &fold, const NoteHistory &history) const;

    NoteStore &m_notes;
    HistoryStore &m_history;
    bool m_newestWins = false;
    std::function<Checkpoint()> m_checkpoint;
};

} // namespace sheaf
