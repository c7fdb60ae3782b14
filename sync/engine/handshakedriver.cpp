#include "sync/engine/handshakedriver.h"

#include "sync/engine/messagechannel.h"
#include "sync/engine/overloaded.h"

namespace sheaf {

HandshakeDriver::HandshakeDriver(MessageChannel *channel, HandshakeSetup setup, QObject *parent)
    : QObject(parent)
    , m_channel(channel)
    , m_handshake(std::move(setup))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { feed(session::DeadlinePassed {}); });
    connect(channel,
            &MessageChannel::received,
            this,
            [this](const Message &message, const QByteArray &bytes) {
                feed(handshake::PeerSaid {message, bytes});
            });
    connect(channel, &MessageChannel::closed, this, [this](const Error &why) {
        feed(session::LinkLost {why});
    });
}

void HandshakeDriver::start()
{
    feed(handshake::LinkUp {});
}

void HandshakeDriver::feed(const Handshake::Event &event)
{
    if (m_left) {
        return;
    }
    for (const Handshake::Action &action : m_handshake.handle(event)) {
        perform(action);
        if (m_left) {
            return;
        }
    }
}

void HandshakeDriver::perform(const Handshake::Action &action)
{
    std::visit(Overloaded {[this](const session::Say &say) { m_channel->send(say.message); },
                           [this](const session::ArmDeadline &arm) {
                               m_deadline.start(std::chrono::milliseconds(arm.afterMs));
                           },
                           [this](const session::End &end) {
                               leave();
                               m_channel->finish();
                               Q_EMIT failed(end.why, end.retry);
                           },
                           [this](const handshake::Authenticated &done) {
                               m_channel->trust();
                               leave();
                               Q_EMIT authenticated(done.peer, done.terms);
                           },
                           [this](const handshake::PairingAgreed &agreed) {
                               m_channel->trust();
                               leave();
                               Q_EMIT pairingAgreed(agreed);
                           }},
               action);
}

void HandshakeDriver::leave()
{
    m_left = true;
    m_deadline.stop();
    m_channel->disconnect(this);
    deleteLater();
}

} // namespace sheaf
