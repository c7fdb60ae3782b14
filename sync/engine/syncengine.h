/// The face of synchronisation on the GUI (or main) thread. Runs by itself: it accepts, dials known
/// peers, pushes what is published and takes what arrives; nobody needs to press a button.
/// Rules   every call returns at once; answers come as signals. "Up to date" is said only after the
///         other devices' durable acknowledgements.
/// Errors  a problem is a sentence in SyncStatus, Peer or PairingRequest, never a dead engine.
/// Thread  the GUI thread; the work is done by SyncWorker on the sync thread.
#pragma once

#include "model/service/libraryservice.h"
#include "sync/engine/syncstatus.h"
#include "sync/peer/pairing.h"
#include "sync/session/protocolrange.h"

#include <QThread>

namespace sheaf {

class DeviceIdentity;
class SyncWorker;

struct SyncConfig
{
    QString listen; ///< "host:port"; empty = do not accept; port 0 = any
    bool dial = true; ///< dial known peers by itself
    ProtocolRange protocol = {};
};

class SyncEngine final : public QObject
{
    Q_OBJECT

public:
    SyncEngine(LibraryService &library,
               const DeviceIdentity &identity,
               SyncConfig config,
               QObject *parent = nullptr);
    ~SyncEngine() override;

    /// Accepts and dials as `config` says from now on, after a start that did neither; started() tells
    /// where it listens.
    void begin(const SyncConfig &config);
    void syncNow(); ///< drops all waiting times and dials
    /// The network was away: connections that seem to stand are made anew. Called by itself where the
    /// system tells.
    void networkReturned();
    /// Asks the device at "host:port" or "wss://host:port"; pairingChanged() tells the rest. The
    /// returned id names the request.
    quint64 requestPairing(const QString &address);
    quint64 acceptLink(const QString &link);
    /// A new one-time link, ten minutes; pairingLinkReady() brings it. Empty text = not listening.
    void makePairingLink();
    void confirmPairing(quint64 id); ///< the digits are the same
    void denyPairing(quint64 id); ///< they differ, or not wanted

    void renamePeer(const DeviceId &peer, const QString &name);
    void setPeerAddresses(const DeviceId &peer, const QStringList &addresses);

    /// Calls `done` when what the last peersChanged() speaks of is written in the library: counters,
    /// acknowledgements. It makes room for that among arriving changes, so not while they arrive.
    void afterWrites(QObject *context, std::function<void()> done);

    [[nodiscard]] SyncStatus status() const { return m_status; }
    [[nodiscard]] QList<Peer> peers() const { return m_peers; }
    [[nodiscard]] QList<PairingRequest> pairings() const { return m_pairings; } ///< under way

Q_SIGNALS:
    void statusChanged(const sheaf::SyncStatus &status);
    void peersChanged(const QList<sheaf::Peer> &peers);
    void
    pairingChanged(const sheaf::PairingRequest &request); ///< also the first time, incoming too
    void pairingLinkReady(const QString &link);
    void started(const QString &listening); ///< "host:port" or empty
    void caughtUp(const sheaf::DeviceId &peer); ///< both directions acknowledged

private:
    void onPairingChanged(const PairingRequest &request);

    LibraryService &m_library;
    QThread m_thread;
    SyncWorker *m_worker; ///< no parent: lives on m_thread and dies with it
    SyncStatus m_status;
    QList<Peer> m_peers;
    QList<PairingRequest> m_pairings;
    quint64 m_nextPairing = 1; ///< odd numbers; incoming requests have even ones
};

} // namespace sheaf
