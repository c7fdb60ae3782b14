#include "model/store/helddeletes.h"

#include "model/base/limits.h"
#include "model/store/database.h"

#include <algorithm>

namespace sheaf {

HeldDeletes::HeldDeletes(Database &database, LogStore &logs)
    : m_database(database)
    , m_logs(logs)
{
}

bool HeldDeletes::isEmpty() const
{
    Statement select(m_database, "SELECT 1 FROM seen_deletes LIMIT 1");
    return !select.next();
}

bool HeldDeletes::holdsAny() const
{
    Statement select(m_database, "SELECT 1 FROM seen_deletes WHERE held <> 0 LIMIT 1");
    return select.next();
}

bool HeldDeletes::covers(qint64 note) const
{
    Statement select(m_database,
                     "SELECT 1 FROM seen_deletes s JOIN notes n ON n.id = s.note "
                     "WHERE s.note = ? AND s.held <> 0 AND n.deleted <> 0");
    select.bind(note);
    return select.next();
}

std::vector<qint64> HeldDeletes::notes(const DeviceId &device) const
{
    std::vector<qint64> notes;
    Statement select(m_database,
                     "SELECT s.note FROM seen_deletes s JOIN notes n ON n.id = s.note "
                     "WHERE s.device = ? AND s.held <> 0 AND n.deleted <> 0 ORDER BY s.note");
    select.bind(m_logs.deviceRow(device).value_or(0));
    while (select.next()) {
        notes.push_back(select.number(0));
    }
    return notes;
}

std::vector<DeviceId> HeldDeletes::devices() const
{
    std::vector<DeviceId> devices;
    Statement select(m_database,
                     "SELECT DISTINCT s.device FROM seen_deletes s JOIN notes n ON n.id = s.note "
                     "WHERE s.held <> 0 AND n.deleted <> 0");
    while (select.next()) {
        devices.push_back(m_logs.device(select.number(0)));
    }
    std::sort(devices.begin(), devices.end());
    return devices;
}

qint64 HeldDeletes::existedBefore(const DeviceId &device) const
{
    Statement select(m_database,
                     "SELECT existed FROM seen_deletes WHERE device = ? AND held <> 0 "
                     "ORDER BY arrived LIMIT 1");
    select.bind(m_logs.deviceRow(device).value_or(0));
    return select.next() ? select.number(0) : 0;
}

void HeldDeletes::see(const SeenDelete &seen, const DeviceId &device)
{
    Statement insert(m_database,
                     "INSERT OR REPLACE INTO seen_deletes (note, device, stamp_ms, arrived, "
                     "existed, held) VALUES (?, ?, ?, ?, ?, 0)");
    insert.bind(seen.note)
        .bind(m_logs.ensureDevice(device))
        .bind(seen.stampMs)
        .bind(seen.arrived)
        .bind(seen.existed)
        .run();
}

namespace {

    std::vector<SeenDelete> readSeen(Statement &select)
    {
        std::vector<SeenDelete> seen;
        while (select.next()) {
            seen.push_back({select.number(0),
                            select.number(1),
                            select.number(2),
                            select.number(3),
                            select.number(4) != 0});
        }
        return seen;
    }

} // namespace

std::vector<SeenDelete>
HeldDeletes::seenOf(const DeviceId &device, qint64 fromMs, qint64 toMs) const
{
    Statement select(m_database,
                     "SELECT note, stamp_ms, arrived, existed, held FROM seen_deletes "
                     "WHERE device = ? AND stamp_ms BETWEEN ? AND ?");
    select.bind(m_logs.deviceRow(device).value_or(0)).bind(fromMs).bind(toMs);
    return readSeen(select);
}

std::vector<SeenDelete> HeldDeletes::arrivedSince(const DeviceId &device, qint64 fromMs) const
{
    Statement select(m_database,
                     "SELECT s.note, c.created_at, s.arrived, s.existed, s.held "
                     "FROM seen_deletes s JOIN note_changes c ON c.id = s.arrived "
                     "WHERE s.device = ? AND c.created_at >= ?");
    select.bind(m_logs.deviceRow(device).value_or(0)).bind(fromMs);
    return readSeen(select);
}

void HeldDeletes::hold(qint64 note)
{
    Statement update(m_database, "UPDATE seen_deletes SET held = 1 WHERE note = ?");
    update.bind(note).run();
}

bool HeldDeletes::forget(qint64 note)
{
    const bool held = covers(note);
    Statement remove(m_database, "DELETE FROM seen_deletes WHERE note = ?");
    remove.bind(note).run();
    return held;
}

void HeldDeletes::forgetWhenAlive(const NoteId &note)
{
    Statement remove(m_database,
                     "DELETE FROM seen_deletes WHERE note = "
                     "(SELECT id FROM notes WHERE guid = ? AND deleted = 0)");
    remove.bind(note.toBytes()).run();
}

void HeldDeletes::forgetAll(const DeviceId &device)
{
    Statement remove(m_database, "DELETE FROM seen_deletes WHERE device = ? AND held <> 0");
    remove.bind(m_logs.deviceRow(device).value_or(0)).run();
}

void HeldDeletes::bound()
{
    Statement remove(m_database,
                     "DELETE FROM seen_deletes WHERE held = 0 AND note IN (SELECT note "
                     "FROM seen_deletes WHERE held = 0 ORDER BY arrived DESC LIMIT -1 OFFSET ?)");
    remove.bind(limits::kSeenDeletesMax).run();
}

} // namespace sheaf
