#include "model/store/logforks.h"

#include "model/base/limits.h"
#include "model/base/logging.h"

namespace sheaf {

using namespace Qt::StringLiterals;

LogForks::LogForks(LibraryStore &store)
    : m_store(store)
{
}

std::optional<Hash> LogForks::hashBefore(const PackedChange &change) const
{
    if (change.seq == 0 || m_store.logs.find(change.log) || change.seq == 1) {
        return m_store.journal.hashBefore(change.log, change.seq);
    }
    // A branch that is new here: its name is the hash of its first change, which tells the one before.
    for (const LogId &log : m_store.logs.family(change.log)) {
        const auto piece = m_store.logs.find(log);
        if (!piece || change.seq <= piece->head.first || change.seq - 1 > piece->head.seq) {
            continue;
        }
        const Hash before = m_store.journal.hashAt(piece->id, change.seq - 1);
        const Result<Hash> hash = changeHash(change, before);
        if (hash && *hash == change.log.branch) {
            return before;
        }
    }
    return std::nullopt;
}

std::optional<Hash> LogForks::hashOfKnown(const PackedChange &change) const
{
    for (const LogId &log : m_store.logs.family(change.log)) {
        const auto piece = m_store.logs.find(log);
        const auto before = m_store.journal.hashBefore(log, change.seq);
        if (!piece || !before || change.seq < piece->head.first || change.seq > piece->head.seq) {
            continue;
        }
        const Result<Hash> hash = changeHash(change, *before);
        if (hash && *hash == m_store.journal.hashAt(piece->id, change.seq)) {
            return *hash;
        }
    }
    return std::nullopt;
}

LogForks::Place LogForks::place(const PackedChange &change,
                                const Hash &prev,
                                const Hash &hash,
                                LibraryRow &library,
                                qint64 nowMs)
{
    const auto claimed = m_store.logs.find(change.log);
    if (claimed && claimed->branches == 0 && claimed->head.seq == change.seq - 1
        && claimed->head.hash == prev) {
        return {change.log, false, false};
    }
    Place place {change.log.root(), false, false};
    if (!prev.isNull()) {
        const auto before = m_store.journal.placeOf(prev);
        if (!before || before->first.root() != change.log.root()
            || before->second != change.seq - 1) {
            place.failed = true;
            return place;
        }
        place.log = before->first;
    }
    const auto found = m_store.logs.find(place.log);
    LogStore::Row piece = found.value_or(LogStore::Row {});
    const LogId branch {change.log.device, change.log.incarnation, hash};
    const bool isAtHead = piece.head.seq == change.seq - 1;
    const bool continues = isAtHead && piece.branches == 0 && change.log != branch;
    const int begun = (found ? 0 : 1) + (continues ? 0 : isAtHead ? 1 : 2);
    if (begun > 0 && !hasRoomFor(begun, change.log.device)) {
        place.full = true;
        return place;
    }
    m_store.logs.ensureLog(place.log);
    piece = m_store.logs.find(place.log).value_or(LogStore::Row {});
    if (continues) {
        place.elsewhere = place.log != change.log;
        return place;
    }
    if (!isAtHead && !cut(place.log, change.seq - 1, library, nowMs)) {
        place.failed = true;
        return place;
    }
    place.elsewhere = !isAtHead || change.log != branch;
    m_store.logs.beginBranch(branch, piece.id, change.seq);
    place.log = branch;
    return place;
}

bool LogForks::hasRoomFor(int more, const DeviceId &device) const
{
    const bool brought = device == m_from;
    return m_store.logs.count() + more <= limits::kLogsMax
        && (!brought || m_store.logs.countOf(device) + more <= limits::kLogsPerDeviceMax);
}

bool LogForks::cut(const LogId &log, std::uint64_t last, LibraryRow &library, qint64 nowMs)
{
    const auto found = m_store.logs.find(log);
    if (!found || last >= found->head.seq || last + 1 < found->head.first
        || (last + 1 == found->head.first && !log.branch.isNull())) {
        return false;
    }
    const LogStore::Row piece = *found;
    const Hash at = last == 0 ? Hash {} : m_store.journal.hashAt(piece.id, last);
    const Hash first = m_store.journal.hashAt(piece.id, last + 1);
    m_store.logs.flush();
    Database &database = *m_store.database;
    const LogId rest {log.device, log.incarnation, first};
    const qint64 restRow = m_store.logs.beginBranch(rest, piece.id, last + 1);
    const auto seq = static_cast<qint64>(last);
    Statement heads(database,
                    "UPDATE logs SET (head_seq, head_hash) = "
                    "(SELECT head_seq, head_hash FROM logs WHERE id = ?) WHERE id = ?");
    bool done = heads.bind(piece.id).bind(restRow).run();
    Statement head(database, "UPDATE logs SET head_seq = ?, head_hash = ? WHERE id = ?");
    done = head.bind(seq).bind(at.toBytes()).bind(piece.id).run() && done;
    Statement branches(database, "UPDATE logs SET parent = ? WHERE parent = ? AND id <> ?");
    done = branches.bind(restRow).bind(piece.id).bind(restRow).run() && done;
    Statement changes(database, "UPDATE note_changes SET log = ? WHERE log = ? AND seq > ?");
    done = changes.bind(restRow).bind(piece.id).bind(seq).run() && done;
    // Who had acknowledged more has both pieces.
    Statement cursors(database,
                      "INSERT INTO peer_cursors (peer, log, seq, hash, synced_at) "
                      "SELECT peer, ?, seq, hash, synced_at FROM peer_cursors "
                      "WHERE log = ? AND seq > ?");
    done = cursors.bind(restRow).bind(piece.id).bind(seq).run() && done;
    Statement lower(database,
                    "UPDATE peer_cursors SET seq = ?, hash = ? WHERE log = ? AND seq > ?");
    done = lower.bind(seq).bind(at.toBytes()).bind(piece.id).bind(seq).run() && done;
    Statement none(database, "DELETE FROM peer_cursors WHERE log = ? AND seq = 0");
    done = none.bind(piece.id).run() && done;
    m_store.logs.reload();
    noteCut(log, library, nowMs);
    return done;
}

/// A log that forks is not continued by its device, and somebody is to be told.
void LogForks::noteCut(const LogId &log, LibraryRow &library, qint64 nowMs)
{
    qCInfo(logStore).noquote() << "a log of" << log.device.toHex().first(8) << "forks";
    const bool own = log.device == library.device;
    if (own && log.incarnation == library.incarnation) {
        library.incarnation = 0;
    }
    if (own) {
        m_store.setLocalValue(u"local."_s + kNoticeKey.toString(), QString::number(nowMs));
    }
    m_store.peers.audit({nowMs,
                         u"forked"_s,
                         log.device.toHex(),
                         own ? u"this library was restored from a backup or copied to another "
                               "computer; both lines of changes are kept"_s
                             : u"this device's library was restored from a backup or copied; both "
                               "lines of its changes are kept"_s});
}

std::optional<std::pair<LogId, std::uint64_t>> LogForks::cutAfter(const LogId &root,
                                                                  const Hash &last) const
{
    std::pair<LogId, std::uint64_t> at {root.root(), 0};
    if (!last.isNull()) {
        const auto place = m_store.journal.placeOf(last);
        if (!place || place->first.root() != root.root()) {
            return std::nullopt;
        }
        at = *place;
    }
    const auto piece = m_store.logs.find(at.first);
    return piece && at.second < piece->head.seq ? std::optional(at) : std::nullopt;
}

bool LogForks::cutByName(const Hash &branch, LibraryRow &library, qint64 nowMs)
{
    const auto place = m_store.journal.placeOf(branch);
    if (!place || place->first.branch == branch) {
        return true;
    }
    return cut(place->first, place->second - 1, library, nowMs);
}

void LogForks::learnName(const LogId &log, ForkFindings &found) const
{
    const auto place = m_store.journal.placeOf(log.branch);
    if (!place || place->first.root() != log.root() || place->first.branch == log.branch) {
        return;
    }
    // Nobody names more logs than fit a vector; who does is not followed.
    const auto all = m_store.logs.count() + static_cast<qsizetype>(found.names.size());
    if (all < limits::kForkedLogsMax) {
        found.names.push_back(log.branch);
    }
}

/// Who has a change has all before it: of its log, and whole the logs that this one forks from.
void LogForks::fill(const LogId &log, LogHead head, VersionVector &vector) const
{
    auto piece = m_store.logs.find(log);
    if (!piece) {
        return;
    }
    head.first = piece->head.first;
    vector.advance(log, head);
    while (piece && piece->parent != 0) {
        const LogId parent = m_store.logs.log(piece->parent);
        piece = m_store.logs.find(parent);
        if (piece) {
            vector.advance(parent, piece->head);
        }
    }
}

Result<ForkFindings> LogForks::examine(const VersionVector &theirs, const LibraryRow &library) const
{
    ForkFindings found;
    for (const auto &[log, head] : theirs.heads()) {
        if (!log.branch.isNull()) {
            learnName(log, found);
        }
        if (const auto place = m_store.journal.placeOf(head.hash)) {
            if (place->first.root() != log.root() || place->second != head.seq) {
                return Error {
                    ErrorCode::ProtocolViolation,
                    u"a head that is another change of device %1"_s.arg(log.device.toHex())};
            }
            fill(place->first, {head.seq, head.hash}, found.theirs);
            fill(place->first, {head.seq, head.hash}, found.known);
            continue;
        }
        found.theirs.advance(log, head);
        found.ownLogGrew = found.ownLogGrew
            || (log.device == library.device && log.incarnation == library.incarnation);
        const auto piece = m_store.logs.find(log);
        if (piece && piece->head.seq >= head.seq && head.seq >= piece->head.first) {
            found.forks.push_back({log, piece->head.first, head.seq});
        }
    }
    return found;
}

} // namespace sheaf
