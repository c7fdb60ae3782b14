/// What all actors of one run share: virtual time, what is to happen when, the trace, the tally of what
/// really happened, and what was found wrong.
/// Rules   one thread, one order: events run by (time, order of being planned). The same seed and the
///         same steps give the same trace, byte for byte; its hash proves it.
#pragma once

#include <QByteArray>
#include <QCryptographicHash>
#include <QString>
#include <QStringList>
#include <queue>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace sheaf::simulation {

class Scheduler
{
public:
    using Task = std::function<void()>;

    /// Runs `task` unless `guard` is gone by then.
    void after(qint64 ms, std::weak_ptr<void> guard, Task task);
    /// Runs the next event that is due at or before `untilMs`; false: there is none.
    bool step(qint64 untilMs);
    [[nodiscard]] qint64 nowMs() const { return m_nowMs; }
    void advanceTo(qint64 ms) { m_nowMs = std::max(m_nowMs, ms); }

private:
    struct Event
    {
        qint64 atMs = 0;
        quint64 order = 0;
        std::weak_ptr<void> guard;
        Task task;
    };
    struct Later
    {
        bool operator()(const Event &a, const Event &b) const
        {
            return a.atMs != b.atMs ? a.atMs > b.atMs : a.order > b.order;
        }
    };

    std::priority_queue<Event, std::vector<Event>, Later> m_events;
    quint64 m_order = 0;
    qint64 m_nowMs = 0;
};

/// What happened, a line each; hashed always, kept only when someone wants to read it.
class Trace
{
public:
    explicit Trace(bool keep)
        : m_keep(keep)
    {
    }
    void add(qint64 nowMs, const QString &line);
    [[nodiscard]] const QStringList &lines() const { return m_lines; }
    [[nodiscard]] QByteArray hash() const { return m_hash.result().toHex().first(16); }

private:
    bool m_keep;
    QStringList m_lines;
    QCryptographicHash m_hash {QCryptographicHash::Sha256};
};

/// How often each thing really happened.
using Tally = std::map<QString, qint64>;

struct Stage
{
    explicit Stage(bool keepTrace)
        : trace(keepTrace)
    {
    }
    void say(const QString &line) { trace.add(scheduler.nowMs(), line); }
    void count(const QString &what, qint64 times = 1) { tally[what] += times; }
    void fail(const QString &problem)
    {
        say(QStringLiteral("WRONG: ") + problem);
        problems.append(problem);
    }

    Scheduler scheduler;
    Trace trace;
    Tally tally;
    QStringList problems; ///< empty = all is well
    bool damaged = false; ///< rows were made wrong on purpose: they are found and made again
};

} // namespace sheaf::simulation
