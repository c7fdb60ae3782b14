#include "sync/engine/syncround.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

    constexpr auto kLookEvery =
        50ms; ///< only while a round runs, besides each time that peers change
    constexpr auto kFailureGrace = 2s;

} // namespace

SyncRound::SyncRound(SyncEngine &engine,
                     const LibraryReader &reader,
                     std::optional<DeviceId> only,
                     std::chrono::milliseconds timeout,
                     QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_reader(reader)
    , m_only(only)
    , m_timeout(timeout)
{
    m_timer.setInterval(kLookEvery);
    connect(&m_timer, &QTimer::timeout, this, &SyncRound::look);
    connect(&m_engine, &SyncEngine::peersChanged, this, &SyncRound::look);
}

void SyncRound::start()
{
    for (const PeerRow &row : m_reader.peers()) {
        if (!m_only || *m_only == row.device) {
            m_before.emplace(row.device, row);
        }
    }
    m_since.start();
    m_engine.syncNow();
    m_timer.start();
}

void SyncRound::look()
{
    if (!m_timer.isActive() || m_writing) {
        return; // not begun, over, or an answer is on its way
    }
    const bool late = m_since.hasExpired(m_timeout.count());
    if (!late && !isSettled(false)) {
        return;
    }
    m_writing = true;
    m_engine.afterWrites(this, [this, late] {
        m_writing = false;
        if (late || isSettled(true)) {
            finish();
        }
    });
}

/// With `written` by the library's word, too: it also knows what another process has written to it.
bool SyncRound::isSettled(bool written) const
{
    const bool failuresCount = m_since.hasExpired(std::chrono::milliseconds(kFailureGrace).count());
    const std::vector<PeerRow> rows = m_reader.peers();
    const QList<Peer> live = m_engine.peers();
    return std::all_of(rows.begin(), rows.end(), [&](const PeerRow &row) {
        if (m_before.count(row.device) == 0) {
            return true;
        }
        const auto peer = std::find_if(live.begin(), live.end(), [&](const Peer &candidate) {
            return candidate.device == row.device;
        });
        if (peer != live.end() && peer->online) {
            if (!peer->syncing && !peer->problem.isEmpty()) {
                return true; // held up: waiting brings nothing more
            }
            return (!written || row.pending == 0) && peer->expecting == 0 && !peer->syncing;
        }
        return failuresCount
            && (row.addresses.isEmpty() || (peer != live.end() && !peer->problem.isEmpty()));
    });
}

void SyncRound::finish()
{
    m_timer.stop();
    QList<PeerOutcome> outcomes;
    const QList<Peer> live = m_engine.peers();
    for (const PeerRow &row : m_reader.peers()) {
        const auto before = m_before.find(row.device);
        if (before == m_before.end()) {
            continue;
        }
        const auto peer = std::find_if(live.begin(), live.end(), [&](const Peer &candidate) {
            return candidate.device == row.device;
        });
        const bool online = peer != live.end() && peer->online;
        PeerOutcome outcome;
        outcome.device = row.device;
        outcome.name = row.name;
        outcome.ok = online && row.pending == 0 && peer->expecting == 0;
        outcome.sent = row.changesSent - before->second.changesSent;
        outcome.received = row.changesReceived - before->second.changesReceived;
        if (!outcome.ok) {
            const QString known = peer != live.end() ? peer->problem : QString();
            outcome.error = !known.isEmpty() ? known
                : online                     ? u"Not everything got across in time; try again."_s
                : row.addresses.isEmpty()
                ? u"No address of this device is known; it will be reached when it dials."_s
                : u"The device did not answer in time; see that it is on and in reach."_s;
        }
        outcomes.append(outcome);
    }
    Q_EMIT finished(outcomes);
}

} // namespace sheaf
