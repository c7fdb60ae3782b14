/// Both ends of every connection in one process: for tests and the simulator. What one end sends waits
/// in one queue shared by the whole network, so a run is the same every time.
/// Rules   by itself the network delivers from the event loop, one event a turn; with
///         Delivery::Manual whoever drives it calls deliverNext(). A cut connection loses what was
///         under way, as a real one does.
/// Errors  dialling an address where nobody listens, or one made unreachable, fails as on a real
///         network: ConnectionRefused, NetworkUnreachable.
/// Thread  everything on one thread; the network outlives its transports and connections.
#pragma once

#include "sync/transport/transport.h"

#include <QMap>
#include <QPointer>
#include <QSet>

#include <deque>
#include <functional>

namespace sheaf {

class MemoryConnection;
class MemoryTransport;

class MemoryNetwork final : public QObject
{
    Q_OBJECT

public:
    enum class Delivery { EventLoop, Manual };
    explicit MemoryNetwork(Delivery delivery = Delivery::EventLoop, QObject *parent = nullptr);
    ~MemoryNetwork() override;

    /// Delivers the oldest event. False when nothing waits.
    bool deliverNext();
    [[nodiscard]] qsizetype waiting() const { return qsizetype(m_queue.size()); }
    void setReachable(const QString &address, bool reachable); ///< for new dials
    void cutAll(); ///< every open connection ends with ConnectionLost on both sides
    [[nodiscard]] quint64 messagesDelivered() const { return m_messagesDelivered; }

private:
    friend class MemoryConnection;
    friend class MemoryTransport;
    void post(std::function<void()> event);
    void schedule();
    [[nodiscard]] quint16 freePort();

    Delivery m_delivery;
    std::deque<std::function<void()>> m_queue;
    bool m_scheduled = false;
    quint16 m_lastPort = 49151;
    quint64 m_messagesDelivered = 0;
    QMap<QString, MemoryTransport *> m_listeners;
    QSet<QString> m_unreachable;
    QList<QPointer<MemoryConnection>> m_connections;
};

class MemoryTransport final : public Transport
{
    Q_OBJECT

public:
    /// `host` is where the other side sees this one; `fingerprint` stands for its TLS certificate.
    MemoryTransport(MemoryNetwork &network,
                    QString host,
                    QByteArray fingerprint,
                    QObject *parent = nullptr);
    ~MemoryTransport() override;

    Result<QString> listen(const QString &address) override;
    void stopListening() override;
    void dial(const QUrl &url) override;

private:
    void connectTo(const QUrl &url);

    MemoryNetwork &m_network;
    QString m_host;
    QByteArray m_fingerprint;
    QString m_listening;
};

class MemoryConnection final : public Connection
{
    Q_OBJECT

public:
    void send(const QByteArray &message) override;
    void close() override;
    [[nodiscard]] bool isDialler() const override { return m_isDialler; }
    [[nodiscard]] QByteArray channelBinding() const override;
    [[nodiscard]] QString remoteAddress() const override { return m_remoteHost; }
    [[nodiscard]] QByteArray localFingerprint() const override { return m_local; }
    [[nodiscard]] QByteArray remoteFingerprint() const override { return m_remote; }
    ~MemoryConnection() override;

private:
    friend class MemoryNetwork;
    friend class MemoryTransport;
    MemoryConnection(MemoryNetwork &network,
                     bool isDialler,
                     QString remoteHost,
                     QByteArray local,
                     QByteArray remote);
    void endWith(const Error &why);

    MemoryNetwork &m_network;
    bool m_isDialler;
    QString m_remoteHost;
    QByteArray m_local;
    QByteArray m_remote;
    QPointer<MemoryConnection> m_other;
    bool m_closing = false;
    bool m_closed = false;
};

} // namespace sheaf
