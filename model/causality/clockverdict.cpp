#include "model/causality/clockverdict.h"

#include "model/base/limits.h"

#include <algorithm>
#include <cstdlib>

namespace sheaf {

namespace {

    constexpr qint64 kSkewMs = std::chrono::milliseconds(limits::kClockSkewMax).count();
    constexpr std::size_t kMajority = 2; ///< devices that agree against ours

} // namespace

bool isPlausibleClock(qint64 nowMs)
{
    return nowMs >= limits::kClockPlausibleFromMs;
}

bool isSkewed(qint64 aheadMs)
{
    return aheadMs > kSkewMs || aheadMs < -kSkewMs;
}

qint64 believedMs(Hlc stamp, qint64 arrivedMs)
{
    // Only where that clock could be right itself.
    const bool isLater = stamp.ms() > arrivedMs && isSkewed(stamp.ms() - arrivedMs);
    return isLater && isPlausibleClock(arrivedMs) ? arrivedMs : stamp.ms();
}

qint64 ClockVerdict::aheadMs(const DeviceId &device) const
{
    const auto found = std::find_if(wrong.begin(), wrong.end(), [&device](const auto &reading) {
        return reading.device == device;
    });
    return found == wrong.end() ? 0 : found->aheadMs;
}

ClockVerdict judgeClocks(const std::vector<ClockReading> &readings, qint64 nowMs)
{
    ClockVerdict verdict;
    std::vector<qint64> against;
    bool confirmed = false;
    for (const ClockReading &reading : readings) {
        if (isSkewed(reading.aheadMs)) {
            verdict.wrong.push_back(reading);
        }
        if (reading.measured && isSkewed(reading.aheadMs)) {
            against.push_back(reading.aheadMs);
        }
        confirmed = confirmed || (reading.measured && !isSkewed(reading.aheadMs));
    }
    std::sort(against.begin(), against.end());
    const bool theyAgree =
        against.size() >= kMajority && !isSkewed(against.back() - against.front());
    if (!isPlausibleClock(nowMs)) {
        verdict.ownAheadMs =
            against.empty() ? nowMs - limits::kClockPlausibleFromMs : -against[against.size() / 2];
        verdict.wrong.clear();
    } else if (!confirmed && theyAgree) {
        verdict.ownAheadMs = -against[against.size() / 2];
        verdict.wrong.clear();
    }
    return verdict;
}

} // namespace sheaf
