#include "model/store/wantedstore.h"

#include "model/store/columns.h"

namespace sheaf {

WantedStore::WantedStore(Database &database)
    : m_database(database)
{
}

bool WantedStore::add(const Hash &hash, WantReason reason, qint64 nowMs)
{
    const std::optional<WantReason> known = this->reason(hash);
    if (known && *known >= reason) {
        return false;
    }
    Statement insert(m_database,
                     "INSERT OR REPLACE INTO wanted_changes (hash, reason, noticed_at) "
                     "VALUES (?, ?, ?)");
    insert.bind(hash.toBytes()).bind(static_cast<qint64>(reason)).bind(nowMs).run();
    return !known;
}

bool WantedStore::remove(const Hash &hash)
{
    Statement remove(m_database, "DELETE FROM wanted_changes WHERE hash = ?");
    return remove.bind(hash.toBytes()).run();
}

std::optional<WantReason> WantedStore::reason(const Hash &hash) const
{
    Statement select(m_database, "SELECT reason FROM wanted_changes WHERE hash = ?");
    select.bind(hash.toBytes());
    return select.next() ? std::optional(static_cast<WantReason>(select.number(0))) : std::nullopt;
}

std::vector<Hash> WantedStore::list(int limit, const Hash &after) const
{
    std::vector<Hash> hashes;
    Statement select(m_database,
                     "SELECT hash FROM wanted_changes WHERE hash > ? ORDER BY hash LIMIT ?");
    select.bind(after.toBytes()).bind(limit);
    while (select.next()) {
        hashes.push_back(hashFromColumn(select.bytes(0)));
    }
    return hashes;
}

qint64 WantedStore::count() const
{
    Statement select(m_database, "SELECT count(*) FROM wanted_changes");
    return select.next() ? select.number(0) : 0;
}

} // namespace sheaf
