#include "model/store/clockstore.h"

#include "model/base/limits.h"
#include "model/store/database.h"

namespace sheaf {

namespace {

    constexpr qint64 kSkewMs = std::chrono::milliseconds(limits::kClockSkewMax).count();
    constexpr qint64 kKeptMs = std::chrono::milliseconds(limits::kClockReadingKept).count();

} // namespace

ClockStore::ClockStore(Database &database, LogStore &logs)
    : m_database(database)
    , m_logs(logs)
{
}

std::vector<ClockReading> ClockStore::readings() const
{
    std::vector<ClockReading> readings;
    Statement select(m_database,
                     "SELECT device, ahead_ms, measured, at_ms FROM device_clocks ORDER BY device");
    while (select.next()) {
        readings.push_back({m_logs.device(select.number(0)),
                            select.number(1),
                            select.number(2) != 0,
                            select.number(3)});
    }
    return readings;
}

std::optional<ClockReading> ClockStore::reading(const DeviceId &device) const
{
    Statement select(m_database,
                     "SELECT ahead_ms, measured, at_ms FROM device_clocks WHERE device = ?");
    select.bind(m_logs.deviceRow(device).value_or(0));
    if (!select.next()) {
        return std::nullopt;
    }
    return ClockReading {device, select.number(0), select.number(1) != 0, select.number(2)};
}

void ClockStore::write(const ClockReading &reading)
{
    Statement replace(m_database,
                      "INSERT OR REPLACE INTO device_clocks (device, ahead_ms, measured, at_ms) "
                      "VALUES (?, ?, ?, ?)");
    replace.bind(m_logs.ensureDevice(reading.device))
        .bind(reading.aheadMs)
        .bind(reading.measured ? 1 : 0)
        .bind(reading.atMs)
        .run();
}

void ClockStore::remove(const DeviceId &device)
{
    Statement remove(m_database, "DELETE FROM device_clocks WHERE device = ?");
    remove.bind(m_logs.deviceRow(device).value_or(0)).run();
}

void ClockStore::measure(const DeviceId &device, qint64 aheadMs, qint64 nowMs)
{
    const std::optional<ClockReading> before = reading(device);
    for (const ClockReading &other : readings()) {
        const bool stale = other.atMs > nowMs + kSkewMs || other.atMs < nowMs - kKeptMs;
        const bool likewise = before && isSkewed(before->aheadMs - aheadMs)
            && !isSkewed(other.aheadMs - before->aheadMs);
        if (stale || likewise) {
            remove(other.device);
        }
    }
    write({device, aheadMs, true, nowMs});
}

void ClockStore::seeStamp(const DeviceId &device, qint64 stampMs, qint64 nowMs)
{
    if (!isPlausibleClock(nowMs)) {
        return; // it is no measure
    }
    const std::optional<ClockReading> before = reading(device);
    const qint64 aheadMs = stampMs - nowMs;
    if (aheadMs > kSkewMs) {
        // What the device itself said in a session is worth more than what a stamp says.
        if (!before || (!before->measured && !isSkewed(before->aheadMs))) {
            write({device, aheadMs, false, nowMs});
        }
    } else if (before && isSkewed(before->aheadMs)
               && (!before->measured || stampMs > before->atMs)) {
        remove(device); // set right since
    }
}

bool ClockStore::hasTimes() const
{
    Statement select(m_database, "SELECT 1 FROM believed_times LIMIT 1");
    return select.next();
}

std::optional<BelievedTimes> ClockStore::times(qint64 note) const
{
    Statement select(m_database,
                     "SELECT created_ms, updated_ms FROM believed_times WHERE note = ?");
    select.bind(note);
    return select.next() ? std::optional(BelievedTimes {select.number(0), select.number(1)})
                         : std::nullopt;
}

QHash<QByteArray, BelievedTimes> ClockStore::allTimes() const
{
    QHash<QByteArray, BelievedTimes> all;
    Statement select(m_database,
                     "SELECT n.guid, b.created_ms, b.updated_ms FROM believed_times b "
                     "JOIN notes n ON n.id = b.note");
    while (select.next()) {
        all.insert(select.bytes(0), {select.number(1), select.number(2)});
    }
    return all;
}

void ClockStore::believe(qint64 note, const BelievedTimes &times)
{
    Statement replace(m_database,
                      "INSERT OR REPLACE INTO believed_times (note, created_ms, updated_ms) "
                      "VALUES (?, ?, ?)");
    replace.bind(note).bind(times.createdMs).bind(times.updatedMs).run();
}

void ClockStore::forgetTimes(qint64 note)
{
    Statement remove(m_database, "DELETE FROM believed_times WHERE note = ?");
    remove.bind(note).run();
}

void ClockStore::reconsider(qint64 nowMs)
{
    const qint64 horizonMs = nowMs + kSkewMs;
    Statement fine(m_database,
                   "DELETE FROM believed_times WHERE note IN (SELECT id FROM notes "
                   "WHERE updated_at <= ?1 AND created_at <= ?1)");
    fine.bind(horizonMs).run();
    // In the order in which they were changed, the last one just now.
    Statement strange(m_database,
                      "INSERT OR IGNORE INTO believed_times (note, created_ms, updated_ms) "
                      "SELECT id, min(created_at, ?1), "
                      "CASE WHEN updated_at <= ?2 THEN updated_at "
                      "ELSE ?1 + 1 - row_number() OVER (ORDER BY updated_at DESC, id DESC) END "
                      "FROM notes WHERE updated_at > ?2 OR created_at > ?2");
    strange.bind(nowMs).bind(horizonMs).run();
}

} // namespace sheaf
