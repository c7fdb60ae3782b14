#include "sync/transport/websockettransport.h"

#include "sync/peer/deviceidentity.h"
#include "sync/transport/endpoint.h"
#include "sync/transport/websocketconnection.h"
#include "sync/transport/websocketdial.h"
#include "sync/transport/websocketlistener.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    QSslConfiguration tlsOf(const DeviceIdentity &identity)
    {
        QSslConfiguration tls;
        tls.setProtocol(QSsl::TlsV1_3);
        tls.setLocalCertificate(QSslCertificate(identity.certificatePem(), QSsl::Pem));
        tls.setPrivateKey(QSslKey(identity.certificateKeyPem(), QSsl::Ec, QSsl::Pem));
        tls.setPeerVerifyMode(
            QSslSocket::QueryPeer); // asked for; judged by the handshake above TLS
        tls.setCaCertificates({});
        tls.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
        tls.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
        tls.setSslOption(QSsl::SslOptionDisableSessionPersistence, true);
        return tls;
    }

} // namespace

WebSocketTransport::WebSocketTransport(const DeviceIdentity &identity, QObject *parent)
    : Transport(parent)
    , m_fingerprint(identity.fingerprint())
    , m_tls(tlsOf(identity))
{
}

WebSocketTransport::~WebSocketTransport() = default;

Result<QString> WebSocketTransport::listen(const QString &address)
{
    auto listener = std::make_unique<WebSocketListener>(m_tls, m_fingerprint, nullptr);
    auto listening = listener->start(address);
    if (listening) {
        connect(listener.get(),
                &WebSocketListener::upgraded,
                this,
                [this](const std::shared_ptr<WebSocketConnection> &connection) {
                    Q_EMIT accepted(connection);
                });
        m_listener = std::move(listener);
    }
    return listening;
}

void WebSocketTransport::stopListening()
{
    m_listener.reset();
}

void WebSocketTransport::dial(const QUrl &url)
{
    if (url.scheme() != "wss"_L1 || !Endpoint::fromText(url.toString())) {
        QMetaObject::invokeMethod(
            this,
            [this, url] {
                Q_EMIT dialFailed(url, {ErrorCode::InvalidArgument, u"not a wss address"_s});
            },
            Qt::QueuedConnection);
        return;
    }
    auto *attempt = new WebSocketDial(url, m_fingerprint, this);
    connect(attempt,
            &WebSocketDial::succeeded,
            this,
            [this](const QUrl &to, const std::shared_ptr<WebSocketConnection> &connection) {
                Q_EMIT dialled(to, connection);
            });
    connect(attempt, &WebSocketDial::failed, this, &Transport::dialFailed);
    attempt->start(m_tls);
}

QString WebSocketTransport::subprotocol()
{
    return u"sheaf.sync.v1"_s;
}

} // namespace sheaf
