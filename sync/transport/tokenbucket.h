/// How much of something is still allowed now: so much a second on average, a burst at once.
/// Rules   counted in thousandths, so that it is the same on every machine. A clock that steps back
///         refills nothing.
/// Thread  none of its own; time is a parameter.
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <optional>

namespace sheaf {

class TokenBucket
{
public:
    constexpr TokenBucket(qint64 perSecond, qint64 burst)
        : m_perSecond(perSecond)
        , m_fullMilli(burst * 1000)
        , m_milli(burst * 1000)
    {
    }

    /// False, and nothing is taken, when there are not so many.
    [[nodiscard]] bool take(qint64 tokens, qint64 nowMs)
    {
        refill(nowMs);
        if (tokens > m_milli / 1000) {
            return false;
        }
        m_milli -= tokens * 1000;
        return true;
    }
    /// Takes them even where that leaves a debt, of one burst at most.
    void charge(qint64 tokens, qint64 nowMs)
    {
        refill(nowMs);
        m_milli = std::max(m_milli - tokens * 1000, -m_fullMilli);
    }
    /// True when nothing is used: this bucket need not be remembered.
    [[nodiscard]] bool isFull(qint64 nowMs)
    {
        refill(nowMs);
        return m_milli == m_fullMilli;
    }

private:
    void refill(qint64 nowMs)
    {
        if (m_lastMs && nowMs > *m_lastMs) {
            const qint64 enoughMs = 2 * m_fullMilli / m_perSecond + 1; // no overflow after a year
            m_milli = std::min(m_fullMilli,
                               m_milli + std::min(nowMs - *m_lastMs, enoughMs) * m_perSecond);
        }
        m_lastMs = nowMs;
    }

    qint64 m_perSecond;
    qint64 m_fullMilli;
    qint64 m_milli;
    std::optional<qint64> m_lastMs;
};

} // namespace sheaf
