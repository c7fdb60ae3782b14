#include "sync/engine/handshakelimiter.h"

#include "sync/limits.h"

namespace sheaf {

namespace {

    constexpr qint64 kWindowMs = 60'000;
    constexpr qsizetype kHostsMax = 1024;

} // namespace

bool HandshakeLimiter::allows(const QString &host, qint64 nowMs)
{
    forgetOld(nowMs);
    return m_failures.value(host).size() < limits::kHandshakesPerMinuteMax;
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
