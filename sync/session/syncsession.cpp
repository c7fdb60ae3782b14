#include "sync/session/syncsession.h"

#include "sync/limits.h"
#include "sync/session/changeintake.h"
#include "sync/session/changeoutbox.h"
#include "sync/session/memberexchange.h"
#include "sync/session/progressmeter.h"
#include "sync/session/sessionrepair.h"
#include "sync/wire/faultcode.h"

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace session;

namespace {

    constexpr qint64 kPingAfterMs = std::chrono::milliseconds(limits::kPingAfterIdle).count();
    constexpr qint64 kDeadAfterMs = std::chrono::milliseconds(limits::kDeadAfter).count();
    constexpr std::size_t kEarlyMessagesMax = 8; ///< before Started; an honest peer says two

    bool isPeersFault(ErrorCode code)
    {
        return code == ErrorCode::ProtocolViolation || code == ErrorCode::BadSignature
            || code == ErrorCode::ChainBroken;
    }

} // namespace

struct SyncSession::Private
{
    enum class State { Waiting, Members, Comparing, Exchanging, Live, Ended };

    State state = State::Waiting;
    std::vector<Action> actions;
    std::vector<Message> early; ///< came before Started

    MemberExchange members;
    int storingMembers = 0;
    std::vector<StoreChanges> held; ///< wait for the records that vouch for them

    VersionVector mine; ///< durable here and sendable
    VersionVector announced; ///< what our Have said
    VersionVector acked; ///< what the peer was told that we have
    VersionVector theirAnnounced;
    VersionVector offered; ///< what the peer announced or sent: what it awaits our Acks for
    VersionVector theirs; ///< what the peer has, as its Have, its Acks and its own sending prove
    VersionVector reportedAcked;
    bool saidFullHave = false;
    bool differs = false; ///< the digests of both Haves differ: full ones follow
    bool reading = false;
    bool saidEnd = false;
    bool heardEnd = false;

    ChangeOutbox outbox;
    ChangeIntake intake;
    SessionRepair repair;
    bool mayRepair = false; ///< both sides name feature::kRepair
    std::optional<Hash> stateDigest;

    qint64 startedMs = 0;
    qint64 lastHeardMs = 0;
    bool pinged = false;
    ProgressMeter meter;

    void on(const Started &started, qint64 nowMs);
    void on(const PeerSaid &said, qint64 nowMs);
    void on(const MembersStored &stored, qint64 nowMs);
    void on(const ChangesRead &read, qint64 nowMs);
    void on(const ChangesStored &stored, qint64 nowMs);
    void on(const Published &published, qint64 nowMs);
    void on(const MembersChanged &changed, qint64 nowMs);
    template <typename RepairEvent>
    void on(const RepairEvent &event, qint64)
    {
        repair.on(event);
    }
    void on(const GivenStored &stored, qint64);
    void on(const RecordsRepaired &repaired, qint64);
    void on(const LinkLost &lost, qint64 nowMs);
    void on(const DeadlinePassed &passed, qint64 nowMs);

    void hear(const message::Hello &) { violate(u"a second Hello"_s); }
    void hear(const message::Auth &) { violate(u"a second Auth"_s); }
    void hear(const message::Pairing &) { violate(u"pairing in the middle of a session"_s); }
    void hear(const message::Members &said);
    void hear(const message::Have &have);
    void hear(const message::Changes &changes);
    void hear(const message::Part &part);
    void hear(const message::Ack &ack);
    void hear(const message::EndOfStored &end);
    void hear(const message::Ping &) { say(message::Pong {}); }
    void hear(const message::Pong &) { }
    void hear(const message::Compare &said) { hearRepair(said); }
    void hear(const message::Compared &said) { hearRepair(said); }
    void hear(const message::Want &said) { hearRepair(said); }
    void hear(const message::Given &said) { hearRepair(said); }
    template <typename Said>
    void hearRepair(const Said &said);
    /// Nothing of repair is said to a device that does not name feature::kRepair; nor by it.
    template <typename Repair>
    void hear(const Repair &)
    {
        violate(u"a message of a feature that was not agreed on"_s);
    }
    void hear(const message::Fault &fault) { end(errorFor(fault), fault.retry); }

