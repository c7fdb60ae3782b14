#include "model/store/compaction.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace sheaf {

/// One change of the record, with what decides about it.
struct Compaction::Change
{
    JournalRow row;
    std::vector<std::size_t> parents; ///< places in the list, the first parent first
    quint32 mask = 0;
    bool fullBody = true;
    bool hasContent = true;
};

Compaction::Compaction(LibraryStore &store, const Checkpoint &checkpoint)
    : m_store(store)
    , m_checkpoint(checkpoint)
{
}

std::optional<std::vector<Compaction::Change>> Compaction::changesOf(qint64 note) const
{
    std::vector<Change> changes;
    QHash<qint64, std::size_t> places;
    for (JournalRow &row : m_store.journal.rowsOfNote(note)) {
        places.insert(row.id, changes.size());
        changes.push_back({std::move(row), {}, 0, true, true});
    }
    for (Change &change : changes) {
        for (const qint64 parent : change.row.parents) {
            const auto place = places.constFind(parent);
            if (place == places.cend()) {
                return std::nullopt;
            }
            change.parents.push_back(*place);
        }
        if (!change.row.effect || m_store.journal.missingParents(change.row.id) != 0) {
            return std::nullopt;
        }
    }
    Statement select(*m_store.database,
                     "SELECT c.id, f.bitmask, f.delta_depth, f.commitment, r.tail "
                     "FROM note_changes c LEFT JOIN note_fragments f ON f.id = c.id "
                     "LEFT JOIN raw_changes r ON r.id = c.id WHERE c.note_guid = ?");
    select.bind(note);
    while (select.next()) {
        const auto place = places.constFind(select.number(0));
        if (place == places.cend() || !select.isNull(4)) {
            return std::nullopt;
        }
        Change &change = changes[*place];
        change.mask = static_cast<quint32>(select.number(1));
        change.fullBody = select.isNull(2);
        change.hasContent = select.isNull(3);
    }
    return changes;
}

/// A stamp is its author's word: that of a device with a wrong clock, or from a year in a drawer.
bool Compaction::supersedes(const JournalRow &change) const
{
    return m_checkpoint.covers(change) && change.createdAtMs < m_checkpoint.cutoffMs;
}

std::vector<std::size_t> Compaction::inOrder(const std::vector<Change> &changes)
{
    std::vector<std::vector<std::size_t>> children(changes.size());
    std::vector<std::size_t> missing(changes.size(), 0);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        for (const std::size_t parent : changes[i].parents) {
            children[parent].push_back(i);
        }
        missing[i] = changes[i].parents.size();
        if (missing[i] == 0) {
            order.push_back(i);
        }
    }
    for (std::size_t done = 0; done < order.size(); ++done) {
        for (const std::size_t child : children[order[done]]) {
            if (--missing[child] == 0) {
                order.push_back(child);
            }
        }
    }
    return order.size() == changes.size() ? order : std::vector<std::size_t> {};
}

/// The place in `order` of the last whole change that is covered and that all others stand below or
/// above. In any topological order such a change has exactly its ancestors before it: when it comes, it
/// joins all tips so far, and nothing else was ready to come.
std::optional<std::size_t> Compaction::lastWhole(const std::vector<Change> &changes,
                                                 const std::vector<std::size_t> &order) const
{
    const std::size_t count = order.size();
    std::vector<std::size_t> place(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        place[order[i]] = i;
    }
    // Of all changes from i on: the earliest first parent; that of a change without parents is before all.
    std::vector<std::size_t> earliest(count + 1, count);
    for (std::size_t i = count; i-- > 0;) {
        const std::vector<std::size_t> &parents = changes[order[i]].parents;
        earliest[i] = std::min(earliest[i + 1], parents.empty() ? 0 : place[parents.front()]);
    }
    std::optional<std::size_t> found;
    QSet<std::size_t> tips;
    quint32 masks = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Change &change = changes[order[i]];
        for (const std::size_t parent : change.parents) {
            tips.remove(parent);
        }
        const bool joinsAll = tips.isEmpty();
        tips.insert(order[i]);
        const bool whole = (masks & ~change.mask) == 0 && change.fullBody && change.hasContent;
        masks |= change.mask;
        // Whatever comes later has its first parent here or later: so it descends from here.
        const bool isBelowRest = earliest[i + 1] >= i;
        if (i > 0 && joinsAll && whole && isBelowRest && supersedes(change.row)) {
            found = i;
        }
    }
    return found;
}

Droppable Compaction::droppable(const NoteRow &note) const
{
    Droppable what;
    if (m_checkpoint.isEmpty() || note.note.heads.empty() || note.incomplete) {
        return what;
    }
    const std::optional<std::vector<Change>> changes = changesOf(note.id);
    const std::vector<std::size_t> order =
        changes ? inOrder(*changes) : std::vector<std::size_t> {};
    if (order.empty()) {
        return what;
    }
    const auto isHead = [&note](const Change &change) {
        const std::vector<Hash> &heads = note.note.heads;
        return std::find(heads.begin(), heads.end(), change.row.hash) != heads.end();
    };
    const bool inSight = m_store.held.covers(note.id);
    what.wholeNote = note.note.state.deleted && !inSight
        && note.note.state.place.kind == RecordKind::Note
        && std::all_of(changes->begin(), changes->end(), [&](const Change &change) {
                         return isHead(change)
                             ? change.row.operation == Operation::Delete && supersedes(change.row)
                             : m_checkpoint.covers(change.row);
                     });
    const std::optional<std::size_t> whole =
        what.wholeNote ? std::nullopt : lastWhole(*changes, order);
    const std::size_t end = what.wholeNote ? order.size() : whole.value_or(0);
    for (std::size_t i = 0; i < end; ++i) {
        const Change &change = (*changes)[order[i]];
        if (change.mask != 0 && change.hasContent && m_checkpoint.covers(change.row)
            && m_store.wanted.reason(change.row.hash) != WantReason::Damaged) {
            what.changes.push_back(change.row.id);
        }
    }
    // The row names the change after which its body stands: one that stays.
    if (!what.wholeNote
        && std::find(what.changes.begin(), what.changes.end(), note.bodyChange)
            != what.changes.end()) {
        what.changes.clear();
    }
    return what;
}

std::optional<int> Compaction::drop(const NoteRow &note, const Droppable &what, LibraryRow &library)
{
    int dropped = 0;
    for (const qint64 change : what.changes) {
        switch (m_store.journal.dropContent(change)) {
        case ChangeJournal::Drop::Dropped:
            ++dropped;
            break;
        case ChangeJournal::Drop::Nothing:
            break;
        case ChangeJournal::Drop::Damaged:
            m_store.wanted.add(
                m_store.journal.hashOf(change), WantReason::Damaged, library.hlc.ms());
            break;
        case ChangeJournal::Drop::Failed:
            return std::nullopt;
        }
    }
    m_store.history.forget();
    if (what.wholeNote && dropped > 0
        && !m_store.materialise.refold(note.id, note.note.id, &note, library)) {
        return std::nullopt;
    }
    return m_store.database->failed() ? std::nullopt : std::optional(dropped);
}

} // namespace sheaf
