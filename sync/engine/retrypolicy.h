/// How long to wait before the next attempt to reach a device: 1, 2, 4 … 64 s, each shortened by up to
/// a third so that devices that lost each other together do not come back together.
/// Rules   a session that stood for limits::kRetryMax, or reset(), starts at the beginning again.
/// Thread  none of its own; randomness is a parameter.
#pragma once

#include <QtGlobal>

namespace sheaf {

class RandomSource;

class RetryPolicy
{
public:
    /// The waiting time after one more failure, in milliseconds.
    [[nodiscard]] qint64 nextDelayMs(RandomSource &random);
    /// After a refusal that only a person can change: the longest wait at once.
    void giveTime();
    void reset();
    [[nodiscard]] int failures() const { return m_failures; }

private:
    int m_failures = 0;
};

} // namespace sheaf
