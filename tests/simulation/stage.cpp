#include "tests/simulation/stage.h"

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

void Scheduler::after(qint64 ms, std::weak_ptr<void> guard, Task task)
{
    m_events.push(
        {m_nowMs + std::max<qint64>(ms, 0), m_order++, std::move(guard), std::move(task)});
}

bool Scheduler::step(qint64 untilMs)
{
    while (!m_events.empty() && m_events.top().atMs <= untilMs) {
        const Event event = m_events.top();
        m_events.pop();
        const std::shared_ptr<void> alive = event.guard.lock();
        if (alive == nullptr) {
            continue;
        }
        m_nowMs = std::max(m_nowMs, event.atMs);
        event.task();
        return true;
    }
    return false;
}

void Trace::add(qint64 nowMs, const QString &line)
{
    const QString stamped = u"%1 %2"_s.arg(nowMs, 8).arg(line);
    m_hash.addData(stamped.toUtf8());
    if (m_keep) {
        m_lines.append(stamped);
    }
}

} // namespace sheaf::simulation
