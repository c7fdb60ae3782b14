#include "sync/engine/retrypolicy.h"

#include "model/base/randomsource.h"
#include "sync/limits.h"

#include <algorithm>

namespace sheaf {

namespace {

    constexpr qint64 kFirstMs = std::chrono::milliseconds(limits::kRetryFirst).count();
    constexpr qint64 kMaxMs = std::chrono::milliseconds(limits::kRetryMax).count();
    constexpr int kStepsToMax = 6; // 1 s · 2^6 = 64 s
    static_assert(kFirstMs << kStepsToMax == kMaxMs);

} // namespace

qint64 RetryPolicy::nextDelayMs(RandomSource &random)
{
    const qint64 full = kFirstMs << std::min(m_failures, kStepsToMax);
    m_failures = std::min(m_failures + 1, kStepsToMax + 1);
    return full - qint64(random.number() % quint64(full / 3 + 1));
}

void RetryPolicy::giveTime()
{
    m_failures = kStepsToMax;
}

void RetryPolicy::reset()
{
    m_failures = 0;
}

} // namespace sheaf
