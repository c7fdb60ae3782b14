#include "sync/engine/pairingdriver.h"

#include "model/base/logging.h"
#include "sync/engine/libraryview.h"
#include "sync/engine/messagechannel.h"

#include <QDateTime>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qsizetype kNameCharsMax = 80;

    /// A foreign name in a dialog: one line, no invisible or turned-around characters.
    QString plainName(const QString &name)
    {
        QString plain;
        for (const QChar c : name.left(kNameCharsMax)) {
            if (c.isPrint() || c.isSurrogate()) {
                plain += c;
            }
        }
        return plain.simplified();
    }

} // namespace

PairingDriver::PairingDriver(MessageChannel *channel,
                             PairingSetup setup,
                             PairingRequest request,
                             LibraryView &library,
                             QObject *parent)
    : QObject(parent)
    , m_channel(channel)
    , m_session(std::move(setup))
    , m_request(std::move(request))
    , m_library(library)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { feed(session::DeadlinePassed {}); });
    connect(channel, &MessageChannel::received, this, [this](const Message &message) {
        feed(pairing::PeerSaid {message});
    });
    connect(channel, &MessageChannel::closed, this, [this](const Error &why) {
        feed(session::LinkLost {why});
    });
}

void PairingDriver::start()
{
    feed(pairing::Begin {});
}

void PairingDriver::confirm()
{
    feed(pairing::Confirmed {});
}

void PairingDriver::decline()
{
    feed(pairing::Declined {});
}

void PairingDriver::feed(const PairingSession::Event &event)
{
    if (m_left) {
        return;
    }
    const qint64 nowMs = QDateTime::currentMSecsSinceEpoch(); // it stamps a membership record
    for (const PairingSession::Action &action : m_session.handle(event, nowMs)) {
        std::visit([this](const auto &wanted) { perform(wanted); }, action);
        if (m_left) {
            return;
        }
    }
}

void PairingDriver::perform(const session::Say &say)
{
    m_channel->send(say.message);
}

void PairingDriver::perform(const session::ArmDeadline &arm)
{
    m_deadline.start(std::chrono::milliseconds(arm.afterMs));
}

void PairingDriver::perform(const session::End &end)
{
    fail(end.why);
}

void PairingDriver::perform(const pairing::ShowCode &show)
{
    m_request.code = show.digits;
    m_request.device = show.device;
    m_request.name = plainName(show.name);
    m_request.theirNotes = show.theirNotes;
    m_request.weJoin = show.weJoin;
    m_request.state = PairingRequest::State::Comparing;
    if (show.twoLibraries) {
        fail({ErrorCode::PairingTwoLibraries, u"both libraries have several devices"_s});
        return;
    }
    Q_EMIT changed(m_request);
}

void PairingDriver::perform(const pairing::WaitForOther &)
{
    m_request.state = PairingRequest::State::WaitingForOther;
    Q_EMIT changed(m_request);
}

void PairingDriver::perform(const pairing::ShowPeer &show)
{
    m_request.device = show.device;
    m_request.name = plainName(show.name);
    m_request.theirNotes = show.theirNotes;
    m_request.weJoin = show.weJoin;
    m_request.state = PairingRequest::State::WaitingForOther;
    Q_EMIT proven();
    if (!m_left) {
        Q_EMIT changed(m_request);
    }
}

void PairingDriver::perform(const pairing::ReadLibrary &)
{
    m_library.service().run(
        [](Library &library) {
            return pairing::LibraryRead {
                library.membership(), library.counts().notes, library.ownLogs(), {}};
        },
        this,
        [this](const pairing::LibraryRead &read) { feed(read); });
}

void PairingDriver::perform(const pairing::StoreRecords &store)
{
    m_library.service().run(
        [records = store.records](Library &library) { return library.addMemberRecords(records); },
        this,
        [this](const Result<int> &added) {
            // Before the other side hears of it: it dials at once, and must be known by then.
            m_library.reload();
            feed(pairing::RecordsStored {added ? std::nullopt : std::optional(added.error())});
        });
}

void PairingDriver::perform(const pairing::JoinLibrary &join)
{
    m_library.service().run(
        [id = join.library, records = join.records](Library &library) {
            return library.join(id, records);
        },
        this,
        [this](const Outcome &joined) {
            m_library.reload();
            feed(pairing::Joined {joined ? std::nullopt : std::optional(joined.error())});
        });
}

void PairingDriver::perform(const pairing::Paired &paired)
{
    leave();
    m_request.device = paired.device;
    m_request.name = plainName(paired.name);
    m_request.state = PairingRequest::State::Done;
    m_channel->finish();
    Q_EMIT finished(m_request);
}

void PairingDriver::fail(const Error &why)
{
    leave();
    m_request.state = PairingRequest::State::Failed;
    m_request.error = why;
    qCInfo(logPairing) << "pairing failed:" << errorName(why.code) << why.detail;
    m_channel->finish();
    Q_EMIT finished(m_request);
}

void PairingDriver::leave()
{
    m_left = true;
    m_deadline.stop();
    m_channel->disconnect(this);
    deleteLater();
}

} // namespace sheaf
