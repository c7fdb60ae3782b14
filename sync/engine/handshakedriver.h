/// Performs one Handshake on one channel and hands the channel on.
/// Rules   exactly one of the three signals comes; after it this object touches the channel no more
///         (after failed() the channel is finished).
/// Thread  the sync thread.
#pragma once

#include "sync/session/handshake.h"

#include <QObject>
#include <QTimer>

namespace sheaf {

class MessageChannel;

class HandshakeDriver final : public QObject
{
    Q_OBJECT

public:
    HandshakeDriver(MessageChannel *channel, HandshakeSetup setup, QObject *parent);
    void start();
    [[nodiscard]] MessageChannel *channel() const { return m_channel; }
    /// As far as known: a listener learns it from the first Hello.
    [[nodiscard]] message::Hello::Purpose purpose() const { return m_handshake.purpose(); }

Q_SIGNALS:
    void authenticated(const sheaf::DeviceId &peer, const sheaf::handshake::Terms &terms);
    void pairingAgreed(const sheaf::handshake::PairingAgreed &agreed);
    void failed(const sheaf::Error &why, bool retry);

private:
    void feed(const Handshake::Event &event);
    void perform(const Handshake::Action &action);
    void leave();

    MessageChannel *m_channel;
    Handshake m_handshake;
    QTimer m_deadline;
    bool m_left = false;
};

} // namespace sheaf
