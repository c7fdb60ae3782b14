#include "model/store/logstore.h"

#include "model/store/columns.h"

#include <algorithm>

namespace sheaf {

namespace {

    qint64 asNumber(std::uint64_t value)
    {
        return static_cast<qint64>(value);
    }

    QByteArray branchColumn(const LogId &log)
    {
        return log.branch.isNull() ? QByteArray("") : log.branch.toBytes();
    }

} // namespace

LogStore::LogStore(Database &database)
    : m_database(database)
{
}

void LogStore::refresh(qint64 version)
{
    if (version == m_version) {
        return;
    }
    m_devices.clear();
    m_deviceRows.clear();
    m_users.clear();
    m_userRows.clear();
    m_logs.clear();
    m_logIds.clear();
    Statement devices(m_database, "SELECT id, key FROM devices");
    while (devices.next()) {
        const DeviceId key = DeviceId::fromBytes(devices.bytes(1)).value_or(DeviceId {});
        m_devices.insert(devices.number(0), key);
        m_deviceRows.insert(key, devices.number(0));
    }
    Statement users(m_database, "SELECT id, name FROM users");
    while (users.next()) {
        m_users.insert(users.number(0), users.text(1));
        m_userRows.insert(users.text(1), users.number(0));
    }
    Statement logs(m_database,
                   "SELECT id, device, incarnation, branch, head_seq, head_hash, parent, first_seq "
                   "FROM logs");
    while (logs.next()) {
        const LogId log {m_devices.value(logs.number(1)),
                         static_cast<std::uint64_t>(logs.number(2)),
                         hashFromColumn(logs.bytes(3))};
        m_logs.insert(log,
                      Row {logs.number(0),
                           {static_cast<std::uint64_t>(logs.number(4)),
                            hashFromColumn(logs.bytes(5)),
                            static_cast<std::uint64_t>(logs.number(7))},
                           false,
                           logs.number(6),
                           0});
        m_logIds.insert(logs.number(0), log);
    }
    for (const Row &row : std::as_const(m_logs)) {
        if (row.parent != 0 && m_logIds.contains(row.parent)) {
            ++m_logs[m_logIds.value(row.parent)].branches;
        }
    }
    m_version = version;
}

void LogStore::reload()
{
    const qint64 version = m_version;
    forget();
    refresh(version);
}

std::optional<qint64> LogStore::deviceRow(const DeviceId &device) const
{
    const auto it = m_deviceRows.constFind(device);
    return it == m_deviceRows.cend() ? std::nullopt : std::optional(*it);
}

qint64 LogStore::ensureDevice(const DeviceId &device)
{
    if (const auto row = deviceRow(device)) {
        return *row;
    }
    Statement insert(m_database, "INSERT INTO devices (key) VALUES (?)");
    insert.bind(device.toBytes()).run();
    const qint64 row = insert.insertedId();
    m_devices.insert(row, device);
    m_deviceRows.insert(device, row);
    return row;
}

std::optional<qint64> LogStore::userRow(const QString &name) const
{
    const auto it = m_userRows.constFind(name);
    return it == m_userRows.cend() ? std::nullopt : std::optional(*it);
}

qint64 LogStore::ensureUser(const QString &name)
{
    if (const auto row = userRow(name)) {
        return *row;
    }
    Statement insert(m_database, "INSERT INTO users (name) VALUES (?)");
    insert.bindText(name).run();
    const qint64 row = insert.insertedId();
    m_users.insert(row, name);
    m_userRows.insert(name, row);
    return row;
}

LogHead LogStore::head(const LogId &log) const
{
    const auto it = m_logs.constFind(log);
    return it == m_logs.cend() ? LogHead {} : it->head;
}

std::optional<qint64> LogStore::logRow(const LogId &log) const
{
    const auto it = m_logs.constFind(log);
    return it == m_logs.cend() ? std::nullopt : std::optional(it->id);
}

qint64 LogStore::ensureLog(const LogId &log)
{
    if (const auto row = logRow(log)) {
        return *row;
    }
    const qint64 device = ensureDevice(log.device);
    Statement insert(m_database,
                     "INSERT INTO logs (device, incarnation, branch, head_seq, head_hash) "
                     "VALUES (?, ?, ?, 0, ?)");
    insert.bind(device)
        .bind(asNumber(log.incarnation))
        .bind(branchColumn(log))
        .bind(Hash {}.toBytes())
        .run();
    const qint64 row = insert.insertedId();
    m_logs.insert(log, Row {row, {}, false});
    m_logIds.insert(row, log);
    return row;
}

std::optional<LogStore::Row> LogStore::find(const LogId &log) const
{
    const auto it = m_logs.constFind(log);
    return it == m_logs.cend() ? std::nullopt : std::optional(*it);
}

std::vector<LogId> LogStore::family(const LogId &log) const
{
    std::vector<LogId> all;
    for (auto it = m_logs.cbegin(); it != m_logs.cend(); ++it) {
        if (it.key().root() == log.root()) {
            all.push_back(it.key());
        }
    }
    return all;
}

qint64 LogStore::beginBranch(const LogId &branch, qint64 parent, std::uint64_t firstSeq)
{
    const qint64 device = ensureDevice(branch.device);
    Statement insert(m_database,
                     "INSERT INTO logs (device, incarnation, branch, head_seq, head_hash, parent, "
                     "first_seq) VALUES (?, ?, ?, 0, ?, ?, ?)");
    insert.bind(device)
        .bind(asNumber(branch.incarnation))
        .bind(branchColumn(branch))
        .bind(Hash {}.toBytes())
        .bind(parent)
        .bind(asNumber(firstSeq))
        .run();
    const qint64 row = insert.insertedId();
    m_logs.insert(branch, Row {row, {0, {}, firstSeq}, false, parent, 0});
    m_logIds.insert(row, branch);
    ++m_logs[m_logIds.value(parent)].branches;
    return row;
}

void LogStore::setHead(const LogId &log, LogHead head)
{
    Row &row = m_logs[log];
    head.first = row.head.first;
    row.head = head;
    row.dirty = true;
}

bool LogStore::flush()
{
    for (Row &row : m_logs) {
        if (!row.dirty) {
            continue;
        }
        Statement update(m_database, "UPDATE logs SET head_seq = ?, head_hash = ? WHERE id = ?");
        if (!update.bind(asNumber(row.head.seq)).bind(row.head.hash.toBytes()).bind(row.id).run()) {
            return false;
        }
        row.dirty = false;
    }
    return true;
}

VersionVector LogStore::vector() const
{
    VersionVector vector;
    for (auto it = m_logs.cbegin(); it != m_logs.cend(); ++it) {
        vector.advance(it.key(), it->head);
    }
    return vector;
}

qsizetype LogStore::countOf(const DeviceId &device) const
{
    return std::count_if(m_logIds.cbegin(), m_logIds.cend(), [&device](const LogId &log) {
        return log.device == device;
    });
}

qint64 LogStore::changeCount() const
{
    qint64 count = 0;
    for (const Row &row : m_logs) {
        count += row.head.seq == 0 ? 0 : asNumber(row.head.seq - row.head.first + 1);
    }
    return count;
}

} // namespace sheaf
