/// One upgraded WebSocket over TLS, whichever side dialled.
/// Rules   both ends have shown a certificate before this object exists. Nothing is paced by the
///         socket's own buffer counters (they stall in Qt 6.4); the protocol's window bounds memory. For
///         a side that reads nothing at most limits::kUnsentBytesMax wait, what Qt answers to pings
///         included; before trust() limits::kUnsentHandshakeBytesMax.
/// Errors  closed() says ProtocolViolation when the other side broke the framing, TimedOut when it does
///         not read, ConnectionLost else.
/// Thread  the sync thread.
#pragma once

#include "sync/transport/transport.h"

#include <QPointer>
#include <QSslSocket>
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
    void trust() override;
    [[nodiscard]] bool isDialler() const override { return m_ends.isDialler; }
    [[nodiscard]] QByteArray channelBinding() const override;
    [[nodiscard]] QString remoteAddress() const override { return m_remoteHost; }
    [[nodiscard]] QByteArray localFingerprint() const override { return m_ends.local; }
    [[nodiscard]] QByteArray remoteFingerprint() const override { return m_ends.remote; }

private:
    WebSocketConnection(std::unique_ptr<QWebSocket> socket, QTcpSocket *carrier, Ends ends);
    void onDisconnected();
    void boundUnsent();
    void end(const Error &why);

    std::unique_ptr<QWebSocket> m_socket;
    QPointer<QTcpSocket> m_carrier;
    QPointer<QSslSocket> m_wire; ///< the carrier, or the web socket's own
    Ends m_ends;
    QString m_remoteHost;
    QTimer m_closeDeadline;
    qint64 m_unsentMax = 0;
    bool m_closing = false;
    bool m_closed = false; ///< nothing more can be sent
    bool m_saidClosed = false;
};

/// "::ffff:192.0.2.1" reads as "192.0.2.1", scope ids are kept.
[[nodiscard]] QString hostText(const QHostAddress &address);

} // namespace sheaf
