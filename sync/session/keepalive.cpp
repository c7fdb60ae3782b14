#include "sync/session/keepalive.h"

#include "sync/limits.h"

#include <algorithm>
#include <utility>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kPingAfterMs = std::chrono::milliseconds(limits::kPingAfterIdle).count();
    constexpr qint64 kAckProgressMs = std::chrono::milliseconds(limits::kAckProgressWithin).count();
    constexpr qint64 kDeadAfterMs = std::chrono::milliseconds(limits::kDeadAfter).count();

} // namespace

void KeepAlive::start(qint64 nowMs)
{
    m_startedMs = m_lastHeardMs = m_ackProgressMs = nowMs;
}

void KeepAlive::heard(qint64 nowMs)
{
    m_lastHeardMs = std::max(m_lastHeardMs, nowMs);
    m_pinged = false;
}

KeepAlive::Verdict KeepAlive::look(qint64 nowMs, bool isOpen)
{
    const qint64 idleMs = std::max(nowMs - m_lastHeardMs, qint64 {0});
    if (idleMs >= kDeadAfterMs || (!isOpen && nowMs - m_startedMs >= kDeadAfterMs)) {
        return {u"nothing heard in time"_s, false, 0};
    }
    if (nowMs - m_ackProgressMs >= kAckProgressMs) {
        return {u"what was sent is not acknowledged in time"_s, false, 0};
    }
    if (idleMs < kPingAfterMs) {
        return {{}, false, kPingAfterMs - idleMs};
    }
    const bool first = !std::exchange(m_pinged, true);
    return {{}, first, std::min(kPingAfterMs, kDeadAfterMs - idleMs)};
}

qint64 KeepAlive::firstLookMs()
{
    return kPingAfterMs;
}

} // namespace sheaf
