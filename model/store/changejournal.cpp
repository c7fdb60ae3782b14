#include "model/store/changejournal.h"

#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/merge/notefold.h"
#include "model/note/changecodec.h"
#include "model/store/columns.h"
#include "model/store/fragmentrow.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kSyncRowsMax = 10'000;

    QByteArray guidKey(const Hash &hash)
    {
        return hash.toBytes().first(8);
    }

    /// The second one only where there is content.
    QByteArray saltsColumn(const PackedChange &packed)
    {
        return packed.hasMeta() && !packed.hasContent()
            ? packed.metaSalt.toBytes()
            : packed.metaSalt.toBytes() + packed.contentSalt.toBytes();
    }

} // namespace

ChangeJournal::ChangeJournal(Database &database, LogStore &logs)
    : m_database(database)
    , m_logs(logs)
{
}

void ChangeJournal::bindChange(Statement &statement, const JournalEntry &entry)
{
    const PackedChange &packed = *entry.packed;
    const ChangeMeta *meta = entry.meta;
    statement.bind(entry.hash.toBytes());
    entry.note != 0 ? statement.bind(entry.note) : statement.bindNull();
    statement.bind(meta != nullptr ? static_cast<qint64>(meta->operation) : 0);
    meta != nullptr && !meta->user.isEmpty() ? statement.bind(m_logs.ensureUser(meta->user))
                                             : statement.bindNull();
    statement.bind(entry.nowMs);
    statement.bind(m_logs.ensureLog(entry.place.value_or(packed.log)));
    statement.bind(static_cast<qint64>(packed.seq));
    meta != nullptr ? statement.bind(static_cast<qint64>(meta->hlc.value)) : statement.bindNull();
    statement.bind(entry.parents.empty() ? QByteArray() : idsColumn(entry.parents));
    statement.bind(packed.signature.toBytes());
    statement.bind(saltsColumn(packed));
    entry.effect ? statement.bindNull() : statement.bind(0);
    statement.bind(meta != nullptr && !meta->extra.isEmpty() ? meta->extra : QByteArray());
}

