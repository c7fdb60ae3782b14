#include "model/causality/hlc.h"

#include "model/base/limits.h"
#include "model/causality/clockverdict.h"

#include <algorithm>
#include <limits>

namespace sheaf {

namespace {

    Hlc above(Hlc stamp)
    {
        return stamp.value == std::numeric_limits<std::uint64_t>::max() ? stamp
                                                                        : Hlc {stamp.value + 1};
    }

} // namespace

HlcClock::HlcClock(const Clock &clock)
    : m_clock(clock)
{
}

bool HlcClock::isBelievable(Hlc stamp) const
{
    const qint64 nowMs = m_clock.nowMs();
    const qint64 horizonMs = nowMs + std::chrono::milliseconds(limits::kClockSkewMax).count();
    return stamp.ms() <= horizonMs || !isPlausibleClock(nowMs);
}

Hlc HlcClock::now(Hlc floor)
{
    const Hlc wall = Hlc::fromMs(std::max<qint64>(0, m_clock.nowMs()));
    const Hlc own = isBelievable(m_last) ? std::max(wall, above(m_last)) : wall;
    const Hlc stamp = std::max(own, above(floor));
    // Only stamps that the wall clock can vouch for move the clock itself: a parent from a device
    // whose clock runs years ahead lifts this one stamp, not all that follow.
    m_last = isBelievable(stamp) ? stamp : own;
    return stamp;
}

bool HlcClock::adopt(Hlc seen)
{
    if (!isBelievable(seen)) {
        return false;
    }
    m_last = std::max(m_last, seen);
    return true;
}

} // namespace sheaf
