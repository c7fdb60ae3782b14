/// The small tables that give devices, users and logs their short numbers, and each log's head.
/// Rules   kept in memory between calls and read again when the library's version says that another
///         connection wrote; a rolled-back transaction must call forget().
/// Thread  that of its connection.
#pragma once

#include "model/causality/versionvector.h"
#include "model/store/database.h"

#include <QHash>

#include <optional>

namespace sheaf {

class LogStore
{
public:
    struct Row
    {
        qint64 id = 0;
        LogHead head;
        bool dirty = false;
        qint64 parent = 0; ///< of a branch: the row of the log that it forks from
        int branches = 0; ///< logs that fork from this one: it is closed when there are any
    };

    explicit LogStore(Database &database);

    /// Reads everything when the library's version is not the one that was read last.
    void refresh(qint64 version);
    void forget() { m_version = -1; }
    /// Reads everything again in the middle of a transaction, after the tables were written past us.
    void reload();
    [[nodiscard]] bool isAt(qint64 version) const { return version == m_version; }
    void setVersion(qint64 version) { m_version = version; }

    [[nodiscard]] std::optional<qint64> deviceRow(const DeviceId &device) const;
    qint64 ensureDevice(const DeviceId &device);
    [[nodiscard]] DeviceId device(qint64 row) const { return m_devices.value(row); }
    qint64 ensureUser(const QString &name);
    [[nodiscard]] QString user(qint64 row) const { return m_users.value(row); }
    [[nodiscard]] std::optional<qint64> userRow(const QString &name) const;

    [[nodiscard]] LogHead head(const LogId &log) const;
    [[nodiscard]] std::optional<qint64> logRow(const LogId &log) const;
    qint64 ensureLog(const LogId &log);
    [[nodiscard]] LogId log(qint64 row) const { return m_logIds.value(row); }
    void setHead(const LogId &log, LogHead head); ///< written by flush()
    bool flush();
    [[nodiscard]] VersionVector vector() const;
    [[nodiscard]] std::optional<Row> find(const LogId &log) const;
    /// All pieces of one device and incarnation: the root and its branches.
    [[nodiscard]] std::vector<LogId> family(const LogId &log) const;
    /// Begins a branch that forks from `parent`, which is closed by it.
    qint64 beginBranch(const LogId &branch, qint64 parent, std::uint64_t firstSeq);
    [[nodiscard]] qsizetype count() const { return m_logs.size(); }
    [[nodiscard]] qsizetype countOf(const DeviceId &device) const;
    [[nodiscard]] qint64 changeCount() const;

private:
    Database &m_database;
    qint64 m_version = -1;
    QHash<qint64, DeviceId> m_devices;
    QHash<DeviceId, qint64> m_deviceRows;
    QHash<qint64, QString> m_users;
    QHash<QString, qint64> m_userRows;
    QHash<LogId, Row> m_logs;
    QHash<qint64, LogId> m_logIds;
};

} // namespace sheaf
