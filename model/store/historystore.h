/// Versions of a record: its history graph, and the state at any change.
/// Rules   state(change) = state(first parent) with the change's fragment applied; the first parent is
///         the newest parent in the total order. A change without effect is transparent. Bodies are
///         rebuilt from the nearest full text, at most limits::kDeltaChainMax deltas away.
/// Errors  what is missing reads as empty; check reports it.
#pragma once

#include "model/merge/notefold.h"
#include "model/store/changejournal.h"

#include <QCache>
#include <QHash>

namespace sheaf {

/// The history of one record, loaded once for a fold.
struct NoteHistory
{
    std::vector<HistoryNode> nodes;
    QHash<Hash, qint64> ids;
    qint64 firstMs = 0; ///< stamp of its first change in the total order
};

class HistoryStore
{
public:
    HistoryStore(Database &database, ChangeJournal &journal);

    [[nodiscard]] NoteHistory load(qint64 note) const;
    /// Only `tips` and their ancestors.
    [[nodiscard]] static NoteHistory ancestry(const NoteHistory &history,
                                              const std::vector<Hash> &tips);
    /// `lacking` gets the changes whose content the state needs and that are without it here. What they
    /// set reads as empty, a body that stands on one of them as well.
    [[nodiscard]] NoteState stateAt(qint64 change, std::vector<qint64> *lacking = nullptr) const;
    [[nodiscard]] QByteArray bodyAt(qint64 change, std::vector<qint64> *lacking = nullptr) const;
    /// The nearest change, from `change` back along first parents, that sets one of these fields.
    [[nodiscard]] std::optional<qint64> lastSetting(qint64 change, quint32 mask) const;
    /// Deltas that stand between the body after `change` and its nearest full text.
    [[nodiscard]] int deltaDepthAt(qint64 change) const;
    /// The nearest change, from `change` back along first parents, whose state needs no other: it sets
    /// every field, or it is the first. Looks at no more than `most` changes.
    struct Whole
    {
        int changes = 0; ///< that stand on it, `change` included; `most` when none was found
        Hlc hlc;
    };
    [[nodiscard]] Whole lastWhole(qint64 change, int most) const;
    /// The body after `delta` was applied to the body after `change`; nothing when it does not fit.
    /// With `lacking` not empty afterwards nobody knows yet whether it fits.
    [[nodiscard]] std::optional<QByteArray>
    bodyAfter(qint64 change, const BodyDelta &delta, std::vector<qint64> *lacking) const;

    /// The body after a change that was just stored and checked: the next edit most often stands on it,
    /// and would rebuild it from its deltas. For the transaction's writer; forgotten when it fails.
    void remember(qint64 change, const QByteArray &body) const;
    void forget() const { m_bodies.clear(); }

private:
    struct Step;
    [[nodiscard]] std::optional<Step> step(qint64 change) const;

    Database &m_database;
    ChangeJournal &m_journal;
    mutable QCache<qint64, QByteArray> m_bodies; ///< cost: bytes
};

/// Puts the fields that `fragment` names into `state`; not its body.
void applyFields(NoteState &state, const NoteFragment &fragment, quint32 mask);
/// Every field of `state`, as a fragment with full body.
[[nodiscard]] NoteFragment allFields(const NoteState &state);
/// The fields in which `to` differs from `from`, as a fragment with full body.
[[nodiscard]] NoteFragment fieldsThatDiffer(const NoteState &from, const NoteState &to);

} // namespace sheaf
