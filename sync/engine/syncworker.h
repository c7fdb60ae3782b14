/// Runs synchronisation on the sync thread: accepts and dials, brings each connection through its
/// handshake, keeps one session a device, follows what the library publishes.
/// Rules   of two connections with one device, opened within limits::kDuplicateWindow, the one dialled
///         by the lower device id stays, else the newer one. When the library's id changes (a join),
///         every session starts again.
/// Thread  constructed anywhere before it moves; everything else on the sync thread, called queued.
#pragma once

#include "model/base/randomsource.h"
#include "sync/engine/handshakelimiter.h"
#include "sync/engine/libraryview.h"
#include "sync/engine/sessionlimiter.h"
#include "sync/engine/synccontext.h"
#include "sync/engine/syncengine.h"
#include "sync/engine/traffic.h"
#include "sync/session/assemblybudget.h"
#include "sync/session/handshake.h"

#include <map>

class QTimer;

namespace sheaf {

class Connection;
class DeviceIdentity;
class DialDesk;
class HandshakeDriver;
class MessageChannel;
class PairingDesk;
class PeerDialler;
class SessionDriver;
class StatusBoard;
class WebSocketTransport;

class SyncWorker final : public QObject
{
    Q_OBJECT

public:
    SyncWorker(LibraryService &library, const DeviceIdentity &identity, SyncConfig config);
    ~SyncWorker() override;

    void start();
    void stop(); ///< closes everything, then ends the thread's event loop; the last call
    void begin(const SyncConfig &config);
    void syncNow();
    void onNetworkReturned();
    void requestPairing(quint64 id, const QString &address);
    void acceptLink(quint64 id, const QString &link);
    void makePairingLink();
    void confirmPairing(quint64 id);
    void denyPairing(quint64 id);
    void renamePeer(const DeviceId &peer, const QString &name);
    void setPeerAddresses(const DeviceId &peer, const QStringList &addresses);

Q_SIGNALS:
    void statusChanged(const sheaf::SyncStatus &status);
    void peersChanged(const QList<sheaf::Peer> &peers);
    void pairingChanged(const sheaf::PairingRequest &request);
    void pairingLinkReady(const QString &link);
    void started(const QString &listening);
    void caughtUp(const sheaf::DeviceId &peer);

private:
    struct Session
    {
        SessionDriver *driver = nullptr;
        Traffic saved {}; ///< of the driver's counters, what is written down already
    };
    void makeParts();
    void closeAll();
    void run(const VersionVector &published);
    void listen();
    void lookAtAddresses();
    void onAccepted(const std::shared_ptr<Connection> &connection);
    void onDialled(const DeviceId &peer,
                   const QString &address,
                   const std::shared_ptr<Connection> &connection);
    void onIncomingFailed(const QString &host, const Error &why);
    [[nodiscard]] SyncContext context();
    void beginSession(MessageChannel *channel,
                      const DeviceId &peer,
                      const QString &address,
                      const handshake::Terms &terms);
    /// True when the new connection replaces the old one.
    [[nodiscard]] bool isBetter(const MessageChannel &fresh, const SessionDriver &old) const;
    void onSessionEnded(SessionDriver *driver, const session::End &end);
    void onPaired(const DeviceId &device, const QString &address);
    void onPublished(const VersionVector &vector);
    void onMembersChanged();
    void refreshPeers();
    void learnAddresses(const DeviceId &peer, const QStringList &announced, const QString &host);
    void saveAddresses(const DeviceId &peer, const QStringList &addresses);
    void saveTraffic(const DeviceId &peer, Session &session);
    void countTraffic();
    void audit(const QString &event, const DeviceId &device, const QString &text);

    SyncConfig m_config;
    const DeviceIdentity &m_identity;
    LibraryView m_library;
    SystemRandom m_random;
    std::unique_ptr<WebSocketTransport> m_transport;
    StatusBoard *m_board = nullptr;
    DialDesk *m_dials = nullptr;
    PeerDialler *m_dialler = nullptr;
    PairingDesk *m_pairings = nullptr;
    HandshakeLimiter m_limiter;
    SessionLimiter m_sessionLimiter;
    LibraryId m_libraryId;
    QString m_listening;
    QStringList m_ownAddresses;
    AssemblyBudget m_assembly;
    std::map<DeviceId, Session> m_sessions;
    QTimer *m_trafficSettle = nullptr;
    Traffic m_ended; ///< of sessions that are over
    bool m_stopped = false; ///< the parts are gone
};

} // namespace sheaf
