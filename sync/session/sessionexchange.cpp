#include "sync/limits.h"
#include "sync/session/syncsessionprivate.h"

// Changes in both directions, and what is known of them.

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace session;

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
    auto changes = intake.takePart(part, acked);
    if (!changes) {
        fail(changes.error());
        return;
    }
    if (!changes->empty() && !repair.takeLarge(*changes)) {
        intakeChanges(*std::move(changes));
    }
}

void SyncSession::Private::intakeChanges(std::vector<PackedChange> changes)
{
    if (const Outcome taken = intake.take(changes, mine, acked); !taken) {
        fail(taken.error());
        return;
    }
    for (const PackedChange &change : changes) {
        // What is here under this number may be another one: the library tells by hash.
        if (!mine.has(change.log, change.seq)) {
            theirs.advance(change.log, {change.seq, {}});
        }
        handed.add(change.log, change.seq);
    }
    store(std::move(changes));
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
    if (!stored.fault || stored.fault->code != ErrorCode::LogForked) {
        learnProven(stored.consumed); // else the last one is not where the peer has it
    }
    weighClaims();
    if (state == State::Ended) {
        return;
    }
    meter.countReceived(static_cast<std::uint64_t>(std::max(stored.consumed, 0)));
    const bool completed = intake.stored(stored.consumed);
    if (completed || stored.fault) {
        sayAck(); // also before a fault: what is durable need not be sent again
        reportAcked();
    }
    if (stored.fault) {
        fail(*stored.fault);
    } else {
        followLibrary(stored.durable);
    }
}

/// What the peer has sent us and the library has taken, or knew by its hash, is the same on both sides.
void SyncSession::Private::learnProven(int consumed)
{
    const VersionVector same = handed.dealtWith(consumed);
    offered.join(same);
    proven.join(same);
    theirs.join(same);
    outbox.settle(theirs); // it may be what we were sending ourselves
}

/// The names of our logs may have changed; then nothing here means what it says any more.
void SyncSession::Private::followLibrary(const VersionVector &vector)
{
    if (vector.cuts(library)) {
        forked();
    }
    library.follow(vector);
}

/// Of what is durable here, what the peer has too may be announced and relayed. The rest may be own
/// changes that are not published yet: they stay out until Published names them.
void SyncSession::Private::learnStored(const VersionVector &durable)
{
    for (const auto &[log, head] : durable.heads()) {
        const LogHead their = theirs.head(log);
        mine.advance(log, head.seq <= their.seq ? head : LogHead {their.seq, {}});
    }
}

void SyncSession::Private::sayAck()
{
    message::Ack ack;
    for (const auto &[log, their] : offered.heads()) {
        const LogHead ours = mine.head(log);
        LogHead both = ours.seq <= their.seq ? ours : their;
        // What came from elsewhere may be another history of the log. The peer can tell by our head's
        // hash; where it has less than we, nobody can before it has sent it.
        const bool canBeChecked = ours.seq <= their.seq && !ours.hash.isNull();
        if (!canBeChecked && !proven.has(log, both.seq)) {
            both = {proven.seq(log), {}};
        }
        if (both.seq > acked.seq(log)) {
            ack.vector.advance(log, both);
            acked.advance(log, both);
        }
    }
    if (!ack.vector.isEmpty()) {
        say(std::move(ack));
    }
}

