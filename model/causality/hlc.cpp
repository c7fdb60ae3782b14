#include "model/causality/hlc.h"

#include "model/base/limits.h"

#include <algorithm>

namespace sheaf {

HlcClock::HlcClock(const Clock &clock)
    : m_clock(clock)
{
}

Hlc HlcClock::now(Hlc floor)
{
    const Hlc wall = Hlc::fromMs(std::max<qint64>(0, m_clock.nowMs()));
    const Hlc above {std::max(m_last.value, floor.value) + 1};
    const Hlc stamp = std::max(wall, above);
    // Only stamps that the wall clock can vouch for move the clock itself: a parent from a device
    // whose clock runs years ahead lifts this one stamp, not all that follow.
    const qint64 horizon
        = m_clock.nowMs() + std::chrono::milliseconds(limits::kClockSkewMax).count();
    if (stamp.ms() <= horizon) {
        m_last = stamp;
    } else {
        m_last = std::max(m_last, wall);
    }
    return stamp;
}

bool HlcClock::adopt(Hlc seen)
{
    const qint64 horizon
        = m_clock.nowMs() + std::chrono::milliseconds(limits::kClockSkewMax).count();
    if (seen.ms() > horizon) {
        return false;
    }
    m_last = std::max(m_last, seen);
    return true;
}

} // namespace sheaf
