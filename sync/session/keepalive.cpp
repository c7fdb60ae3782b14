#include "sync/session/keepalive.h"

#include "sync/limits.h"

#include <algorithm>
#include <utility>

namespace sheaf {

namespace {

    constexpr qint64 kPingAfterMs = std::chrono::milliseconds(limits::kPingAfterIdle).count();
    constexpr qint64 kDeadAfterMs = std::chrono::milliseconds(limits::kDeadAfter).count();

} // namespace

void KeepAlive::start(qint64 nowMs)
{
    m_startedMs = m_lastHeardMs = nowMs;
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
        return {true, false, 0};
    }
    if (idleMs < kPingAfterMs) {
        return {false, false, kPingAfterMs - idleMs};
    }
    const bool first = !std::exchange(m_pinged, true);
    return {false, first, std::min(kPingAfterMs, kDeadAfterMs - idleMs)};
}

qint64 KeepAlive::firstLookMs()
{
    return kPingAfterMs;
}

} // namespace sheaf
