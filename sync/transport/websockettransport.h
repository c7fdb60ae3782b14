/// Connections as WebSockets over TLS 1.3, certificates on both sides, no resumption: every
/// connection is a full handshake, so that its channel binding is its own.
/// Rules   self-signed certificates are accepted: who the other side is, the handshake above decides.
/// Errors  a failed dial is told apart: refused, host not found, unreachable, TLS, timed out, or a
///         ProtocolViolation where something answers that is not Sheaf.
/// Thread  the sync thread.
#pragma once

#include "sync/transport/transport.h"

#include <QSslConfiguration>

namespace sheaf {

class DeviceIdentity;
class WebSocketListener;

class WebSocketTransport final : public Transport
{
    Q_OBJECT

public:
    explicit WebSocketTransport(const DeviceIdentity &identity, QObject *parent = nullptr);
    ~WebSocketTransport() override;

    Result<QString> listen(const QString &address) override;
    void stopListening() override;
    void dial(const QUrl &url) override;

    [[nodiscard]] static QString subprotocol();

private:
    QByteArray m_fingerprint;
    QSslConfiguration m_tls;
    std::unique_ptr<WebSocketListener> m_listener;
};

} // namespace sheaf
