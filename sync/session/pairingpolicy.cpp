#include "sync/session/pairingpolicy.h"

#include "sync/limits.h"

#include <algorithm>

namespace sheaf {

namespace {

    bool countsAsFailure(ErrorCode code)
    {
        return code == ErrorCode::PairingCodeMismatch || code == ErrorCode::PairingDenied
            || code == ErrorCode::PairingLinkInvalid || code == ErrorCode::PairingExpired
            || code == ErrorCode::BadSignature;
    }

} // namespace

bool PairingPolicy::allows(qint64 nowMs) const
{
    return pausedForMs(nowMs) == 0;
}

qint64 PairingPolicy::pausedForMs(qint64 nowMs) const
{
    const qint64 pauseMs = std::chrono::milliseconds(limits::kPairingPause).count();
    // A clock that was set back must not turn five minutes into a year.
    return std::clamp(m_pausedUntilMs - nowMs, qint64 {0}, pauseMs);
}

void PairingPolicy::failed(const Error &why, qint64 nowMs)
{
    if (!countsAsFailure(why.code)) {
        return;
    }
    ++m_failures;
    if (m_failures >= limits::kPairingFailuresMax) {
        m_failures = 0;
        m_pausedUntilMs = nowMs + std::chrono::milliseconds(limits::kPairingPause).count();
    }
}

void PairingPolicy::succeeded()
{
    m_failures = 0;
    m_pausedUntilMs = 0;
}

} // namespace sheaf
