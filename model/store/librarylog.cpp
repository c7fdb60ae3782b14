#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/store/batchreader.h"
#include "model/store/libraryreader.h"
#include "model/store/librarystore.h"

#include <algorithm>

// Reading the log, the history and the peers: the other half of LibraryReader.

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    ChangeInfo describe(LibraryStore &store, const JournalRow &row, bool withFragment)
    {
        ChangeInfo info;
        info.change = row.hash;
        const std::optional<NoteRow> note = store.notes.read(row.note);
        info.note = note ? note->note.id : NoteId {};
        info.log = row.log;
        info.seq = row.seq;
        info.operation = row.operation;
        info.hlc = row.hlc;
        info.user = row.user;
        info.deviceName = store.deviceName(row.log.device);
        for (const qint64 parent : row.parents) {
            info.parents.push_back(store.journal.hashOf(parent));
        }
        std::sort(info.parents.begin(), info.parents.end());
        info.createdAtMs = row.createdAtMs;
        NoteFragment fragment = store.journal.fragment(row.id);
        info.mask = fragment.mask;
        info.hasContent = store.journal.hasContent(row.id);
        if (withFragment && fragment.mask != 0 && info.hasContent) {
            info.fragment = std::move(fragment);
        }
        return info;
    }

    /// A change that sets every field did not change them all: those that its first parent had as well
    /// are left out for a reader of the history.
    quint32 changedFields(LibraryStore &store, const JournalRow &row, quint32 mask)
    {
        if (row.parents.empty() || (mask & field::kKnown) != field::kKnown) {
            return mask;
        }
        std::vector<qint64> lacking;
        const NoteState before = store.history.stateAt(row.parents.front(), &lacking);
        const NoteState after = store.history.stateAt(row.id);
        // Where the version before is no longer kept: what is set at all.
        return fieldsThatDiffer(lacking.empty() ? before : NoteState {}, after).mask;
    }

    bool newerFirst(const ChangeInfo &a, const ChangeInfo &b)
    {
        HistoryNode left;
        HistoryNode right;
        left.hash = a.change;
        left.hlc = a.hlc;
        left.log = a.log;
        left.seq = a.seq;
        right.hash = b.change;
        right.hlc = b.hlc;
        right.log = b.log;
        right.seq = b.seq;
        return precedes(right, left);
    }

} // namespace

std::vector<ChangeInfo> LibraryReader::history(const NoteId &id) const
{
    const Snapshot now(*m_store);
    std::vector<ChangeInfo> changes;
    const auto note = m_store->notes.idOf(id);
    for (const JournalRow &row : m_store->journal.rowsOfNote(note.value_or(0))) {
        changes.push_back(describe(*m_store, row, false));
        changes.back().mask = changedFields(*m_store, row, changes.back().mask);
    }
    std::sort(changes.begin(), changes.end(), newerFirst);
    return changes;
}

LibraryId LibraryReader::id() const
{
    const Snapshot now(*m_store);
    return m_store->membership().library();
}

Membership LibraryReader::membership() const
{
    const Snapshot now(*m_store);
    return m_store->membership();
}

VersionVector LibraryReader::vector() const
{
    const Snapshot now(*m_store);
    return m_store->logs.vector();
}

Hash LibraryReader::stateDigest() const
{
    const Snapshot now(*m_store);
    return digest(now.library.stateSum.view());
}

Result<ChangeBatch> LibraryReader::changesAfter(const VersionVector &after,
                                                const VersionVector &upTo,
                                                int maxChanges,
                                                qint64 maxBytes,
                                                qint64 aloneAboveBytes) const
{
    const Snapshot now(*m_store);
    return BatchReader(*m_store).read(
        after, upTo, {maxChanges, maxBytes, aloneAboveBytes, limits::kUnvouchedBytesMax});
}

std::vector<Hash> LibraryReader::hashesAt(const LogId &log,
                                          const std::vector<std::uint64_t> &seqs) const
{
    const Snapshot now(*m_store);
    const qint64 row = m_store->logs.logRow(log).value_or(0);
    std::vector<Hash> hashes;
    hashes.reserve(seqs.size());
    for (const std::uint64_t seq : seqs) {
        hashes.push_back(m_store->journal.hashAt(row, seq));
    }
    return hashes;
}

