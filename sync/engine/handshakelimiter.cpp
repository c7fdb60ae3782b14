#include "sync/engine/handshakelimiter.h"

#include "sync/limits.h"

namespace sheaf {

namespace {

    constexpr qint64 kWindowMs = 60'000;
    constexpr qsizetype kHostsMax = 1024;

} // namespace

bool HandshakeLimiter::enter(const QString &host, qint64 nowMs)
{
    forgetOld(nowMs);
    if (m_insideAll >= limits::kUnauthenticatedMax
        || m_inside.value(host) >= limits::kUnauthenticatedPerHostMax
        || m_failures.value(host).size() >= limits::kHandshakesPerMinuteMax) {
        return false;
    }
    ++m_insideAll;
    ++m_inside[host];
    return true;
}

void HandshakeLimiter::leave(const QString &host)
{
    const auto found = m_inside.find(host);
    if (found == m_inside.end()) {
        return;
    }
    --m_insideAll;
    if (--*found == 0) {
        m_inside.erase(found);
    }
}

void HandshakeLimiter::failed(const QString &host, qint64 nowMs)
{
    forgetOld(nowMs);
    if (m_failures.contains(host) || m_failures.size() < kHostsMax) {
        m_failures[host] << nowMs;
    }
}

void HandshakeLimiter::succeeded(const QString &host)
{
    m_failures.remove(host);
}

void HandshakeLimiter::forgetOld(qint64 nowMs)
{
    m_failures.removeIf([nowMs](QHash<QString, QList<qint64>>::iterator entry) {
        entry->removeIf([nowMs](qint64 at) { return nowMs - at >= kWindowMs; });
        return entry->isEmpty();
    });
}

} // namespace sheaf