void SyncSession::Private::hear(const message::EndOfStored &end)
{
    if (end.heldUp && mayRepair && isCompared()) {
        heardHeldUp = true;
    } else if (end.heldUp || !isCompared() || heardEnd) {
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
    message::Ack named;
    for (const auto &[log, head] : ack.vector.heads()) {
        // The peer may know of a fork already that we have yet to hear of; sync begins again then.
        if (log.branch.isNull() || mine.seq(log) != 0) {
            named.vector.advance(log, head);
        }
    }
    weigh(named);
}

/// Whether what the peer says it has is what we mean by these numbers.
void SyncSession::Private::weigh(const message::Ack &ack)
{
    std::vector<Hash> doubted;
    for (const auto &[log, head] : ack.vector.heads()) {
        const LogHead ours = mine.head(log);
        if (head.seq > ours.seq) {
            violate(u"it acknowledges change %1 of a log, which was never here"_s.arg(head.seq));
            return;
        }
        const bool isOurHead = head.seq == ours.seq && !ours.hash.isNull();
        if (isOurHead && !head.hash.isNull() && head.hash != ours.hash) {
            fail({ErrorCode::LogForked,
                  u"it acknowledges another history of device %1"_s.arg(log.device.toHex())});
            return;
        }
        if (!isOurHead && !head.hash.isNull() && mayRepair) {
            doubted.push_back(head.hash);
        }
    }
    if (doubted.empty()) {
        takeAck(ack.vector);
    } else {
        doubtedAcks.push_back(ack);
        actions.emplace_back(LookUp {std::move(doubted), false});
    }
}

/// What the peer had before we did may have come here from others: then its Have was an Ack of it.
void SyncSession::Private::weighClaims()
{
    message::Ack ack;
    for (const auto &[log, head] : claimed.heads()) {
        if (mine.has(log, head.seq)) {
            ack.vector.advance(log, head);
        }
    }
    for (const auto &[log, head] : ack.vector.heads()) {
        claimed.lower(log, {}); // said once
    }
    if (!ack.vector.isEmpty()) {
        weigh(ack);
    }
}

void SyncSession::Private::takeAck(const VersionVector &acknowledged)
{
    if (const auto fresh = acknowledged.countMissingIn(theirs); fresh > 0) {
        meter.countSent(fresh);
        keepAlive.ackProgressed();
    }
    theirs.join(acknowledged);
    proven.join(acknowledged);
    outbox.settle(theirs);
    sayAck(); // what it has of ours proves more of its own
    reportAcked();
}

void SyncSession::Private::on(const Published &published, qint64)
{
    followLibrary(published.vector);
    if (state == State::Ended) {
        return;
    }
    mine.join(published.vector);
    stuck = false;
    if (isCompared()) {
        weighClaims();
    }
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
    if (read.blocked) {
        stuck = true; // until something damaged here has been fetched again
        return;
    }
    if (read.changes.empty() && before.covers(read.upTo) && !before.covers(asked)) {
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
    VersionVector sendable = mine;
    for (const LogId &log : handed.logs()) {
        // Until it is known whether the peer's changes are ours, ours might not continue them there.
        sendable.lower(log, after.head(log));
    }
    if (!reading && !stuck && outbox.isAllSaid() && !after.covers(sendable)) {
        reading = true;
        asked = sendable;
        actions.emplace_back(
            ReadChanges {after, asked, limits::kBatchChangesMax, limits::kBatchBytesMax});
    }
    if (!saidEnd && outbox.isAllSaid() && after.covers(announced)) {
        saidEnd = true;
        say(message::EndOfStored {});
    }
    if (after.covers(mine)) {
        saidHeldUp = false;
    }
    if (stuck && mayRepair && outbox.isIdle() && !std::exchange(saidHeldUp, true)) {
        say(message::EndOfStored {true}); // else the other side would wait without knowing for what
    }
    report();
}

// Repair

void SyncSession::Private::on(const DamageFound &, qint64)
{
    if (mayRepair && isCompared()) { // else all that is lacking is read when it is
        repair.readLacking();
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

session::Progress SyncSession::Private::standing() const
{
    session::Progress now;
    now.live = isCaughtUp();
    const bool moves = reading || !outbox.isIdle() || !intake.isIdle();
    const bool toReceive = !mine.covers(theirs) || !heardEnd;
    now.heldUpHere = stuck && !moves && (!toReceive || heardHeldUp);
    now.heldUpThere = heardHeldUp && toReceive && !moves && (stuck || theirs.covers(mine));
    return now;
}

void SyncSession::Private::report()
{
    if (mine.covers(theirs)) {
        heardHeldUp = false;
    }
    const Progress now = standing();
    const bool caughtUp = now.live;
    if (caughtUp) {
        state = State::Live;
    }
    if (caughtUp && mayRepair && lackingReadAt != mine) {
        lackingReadAt = mine;
        repair.readLacking();
        for (Action &action : repair.takeActions()) {
            actions.push_back(std::move(action));
        }
    }
    if (auto shown = meter.tell(mine, theirs, now)) {
        actions.emplace_back(*std::move(shown));
    }
}

void SyncSession::Private::reportAcked()
{
    VersionVector both = mine.meet(proven);
    if (both != reportedAcked) {
        reportedAcked = both;
        actions.emplace_back(PeerAcked {std::move(both)});
    }
}

} // namespace sheaf
