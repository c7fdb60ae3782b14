/// One upgraded WebSocket over TLS, whichever side dialled.
/// Rules   both ends have shown a certificate before this object exists. Nothing is paced by the
///         socket's own buffer counters (they stall in Qt 6.4); the protocol's window bounds memory.
/// Errors  closed() says ProtocolViolation when the other side broke the framing, ConnectionLost else.
/// Thread  the sync thread.
#pragma once

#include "sync/transport/transport.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>

namespace sheaf {

class WebSocketConnection final : public Connection
{
    Q_OBJECT

public:
    struct Ends
    {
        QByteArray local; ///< SHA-256 of the certificate
        QByteArray remote;
        bool isDialler = false;
    };
    /// Takes the connected socket; `carrier` is what it runs over where the caller made that. The last
    /// owner may let go inside one of the socket's own signals: deletion waits for the event loop.
    [[nodiscard]] static std::shared_ptr<WebSocketConnection>
    make(std::unique_ptr<QWebSocket> socket, QTcpSocket *carrier, Ends ends);
    ~WebSocketConnection() override;

    /// Frame sizes on both directions; before the first byte is read.
    static void setLimits(QWebSocket &socket);

    void send(const QByteArray &message) override;
    void close() override;
    [[nodiscard]] bool isDialler() const override { return m_ends.isDialler; }
    [[nodiscard]] QByteArray channelBinding() const override;
    [[nodiscard]] QString remoteAddress() const override { return m_remoteHost; }
    [[nodiscard]] QByteArray localFingerprint() const override { return m_ends.local; }
    [[nodiscard]] QByteArray remoteFingerprint() const override { return m_ends.remote; }

private:
    WebSocketConnection(std::unique_ptr<QWebSocket> socket, QTcpSocket *carrier, Ends ends);
    void onDisconnected();
    void end(const Error &why);

    std::unique_ptr<QWebSocket> m_socket;
    QPointer<QTcpSocket> m_carrier;
    Ends m_ends;
    QString m_remoteHost;
    QTimer m_closeDeadline;
    bool m_closing = false;
    bool m_closed = false; ///< nothing more can be sent
    bool m_saidClosed = false;
};

/// "::ffff:192.0.2.1" reads as "192.0.2.1", scope ids are kept.
[[nodiscard]] QString hostText(const QHostAddress &address);

} // namespace sheaf
