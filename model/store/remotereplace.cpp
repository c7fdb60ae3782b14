#include "model/note/changecodec.h"
#include "model/note/fragmentcodec.h"
#include "model/store/remoteapply.h"

// A change that was fetched again goes where the damaged one stood.

namespace sheaf {

/// The record's row. A lost one comes back under its old number, which its changes still name.
qint64 RemoteApply::rowFor(const NoteId &note, qint64 was)
{
    if (const auto known = m_store.notes.idOf(note)) {
        return *known;
    }
    const qint64 id = was != 0 && !m_store.notes.read(was) ? was : m_store.notes.allocate();
    return m_store.notes.insertHidden(id, note) ? id : 0;
}

bool RemoteApply::replace(qint64 id, const PackedChange &packed, const Hash &hash)
{
    const std::optional<JournalRow> was = m_store.journal.row(id);
    if (!was) {
        return false;
    }
    const Hash prev = m_store.journal.hashBefore(was->log, was->seq).value_or(Hash {});
    Arrival arrival {packed, was->log, hash, {}, {}, {}, {}, {}, {}, 0, true, false, false};
    if (Result<NoteChange> change = unpackKnownChange(packed, prev, hash)) {
        arrival.meta = std::move(change->meta);
        arrival.fragment = std::move(change->fragment);
        arrival.canonical = encodeMeta(arrival.meta) == packed.meta
            && encodeFragment(*arrival.fragment, BodyForm::Packed) == packed.content;
    } else if (Result<ChangeMeta> meta = decodeMeta(packed.meta)) {
        arrival.meta = *std::move(meta);
        arrival.withheld = isWithheld(packed);
        arrival.effect = arrival.withheld;
    } else {
        JournalEntry entry;
        entry.packed = &packed;
        entry.place = was->log;
        entry.hash = hash;
        entry.effect = false;
        entry.nowMs = was->createdAtMs;
        return m_store.journal.rewrite(id, entry);
    }
    const qint64 noteRow = rowFor(arrival.meta.note, was->note);
    if (noteRow == 0) {
        return false;
    }
    resolveParents(arrival, noteRow);
    arrival.effect = arrival.effect && expandBody(arrival);
    JournalEntry entry = entryOf(arrival, noteRow);
    entry.nowMs = was->createdAtMs;
    if (!m_store.journal.rewrite(id, entry)) {
        return false;
    }
    m_waiting = m_waiting || !arrival.missing.empty();
    m_adopted.insert(id); // all that stand on it are looked at again
    if (was->note == 0) {
        m_named.insert(id); // also what does in other records, and may not
    }
    m_unsettled.insert_or_assign(noteRow, arrival.meta.note);
    touch(arrival.meta.note);
    return true;
}

} // namespace sheaf
