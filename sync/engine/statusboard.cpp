#include "sync/engine/statusboard.h"

#include "sync/engine/diagnosis.h"
#include "sync/engine/messagechannel.h"
#include "sync/transport/endpoint.h"

#include <QDateTime>

#include <algorithm>

namespace sheaf {

namespace {

    constexpr qint64 kTellEveryMs = 100;

} // namespace

StatusBoard::StatusBoard(QObject *parent)
    : QObject(parent)
{
    m_throttle.setSingleShot(true);
    connect(&m_throttle, &QTimer::timeout, this, &StatusBoard::tell);
}

void StatusBoard::setListening(const QString &listening, const QStringList &addresses)
{
    m_base.listening = listening;
    m_base.ownAddresses = addresses;
    touch();
}

void StatusBoard::setListenProblem(const QString &sentence)
{
    m_listenProblem = sentence;
    touch();
}

void StatusBoard::setStorageProblem(const QString &sentence)
{
    if (std::exchange(m_storageProblem, sentence) != sentence) {
        touch();
    }
}

void StatusBoard::setStopped(const QString &sentence)
{
    m_stopped = true;
    setStorageProblem(sentence);
}

void StatusBoard::setPublished(const VersionVector &vector)
{
    m_published = vector;
    touch();
}

void StatusBoard::setPeers(const std::vector<PeerRow> &rows)
{
    std::map<DeviceId, Entry> entries;
    for (const PeerRow &row : rows) {
        Entry entry;
        if (const auto known = m_entries.find(row.device); known != m_entries.end()) {
            entry = std::move(known->second);
        }
        entry.peer.device = row.device;
        entry.peer.name = row.name;
        entry.peer.addresses = row.addresses;
        entry.peer.clockAheadMs = row.clockAheadMs;
        entry.peer.lastSeenMs = std::max(entry.peer.lastSeenMs, row.lastSeenMs);
        entry.acked.join(row.acked);
        entries.emplace(row.device, std::move(entry));
    }
    m_entries = std::move(entries);
    touch();
}

void StatusBoard::setOwnClock(qint64 aheadMs)
{
    if (std::exchange(m_base.clockAheadMs, aheadMs) != aheadMs) {
        touch();
    }
}

void StatusBoard::setOnline(const DeviceId &peer, bool online)
{
    if (const auto found = m_entries.find(peer); found != m_entries.end()) {
        Entry &entry = found->second;
        entry.peer.online = online;
        entry.peer.lastSeenMs = QDateTime::currentMSecsSinceEpoch();
        entry.progress = {};
        entry.caughtUp = false;
        entry.everCaughtUp = false;
        entry.peer.problem.clear(); // going away it has none but what held it up
        if (online) {
            entry.outdated.clear();
        }
        touch();
    }
}

void StatusBoard::setProgress(const DeviceId &peer, const session::Progress &progress)
{
    if (const auto found = m_entries.find(peer); found != m_entries.end()) {
        found->second.progress = progress;
        touch(found->second);
    }
}

void StatusBoard::setAcked(const DeviceId &peer, const VersionVector &vector)
{
    if (const auto found = m_entries.find(peer); found != m_entries.end()) {
        found->second.acked.join(vector);
        touch(found->second);
    }
}

void StatusBoard::setCompared(const DeviceId &peer, const VersionVector &vector)
{
    if (const auto found = m_entries.find(peer); found != m_entries.end()) {
        found->second.acked = vector;
        touch();
    }
}

void StatusBoard::setPeerProblem(const DeviceId &peer, const QString &sentence)
{
    if (const auto found = m_entries.find(peer); found != m_entries.end()) {
        Entry &entry = found->second;
        if (!entry.peer.online) {
            entry.peer.problem = entry.outdated.isEmpty() ? sentence : entry.outdated;
        }
        touch();
    }
}

void StatusBoard::setDamage(const DeviceId &peer, const QString &sentence)
{
    if (const auto found = m_entries.find(peer); found != m_entries.end()) {
        found->second.damage = sentence;
        touch();
    }
}

void StatusBoard::setFailed(const DeviceId &peer, const Error &why, const QString &address)
{
    const auto found = m_entries.find(peer);
    if (found != m_entries.end() && why.code == ErrorCode::ProtocolOutdated) {
        found->second.outdated = outdatedProblem(why, {});
    }
    setPeerProblem(peer, peerProblem(why, address));
}

void StatusBoard::setOutdatedAt(const QString &host, const Error &why)
{
    std::vector<DeviceId> away;
    std::vector<DeviceId> awayThere;
    for (const auto &[device, entry] : m_entries) {
        const QStringList &addresses = entry.peer.addresses;
        const auto isThere = [&host](const QString &address) {
            const auto endpoint = Endpoint::fromText(address);
            return endpoint && endpoint->host == host;
        };
        if (!entry.peer.online) {
            away.push_back(device);
            if (std::any_of(addresses.begin(), addresses.end(), isThere)) {
                awayThere.push_back(device);
            }
        }
    }
    const std::vector<DeviceId> &candidates = awayThere.empty() ? away : awayThere;
    if (candidates.size() == 1) {
        setFailed(candidates.front(), why, {});
        return;
    }
    m_outdatedHost = host;
    m_outdatedProblem = outdatedProblem(why, host);
    touch();
}

void StatusBoard::setReached(const QString &host)
{
    if (!m_outdatedProblem.isEmpty() && host == m_outdatedHost) {
        m_outdatedProblem.clear();
        touch();
    }
}

void StatusBoard::setDivergence(const DeviceId &peer, const QString &sentence)
{
    if (const auto found = m_entries.find(peer); found != m_entries.end()) {
        found->second.divergence = sentence;
        touch();
    }
}

void StatusBoard::setTraffic(const Traffic &traffic)
{
    m_base.changesSent = traffic.changesSent;
    m_base.changesReceived = traffic.changesReceived;
    m_base.bytesSent = traffic.bytesSent;
    m_base.bytesReceived = traffic.bytesReceived;
}

void StatusBoard::touch()
{
    if (!m_throttle.isActive()) {
        const qint64 sinceMs = monotonicMs() - m_lastToldMs;
        m_throttle.start(int(std::clamp(kTellEveryMs - sinceMs, qint64 {0}, kTellEveryMs)));
    }
}

/// That a device has caught up is not held back, the first time after it came: people wait for it.
void StatusBoard::touch(const Entry &entry)
{
    if (!entry.everCaughtUp && isCaughtUp(entry)) {
        m_throttle.start(0);
    } else {
        touch();
    }
}

void StatusBoard::tell()
{
    m_lastToldMs = monotonicMs();
    Q_EMIT aboutToTell();
    std::vector<DeviceId> caughtUpNow;
    for (auto &[device, entry] : m_entries) {
        const bool was = std::exchange(entry.caughtUp, isCaughtUp(entry));
        entry.everCaughtUp = entry.everCaughtUp || entry.caughtUp;
        if (!was && entry.caughtUp) {
            caughtUpNow.push_back(device);
            m_base.lastSyncMs = QDateTime::currentMSecsSinceEpoch();
        }
    }
    // First: what is counted of a session is on its way to the library when it shows as caught up.
    for (const DeviceId &device : caughtUpNow) {
        Q_EMIT caughtUp(device);
    }
    const SyncStatus status = compute();
    QList<Peer> peers;
    for (const auto &[device, entry] : m_entries) {
        peers << entry.peer;
    }
    if (peers != m_toldPeers) {
        m_toldPeers = peers;
        Q_EMIT peersChanged(peers);
    }
    if (status != m_told) {
        m_told = status;
        Q_EMIT statusChanged(status);
    }
}

SyncStatus StatusBoard::compute()
{
    SyncStatus status = m_base;
    status.problem = m_storageProblem.isEmpty() ? m_listenProblem : m_storageProblem;
    if (status.problem.isEmpty()) {
        status.problem = m_outdatedProblem;
    }
    status.needsUpdate = !m_outdatedProblem.isEmpty();
    VersionVector anywhere; // what at least one other device has, durably
    bool allCaughtUp = true;
    bool moving = false;
    for (auto &[device, entry] : m_entries) {
        anywhere.join(entry.acked);
        const QString holdUp = holdUpOf(entry);
        if (status.problem.isEmpty()) {
            status.problem = holdUp.isEmpty() ? entry.divergence : holdUp;
        }
        status.needsUpdate = status.needsUpdate || !entry.outdated.isEmpty();
        Peer &peer = entry.peer;
        if (peer.online) {
            peer.problem = holdUp;
        }
        peer.pending = qint64(m_published.countMissingIn(entry.acked));
        peer.expecting = std::max(qint64 {0}, entry.progress.toReceive - entry.progress.received);
        peer.syncing = peer.online && !entry.caughtUp && holdUp.isEmpty();
        moving = moving || peer.syncing;
        if (peer.online) {
            ++status.devicesOnline;
            allCaughtUp = allCaughtUp && entry.caughtUp;
        }
        if (peer.syncing) {
            status.done += entry.progress.sent + entry.progress.received;
            status.total += entry.progress.toSend + entry.progress.toReceive;
        }
    }
    status.waiting = m_entries.empty() ? 0 : qint64(m_published.countMissingIn(anywhere));
    if (m_stopped) {
        status.phase = SyncStatus::Phase::Stopped;
    } else if (m_entries.empty()) {
        status.phase = SyncStatus::Phase::Alone;
    } else if (status.devicesOnline == 0) {
        status.phase = SyncStatus::Phase::Offline;
    } else if (moving) {
        status.phase = SyncStatus::Phase::Syncing;
    } else {
        status.phase = allCaughtUp ? SyncStatus::Phase::UpToDate : SyncStatus::Phase::HeldUp;
    }
    return status;
}

QString StatusBoard::holdUpOf(const Entry &entry)
{
    if (entry.caughtUp || !entry.peer.online) {
        return {};
    }
    return entry.progress.heldUpHere ? entry.damage
        : entry.progress.heldUpThere ? damageThereProblem(entry.peer.name)
                                     : QString();
}

bool StatusBoard::isCaughtUp(const Entry &entry) const
{
    return entry.peer.online && entry.progress.live && entry.acked.covers(m_published)
        && entry.progress.received >= entry.progress.toReceive;
}

} // namespace sheaf
