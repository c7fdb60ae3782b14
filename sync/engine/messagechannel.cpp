#include "sync/engine/messagechannel.h"

#include "model/base/logging.h"
#include "sync/wire/codec.h"
#include "sync/wire/faultcode.h"

#include <QDeadlineTimer>

namespace sheaf {

using namespace Qt::StringLiterals;

qint64 monotonicMs()
{
    return QDeadlineTimer::current().deadline();
}

MessageChannel::MessageChannel(std::shared_ptr<Connection> connection, QObject *parent)
    : QObject(parent)
    , m_connection(std::move(connection))
    , m_openedMs(monotonicMs())
{
    connect(m_connection.get(), &Connection::received, this, &MessageChannel::onFrame);
    connect(m_connection.get(), &Connection::closed, this, &MessageChannel::onClosed);
}

void MessageChannel::send(const Message &message)
{
    if (m_finished) {
        return;
    }
    const auto frames = splitIntoFrames(encodeMessage(message), compressionFor(message));
    if (!frames) {
        // Our own batches are bounded; a message that is not is our bug, and waiting would not help.
        qCCritical(logSession) << "a message cannot be sent:" << frames.error().detail;
        onClosed({ErrorCode::Internal, frames.error().detail});
        m_connection->close();
        return;
    }
    for (const QByteArray &frame : *frames) {
        m_bytesSent += quint64(frame.size());
        m_connection->send(frame);
    }
}

void MessageChannel::trust()
{
    m_connection->trust();
    m_assembler.setBounds(FrameAssembler::Bounds::Session);
}

void MessageChannel::finishWith(const Error &why, bool retry)
{
    send(faultFor(why, retry));
    finish();
}

void MessageChannel::finish()
{
    if (!std::exchange(m_finished, true)) {
        m_connection->close();
    }
}

void MessageChannel::onFrame(const QByteArray &frame)
{
    if (m_finished) {
        return;
    }
    m_bytesReceived += quint64(frame.size());
    auto bytes = m_assembler.add(frame);
    if (bytes && !*bytes) {
        Q_EMIT pieceReceived();
        return;
    }
    if (!bytes) {
        refuse(bytes.error(), false);
        return;
    }
    const auto message = decodeMessage(**bytes);
    if (!message) {
        refuse(message.error(), false);
    } else if (const auto tooMuch = m_limiter.admit(*message, (*bytes)->size(), monotonicMs())) {
        refuse(*tooMuch, true);
    } else if (*message) {
        Q_EMIT received(**message, **bytes);
    }
}

void MessageChannel::refuse(const Error &why, bool retry)
{
    qCInfo(logSession) << "what" << m_connection->remoteAddress()
                       << "says is not taken:" << why.detail;
    send(faultFor(why, retry));
    Q_EMIT closed(why);
    finish();
}

void MessageChannel::onClosed(const Error &why)
{
    if (!std::exchange(m_finished, true)) {
        Q_EMIT closed(why);
    }
    deleteLater();
}

} // namespace sheaf