    [[nodiscard]] bool isCompared() const
    {
        return state == State::Exchanging || state == State::Live;
    }
    void dispatch(const Message &message);
    void compareFully(const VersionVector &vector);
    void startExchange();
    void intakeChanges(std::vector<PackedChange> changes);
    void store(std::vector<PackedChange> changes);
    void learnStored(const VersionVector &durable);
    void sayAck();
    void tellMembers();
    void pump();
    void report();
    void reportAcked();
    [[nodiscard]] bool isCaughtUp() const;
    void say(Message message) { actions.emplace_back(Say {std::move(message)}); }
    void violate(const QString &reason) { fail({ErrorCode::ProtocolViolation, reason}); }
    void fail(const Error &why);
    void end(const Error &why, bool retry);
};

// Opening

void SyncSession::Private::on(const Started &started, qint64 nowMs)
{
    if (state != State::Waiting) {
        return;
    }
    state = State::Members;
    startedMs = lastHeardMs = nowMs;
    mine.join(started.vector);
    announced = acked = mine;
    members.setOurs(started.membershipDigest, started.memberRecords);
    say(message::Members {members.digest(), std::nullopt});
    mayRepair = started.features.contains(feature::kRepair);
    stateDigest = mayRepair ? started.stateDigest : std::nullopt;
    say(message::Have {announced.digest(), std::nullopt, stateDigest});
    actions.emplace_back(ArmDeadline {kPingAfterMs});
    for (const Message &message : std::exchange(early, {})) {
        dispatch(message);
    }
}

