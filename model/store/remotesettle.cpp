#include "model/note/changecodec.h"
#include "model/store/remoteapply.h"

#include <QHash>

#include <algorithm>

// What a transaction of remote changes does at its end, for records that one step does not bring up to
// date: the other half of RemoteApply.

namespace sheaf {

/// The changes that waited for this one have it now.
void RemoteApply::welcomeParent(const Hash &hash)
{
    if (!m_waiting) {
        return;
    }
    for (const qint64 child : m_store.journal.takeWaiting(hash)) {
        m_adopted.insert(child);
    }
}

bool RemoteApply::settle()
{
    for (const qint64 child : m_store.journal.childrenOf(std::exchange(m_named, {}))) {
        m_adopted.insert(child);
    }
    std::set<qint64> reconsidered;
    for (const qint64 child : m_adopted) {
        const std::optional<JournalRow> row = m_store.journal.row(child);
        if (!row || row->note == 0 || !reconsidered.insert(row->note).second) {
            continue;
        }
        const std::optional<NoteRow> note = m_store.notes.read(row->note);
        if (!note || !reconsider(row->note)) {
            return false;
        }
        m_unsettled.insert_or_assign(row->note, note->note.id);
        m_guard.suspect(*note);
        touch(note->note.id);
    }
    m_adopted.clear();
    for (const auto &[id, guid] : m_unsettled) {
        const std::optional<NoteRow> before = m_store.notes.read(id);
        if (!before || !m_store.materialise.refold(id, guid, &*before, m_library)) {
            return false;
        }
    }
    m_unsettled.clear();
    judgeClocks();
    for (const NoteId &note : m_guard.settle(m_touched, m_library)) {
        touch(note);
    }
    return !m_store.database->failed();
}

void RemoteApply::judgeClocks()
{
    for (const auto &[device, stamp] : std::exchange(m_stamps, {})) {
        m_store.clocks.seeStamp(device, stamp.ms(), m_nowMs);
        if (!m_clock.isBelievable(stamp)) {
            m_skewed.push_back(device);
        }
    }
}

/// Looks again at the changes of a record that got a parent, and at all that stand on them. Parents
/// before children: what a child is worth depends on what its parents are worth.
bool RemoteApply::reconsider(qint64 note)
{
    m_store.history.forget(); // what a change is worth may differ now
    const std::vector<JournalRow> rows = m_store.journal.rowsOfNote(note);
    QHash<qint64, std::size_t> places;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        places.insert(rows[i].id, i);
    }
    // Parents as their metas name them: the rows of adopted changes do not have them all yet.
    std::vector<std::vector<std::size_t>> children(rows.size());
    std::vector<std::size_t> missing(rows.size(), 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<qint64> parents = rows[i].parents;
        if (m_adopted.contains(rows[i].id)) {
            const Result<PackedChange> packed = m_store.journal.packed(rows[i].id);
            const Result<ChangeMeta> meta =
                packed ? decodeMeta(packed->meta) : Result<ChangeMeta>(packed.error());
            for (const Hash &parent : meta ? meta->parents : std::vector<Hash> {}) {
                const auto id = m_store.journal.idOf(parent);
                if (id && std::find(parents.begin(), parents.end(), *id) == parents.end()) {
                    parents.push_back(*id);
                }
            }
        }
        for (const qint64 parent : parents) {
            if (const auto place = places.constFind(parent); place != places.cend()) {
                children[*place].push_back(i);
                ++missing[i];
            }
        }
    }
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (missing[i] == 0) {
            ready.push_back(i);
        }
    }
    std::vector<bool> affected(rows.size(), false);
    while (!ready.empty()) {
        const std::size_t i = ready.back();
        ready.pop_back();
        affected[i] = affected[i] || m_adopted.contains(rows[i].id);
        if (affected[i] && !judgeAgain(rows[i])) {
            return false;
        }
        for (const std::size_t child : children[i]) {
            affected[child] = affected[child] || affected[i];
            if (--missing[child] == 0) {
                ready.push_back(child);
            }
        }
    }
    return true;
}

bool RemoteApply::judgeAgain(const JournalRow &row)
{
    const Result<PackedChange> packed = m_store.journal.packed(row.id);
    if (!packed) {
        return false;
    }
    Arrival arrival {*packed, row.log, row.hash, {}, {}, {}, {}, {}, {}, 0, true, false, false};
    if (Result<NoteChange> change = m_store.journal.change(row.id)) {
        arrival.meta = std::move(change->meta);
        arrival.fragment = std::move(change->fragment);
    } else if (Result<ChangeMeta> meta = decodeMeta(packed->meta)) {
        arrival.meta = *std::move(meta);
        arrival.effect = isWithheld(*packed);
    } else {
        return true;
    }
    resolveParents(arrival, row.note);
    arrival.effect = arrival.effect && expandBody(arrival);
    m_store.journal.revise(row.id, arrival.parents, arrival.deltaDepth, arrival.effect);
    return !m_store.database->failed();
}

} // namespace sheaf
