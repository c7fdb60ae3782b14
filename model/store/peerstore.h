/// What this device knows of others, and the local audit log.
/// Shape   peers by device; acknowledgements as one cursor a peer and log; at most
///         kAuditRowsMax audit rows.
#pragma once

#include "model/store/libraryreader.h"
#include "model/store/logstore.h"

namespace sheaf {

class PeerStore
{
public:
    PeerStore(Database &database, LogStore &logs);

    [[nodiscard]] PeerRow peer(const DeviceId &device) const;
    [[nodiscard]] VersionVector acked(const DeviceId &device) const;
    /// For each log the highest seq that any peer has acknowledged.
    [[nodiscard]] VersionVector ackedByAny() const;
    [[nodiscard]] bool hasAcknowledgements() const;
    void ensure(const DeviceId &device);
    void setName(const DeviceId &device, const QString &name);
    void setAddresses(const DeviceId &device, const QStringList &addresses);
    void addCounters(const PeerRow &more, qint64 nowMs);
    void acknowledge(const DeviceId &device, const VersionVector &acked, qint64 nowMs);

    /// The device has no more than this any longer: it lost what it had acknowledged beyond.
    void lower(const DeviceId &device, const VersionVector &most);

    void audit(const AuditEntry &entry);
    [[nodiscard]] std::vector<AuditEntry> auditLog(int limit) const;

private:
    Database &m_database;
    LogStore &m_logs;
};

} // namespace sheaf
