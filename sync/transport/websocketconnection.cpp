#include "sync/transport/websocketconnection.h"

#include "sync/limits.h"
#include "sync/transport/channelbinding.h"

#include <QHostAddress>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr std::chrono::seconds kCloseWithin {3}; // a side that reads nothing must not hold us

    bool isFramingFault(QWebSocketProtocol::CloseCode code)
    {
        return code == QWebSocketProtocol::CloseCodeProtocolError
            || code == QWebSocketProtocol::CloseCodeTooMuchData
            || code == QWebSocketProtocol::CloseCodeDatatypeNotSupported
            || code == QWebSocketProtocol::CloseCodeWrongDatatype;
    }

} // namespace

QString hostText(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4).toString() : address.toString();
}

void WebSocketConnection::setLimits(QWebSocket &socket)
{
    socket.setMaxAllowedIncomingFrameSize(quint64(limits::kFrameBytesMax));
    socket.setMaxAllowedIncomingMessageSize(quint64(limits::kFrameBytesMax));
    socket.setOutgoingFrameSize(quint64(limits::kFrameBytesMax));
}

std::shared_ptr<WebSocketConnection>
WebSocketConnection::make(std::unique_ptr<QWebSocket> socket, QTcpSocket *carrier, Ends ends)
{
    return {new WebSocketConnection(std::move(socket), carrier, std::move(ends)),
            [](WebSocketConnection *connection) { connection->deleteLater(); }};
}

WebSocketConnection::WebSocketConnection(std::unique_ptr<QWebSocket> socket,
                                         QTcpSocket *carrier,
                                         Ends ends)
    : m_socket(std::move(socket))
    , m_carrier(carrier)
    , m_ends(std::move(ends))
    , m_remoteHost(hostText(m_socket->peerAddress()))
    , m_unsentMax(limits::kUnsentHandshakeBytesMax)
{
    setLimits(*m_socket);
    if (m_carrier) {
        m_carrier->setParent(this); // it outlives the listener that accepted it
        m_wire = qobject_cast<QSslSocket *>(m_carrier);
    } else {
        m_wire = m_socket->findChild<QSslSocket *>();
    }
    if (m_wire) {
        // Qt answers pings of the web socket by itself: they are seen here only.
        connect(m_wire, &QSslSocket::readyRead, this, &WebSocketConnection::boundUnsent);
    }
    connect(m_socket.get(),
            &QWebSocket::binaryMessageReceived,
            this,
            [this](const QByteArray &message) {
                // Qt hands over the last messages after disconnected(): they count until we said it.
                if (!m_closing && !m_saidClosed) {
                    Q_EMIT received(message);
                }
            });
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, [this] {
        m_closing = true;
        end({ErrorCode::ProtocolViolation, u"a text frame"_s});
        m_socket->close(QWebSocketProtocol::CloseCodeDatatypeNotSupported);
    });
    connect(m_socket.get(), &QWebSocket::disconnected, this, &WebSocketConnection::onDisconnected);
    connect(m_socket.get(),
            qOverload<QAbstractSocket::SocketError>(&QWebSocket::error),
            this,
            [this](QAbstractSocket::SocketError) {
                if (m_socket->state() == QAbstractSocket::UnconnectedState) {
                    onDisconnected(); // it may never say disconnected()
                }
            });
    m_closeDeadline.setSingleShot(true);
    connect(&m_closeDeadline, &QTimer::timeout, this, [this] {
        m_socket->abort();
        end({ErrorCode::Cancelled, u"closed here"_s});
    });
}

WebSocketConnection::~WebSocketConnection()
{
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.reset();
}

void WebSocketConnection::send(const QByteArray &message)
{
    if (!m_closing && !m_closed) {
        m_socket->sendBinaryMessage(message);
        boundUnsent();
    }
}

void WebSocketConnection::trust()
{
    m_unsentMax = limits::kUnsentBytesMax;
}

void WebSocketConnection::boundUnsent()
{
    if (m_closing || m_closed || !m_wire
        || m_wire->bytesToWrite() + m_wire->encryptedBytesToWrite() <= m_unsentMax) {
        return;
    }
    m_closing = true; // nothing more is sent or heard
    end({ErrorCode::TimedOut, u"the other side does not read what it is sent"_s});
    // Queued: this may run inside one of the socket's own signals.
    QMetaObject::invokeMethod(m_socket.get(), &QWebSocket::abort, Qt::QueuedConnection);
}

void WebSocketConnection::close()
{
    if (m_closing || m_closed) {
        return;
    }
    m_closing = true;
    m_closeDeadline.start(kCloseWithin);
    m_socket->close();
}

QByteArray WebSocketConnection::channelBinding() const
{
    return m_ends.isDialler ? sheaf::channelBinding(m_ends.remote, m_ends.local)
                            : sheaf::channelBinding(m_ends.local, m_ends.remote);
}

void WebSocketConnection::onDisconnected()
{
    if (m_closing) {
        end({ErrorCode::Cancelled, u"closed here"_s});
    } else if (isFramingFault(m_socket->closeCode())) {
        end({ErrorCode::ProtocolViolation, m_socket->closeReason().left(200)});
    } else {
        end({ErrorCode::ConnectionLost, m_socket->errorString().left(200)});
    }
}

void WebSocketConnection::end(const Error &why)
{
    if (std::exchange(m_closed, true)) {
        return;
    }
    m_closeDeadline.stop();
    // Queued: nobody's send() or close() call finds its connection gone when it returns.
    QMetaObject::invokeMethod(
        this,
        [this, why] {
            m_saidClosed = true;
            Q_EMIT closed(why);
        },
        Qt::QueuedConnection);
}

} // namespace sheaf
