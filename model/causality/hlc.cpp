#include "model/causality/hlc.h"

#include "model/base/limits.h"

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

Hlc HlcClock::now(Hlc floor)
{
    const Hlc wall = Hlc::fromMs(std::max<qint64>(0, m_clock.nowMs()));
    const Hlc own = std::max(wall, above(m_last));
    const Hlc stamp = std::max(own, above(floor));
    // Only stamps that the wall clock can vouch for move the clock itself: a parent from a device
    // whose clock runs years ahead lifts this one stamp, not all that follow. Our own line goes on
    // in any case, also when the wall clock was set back.
    const qint64 horizon =
        m_clock.nowMs() + std::chrono::milliseconds(limits::kClockSkewMax).count();
    m_last = stamp.ms() <= horizon ? stamp : own;
    return stamp;
}

bool HlcClock::adopt(Hlc seen)
{
    const qint64 horizon =
        m_clock.nowMs() + std::chrono::milliseconds(limits::kClockSkewMax).count();
    if (seen.ms() > horizon) {
        return false;
    }
    m_last = std::max(m_last, seen);
    return true;
}

} // namespace sheaf
