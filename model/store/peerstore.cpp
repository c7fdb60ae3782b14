#include "model/store/peerstore.h"

#include "model/store/columns.h"

namespace sheaf {

namespace {

    constexpr qint64 kAuditRowsMax = 10'000;

} // namespace

PeerStore::PeerStore(Database &database, LogStore &logs)
    : m_database(database)
    , m_logs(logs)
{
}

PeerRow PeerStore::peer(const DeviceId &device) const
{
    PeerRow peer;
    peer.device = device;
    peer.acked = acked(device);
    Statement select(
        m_database,
        "SELECT name, addresses, last_seen, changes_sent, changes_received, bytes_sent, "
        "bytes_received FROM peers WHERE device = ?");
    select.bind(m_logs.deviceRow(device).value_or(0));
    if (select.next()) {
        peer.name = select.text(0);
        peer.addresses = listFromColumn(select.bytes(1));
        peer.lastSeenMs = select.number(2);
        peer.changesSent = static_cast<quint64>(select.number(3));
        peer.changesReceived = static_cast<quint64>(select.number(4));
        peer.bytesSent = static_cast<quint64>(select.number(5));
        peer.bytesReceived = static_cast<quint64>(select.number(6));
    }
    return peer;
}

VersionVector PeerStore::acked(const DeviceId &device) const
{
    VersionVector vector;
    Statement select(m_database, "SELECT log, seq, hash FROM peer_cursors WHERE peer = ?");
    select.bind(m_logs.deviceRow(device).value_or(0));
    while (select.next()) {
        vector.advance(
            m_logs.log(select.number(0)),
            {static_cast<std::uint64_t>(select.number(1)), hashFromColumn(select.bytes(2))});
    }
    return vector;
}

VersionVector PeerStore::ackedByAny() const
{
    VersionVector vector;
    Statement select(m_database, "SELECT log, seq, hash FROM peer_cursors");
    while (select.next()) {
        vector.advance(
            m_logs.log(select.number(0)),
            {static_cast<std::uint64_t>(select.number(1)), hashFromColumn(select.bytes(2))});
    }
    return vector;
}

bool PeerStore::hasAcknowledgements() const
{
    Statement select(m_database, "SELECT 1 FROM peer_cursors LIMIT 1");
    return select.next();
}

void PeerStore::ensure(const DeviceId &device)
{
    Statement insert(m_database, "INSERT OR IGNORE INTO peers (device) VALUES (?)");
    insert.bind(m_logs.ensureDevice(device)).run();
}

void PeerStore::setName(const DeviceId &device, const QString &name)
{
    ensure(device);
    Statement update(m_database, "UPDATE peers SET name = ? WHERE device = ?");
    update.bind(textColumn(name)).bind(m_logs.ensureDevice(device)).run();
}

void PeerStore::setAddresses(const DeviceId &device, const QStringList &addresses)
{
    ensure(device);
    Statement update(m_database, "UPDATE peers SET addresses = ? WHERE device = ?");
    update.bind(listColumn(addresses)).bind(m_logs.ensureDevice(device)).run();
}

void PeerStore::addCounters(const PeerRow &more, qint64 nowMs)
{
    ensure(more.device);
    Statement update(m_database,
                     "UPDATE peers SET last_seen = max(last_seen, ?), "
                     "changes_sent = changes_sent + ?, changes_received = changes_received + ?, "
                     "bytes_sent = bytes_sent + ?, bytes_received = bytes_received + ? "
                     "WHERE device = ?");
    update.bind(nowMs)
        .bind(static_cast<qint64>(more.changesSent))
        .bind(static_cast<qint64>(more.changesReceived))
        .bind(static_cast<qint64>(more.bytesSent))
        .bind(static_cast<qint64>(more.bytesReceived))
        .bind(m_logs.ensureDevice(more.device))
        .run();
}

void PeerStore::acknowledge(const DeviceId &device, const VersionVector &acked, qint64 nowMs)
{
    ensure(device);
    const VersionVector known = this->acked(device);
    // More than we hold ourselves means nothing to us yet, and would name logs without a row.
    const VersionVector common = acked.meet(m_logs.vector());
    for (const auto &[log, head] : common.heads()) {
        if (head.seq <= known.seq(log)) {
            continue;
        }
        Statement upsert(
            m_database,
            "INSERT INTO peer_cursors (peer, log, seq, hash, synced_at) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (peer, log) DO UPDATE SET "
            "seq = excluded.seq, hash = excluded.hash, synced_at = excluded.synced_at");
        upsert.bind(m_logs.ensureDevice(device))
            .bind(m_logs.logRow(log).value_or(0))
            .bind(static_cast<qint64>(head.seq))
            .bind(head.hash.toBytes())
            .bind(nowMs)
            .run();
    }
}

void PeerStore::lower(const DeviceId &device, const VersionVector &most)
{
    const qint64 peer = m_logs.ensureDevice(device);
    const VersionVector known = acked(device);
    for (const auto &[log, head] : known.heads()) {
        const LogHead left = most.head(log);
        if (left.seq >= head.seq) {
            continue;
        }
        const qint64 row = m_logs.logRow(log).value_or(0);
        if (left.seq == 0) {
            Statement remove(m_database, "DELETE FROM peer_cursors WHERE peer = ? AND log = ?");
            remove.bind(peer).bind(row).run();
            continue;
        }
        Statement update(m_database,
                         "UPDATE peer_cursors SET seq = ?, hash = ? WHERE peer = ? AND log = ?");
        update.bind(static_cast<qint64>(left.seq))
            .bind(left.hash.toBytes())
            .bind(peer)
            .bind(row)
            .run();
    }
}

void PeerStore::audit(const AuditEntry &entry)
{
    Statement insert(m_database,
                     "INSERT INTO audit_log (time, event, device, text) VALUES (?, ?, ?, ?)");
    insert.bind(entry.timeMs)
        .bindText(entry.event)
        .bind(textColumn(entry.device))
        .bindText(entry.text)
        .run();
    Statement bound(m_database,
                    "DELETE FROM audit_log WHERE id <= (SELECT max(id) FROM audit_log) - ?");
    bound.bind(kAuditRowsMax).run();
}

std::vector<AuditEntry> PeerStore::auditLog(int limit) const
{
    std::vector<AuditEntry> entries;
    Statement select(m_database,
                     "SELECT time, event, device, text FROM audit_log ORDER BY id DESC LIMIT ?");
    select.bind(limit);
    while (select.next()) {
        entries.push_back({select.number(0), select.text(1), select.text(2), select.text(3)});
    }
    return entries;
}

} // namespace sheaf
