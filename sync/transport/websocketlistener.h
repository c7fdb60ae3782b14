/// Accepts TCP connections and brings them through TLS and the WebSocket upgrade.
/// Rules   at most limits::kUnauthenticatedMax are in that phase at once, of one network fewer
///         (ConnectionLimiter), the others wait unread; all of it within limits::kHelloWithin;
///         limits::kSocketsMax sockets in total. Who shows no certificate, speaks no "sheaf.sync.v1"
///         or comes from a web page is closed.
/// Errors  start() answers PortInUse, InvalidArgument or NetworkUnreachable.
/// Thread  the sync thread.
#pragma once

#include "model/base/result.h"
#include "sync/transport/connectionlimiter.h"

#include <QPointer>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QWebSocketServer>

#include <deque>
#include <map>

namespace sheaf {

class WebSocketConnection;

class WebSocketListener final : public QTcpServer
{
    Q_OBJECT

public:
    WebSocketListener(QSslConfiguration tls, QByteArray localFingerprint, QObject *parent);
    ~WebSocketListener() override;

    Result<QString> start(const QString &address);

Q_SIGNALS:
    void upgraded(const std::shared_ptr<sheaf::WebSocketConnection> &connection);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    using Origin = std::pair<QString, quint16>; ///< the other end's host and port
    struct Waiting
    {
        QPointer<QSslSocket> socket;
        QString network;
    };
    void startNext();
    void start(const Waiting &next);
    void leave(const Origin &origin);
    void drop(const Origin &origin);
    void onUpgraded();

    QSslConfiguration m_tls;
    QByteArray m_localFingerprint;
    QWebSocketServer m_server; ///< only upgrades what it is handed
    ConnectionLimiter m_limiter;
    std::deque<Waiting> m_waiting;
    std::map<Origin, QPointer<QSslSocket>> m_upgrading;
    int m_open = 0;
};

} // namespace sheaf
