/// Whose clock is wrong, judged from how far the clocks of other devices are from this one's.
/// Rules   two or more devices that agree with each other and none with us: ours is wrong. Else each of
///         those that differ by more than limits::kClockSkewMax. A clock before
///         limits::kClockPlausibleFromMs, when no Sheaf existed, is wrong whoever agrees with it.
/// Thread  plain functions.
#pragma once

#include "model/base/ids.h"
#include "model/causality/hlc.h"

#include <vector>

namespace sheaf {

/// What is known of one other device's clock.
struct ClockReading
{
    DeviceId device;
    qint64 aheadMs = 0; ///< of this device's clock; negative: behind
    bool measured = false; ///< told in a session; else seen from the stamp of a change
    qint64 atMs = 0; ///< when, by this device's clock

    friend bool operator==(const ClockReading &, const ClockReading &) = default;
};

struct ClockVerdict
{
    qint64 ownAheadMs = 0; ///< 0: nothing is known against this device's clock
    std::vector<ClockReading> wrong; ///< other devices'; empty where ours is

    [[nodiscard]] qint64 aheadMs(const DeviceId &device) const; ///< 0: as far as known it is right
    friend bool operator==(const ClockVerdict &, const ClockVerdict &) = default;
};

[[nodiscard]] ClockVerdict judgeClocks(const std::vector<ClockReading> &readings, qint64 nowMs);
/// False: the clock stands where it cannot be.
[[nodiscard]] bool isPlausibleClock(qint64 nowMs);
/// The time to show for a stamp: a change was not made (much) later than it came.
[[nodiscard]] qint64 believedMs(Hlc stamp, qint64 arrivedMs);
/// Further apart than clocks of well-kept devices are.
[[nodiscard]] bool isSkewed(qint64 aheadMs);

} // namespace sheaf
