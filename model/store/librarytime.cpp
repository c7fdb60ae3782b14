#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/store/library.h"
#include "model/store/libraryprivate.h"

// What Library makes of clocks: its own, when it was set, and those of others.

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr std::chrono::milliseconds kSameReading = std::chrono::minutes(1);
    constexpr std::chrono::milliseconds kReadAgainAfter = std::chrono::hours(24);

} // namespace

void Library::noticeTime(LibraryWrite &write) const
{
    const qint64 nowMs = d->config.clock->nowMs();
    const qint64 sinceMs = nowMs - d->wallMs;
    write.whenCommitted([seen = d.get(), nowMs] { seen->wallMs = nowMs; });
    store().notes.setNow(nowMs);
    if ((sinceMs >= 0 && !isSkewed(sinceMs)) || !isPlausibleClock(nowMs)) {
        return;
    }
    const bool isAhead = !d->clock.isBelievable(write.library.hlc);
    if (isAhead) {
        write.library.hlc = Hlc::fromMs(nowMs); // it was set back: stamps go on from here
    }
    if (isAhead || store().clocks.hasTimes()) {
        store().clocks.reconsider(nowMs);
        store().notes.setNow(nowMs);
    }
}

Outcome Library::settleTime()
{
    const qint64 nowMs = d->config.clock->nowMs();
    bool needed = false;
    {
        const Snapshot now(store());
        needed = isPlausibleClock(nowMs)
            && (!d->clock.isBelievable(now.library.hlc) || store().clocks.hasTimes());
    }
    if (!needed) {
        return kDone;
    }
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    noticeTime(write);
    return write.commit();
}

void Library::notePeerClock(const DeviceId &peer, qint64 aheadMs)
{
    const qint64 nowMs = d->config.clock->nowMs();
    std::optional<ClockReading> before;
    {
        const Snapshot now(store());
        before = store().clocks.reading(peer);
    }
    const auto apart = [](qint64 a, qint64 b) { return a > b ? a - b : b - a; };
    if (before && before->measured && apart(before->aheadMs, aheadMs) < kSameReading.count()
        && apart(before->atMs, nowMs) < kReadAgainAfter.count()) {
        return;
    }
    const bool isNews = isSkewed(aheadMs) && (!before || !isSkewed(before->aheadMs));
    const UnhurriedWrites unhurried(*store().database); // the next session tells it again
    const Outcome done = writeValues([&] {
        store().clocks.measure(peer, aheadMs, nowMs);
        if (isNews) {
            store().peers.audit(
                {nowMs,
                 u"clock"_s,
                 peer.toHex(),
                 u"Its clock and this one are %1 s apart."_s.arg(apart(aheadMs, 0) / 1000)});
        }
    });
    if (!done) {
        qCWarning(logStore).noquote() << "clock reading not kept:" << done.error().detail;
    }
}

} // namespace sheaf
