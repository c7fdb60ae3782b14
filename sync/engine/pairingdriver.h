/// Performs one PairingSession and keeps the PairingRequest that people look at.
/// Rules   finished() comes exactly once and last; the request then says Done or Failed.
/// Thread  the sync thread.
#pragma once

#include "sync/peer/pairing.h"
#include "sync/session/pairingsession.h"

#include <QObject>
#include <QTimer>

namespace sheaf {

class LibraryView;
class MessageChannel;

class PairingDriver final : public QObject
{
    Q_OBJECT

public:
    PairingDriver(MessageChannel *channel,
                  PairingSetup setup,
                  PairingRequest request,
                  LibraryView &library,
                  QObject *parent);
    void start();
    void confirm();
    void decline();
    [[nodiscard]] const PairingRequest &request() const { return m_request; }

Q_SIGNALS:
    void changed(const sheaf::PairingRequest &request);
    void proven(); ///< by link: the other side knows the secret
    void finished(const sheaf::PairingRequest &request);

private:
    void feed(const PairingSession::Event &event);
    void perform(const session::Say &say);
    void perform(const session::ArmDeadline &arm);
    void perform(const session::End &end);
    void perform(const pairing::ShowCode &show);
    void perform(const pairing::WaitForOther &wait);
    void perform(const pairing::ShowPeer &show);
    void perform(const pairing::ReadLibrary &read);
    void perform(const pairing::StoreRecords &store);
    void perform(const pairing::JoinLibrary &join);
    void perform(const pairing::Paired &paired);
    void fail(const Error &why);
    void leave();

    MessageChannel *m_channel;
    PairingSession m_session;
    PairingRequest m_request;
    LibraryView &m_library;
    QTimer m_deadline;
    bool m_left = false;
};

} // namespace sheaf
