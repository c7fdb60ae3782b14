/// Keeps trying to reach every known device that is not connected: all its addresses, the last good
/// one first, the next one joining in when it does not answer within a second, then a growing wait.
/// Rules   a connected device is left alone, but by redial(). dialNow() drops all waiting times.
/// Errors  when all addresses of an attempt have failed, failed() says why the last one did.
/// Thread  the sync thread.
#pragma once

#include "model/base/ids.h"
#include "sync/engine/dialdesk.h"
#include "sync/engine/retrypolicy.h"

#include <QMap>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>

namespace sheaf {

class RandomSource;

class PeerDialler final : public QObject
{
    Q_OBJECT

public:
    PeerDialler(DialDesk &desk, RandomSource &random, QObject *parent);

    /// The devices to reach; unknown ones are dialled at once, missing ones forgotten.
    void setPeers(const QMap<DeviceId, QStringList> &addresses);
    void setConnected(const DeviceId &peer);
    void setLost(const DeviceId &peer, const Error &why, bool retry, qint64 stoodMs);
    /// The handshake on a connection from dialled() failed.
    void setRefused(const DeviceId &peer, const QString &address, const Error &why, bool retry);
    void dialNow();
    void dialNow(const DeviceId &peer);
    /// As dialNow(), and connected devices too: after the network was away, a connection that seems to
    /// stand may be dead, and nobody would notice before limits::kDeadAfter.
    void redial();

Q_SIGNALS:
    void dialled(const sheaf::DeviceId &peer,
                 const QString &address,
                 const std::shared_ptr<sheaf::Connection> &connection);
    void failed(const sheaf::DeviceId &peer, const sheaf::Error &why, const QString &address);

private:
    struct Target
    {
        QStringList addresses;
        QStringList untried;
        RetryPolicy retry;
        std::unique_ptr<QTimer> again;
        std::unique_ptr<QTimer> stagger;
        Error lastError;
        QString lastAddress;
        int inFlight = 0;
        int forks = 0; ///< sessions in a row that ended because logs were cut
        bool connected = false;
        bool final = false; ///< dialling again helps only after somebody did something
    };
    void attempt(const DeviceId &peer);
    void tryNext(const DeviceId &peer);
    void onAnswer(const DeviceId &peer,
                  const QString &address,
                  const Result<std::shared_ptr<Connection>> &answer);
    void schedule(Target &target);
    Target *find(const DeviceId &peer);

    DialDesk &m_desk;
    RandomSource &m_random;
    std::map<DeviceId, Target> m_targets;
};

} // namespace sheaf