std::vector<Hash> LibraryReader::knownChanges(const std::vector<Hash> &changes) const
{
    const Snapshot now(*m_store);
    std::vector<Hash> known;
    for (const Hash &change : changes) {
        if (m_store->journal.idOf(change)) {
            known.push_back(change);
        }
    }
    return known;
}

std::vector<ChangeInfo> LibraryReader::unsentChangesForPeer(const DeviceId &peer, int limit) const
{
    const Snapshot now(*m_store);
    std::vector<JournalRow> rows;
    for (const LogRange &range : m_store->logs.vector().missingIn(m_store->peers.acked(peer))) {
        const auto more = m_store->journal.rowsOfLog(range, limit);
        rows.insert(rows.end(), more.begin(), more.end());
    }
    std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.id < b.id; });
    if (limit >= 0 && rows.size() > static_cast<size_t>(limit)) {
        rows.resize(static_cast<size_t>(limit));
    }
    std::vector<ChangeInfo> changes;
    for (const JournalRow &row : rows) {
        changes.push_back(describe(*m_store, row, true));
    }
    return changes;
}

std::vector<ChangeInfo>
LibraryReader::userChangesSince(const QString &user, const QDateTime &since, int limit) const
{
    const Snapshot now(*m_store);
    std::vector<ChangeInfo> changes;
    const auto userRow = m_store->logs.userRow(user);
    if (!user.isEmpty() && !userRow) {
        return changes;
    }
    const qint64 sinceMs = since.isValid() ? since.toMSecsSinceEpoch() : 0;
    for (const JournalRow &row : m_store->journal.rowsSince(sinceMs, userRow.value_or(0), limit)) {
        changes.push_back(describe(*m_store, row, true));
    }
    return changes;
}

Result<NoteChange> LibraryReader::changeWithFragment(const Hash &change) const
{
    const Snapshot now(*m_store);
    const auto id = m_store->journal.idOf(change);
    if (!id) {
        return Error {ErrorCode::NotFound, u"no change %1"_s.arg(change.toHex())};
    }
    return m_store->journal.change(*id);
}

qint64 LibraryReader::changesNeedingUpdate() const
{
    const Snapshot now(*m_store);
    return m_store->journal.withoutEffect();
}

std::vector<PeerRow> LibraryReader::peers() const
{
    const Snapshot now(*m_store);
    std::vector<PeerRow> peers;
    const VersionVector mine = m_store->logs.vector();
    // Whether our own clock can be right at all is for who knows the time: see clocks().
    const ClockVerdict clocks =
        judgeClocks(m_store->clocks.readings(), limits::kClockPlausibleFromMs);
    for (const Member &member : m_store->membership().members()) {
        if (member.device == now.library.device) {
            continue;
        }
        PeerRow peer = m_store->peers.peer(member.device);
        peer.name = m_store->deviceName(member.device);
        peer.clockAheadMs = clocks.aheadMs(member.device);
        peer.pending = static_cast<qint64>(mine.countMissingIn(peer.acked));
        peers.push_back(std::move(peer));
    }
    return peers;
}

ClockVerdict LibraryReader::clocks(qint64 nowMs) const
{
    const Snapshot now(*m_store);
    return judgeClocks(m_store->clocks.readings(), nowMs);
}

std::vector<AuditEntry> LibraryReader::auditLog(int limit) const
{
    const Snapshot now(*m_store);
    return m_store->peers.auditLog(limit);
}

DeviceId LibraryReader::device() const
{
    const Snapshot now(*m_store);
    return now.library.device;
}

QString LibraryReader::deviceName() const
{
    const Snapshot now(*m_store);
    return m_store->localValue(u"device-name"_s);
}

QString LibraryReader::user() const
{
    const Snapshot now(*m_store);
    return m_store->localValue(u"user"_s);
}

QString LibraryReader::localValue(const QString &key) const
{
    const Snapshot now(*m_store);
    return m_store->localValue(u"local."_s + key);
}

qint64 LibraryReader::dataVersion() const
{
    const Snapshot now(*m_store);
    return now.library.version;
}

} // namespace sheaf