qint64 ChangeJournal::append(const JournalEntry &entry)
{
    Statement insert(m_database,
                     "INSERT INTO note_changes (guid, note_guid, operation, user, created_at, log, "
                     "seq, hlc, parents, signature, salts, effect, extra) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bindChange(insert, entry);
    if (!insert.run()) {
        return 0;
    }
    const qint64 id = insert.insertedId();
    if (!appendParts(id, entry)) {
        return 0;
    }
    m_logs.setHead(entry.place.value_or(entry.packed->log), {entry.packed->seq, entry.hash});
    return id;
}

bool ChangeJournal::appendParts(qint64 id, const JournalEntry &entry)
{
    const PackedChange &packed = *entry.packed;
    const bool readable = entry.meta != nullptr && (entry.fragment != nullptr || entry.withheld);
    if (readable
        && !(entry.withheld ? appendWithheld(id, *entry.meta) : appendFragment(id, entry))) {
        return false;
    }
    // Rows cannot name a parent that is not here: then the bytes themselves are kept.
    const bool whole = !readable || entry.verbatim || !entry.missing.empty();
    if ((whole || !packed.tail.isEmpty()) && !appendRaw(id, packed, whole)) {
        return false;
    }
    return appendMissing(id, entry.missing);
}

bool ChangeJournal::rewrite(qint64 id, const JournalEntry &entry)
{
    Statement update(m_database,
                     "UPDATE note_changes SET guid = ?, note_guid = ?, operation = ?, user = ?, "
                     "created_at = ?, log = ?, seq = ?, hlc = ?, parents = ?, signature = ?, "
                     "salts = ?, effect = ?, extra = ? WHERE id = ?");
    bindChange(update, entry);
    if (!update.bind(id).run()) {
        return false;
    }
    Statement fragment(m_database, "DELETE FROM note_fragments WHERE id = ?");
    Statement raw(m_database, "DELETE FROM raw_changes WHERE id = ?");
    Statement missing(m_database, "DELETE FROM missing_parents WHERE child = ?");
    return fragment.bind(id).run() && raw.bind(id).run() && missing.bind(id).run()
        && appendParts(id, entry);
}

bool ChangeJournal::appendFragment(qint64 id, const JournalEntry &entry)
{
    const NoteFragment &fragment = *entry.fragment;
    if (fragment.mask == 0) {
        return true;
    }
    return insertFragment(m_database, id, fragment, entry.packed->body, entry.deltaDepth);
}

bool ChangeJournal::appendWithheld(qint64 id, const ChangeMeta &meta)
{
    Statement insert(m_database,
                     "INSERT INTO note_fragments (id, bitmask, commitment) VALUES (?, ?, ?)");
    return insert.bind(id)
        .bind(static_cast<qint64>(meta.mask))
        .bind(meta.contentCommitment.toBytes())
        .run();
}

bool ChangeJournal::appendMissing(qint64 id, const std::vector<Hash> &missing)
{
    for (const Hash &parent : missing) {
        Statement insert(m_database, "INSERT INTO missing_parents (parent, child) VALUES (?, ?)");
        if (!insert.bind(parent.toBytes()).bind(id).run()) {
            return false;
        }
    }
    return true;
}

bool ChangeJournal::hasMissingParents() const
{
    Statement select(m_database, "SELECT 1 FROM missing_parents LIMIT 1");
    return select.next();
}

std::vector<qint64> ChangeJournal::takeWaiting(const Hash &parent)
{
    std::vector<qint64> children;
    {
        Statement select(m_database,
                         "SELECT child FROM missing_parents WHERE parent = ? ORDER BY child");
        select.bind(parent.toBytes());
        while (select.next()) {
            children.push_back(select.number(0));
        }
    }
    if (!children.empty()) {
        Statement remove(m_database, "DELETE FROM missing_parents WHERE parent = ?");
        remove.bind(parent.toBytes()).run();
    }
    return children;
}

qint64 ChangeJournal::missingParents(qint64 id) const
{
    Statement select(m_database, "SELECT count(*) FROM missing_parents WHERE child = ?");
    select.bind(id);
    return select.next() ? select.number(0) : 0;
}

std::vector<qint64> ChangeJournal::childrenOf(const std::set<qint64> &parents) const
{
    std::vector<qint64> children;
    Statement select(m_database,
                     "SELECT id, parents FROM note_changes WHERE parents IS NOT NULL ORDER BY id");
    while (!parents.empty() && select.next()) {
        const std::vector<qint64> theirs = idsFromColumn(select.bytes(1));
        if (std::any_of(theirs.begin(), theirs.end(), [&parents](qint64 parent) {
                return parents.contains(parent);
            })) {
            children.push_back(select.number(0));
        }
    }
    return children;
}

void ChangeJournal::revise(qint64 id,
                           const std::vector<qint64> &parents,
                           int deltaDepth,
                           bool effect)
{
    Statement change(m_database, "UPDATE note_changes SET parents = ?, effect = ? WHERE id = ?");
    change.bind(parents.empty() ? QByteArray() : idsColumn(parents));
    effect ? change.bindNull() : change.bind(0);
    change.bind(id).run();
    Statement fragment(m_database,
                       "UPDATE note_fragments SET delta_depth = ? "
                       "WHERE id = ? AND delta_depth IS NOT NULL");
    fragment.bind(deltaDepth).bind(id).run();
}

bool ChangeJournal::appendRaw(qint64 id, const PackedChange &packed, bool whole)
{
    Statement insert(m_database,
                     "INSERT INTO raw_changes (id, header, meta, content, body, tail) "
                     "VALUES (?, ?, ?, ?, ?, ?)");
    const QByteArray none;
    const auto kept = [whole, &none](const QByteArray &bytes) {
        return whole && !bytes.isEmpty() ? bytes : none;
    };
    return insert.bind(id)
        .bind(kept(packed.header))
        .bind(kept(packed.meta))
        .bind(kept(packed.content))
        .bind(kept(packed.body))
        .bind(packed.tail.isEmpty() ? none : packed.tail)
        .run();
}

bool ChangeJournal::setSignature(qint64 id, const Signature &signature)
{
    Statement update(m_database, "UPDATE note_changes SET signature = ? WHERE id = ?");
    return update.bind(signature.toBytes()).bind(id).run();
}

void ChangeJournal::appendSyncRow(qint64 nowMs)
{
    Statement insert(m_database, "INSERT INTO note_changes (operation, created_at) VALUES (9, ?)");
    insert.bind(nowMs).run();
    Statement bound(m_database,
                    "DELETE FROM note_changes WHERE operation = 9 AND id <= "
                    "(SELECT id FROM note_changes WHERE operation = 9 ORDER BY id DESC "
                    "LIMIT 1 OFFSET ?)");
    bound.bind(kSyncRowsMax).run();
}

std::optional<qint64> ChangeJournal::idOf(const Hash &hash) const
{
    Statement select(m_database,
                     "SELECT id FROM note_changes WHERE substr(guid, 1, 8) = ? AND guid = ?");
    select.bind(guidKey(hash)).bind(hash.toBytes());
    return select.next() ? std::optional(select.number(0)) : std::nullopt;
}

std::optional<std::pair<LogId, std::uint64_t>> ChangeJournal::placeOf(const Hash &hash) const
{
    Statement select(m_database,
                     "SELECT log, seq FROM note_changes WHERE substr(guid, 1, 8) = ? AND guid = ?");
    select.bind(guidKey(hash)).bind(hash.toBytes());
    if (!select.next()) {
        return std::nullopt;
    }
    return std::pair(m_logs.log(select.number(0)), static_cast<std::uint64_t>(select.number(1)));
}

std::optional<Hash> ChangeJournal::hashBefore(const LogId &log, std::uint64_t seq) const
{
    if (seq <= 1) {
        return seq == 1 ? std::optional(Hash {}) : std::nullopt;
    }
    auto piece = m_logs.find(log);
    while (piece && seq - 1 < piece->head.first) {
        piece = m_logs.find(m_logs.log(piece->parent));
    }
    if (!piece || seq - 1 > piece->head.seq) {
        return std::nullopt;
    }
    return seq - 1 == piece->head.seq ? piece->head.hash : hashAt(piece->id, seq - 1);
}

Hash ChangeJournal::hashOf(qint64 id) const
{
    Statement select(m_database, "SELECT guid FROM note_changes WHERE id = ?");
    select.bind(id);
    return select.next() ? hashFromColumn(select.bytes(0)) : Hash {};
}

Hash ChangeJournal::hashAt(qint64 log, std::uint64_t seq) const
{
    Statement select(m_database, "SELECT guid FROM note_changes WHERE log = ? AND seq = ?");
    select.bind(log).bind(static_cast<qint64>(seq));
    return select.next() ? hashFromColumn(select.bytes(0)) : Hash {};
}

JournalRow ChangeJournal::readRow(Statement &select) const
{
    JournalRow row;
    row.id = select.number(0);
    row.note = select.number(1);
    row.hash = hashFromColumn(select.bytes(2));
    row.operation = static_cast<Operation>(select.number(3));
    row.hlc = Hlc {static_cast<std::uint64_t>(select.number(4))};
    row.log = m_logs.log(select.number(5));
    row.seq = static_cast<std::uint64_t>(select.number(6));
    row.parents = idsFromColumn(select.bytes(7));
    row.user = m_logs.user(select.number(8));
    row.createdAtMs = select.number(9);
    row.effect = select.isNull(10);
    return row;
}

std::optional<JournalRow> ChangeJournal::row(qint64 id) const
{
    Statement select(m_database,
                     "SELECT id, note_guid, guid, operation, hlc, log, seq, parents, user, "
                     "created_at, effect FROM note_changes WHERE id = ?");
    select.bind(id);
    return select.next() ? std::optional(readRow(select)) : std::nullopt;
}

std::vector<JournalRow> ChangeJournal::rowsOfNote(qint64 note) const
{
    std::vector<JournalRow> rows;
    Statement select(m_database,
                     "SELECT id, note_guid, guid, operation, hlc, log, seq, parents, user, "
                     "created_at, effect FROM note_changes WHERE note_guid = ? ORDER BY id");
    select.bind(note);
    while (select.next()) {
        rows.push_back(readRow(select));
    }
    return rows;
}

std::vector<JournalRow> ChangeJournal::rowsSince(qint64 sinceMs, qint64 user, int limit) const
{
    std::vector<JournalRow> rows;
    Statement select(m_database,
                     "SELECT id, note_guid, guid, operation, hlc, log, seq, parents, user, "
                     "created_at, effect FROM note_changes WHERE log IS NOT NULL "
                     "AND created_at >= ? AND (? = 0 OR user = ?) ORDER BY id LIMIT ?");
    select.bind(sinceMs).bind(user).bind(user).bind(limit);
    while (select.next()) {
        rows.push_back(readRow(select));
    }
    return rows;
}

std::vector<JournalRow> ChangeJournal::rowsOfLog(const LogRange &range, int limit) const
{
    std::vector<JournalRow> rows;
    const auto log = m_logs.logRow(range.log);
    if (!log) {
        return rows;
    }
    Statement select(m_database,
                     "SELECT id, note_guid, guid, operation, hlc, log, seq, parents, user, "
                     "created_at, effect FROM note_changes WHERE log = ? AND seq BETWEEN ? AND ? "
                     "ORDER BY seq LIMIT ?");
    select.bind(*log)
        .bind(static_cast<qint64>(range.first))
        .bind(static_cast<qint64>(range.last))
        .bind(limit);
    while (select.next()) {
        rows.push_back(readRow(select));
    }
    return rows;
}

NoteFragment ChangeJournal::fragment(qint64 id) const
{
    return readFragment(m_database, id);
}

std::vector<qint64> ChangeJournal::keptOnly(qint64 after, int limit) const
{
    std::vector<qint64> ids;
    Statement select(m_database,
                     "SELECT id FROM note_changes WHERE effect = 0 AND id > ? ORDER BY id LIMIT ?");
    select.bind(after).bind(limit);
    while (select.next()) {
        ids.push_back(select.number(0));
    }
    return ids;
}

qint64 ChangeJournal::withoutEffect() const
{
    Statement select(m_database, "SELECT count(*) FROM note_changes WHERE effect = 0");
    return select.next() ? select.number(0) : 0;
}

void ChangeJournal::putFirstParentFirst(std::vector<qint64> &parents) const
{
    if (parents.size() < 2) {
        return;
    }
    const auto node = [this](qint64 id) {
        HistoryNode made;
        if (const auto found = row(id)) {
            made.hash = found->hash;
            made.hlc = found->hlc;
            made.log = found->log;
            made.seq = found->seq;
        }
        return made;
    };
    std::vector<std::pair<HistoryNode, qint64>> nodes;
    for (const qint64 id : parents) {
        nodes.emplace_back(node(id), id);
    }
    const auto newest =
        std::max_element(nodes.begin(), nodes.end(), [](const auto &a, const auto &b) {
            return precedes(a.first, b.first);
        });
    const qint64 first = newest->second;
    std::iter_swap(parents.begin(), std::find(parents.begin(), parents.end(), first));
}

} // namespace sheaf