void SyncSession::Private::on(const PeerSaid &said, qint64 nowMs)
{
    lastHeardMs = std::max(lastHeardMs, nowMs);
    pinged = false;
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
    if (state != State::Ended) {
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

void SyncSession::Private::hear(const message::Have &have)
{
    if (state != State::Comparing) {
        violate(u"a Have out of order"_s);
    } else if (!differs && !have.vector) {
        if (have.digest == announced.digest()) {
            theirAnnounced = offered = theirs = announced;
            startExchange();
            if (mayRepair) {
                repair.begin(stateDigest, have.stateDigest, announced);
            }
            return;
        }
        differs = true;
        announced = acked = mine; // commits since the first digest are in it
        say(message::Have {announced.digest(), announced, std::nullopt});
    } else if (differs && have.vector) {
        if (have.digest != have.vector->digest()) {
            violate(u"a Have whose digest is not its vector's"_s);
            return;
        }
        compareFully(*have.vector);
    } else {
        violate(u"a Have in the wrong form"_s);
    }
}

void SyncSession::Private::compareFully(const VersionVector &vector)
{
    for (const auto &[log, head] : vector.heads()) {
        const LogHead ours = announced.head(log);
        if (head.hash.isNull()) {
            violate(u"a Have without a head's hash"_s);
            return;
        }
        if (ours.seq == head.seq && !ours.hash.isNull() && ours.hash != head.hash) {
            fail({ErrorCode::ChainBroken,
                  u"two histories of one log of device %1"_s.arg(log.device.toHex())});
            return;
        }
    }
    theirAnnounced = offered = theirs = vector;
    startExchange();
    if (mayRepair) {
        repair.beginUnequal();
    }
}

void SyncSession::Private::startExchange()
{
    state = State::Exchanging;
    intake.announce(announced);
    reportAcked();
}

// Receiving

void SyncSession::Private::hear(const message::Changes &changes)
{
    if (!isCompared()) {
        violate(u"changes before the comparison"_s);
    } else if (intake.isAssembling()) {
        violate(u"changes between the parts of a large one"_s);
    } else {
        intakeChanges(changes.changes);
    }
}

void SyncSession::Private::hear(const message::Part &part)
{
    if (!isCompared()) {
        violate(u"changes before the comparison"_s);
        return;
    }
    auto change = intake.takePart(part);
    if (!change) {
        fail(change.error());
    } else if (change->has_value()) {
        // Nobody sends unasked what was announced to him.
        if (announced.has((*change)->log, (*change)->seq) && repair.takeLarge(**change)) {
            return;
        }
        intakeChanges({**std::move(change)});
    }
}

void SyncSession::Private::intakeChanges(std::vector<PackedChange> changes)
{
    std::vector<std::pair<LogId, std::uint64_t>> seen;
    seen.reserve(changes.size());
    for (const PackedChange &change : changes) {
        seen.emplace_back(change.log, change.seq);
    }
    auto fresh = intake.take(std::move(changes), mine, acked);
    if (!fresh) {
        fail(fresh.error());
        return;
    }
    for (const auto &[log, seq] : seen) {
        offered.advance(log, {seq, {}});
        theirs.advance(log, {seq, {}});
    }
    meter.countReceived(seen.size() - fresh->size());
    outbox.settle(theirs); // it may be what we were sending ourselves
    if (fresh->size() < seen.size()) {
        sayAck(); // part of it is durable already, from another peer
        reportAcked();
    }
    if (!fresh->empty()) {
        store(*std::move(fresh));
    }
}

void SyncSession::Private::store(std::vector<PackedChange> changes)
{
    if (storingMembers > 0) {
        held.push_back({std::move(changes)});
    } else {
        actions.emplace_back(StoreChanges {std::move(changes)});
    }
}

void SyncSession::Private::on(const ChangesStored &stored, qint64)
{
    learnStored(stored.durable);
    meter.countReceived(static_cast<std::uint64_t>(std::max(stored.consumed, 0)));
    const bool completed = intake.stored(stored.consumed);
    if (completed || stored.fault) {
        sayAck(); // also before a fault: what is durable need not be sent again
        reportAcked();
    }
    if (stored.fault) {
        fail(*stored.fault);
    }
}

/// Of what is durable here, what the peer has too may be announced and relayed. The rest may be own
/// changes that are not published yet: they stay out until Published names them.
void SyncSession::Private::learnStored(const VersionVector &durable)
{
    for (const auto &[log, head] : durable.heads()) {
        const LogHead their = theirs.head(log);
        mine.advance(log, head.seq <= their.seq ? head : their);
    }
}

void SyncSession::Private::sayAck()
{
    message::Ack ack;
    for (const auto &[log, their] : offered.heads()) {
        const LogHead ours = mine.head(log);
        const LogHead both = ours.seq <= their.seq ? ours : their;
        if (both.seq > acked.seq(log)) {
            ack.vector.advance(log, both);
            acked.advance(log, both);
        }
    }
    if (!ack.vector.isEmpty()) {
        say(std::move(ack));
    }
}

void SyncSession::Private::hear(const message::EndOfStored &)
{
    if (!isCompared() || heardEnd) {
        violate(u"EndOfStored out of order"_s);
    } else if (intake.isAssembling() || !intake.hasAll(theirAnnounced, mine)) {
        violate(u"EndOfStored before everything announced was sent"_s);
    } else {
        heardEnd = true;
    }
}

// Sending

void SyncSession::Private::hear(const message::Ack &ack)
{
    if (!isCompared()) {
        violate(u"an Ack before the comparison"_s);
        return;
    }
    for (const auto &[log, head] : ack.vector.heads()) {
        const LogHead ours = mine.head(log);
        if (head.seq > ours.seq) {
            violate(u"it acknowledges change %1 of a log, which was never here"_s.arg(head.seq));
            return;
        }
        if (head.seq == ours.seq && !head.hash.isNull() && !ours.hash.isNull()
            && head.hash != ours.hash) {
            fail({ErrorCode::ChainBroken,
                  u"it acknowledges another history of device %1"_s.arg(log.device.toHex())});
            return;
        }
    }
    meter.countSent(ack.vector.countMissingIn(theirs));
    theirs.join(ack.vector);
    outbox.settle(theirs);
    reportAcked();
}

void SyncSession::Private::on(const Published &published, qint64)
{
    mine.join(published.vector);
    if (isCompared()) {
        sayAck(); // what the peer has announced may have come from elsewhere
        reportAcked();
    }
}

void SyncSession::Private::on(const ChangesRead &read, qint64)
{
    if (!reading) {
        return;
    }
    reading = false;
    if (read.fault) {
        fail(*read.fault);
        return;
    }
    VersionVector before = outbox.readUpTo();
    before.join(theirs);
    if (read.changes.empty() && before.covers(read.upTo) && !before.covers(mine)) {
        // Going on would ask the same for ever, and saying EndOfStored would be a lie.
        fail({ErrorCode::StorageFailed, u"announced changes are missing in the library"_s});
        return;
    }
    outbox.add(read.changes, read.upTo, theirs);
}

void SyncSession::Private::pump()
{
    if (!isCompared()) {
        return;
    }
    if (repair.isComparing() && !(announced.covers(mine) && announced.covers(theirs))) {
        repair.stopComparing();
    }
    for (Action &action : repair.takeActions()) {
        actions.push_back(std::move(action));
    }
    for (std::vector<Message> batch = outbox.next(); !batch.empty(); batch = outbox.next()) {
        for (Message &message : batch) {
            say(std::move(message));
        }
    }
    VersionVector after = outbox.readUpTo();
    after.join(theirs);
    if (!reading && outbox.isAllSaid() && !after.covers(mine)) {
        reading = true;
        actions.emplace_back(
            ReadChanges {after, mine, limits::kBatchChangesMax, limits::kBatchBytesMax});
    }
    if (!saidEnd && outbox.isAllSaid() && after.covers(announced)) {
        saidEnd = true;
        say(message::EndOfStored {});
    }
    report();
}

// Repair

template <typename Said>
void SyncSession::Private::hearRepair(const Said &said)
{
    if (!mayRepair || !isCompared()) {
        violate(u"a question of repair that was not agreed on"_s);
    } else if (const Outcome done = repair.heard(said); !done) {
        fail(done.error());
    }
}

void SyncSession::Private::on(const GivenStored &stored, qint64)
{
    stored.fault ? fail(*stored.fault) : repair.on(stored);
}

void SyncSession::Private::on(const RecordsRepaired &repaired, qint64)
{
    repaired.fault ? fail(*repaired.fault) : repair.on(repaired);
}

// For people and the library

bool SyncSession::Private::isCaughtUp() const
{
    return saidEnd && heardEnd && !reading && outbox.isIdle() && intake.isIdle()
        && theirs.covers(mine) && mine.covers(theirs);
}

void SyncSession::Private::report()
{
    const bool live = isCaughtUp();
    if (live) {
        state = State::Live;
    }
    if (const auto progress = meter.tell(mine, theirs, live)) {
        actions.emplace_back(*progress);
    }
}

void SyncSession::Private::reportAcked()
{
    VersionVector both = mine.meet(theirs);
    if (both != reportedAcked) {
        reportedAcked = both;
        actions.emplace_back(PeerAcked {std::move(both)});
    }
}

// Ending

void SyncSession::Private::on(const LinkLost &lost, qint64)
{
    end(lost.why, true);
}

void SyncSession::Private::on(const DeadlinePassed &, qint64 nowMs)
{
    const qint64 idleMs = std::max(nowMs - lastHeardMs, qint64 {0});
    if (idleMs >= kDeadAfterMs || (!isCompared() && nowMs - startedMs >= kDeadAfterMs)) {
        fail({ErrorCode::TimedOut, u"nothing heard in time"_s});
        return;
    }
    if (idleMs < kPingAfterMs) {
        actions.emplace_back(ArmDeadline {kPingAfterMs - idleMs});
        return;
    }
    if (!pinged) {
        pinged = true;
        say(message::Ping {});
    }
    actions.emplace_back(ArmDeadline {std::min(kPingAfterMs, kDeadAfterMs - idleMs)});
}

void SyncSession::Private::fail(const Error &why)
{
    // Our own trouble (a full disk) is told as such: the peer is not to blame and tries again.
    const Error told = isPeersFault(why.code) || why.code == ErrorCode::TimedOut
        ? why
        : Error {ErrorCode::StorageFailed, {}};
    say(faultFor(told, true));
    end(why, true);
}

void SyncSession::Private::end(const Error &why, bool retry)
{
    state = State::Ended;
    actions.emplace_back(End {why, retry});
}

SyncSession::SyncSession()
    : d(std::make_unique<Private>())
{
}

SyncSession::~SyncSession() = default;

std::vector<SyncSession::Action> SyncSession::handle(const Event &event, qint64 nowMs)
{
    if (ended()) {
        return {};
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
