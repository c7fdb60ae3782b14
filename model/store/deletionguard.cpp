#include "model/store/deletionguard.h"

#include "model/base/limits.h"

#include <algorithm>
#include <map>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    const QString kSeenNotesKey = QStringLiteral("seen-notes");

} // namespace

qint64 seenNotes(LibraryStore &store)
{
    return store.localValue(kSeenNotesKey).toLongLong();
}

void setSeenNotes(LibraryStore &store, qint64 row)
{
    store.setLocalValue(kSeenNotesKey, QString::number(row));
}

DeletionGuard::DeletionGuard(LibraryStore &store, const DeviceId &self, qint64 nowMs)
    : m_store(store)
    , m_self(self)
    , m_nowMs(nowMs)
    , m_notesBefore(store.notes.newestRow())
{
}

void DeletionGuard::suspect(const NoteRow &before)
{
    const Note &note = before.note;
    if (note.state.place.kind == RecordKind::Note && !note.heads.empty() && !note.state.deleted) {
        m_suspects.insert(before.id);
    }
}

std::vector<NoteId> DeletionGuard::settle(const std::vector<NoteId> &touched, LibraryRow &library)
{
    if (!m_store.held.isEmpty()) {
        for (const NoteId &note : touched) {
            m_store.held.forgetWhenAlive(note);
        }
    }
    std::vector<Loss> losses;
    for (const qint64 id : std::exchange(m_suspects, {})) {
        const std::optional<NoteRow> row = m_store.notes.read(id);
        std::optional<Loss> loss = row ? lossOf(*row) : std::nullopt;
        if (loss && wasShown(id, loss->seen.stampMs)) {
            losses.push_back(*loss);
        }
    }
    if (losses.empty()) {
        return {};
    }
    const qint64 existed = shownBefore(static_cast<qint64>(losses.size()), library);
    std::map<DeviceId, std::vector<Loss>> byDevice;
    for (Loss &loss : losses) {
        loss.seen.existed = existed;
        m_store.held.see(loss.seen, loss.device);
        byDevice[loss.device].push_back(loss);
    }
    std::vector<NoteId> shown;
    for (const auto &[device, theirs] : byDevice) {
        const std::vector<NoteId> held = holdOf(device, theirs, library);
        shown.insert(shown.end(), held.begin(), held.end());
    }
    m_store.held.bound();
    return shown;
}

/// The delete that took the note away, unless it is alive, or this device's person deleted it as well.
std::optional<DeletionGuard::Loss> DeletionGuard::lossOf(const NoteRow &row) const
{
    if (!row.note.state.deleted) {
        return std::nullopt;
    }
    std::optional<Loss> newest;
    for (const Hash &head : row.note.heads) {
        const auto id = m_store.journal.idOf(head);
        const auto change = id ? m_store.journal.row(*id) : std::nullopt;
        if (!change || change->operation != Operation::Delete) {
            continue;
        }
        if (change->log.device == m_self) {
            return std::nullopt;
        }
        if (!newest) {
            newest = Loss {{row.id, change->hlc.ms(), change->id, 0, false}, change->log.device};
        }
    }
    return newest;
}

bool DeletionGuard::wasShown(qint64 note, qint64 deletedMs) const
{
    if (note <= seenNotes(m_store) || hasOwnChange(note)) {
        return true;
    }
    const qint64 horizonMs = m_nowMs + std::chrono::milliseconds(limits::kClockSkewMax).count();
    Statement select(*m_store.database,
                     "SELECT created_at FROM note_changes WHERE note_guid = ? ORDER BY id LIMIT 1");
    select.bind(note);
    return select.next() && deletedMs >= select.number(0) && deletedMs <= horizonMs;
}

bool DeletionGuard::hasOwnChange(qint64 note) const
{
    Statement select(*m_store.database,
                     "SELECT 1 FROM note_changes WHERE note_guid = ? AND log IN "
                     "(SELECT id FROM logs WHERE device = ?) LIMIT 1");
    select.bind(note).bind(m_store.logs.deviceRow(m_self).value_or(0));
    return select.next();
}

/// How many notes the person could see before this transaction, of which `lost` are gone now. From one
/// transaction of a batch to the next only these go, so the second of them need not count again.
qint64 DeletionGuard::shownBefore(qint64 lost, const LibraryRow &library)
{
    const qint64 seen = seenNotes(m_store);
    const auto &last = m_store.shownCount;
    if (last && last->version == library.version && last->seen == seen && last->notes >= lost) {
        m_store.shownCount = {library.version + 1, seen, last->notes - lost};
        return last->notes;
    }
    const qint64 upTo = seen > 0 ? seen : m_notesBefore;
    Statement select(*m_store.database,
                     "SELECT count(*) FROM notes n WHERE kind = 0 AND deleted = 0 "
                     "AND heads <> x'' AND (id <= ?1 OR EXISTS (SELECT 1 FROM note_changes c "
                     "WHERE c.note_guid = n.id AND c.log IN "
                     "(SELECT id FROM logs WHERE device = ?2)))");
    select.bind(upTo).bind(m_store.logs.deviceRow(m_self).value_or(0));
    const qint64 left = select.next() ? select.number(0) : 0;
    m_store.shownCount = {library.version + 1, seen, left};
    return lost + left;
}

std::vector<NoteId>
DeletionGuard::holdOf(const DeviceId &device, const std::vector<Loss> &losses, LibraryRow &library)
{
    constexpr qint64 kWindowMs = std::chrono::milliseconds(limits::kMassDeletionWindow).count();
    const auto [first, last] =
        std::minmax_element(losses.begin(), losses.end(), [](const Loss &a, const Loss &b) {
            return a.seen.stampMs < b.seen.stampMs;
        });
    qint64 freshFrom = losses.front().seen.arrived;
    for (const Loss &loss : losses) {
        freshFrom = std::min(freshFrom, loss.seen.arrived);
    }
    const bool asked = !m_store.held.notes(device).empty();
    std::vector<NoteId> shown;
    const auto hold = [&](std::vector<SeenDelete> deletes) {
        for (const SeenDelete &seen : massDeleted(std::move(deletes), freshFrom)) {
            const auto row = seen.held ? std::nullopt : m_store.notes.read(seen.note);
            if (row) {
                m_store.held.hold(seen.note);
                m_store.notes.restamp(seen.note, library);
                shown.push_back(row->note.id);
            }
        }
    };
    hold(m_store.held.seenOf(
        device, first->seen.stampMs - kWindowMs, last->seen.stampMs + kWindowMs));
    // Stamps are their author's word: spread over years, no window of theirs would ever be full.
    hold(m_store.held.arrivedSince(device, m_nowMs - kWindowMs));
    if (!shown.empty() && !asked) {
        m_store.peers.audit(
            {m_nowMs,
             u"held"_s,
             device.toHex(),
             u"It deleted many notes at once; they are kept here until this is answered."_s});
    }
    return shown;
}

} // namespace sheaf
