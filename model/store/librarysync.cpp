#include "model/base/bounds.h"
#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/store/changeproof.h"
#include "model/store/library.h"
#include "model/store/librarycheck.h"
#include "model/store/libraryprivate.h"
#include "model/store/remoteapply.h"

#include <algorithm>

// Changes from elsewhere, peers, local values and the index: the rest of Library.

namespace sheaf {

using namespace Qt::StringLiterals;

Result<ApplyReport> Library::apply(std::span<const PackedChange> changes,
                                   const DeviceId &from,
                                   const std::function<bool()> &isAwaited)
{
    const Clock &clock = *d->config.clock;
    const auto isOver = [&clock, startMs = clock.steadyMs(), &isAwaited] {
        const std::chrono::milliseconds took(clock.steadyMs() - startMs);
        return isAwaited ? took >= limits::kApplyAloneMax || isAwaited()
                         : took >= limits::kApplySliceMax;
    };
    ApplyReport report;
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    store().materialise.setNewestWins(newestWins());
    const qint64 nowMs = clock.nowMs();
    noticeTime(write);
    RemoteApply remote(store(), write.library, d->clock, nowMs, d->trusted);
    remote.setSender(from);
    remote.authenticate(changes);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const RemoteApply::Step step = remote.take(changes[i], i);
        if (step == RemoteApply::Step::Failed) {
            return store().database->lastError();
        }
        if (step == RemoteApply::Step::Refused) {
            report.fault = remote.fault();
            break;
        }
        ++report.consumed;
        report.applied += step == RemoteApply::Step::Stored ? 1 : 0;
        if (remote.isElsewhere()) {
            report.fault = Error {
                ErrorCode::LogForked,
                u"a log of device %1 goes two ways"_s.arg(changes[i].log.device.toHex().first(8))};
            break;
        }
        // Never less than one change, so that a batch always moves on.
        if (report.applied > 0 && isOver()) {
            break;
        }
    }
    if (report.applied > 0) {
        if (!remote.settle()) {
            return store().database->lastError();
        }
        const bool batchEnds = static_cast<std::size_t>(report.consumed) == changes.size();
        if (batchEnds) {
            store().journal.appendSyncRow(nowMs);
        }
        store().peers.ensure(from);
        if (Outcome done = applyPolicy(write, remote.touched()); !done) {
            return done.error();
        }
        if (Outcome done = write.commit(); !done) {
            return done.error();
        }
    }
    report.touched = remote.touched();
    report.skewedClocks = remote.skewedClocks();
    report.durable = store().logs.vector();
    return report;
}

Result<VectorComparison> Library::compare(const DeviceId &peer, const VersionVector &theirs)
{
    const LogForks forks(store());
    Result<ForkFindings> found = ForkFindings();
    VersionVector cursors;
    {
        const Snapshot now(store());
        found = forks.examine(theirs, now.library);
        cursors = store().peers.acked(peer);
    }
    if (!found) {
        return found.error();
    }
    VectorComparison result;
    result.proven = result.standing = found->known;
    // Of a log whose head there is unknown here, they may have as much as they acknowledged.
    for (const auto &[log, cursor] : cursors.heads()) {
        const std::uint64_t said = found->theirs.seq(log);
        if (said > found->known.seq(log)) {
            result.standing.advance(log, {std::min(cursor.seq, said - 1), {}});
        }
    }
    if (!result.standing.covers(cursors) || found->ownLogGrew || !found->names.empty()) {
        if (Outcome done = settleForks(peer, *found, result.standing); !done) {
            return done.error();
        }
    }
    const Snapshot now(store());
    result.mine = store().logs.vector();
    result.theirs = std::move(found->theirs);
    result.forks = std::move(found->forks);
    return result;
}

/// Writes down what a comparison found: names, the end of the own log, a peer that lost changes.
Outcome
Library::settleForks(const DeviceId &peer, const ForkFindings &found, const VersionVector &standing)
{
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    const qint64 nowMs = d->config.clock->nowMs();
    store().peers.lower(peer, standing);
    if (found.ownLogGrew) {
        // It is on its way here. What is written until then must not take its numbers.
        qCInfo(logStore) << "another device has more of the own log: a new one begins";
        write.library.incarnation = 0;
    }
    LogForks forks(store());
    for (const Hash &name : found.names) {
        if (!forks.cutByName(name, write.library, nowMs)) {
            return store().database->lastError();
        }
    }
    return write.commit();
}

