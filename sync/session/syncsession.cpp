#include "sync/session/syncsession.h"

#include "sync/limits.h"
#include "sync/session/syncsessionprivate.h"
#include "sync/wire/faultcode.h"

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace session;

namespace {

    constexpr std::size_t kEarlyMessagesMax = 8; ///< before Started; an honest peer says two
    constexpr std::size_t kWaitingMessagesMax =
        256; ///< during the comparison; the window is smaller
    constexpr qint64 kWaitingBytesMax =
        limits::kPartTotalBytesMax + limits::kWindowBatches * limits::kMessageBytesMax;

    bool isPeersFault(ErrorCode code)
    {
        return code == ErrorCode::ProtocolViolation || code == ErrorCode::BadSignature
            || code == ErrorCode::ChainBroken || code == ErrorCode::LogForked
            || code == ErrorCode::RateLimited;
    }

    /// What must wait until both sides mean the same by the names of their logs.
    bool isOfExchange(const Message &message)
    {
        return std::holds_alternative<message::Changes>(message)
            || std::holds_alternative<message::Part>(message)
            || std::holds_alternative<message::Ack>(message)
            || std::holds_alternative<message::EndOfStored>(message)
            || std::holds_alternative<message::Compare>(message)
            || std::holds_alternative<message::Compared>(message)
            || std::holds_alternative<message::Want>(message)
            || std::holds_alternative<message::Given>(message);
    }

    qint64 bytesOf(const Message &message)
    {
        if (const auto *part = std::get_if<message::Part>(&message)) {
            return part->bytes.size();
        }
        const auto sum = [](const std::vector<PackedChange> &changes) {
            qint64 bytes = 0;
            for (const PackedChange &change : changes) {
                bytes += change.sizeBytes();
            }
            return bytes;
        };
        if (const auto *changes = std::get_if<message::Changes>(&message)) {
            return sum(changes->changes);
        }
        const auto *given = std::get_if<message::Given>(&message);
        return given != nullptr ? sum(given->changes) : 0;
    }

} // namespace

// Opening

void SyncSession::Private::on(const Started &started, qint64 nowMs)
{
    if (state != State::Waiting) {
        return;
    }
    state = State::Members;
    keepAlive.start(nowMs);
    mayRepair = started.features.contains(feature::kRepair);
    stateDigest = mayRepair ? started.stateDigest : std::nullopt;
    mine.join(started.vector);
    library = started.vector;
    announced = acked = mine;
    members.setOurs(started.membershipDigest, started.memberRecords);
    say(message::Members {members.digest(), std::nullopt});
    say(message::Have {announced.digest(), std::nullopt, stateDigest});
    actions.emplace_back(ArmDeadline {KeepAlive::firstLookMs()});
    for (const Message &message : std::exchange(early, {})) {
        dispatch(message);
    }
}

void SyncSession::Private::on(const PeerSaid &said, qint64 nowMs)
{
    keepAlive.heard(nowMs);
    if (state != State::Waiting || std::holds_alternative<message::Fault>(said.message)) {
        dispatch(said.message);
    } else if (early.size() < kEarlyMessagesMax) {
        early.push_back(said.message);
    } else {
        violate(u"it does not wait for our Members and Have"_s);
    }
}

void SyncSession::Private::dispatch(const Message &message)
{
    if (comparing && isOfExchange(message)) {
        waitingBytes += bytesOf(message);
        waiting.push_back(message);
        if (waitingBytes > kWaitingBytesMax || waiting.size() > kWaitingMessagesMax) {
            violate(u"it does not keep to the window"_s);
        }
    } else if (state != State::Ended) {
        std::visit([this](const auto &it) { hear(it); }, message);
    }
}

void SyncSession::Private::hear(const message::Members &said)
{
    auto fresh = members.heard(said);
    if (!fresh) {
        fail(fresh.error());
        return;
    }
    if (state == State::Members) {
        state = State::Comparing;
    }
    if (!fresh->empty()) {
        ++storingMembers;
        actions.emplace_back(StoreMembers {*std::move(fresh)});
    }
    tellMembers();
}

void SyncSession::Private::tellMembers()
{
    for (Message &message : members.tell()) {
        say(std::move(message));
    }
}

void SyncSession::Private::on(const MembersStored &stored, qint64)
{
    if (stored.fault) {
        fail(*stored.fault);
        return;
    }
    members.setOurs(stored.membershipDigest, stored.memberRecords);
    if (storingMembers > 0 && --storingMembers == 0) {
        for (StoreChanges &changes : std::exchange(held, {})) {
            actions.emplace_back(std::move(changes));
        }
    }
    tellMembers();
}

void SyncSession::Private::on(const MembersChanged &changed, qint64)
{
    if (state == State::Waiting) {
        return; // Started brings them
    }
    members.setOurs(changed.membershipDigest, changed.memberRecords);
    if (state != State::Members) {
        tellMembers(); // else the peer's digest decides
    }
}

// Ending

void SyncSession::Private::on(const LinkLost &lost, qint64)
{
    end(lost.why, true);
}

void SyncSession::Private::on(const DeadlinePassed &, qint64 nowMs)
{
    const KeepAlive::Verdict verdict = keepAlive.look(nowMs, isCompared());
    if (!verdict.fault.isEmpty()) {
        fail({ErrorCode::TimedOut, verdict.fault});
        return;
    }
    if (verdict.ping) {
        say(message::Ping {});
    }
    actions.emplace_back(ArmDeadline {verdict.nextMs});
}

void SyncSession::Private::fail(const Error &why)
{
    if (state == State::Ended) {
        return;
    }
    // Our own trouble (a full disk) is told as such: the peer is not to blame and tries again.
    const Error told = isPeersFault(why.code) || why.code == ErrorCode::TimedOut
        ? why
        : Error {ErrorCode::StorageFailed, {}};
    say(faultFor(told, true));
    end(why, true);
}

void SyncSession::Private::end(const Error &why, bool retry, bool told)
{
    if (state == State::Ended) {
        return; // by what came before it in the same step
    }
    state = State::Ended;
    actions.emplace_back(End {why, retry, told});
}

SyncSession::SyncSession(AssemblyBudget *budget)
    : d(std::make_unique<Private>(budget))
{
}

SyncSession::~SyncSession() = default;

std::vector<SyncSession::Action> SyncSession::handle(const Event &event, qint64 nowMs)
{
    if (ended()) {
        return {};
    }
    if (d->outbox.isIdle()) {
        d->keepAlive.nothingUnacked(nowMs);
    }
    std::visit([this, nowMs](const auto &it) { d->on(it, nowMs); }, event);
    d->pump();
    return std::exchange(d->actions, {});
}

bool SyncSession::ended() const
{
    return d->state == Private::State::Ended;
}

} // namespace sheaf
