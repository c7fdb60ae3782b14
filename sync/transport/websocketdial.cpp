#include "sync/transport/websocketdial.h"

#include "sync/limits.h"
#include "sync/transport/websocketconnection.h"
#include "sync/transport/websockettransport.h"

#include <QCryptographicHash>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QWebSocketHandshakeOptions>

namespace sheaf {

using namespace Qt::StringLiterals;

WebSocketDial::WebSocketDial(QUrl url, QByteArray localFingerprint, QObject *parent)
    : QObject(parent)
    , m_url(std::move(url))
    , m_localFingerprint(std::move(localFingerprint))
    , m_socket(std::make_unique<QWebSocket>())
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        fail({ErrorCode::TimedOut, u"no answer within %1 s"_s.arg(limits::kConnectWithin.count())});
    });
    connect(m_socket.get(), &QWebSocket::connected, this, &WebSocketDial::onConnected);
    connect(m_socket.get(),
            qOverload<QAbstractSocket::SocketError>(&QWebSocket::error),
            this,
            &WebSocketDial::onError);
    // The error that tells why comes after disconnected(): let it speak first.
    connect(
        m_socket.get(),
        &QWebSocket::disconnected,
        this,
        [this] {
            fail({ErrorCode::ConnectionLost,
                  u"the other side hung up before the connection stood"_s});
        },
        Qt::QueuedConnection);
}

WebSocketDial::~WebSocketDial()
{
    if (m_socket) {
        m_socket->disconnect(this); // it speaks while it is destroyed
    }
}

void WebSocketDial::start(const QSslConfiguration &tls)
{
    m_deadline.start(limits::kConnectWithin);
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setSslConfiguration(tls);
    WebSocketConnection::setLimits(*m_socket);
    QWebSocketHandshakeOptions options;
    options.setSubprotocols({WebSocketTransport::subprotocol()});
    m_socket->open(m_url, options);
}

void WebSocketDial::onConnected()
{
    if (m_answered) {
        return;
    }
    const QSslCertificate certificate = m_socket->sslConfiguration().peerCertificate();
    if (certificate.isNull()) {
        fail({ErrorCode::TlsFailed, u"the other side showed no certificate"_s});
        return;
    }
    if (m_socket->subprotocol() != WebSocketTransport::subprotocol()) {
        fail({ErrorCode::ProtocolViolation, u"another program answers there"_s});
        return;
    }
    m_answered = true;
    m_deadline.stop();
    m_socket->disconnect(this);
    Q_EMIT succeeded(m_url,
                     WebSocketConnection::make(
                         std::move(m_socket),
                         nullptr,
                         WebSocketConnection::Ends {m_localFingerprint,
                                                    certificate.digest(QCryptographicHash::Sha256),
                                                    true}));
    deleteLater();
}

void WebSocketDial::onError(QAbstractSocket::SocketError error)
{
    const QString text = m_socket->errorString().left(200);
    // Qt says "connection refused" also when the upgrade was refused; then a peer is known.
    const bool hadPeer = !m_socket->peerAddress().isNull();
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        fail({hadPeer ? ErrorCode::ProtocolViolation : ErrorCode::ConnectionRefused, text});
        return;
    case QAbstractSocket::HostNotFoundError:
        fail({ErrorCode::HostNotFound, text});
        return;
    case QAbstractSocket::SocketTimeoutError:
        fail({ErrorCode::TimedOut, text});
        return;
    case QAbstractSocket::NetworkError:
    case QAbstractSocket::SocketAddressNotAvailableError:
        fail({ErrorCode::NetworkUnreachable, text});
        return;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        fail({ErrorCode::TlsFailed, text});
        return;
    default: // of Qt's many socket errors, the rest cannot be acted on differently
        fail({ErrorCode::ConnectionLost, text});
        return;
    }
}

void WebSocketDial::fail(const Error &why)
{
    if (std::exchange(m_answered, true)) {
        return;
    }
    m_deadline.stop();
    m_socket->disconnect(this);
    m_socket.release()->deleteLater(); // this may run inside one of its signals
    Q_EMIT failed(m_url, why);
    deleteLater();
}

} // namespace sheaf