Result<bool> Library::cutLog(const LogId &root, const Hash &last)
{
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    LogForks forks(store());
    const auto at = forks.cutAfter(root, last);
    if (!at) {
        return false;
    }
    if (store().logs.count() >= limits::kForkedLogsMax) {
        return bringsTooMuch(root.device, u"logs"_s);
    }
    if (!forks.cut(at->first, at->second, write.library, d->config.clock->nowMs())) {
        return store().database->lastError();
    }
    if (Outcome done = write.commit(); !done) {
        return done.error();
    }
    return true;
}

Result<int> Library::addMemberRecords(const std::vector<QByteArray> &records)
{
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    Membership membership = store().membership();
    Result<int> added = membership.add(records);
    if (!added || *added == 0) {
        return added;
    }
    if (Outcome within = membership.withinBounds(); !within) {
        return within.error();
    }
    store().replaceMembership(membership);
    if (Outcome done = write.commit(); !done) {
        return done.error();
    }
    return added;
}

Outcome Library::writeValues(const std::function<void()> &change)
{
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    change();
    return write.commit();
}

bool Library::markSyncedToPeer(const DeviceId &peer, const VersionVector &acked)
{
    {
        const Snapshot now(store());
        if (store().peers.acked(peer).covers(acked.meet(store().logs.vector()))) {
            return true;
        }
    }
    const UnhurriedWrites unhurried(*store().database); // the peer tells it again
    const Outcome done =
        writeValues([&] { store().peers.acknowledge(peer, acked, d->config.clock->nowMs()); });
    if (!done) {
        qCWarning(logStore).noquote() << "acknowledgement not kept:" << done.error().detail;
    }
    return bool(done);
}

Outcome Library::setPeerName(const DeviceId &peer, const QString &name)
{
    return writeValues([&] { store().peers.setName(peer, name); });
}

Outcome Library::setPeerAddresses(const DeviceId &peer, const QStringList &addresses)
{
    return writeValues([&] { store().peers.setAddresses(peer, addresses); });
}

void Library::notePeerSeen(const DeviceId &peer,
                           quint64 changesSent,
                           quint64 changesReceived,
                           quint64 bytesSent,
                           quint64 bytesReceived)
{
    PeerRow more;
    more.device = peer;
    more.changesSent = changesSent;
    more.changesReceived = changesReceived;
    more.bytesSent = bytesSent;
    more.bytesReceived = bytesReceived;
    const UnhurriedWrites unhurried(*store().database);
    const Outcome done =
        writeValues([&] { store().peers.addCounters(more, d->config.clock->nowMs()); });
    if (!done) {
        qCWarning(logStore).noquote() << "counters not kept:" << done.error().detail;
    }
}

void Library::audit(const QString &event, const DeviceId &device, const QString &text)
{
    const QString who = device.isNull() ? QString() : device.toHex();
    const Outcome done = writeValues([&] {
        store().peers.audit({d->config.clock->nowMs(), event, who, text});
    });
    if (!done) {
        qCWarning(logStore).noquote() << "audit entry not kept:" << done.error().detail;
    }
}

Outcome Library::setDeviceName(const QString &name)
{
    return writeValues([&] { store().setLocalValue(u"device-name"_s, name); });
}

Outcome Library::setUser(const QString &user)
{
    if (!user.isValidUtf16() || user.toUtf8().size() > limits::kUserBytesMax) {
        return Error {ErrorCode::InvalidArgument,
                      u"user is longer than %1 bytes"_s.arg(limits::kUserBytesMax)};
    }
    return writeValues([&] { store().setLocalValue(u"user"_s, user); });
}

Outcome Library::setLocalValue(const QString &key, const QString &value)
{
    return writeValues([&] { store().setLocalValue(u"local."_s + key, value); });
}

bool Library::updateIndex(int maxNotes)
{
    return d->feed->step(maxNotes);
}

CheckReport Library::check()
{
    CheckReport report;
    std::vector<ChangeVerdict> bad;
    {
        const Snapshot now(store());
        store().materialise.setNewestWins(newestWins());
        LibraryCheck check(store(), now.library);
        report = check.run();
        bad = check.bad();
    }
    if (!bad.empty()) {
        if (const Outcome noted = noteBad(bad, -1); !noted) {
            qCWarning(logStore).noquote() << "damage not noted:" << noted.error().detail;
        }
    }
    while (!updateIndex(1000)) { }
    if (!d->feed->isUpToDate()) {
        report.problems.append(
            u"The search index is not up to date and could not be brought there."_s);
    }
    return report;
}

} // namespace sheaf
