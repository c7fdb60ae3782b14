#include "sync/session/pairingsession.h"

#include "sync/limits.h"
#include "sync/session/pairingadmission.h"
#include "sync/session/pairingintroduction.h"
#include "sync/wire/faultcode.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kStoreWithinMs =
        std::chrono::milliseconds(limits::kPairingConfirmWithin).count();

} // namespace

struct PairingSession::Private
{
    explicit Private(PairingSetup theSetup)
        : setup(std::move(theSetup))
        , introduction(setup)
    {
    }

    PairingSetup setup;
    PairingIntroduction introduction;
    std::optional<PairingAdmission> admission; ///< once the peer is authenticated
    qint64 nowMs = 0;

    [[nodiscard]] PairingStage &stage()
    {
        return admission ? static_cast<PairingStage &>(*admission) : introduction;
    }

    void on(const pairing::Begin &) { introduction.begin(); }
    void on(const pairing::PeerSaid &said);
    void on(const pairing::Confirmed &);
    void on(const pairing::Declined &)
    {
        stage().fail({ErrorCode::PairingDenied, u"declined here"_s});
    }
    void on(const pairing::LibraryRead &read);
    void on(const pairing::RecordsStored &stored);
    void on(const pairing::Joined &joined);
    void on(const session::LinkLost &lost) { stage().end(lost.why); }
    void on(const session::DeadlinePassed &)
    {
        stage().fail({ErrorCode::PairingExpired, u"pairing took too long"_s});
    }
    void hear(const message::Pairing &message);
    [[nodiscard]] std::vector<Action> takeActions();
};

void PairingSession::Private::on(const pairing::PeerSaid &said)
{
    if (const auto *fault = std::get_if<message::Fault>(&said.message)) {
        stage().end(errorFor(*fault));
    } else if (const auto *step = std::get_if<message::Pairing>(&said.message)) {
        hear(*step);
    } else {
        stage().fail({ErrorCode::ProtocolViolation, u"a message that is no step of pairing"_s});
    }
}

void PairingSession::Private::hear(const message::Pairing &message)
{
    const Result<pairing::Step> step = decodePairingStep(message);
    if (!step) {
        stage().fail(step.error());
    } else if (admission) {
        admission->hear(*step);
    } else {
        introduction.hear(*step, message.payload);
    }
}

void PairingSession::Private::on(const pairing::Confirmed &)
{
    if (!admission) { // else a second click
        introduction.confirmed();
    }
}

void PairingSession::Private::on(const pairing::LibraryRead &read)
{
    if (admission) {
        admission->libraryRead(read, nowMs);
    }
}

void PairingSession::Private::on(const pairing::RecordsStored &stored)
{
    if (admission) {
        admission->recordsStored(stored);
    }
}

void PairingSession::Private::on(const pairing::Joined &joined)
{
    if (admission) {
        admission->joined(joined);
    }
}

std::vector<PairingSession::Action> PairingSession::Private::takeActions()
{
    std::vector<Action> actions = stage().takeActions();
    if (!admission && introduction.isDone()) {
        admission.emplace(setup, introduction.peer(), introduction.shownJoin());
        admission->begin();
        actions.emplace_back(session::ArmDeadline {kStoreWithinMs}); // disks may be slow
        for (Action &action : admission->takeActions()) {
            actions.push_back(std::move(action));
        }
    }
    return actions;
}

PairingSession::PairingSession(PairingSetup setup)
    : d(std::make_unique<Private>(std::move(setup)))
{
}

PairingSession::~PairingSession() = default;

std::vector<PairingSession::Action> PairingSession::handle(const Event &event, qint64 nowMs)
{
    if (ended()) {
        return {};
    }
    d->nowMs = nowMs;
    std::visit([this](const auto &it) { d->on(it); }, event);
    return d->takeActions();
}

bool PairingSession::ended() const
{
    return d->stage().isEnded();
}

} // namespace sheaf
