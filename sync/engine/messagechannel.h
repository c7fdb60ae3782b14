/// One connection as a stream of whole messages: frames and codec in one place, counted.
/// Rules   bytes that do not decode, and more of them than PeerLimiter admits, end the connection with a
///         Fault that names the reason. Until trust() messages are as small as a handshake's. After
///         finish() or closed() nothing is emitted any more, and the object deletes itself when the
///         connection is down.
/// Thread  the sync thread; its parent (the worker) owns it.
#pragma once

#include "sync/engine/peerlimiter.h"
#include "sync/transport/transport.h"
#include "sync/wire/frame.h"
#include "sync/wire/message.h"

namespace sheaf {

class MessageChannel final : public QObject
{
    Q_OBJECT

public:
    MessageChannel(std::shared_ptr<Connection> connection, QObject *parent);

    void send(const Message &message);
    /// The handshake is done: messages may be as large as a session's.
    void trust();
    /// Tells the other side why, then finishes.
    void finishWith(const Error &why, bool retry);
    void finish(); ///< closes after what was sent

    [[nodiscard]] const Connection &connection() const { return *m_connection; }
    [[nodiscard]] qint64 openedMs() const { return m_openedMs; } ///< monotonic
    [[nodiscard]] quint64 bytesSent() const { return m_bytesSent; }
    [[nodiscard]] quint64 bytesReceived() const { return m_bytesReceived; }

Q_SIGNALS:
    void received(const sheaf::Message &message, const QByteArray &bytes);
    void pieceReceived(); ///< of a message that is not whole yet
    void closed(const sheaf::Error &why); ///< by the other side or the network

private:
    void onFrame(const QByteArray &frame);
    void refuse(const Error &why, bool retry);
    void onClosed(const Error &why);

    std::shared_ptr<Connection> m_connection;
    FrameAssembler m_assembler {FrameAssembler::Bounds::Handshake};
    PeerLimiter m_limiter;
    qint64 m_openedMs;
    quint64 m_bytesSent = 0;
    quint64 m_bytesReceived = 0;
    bool m_finished = false;
};

/// Milliseconds of a clock that is never set; for durations and deadlines.
[[nodiscard]] qint64 monotonicMs();

} // namespace sheaf
