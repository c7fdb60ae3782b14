#include "sync/transport/websocketlistener.h"

#include "model/base/logging.h"
#include "sync/limits.h"
#include "sync/transport/endpoint.h"
#include "sync/transport/websocketconnection.h"
#include "sync/transport/websockettransport.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QTimer>
#include <QWebSocketCorsAuthenticator>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kStrangerBufferBytes =
        16 * limits::kKiB; // a TLS record; more than any upgrade

    std::optional<QHostAddress> bindAddress(const QString &host)
    {
        if (host == "localhost"_L1) {
            return QHostAddress(QHostAddress::LocalHost);
        }
        const QHostAddress address(host);
        return address.isNull() ? std::nullopt : std::optional(address);
    }

} // namespace

WebSocketListener::WebSocketListener(QSslConfiguration tls,
                                     QByteArray localFingerprint,
                                     QObject *parent)
    : QTcpServer(parent)
    , m_tls(std::move(tls))
    , m_localFingerprint(std::move(localFingerprint))
    , m_server(u"sheaf"_s, QWebSocketServer::SecureMode)
{
    setProxy(QNetworkProxy::NoProxy);
    m_server.setSupportedSubprotocols({WebSocketTransport::subprotocol()});
    connect(&m_server, &QWebSocketServer::newConnection, this, &WebSocketListener::onUpgraded);
    connect(&m_server,
            &QWebSocketServer::originAuthenticationRequired,
            this,
            [](QWebSocketCorsAuthenticator *authenticator) {
                authenticator->setAllowed(authenticator->origin().isEmpty());
            });
}

WebSocketListener::~WebSocketListener() = default;

Result<QString> WebSocketListener::start(const QString &address)
{
    auto endpoint = Endpoint::fromText(address);
    const auto host = endpoint ? bindAddress(endpoint->host) : std::nullopt;
    if (!host) {
        return Error {ErrorCode::InvalidArgument,
                      u"\"%1\" is no address to listen on: use an IP address and a port, such as "
                      "0.0.0.0:%2"_s.arg(address)
                          .arg(Endpoint::kDefaultPort)};
    }
    if (!listen(*host, endpoint->port)) {
        switch (serverError()) {
        case QAbstractSocket::AddressInUseError:
            return Error {ErrorCode::PortInUse,
                          u"port %1 is taken by another program"_s.arg(endpoint->port)};
        case QAbstractSocket::SocketAccessError:
            return Error {ErrorCode::Refused,
                          u"port %1 is reserved for the system"_s.arg(endpoint->port)};
        default: // of Qt's many socket errors, all others mean: not an address of this machine
            return Error {ErrorCode::NetworkUnreachable,
                          u"cannot listen on %1: %2"_s.arg(address, errorString())};
        }
    }
    endpoint->host = serverAddress().toString();
    endpoint->port = serverPort();
    return endpoint->toText();
}

void WebSocketListener::incomingConnection(qintptr descriptor)
{
    auto *socket = new QSslSocket(this);
    socket->setReadBufferSize(kStrangerBufferBytes); // what waits here is not read any further
    const bool taken = socket->setSocketDescriptor(descriptor)
        && m_open + int(m_waiting.size() + m_upgrading.size()) < limits::kSocketsMax;
    const QString network = limitedNetwork(hostText(socket->peerAddress()));
    if (!taken || !m_limiter.arrive(network, QDeadlineTimer::current().deadline())) {
        socket->abort();
        socket->deleteLater();
        return;
    }
    // Else the answer to the upgrade waits for the other side's delayed acknowledgement: 40 ms.
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_waiting.push_back({socket, network});
    startNext();
}

void WebSocketListener::startNext()
{
    for (auto next = m_waiting.begin(); next != m_waiting.end()
         && m_upgrading.size() < std::size_t(limits::kUnauthenticatedMax);) {
        if (!next->socket || next->socket->state() != QAbstractSocket::ConnectedState) {
            if (next->socket) {
                next->socket->deleteLater();
            }
            m_limiter.leave(next->network, false);
            next = m_waiting.erase(next);
        } else if (m_limiter.begin(next->network)) {
            const Waiting started = *next;
            next = m_waiting.erase(next);
            start(started);
        } else {
            ++next; // enough of its network are at it
        }
    }
}

void WebSocketListener::start(const Waiting &next)
{
    const QPointer<QSslSocket> socket = next.socket;
    const Origin origin(hostText(socket->peerAddress()), socket->peerPort());
    m_upgrading[origin] = socket;
    connect(socket, &QSslSocket::encrypted, this, [this, socket, origin] {
        if (socket->peerCertificate().isNull()) {
            drop(origin);
        } else {
            m_server.handleConnection(socket);
        }
    });
    connect(socket, &QSslSocket::disconnected, this, [this, origin] { drop(origin); });
    connect(socket, &QSslSocket::errorOccurred, this, [this, origin] { drop(origin); });
    // Of this listener, not of the socket: that one may outlive it as a connection.
    QTimer::singleShot(limits::kHelloWithin, this, [this, socket, origin] {
        const auto late = m_upgrading.find(origin);
        if (late != m_upgrading.end() && late->second == socket) {
            drop(origin);
        }
    });
    socket->setSslConfiguration(m_tls);
    socket->startServerEncryption();
}

/// The socket is a connection by now, or gone: others may begin.
void WebSocketListener::leave(const Origin &origin)
{
    m_upgrading.erase(origin);
    m_limiter.leave(limitedNetwork(origin.first), true);
    QMetaObject::invokeMethod(this, &WebSocketListener::startNext, Qt::QueuedConnection);
}

void WebSocketListener::drop(const Origin &origin)
{
    const auto found = m_upgrading.find(origin);
    if (found == m_upgrading.end()) {
        return; // it is a connection by now, or gone already
    }
    if (const QPointer<QSslSocket> socket = found->second) {
        qCDebug(logSession) << "a connection from" << origin.first
                            << "did not come through TLS and upgrade:" << socket->errorString();
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
    leave(origin);
}

void WebSocketListener::onUpgraded()
{
    while (std::unique_ptr<QWebSocket> socket {m_server.nextPendingConnection()}) {
        const Origin origin(hostText(socket->peerAddress()), socket->peerPort());
        const auto found = m_upgrading.find(origin);
        const QPointer<QSslSocket> carrier = found != m_upgrading.end() ? found->second : nullptr;
        if (!carrier || socket->subprotocol() != WebSocketTransport::subprotocol()) {
            socket->close(QWebSocketProtocol::CloseCodePolicyViolated);
            socket.release()->deleteLater();
            continue; // drop() follows from its disconnected()
        }
        leave(origin);
        carrier->disconnect(this);
        carrier->setReadBufferSize(0); // the web socket's own bounds hold from here on
        const QByteArray fingerprint =
            carrier->peerCertificate().digest(QCryptographicHash::Sha256);
        const auto connection = WebSocketConnection::make(
            std::move(socket),
            carrier,
            WebSocketConnection::Ends {m_localFingerprint, fingerprint, false});
        ++m_open;
        connect(connection.get(), &QObject::destroyed, this, [this] { --m_open; });
        Q_EMIT upgraded(connection);
    }
}

} // namespace sheaf
