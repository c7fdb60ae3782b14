#include "model/store/notestore.h"

#include "model/base/cbor.h"
#include "model/base/digest.h"
#include "model/store/columns.h"
#include "model/store/fragmentrow.h"
#include "model/store/wantedstore.h"

#include <algorithm>

namespace sheaf {

namespace {

    QByteArray textOrEmpty(const QString &text)
    {
        const QByteArray utf8 = text.toUtf8();
        return utf8.isNull() ? QByteArray("") : utf8;
    }

    void bindRow(Statement &statement, const NoteRow &row)
    {
        const Note &note = row.note;
        const NoteState &state = note.state;
        statement.bind(note.id.toBytes())
            .bind(static_cast<qint64>(state.place.kind))
            .bind(textOrEmpty(state.title))
            .bind(textColumn(row.snippet))
            .bind(textColumn(state.description))
            .bind(listColumn(state.tags))
            .bind(listColumn(state.categories))
            .bind(listColumn(state.attachments))
            .bind(noteIdColumn(state.place.parent))
            .bind(textColumn(state.place.order))
            .bind(state.isPrivate ? 1 : 0)
            .bind(state.deleted ? 1 : 0)
            .bind(static_cast<qint64>(note.conflict))
            .bind(note.heads.empty() ? QByteArray("") : hashesColumn(note.heads))
            .bind(note.shownHeads == note.heads ? QByteArray() : hashesColumn(note.shownHeads))
            .bind(note.createdAtMs)
            .bind(note.updatedAtMs);
        row.bodyChange != 0 ? statement.bind(row.bodyChange) : statement.bindNull();
        statement.bind(row.packedBody.isEmpty() ? QByteArray() : row.packedBody)
            .bind(row.bodyHash.isNull() ? QByteArray() : row.bodyHash.toBytes())
            .bind(unknownColumn(state.unknown))
            .bind(row.stamp)
            .bind(row.incomplete ? 1 : 0);
    }

} // namespace

NoteStore::NoteStore(Database &database, HistoryStore &history, ClockStore &clocks)
    : m_database(database)
    , m_history(history)
    , m_clocks(clocks)
{
}

NoteRow NoteStore::readRow(const Statement &select)
{
    NoteRow row;
    Note &note = row.note;
    row.id = select.number(0);
    note.id = noteIdFromColumn(select.bytes(1));
    note.state.place.kind = static_cast<RecordKind>(select.number(2));
    note.state.title = select.text(3);
    row.snippet = select.text(4);
    note.state.description = select.text(5);
    note.state.tags = listFromColumn(select.bytes(6));
    note.state.categories = listFromColumn(select.bytes(7));
    note.state.attachments = listFromColumn(select.bytes(8));
    note.state.place.parent = noteIdFromColumn(select.bytes(9));
    note.state.place.order = select.text(10);
    note.state.isPrivate = select.number(11) != 0;
    note.state.deleted = select.number(12) != 0;
    note.conflict = static_cast<ConflictType>(select.number(13));
    note.heads = hashesFromColumn(select.bytes(14));
    note.shownHeads = select.isNull(15) ? note.heads : hashesFromColumn(select.bytes(15));
    note.createdAtMs = select.number(16);
    note.updatedAtMs = select.number(17);
    row.bodyChange = select.number(18);
    row.packedBody = select.bytes(19);
    row.bodyHash = hashFromColumn(select.bytes(20));
    note.state.unknown = unknownFromColumn(select.bytes(21));
    row.stamp = select.number(22);
    row.incomplete = select.number(23) != 0;
    return row;
}

std::optional<NoteRow> NoteStore::find(const NoteId &guid) const
{
    Statement select(
        m_database,
        "SELECT id, guid, kind, title, snippet, description, tags, categories, "
        "attachments, place_parent, place_order, is_private, deleted, conflict, heads, "
        "shown_heads, created_at, updated_at, body_change, body, body_hash, unknown, "
        "stamp, incomplete FROM notes WHERE guid = ?");
    select.bind(guid.toBytes());
    return select.next() ? std::optional(readRow(select)) : std::nullopt;
}

std::optional<NoteRow> NoteStore::read(qint64 id) const
{
    Statement select(
        m_database,
        "SELECT id, guid, kind, title, snippet, description, tags, categories, "
        "attachments, place_parent, place_order, is_private, deleted, conflict, heads, "
        "shown_heads, created_at, updated_at, body_change, body, body_hash, unknown, "
        "stamp, incomplete FROM notes WHERE id = ?");
    select.bind(id);
    return select.next() ? std::optional(readRow(select)) : std::nullopt;
}

std::optional<qint64> NoteStore::idOf(const NoteId &guid) const
{
    Statement select(m_database, "SELECT id FROM notes WHERE guid = ?");
    select.bind(guid.toBytes());
    return select.next() ? std::optional(select.number(0)) : std::nullopt;
}

QString NoteStore::body(const NoteRow &row) const
{
    return textFromUtf8(bodyBytes(row));
}

QByteArray NoteStore::bodyBytes(const NoteRow &row) const
{
    if (row.bodyHash.isNull()) {
        return {};
    }
    return row.bodyChange != 0 ? m_history.bodyAt(row.bodyChange) : expandFrame(row.packedBody);
}

qint64 NoteStore::allocate()
{
    if (m_nextId == 0) {
        // A lost row's number stays its own: changes still name it.
        Statement select(m_database,
                         "SELECT max(coalesce((SELECT max(id) FROM notes), 0), "
                         "coalesce((SELECT max(note_guid) FROM note_changes), 0))");
        m_nextId = select.next() ? select.number(0) + 1 : 1;
    }
    return m_nextId++;
}

bool NoteStore::insertHidden(qint64 id, const NoteId &guid)
{
    Statement insert(
        m_database,
        "INSERT INTO notes (id, guid, kind, title, is_private, deleted, conflict, heads, "
        "created_at, updated_at, stamp) VALUES (?, ?, 0, x'', 0, 0, 0, x'', 0, 0, 0)");
    return insert.bind(id).bind(guid.toBytes()).run();
}

bool NoteStore::save(NoteRow &row, const NoteRow *before, LibraryRow &library)
{
    row.stamp = ++library.stamp;
    if (before != nullptr && !before->note.heads.empty()) {
        addToSum(library.stateSum, stateHash(*before));
    }
    if (!row.note.heads.empty()) {
        addToSum(library.stateSum, stateHash(row));
    }
    if (before == nullptr) {
        Statement insert(
            m_database,
            "INSERT INTO notes (id, guid, kind, title, snippet, description, tags, "
            "categories, attachments, place_parent, place_order, is_private, deleted, "
            "conflict, heads, shown_heads, created_at, updated_at, body_change, body, "
            "body_hash, unknown, stamp, incomplete) VALUES "
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insert.bind(row.id);
        bindRow(insert, row);
        const bool inserted = insert.run();
        believe(row, before);
        return inserted;
    }
    Statement update(
        m_database,
        "UPDATE notes SET guid = ?, kind = ?, title = ?, snippet = ?, description = ?, "
        "tags = ?, categories = ?, attachments = ?, place_parent = ?, place_order = ?, "
        "is_private = ?, deleted = ?, conflict = ?, heads = ?, shown_heads = ?, "
        "created_at = ?, updated_at = ?, body_change = ?, body = ?, body_hash = ?, "
        "unknown = ?, stamp = ?, incomplete = ? WHERE id = ?");
    bindRow(update, row);
    const bool updated = update.bind(row.id).run();
    believe(row, before);
    return updated;
}

void NoteStore::setNow(qint64 nowMs)
{
    m_nowMs = isPlausibleClock(nowMs) ? nowMs : 0;
    m_hasTimes = m_clocks.hasTimes();
}

/// What was stamped in the future is shown as of its arrival: it would lead the list for years.
void NoteStore::believe(const NoteRow &row, const NoteRow *before)
{
    const Note &note = row.note;
    const bool strange = m_nowMs != 0
        && (isSkewed(std::max(m_nowMs, note.updatedAtMs) - m_nowMs)
            || isSkewed(std::max(m_nowMs, note.createdAtMs) - m_nowMs));
    if (!strange && m_hasTimes && m_nowMs != 0) {
        m_clocks.forgetTimes(row.id);
    }
    if (!strange) {
        return;
    }
    const auto known = m_hasTimes ? m_clocks.times(row.id) : std::nullopt;
    if (known && before != nullptr && before->note.heads == note.heads) {
        return;
    }
    const qint64 createdMs = std::min(note.createdAtMs, m_nowMs);
    m_clocks.believe(row.id,
                     {known ? std::min(known->createdMs, createdMs) : createdMs,
                      std::min(note.updatedAtMs, m_nowMs)});
    m_hasTimes = true;
}

namespace {

    NoteSummary readSummary(const Statement &select)
    {
        NoteSummary summary;
        summary.id = noteIdFromColumn(select.bytes(0));
        summary.title = select.text(1);
        summary.snippet = select.text(2);
        summary.notebook = noteIdFromColumn(select.bytes(3));
        summary.tags = listFromColumn(select.bytes(4));
        summary.updatedAtMs = select.number(5);
        summary.createdAtMs = select.number(6);
        summary.isPrivate = select.number(7) != 0;
        summary.held = select.number(10) != 0;
        summary.deleted = select.number(8) != 0 && !summary.held;
        summary.conflict = static_cast<ConflictType>(select.number(9));
        summary.waiting = select.number(11) != 0;
        return summary;
    }

} // namespace

std::vector<NoteSummary> NoteStore::summaries() const
{
    std::vector<NoteSummary> summaries;
    Statement select(m_database,
                     "SELECT guid, title, snippet, place_parent, tags, updated_at, created_at, "
                     "is_private, deleted, conflict, deleted <> 0 AND EXISTS (SELECT 1 FROM "
                     "seen_deletes s WHERE s.note = notes.id AND s.held <> 0), incomplete "
                     "FROM notes WHERE kind = 0 AND heads <> x'' AND deleted + incomplete < 2");
    while (select.next()) {
        summaries.push_back(readSummary(select));
    }
    return summaries;
}

std::optional<NoteSummary> NoteStore::summary(const NoteId &guid) const
{
    Statement select(m_database,
                     "SELECT guid, title, snippet, place_parent, tags, updated_at, created_at, "
                     "is_private, deleted, conflict, deleted <> 0 AND EXISTS (SELECT 1 FROM "
                     "seen_deletes s WHERE s.note = notes.id AND s.held <> 0), incomplete "
                     "FROM notes WHERE guid = ? AND kind = 0 AND heads <> x'' "
                     "AND deleted + incomplete < 2");
    select.bind(guid.toBytes());
    return select.next() ? std::optional(readSummary(select)) : std::nullopt;
}

std::vector<NoteId> NoteStore::ids(RecordKind kind) const
{
    std::vector<NoteId> ids;
    Statement select(m_database,
                     "SELECT guid FROM notes WHERE kind = ? AND heads <> x'' ORDER BY guid");
    select.bind(static_cast<qint64>(kind));
    while (select.next()) {
        ids.push_back(noteIdFromColumn(select.bytes(0)));
    }
    return ids;
}

std::vector<NoteRow> NoteStore::rows(RecordKind kind) const
{
    std::vector<NoteRow> rows;
    Statement select(
        m_database,
        "SELECT id, guid, kind, title, snippet, description, tags, categories, "
        "attachments, place_parent, place_order, is_private, deleted, conflict, heads, "
        "shown_heads, created_at, updated_at, body_change, body, body_hash, unknown, "
        "stamp, incomplete FROM notes WHERE kind = ? AND kind <> 0 AND heads <> x''");
    select.bind(static_cast<qint64>(kind));
    while (select.next()) {
        rows.push_back(readRow(select));
    }
    return rows;
}

std::pair<qint64, qint64> NoteStore::countAndStamp(RecordKind kind) const
{
    Statement select(m_database,
                     "SELECT count(*), max(stamp) FROM notes WHERE kind = ? AND kind <> 0 "
                     "AND heads <> x''");
    select.bind(static_cast<qint64>(kind));
    return select.next() ? std::pair(select.number(0), select.number(1))
                         : std::pair<qint64, qint64>();
}

std::vector<NoteRow> NoteStore::rowsAfterStamp(qint64 stamp, int limit) const
{
    std::vector<NoteRow> rows;
    Statement select(
        m_database,
        "SELECT id, guid, kind, title, snippet, description, tags, categories, "
        "attachments, place_parent, place_order, is_private, deleted, conflict, heads, "
        "shown_heads, created_at, updated_at, body_change, body, body_hash, unknown, "
        "stamp, incomplete FROM notes WHERE stamp > ? ORDER BY stamp LIMIT ?");
    select.bind(stamp).bind(limit);
    while (select.next()) {
        rows.push_back(readRow(select));
    }
    return rows;
}

std::vector<qint64> NoteStore::allRows() const
{
    std::vector<qint64> ids;
    Statement select(m_database, "SELECT id FROM notes ORDER BY id");
    while (select.next()) {
        ids.push_back(select.number(0));
    }
    return ids;
}

std::vector<NoteId> NoteStore::inConflict() const
{
    std::vector<NoteId> ids;
    Statement select(m_database,
                     "SELECT guid FROM notes WHERE conflict <> 0 ORDER BY updated_at DESC, guid");
    while (select.next()) {
        ids.push_back(noteIdFromColumn(select.bytes(0)));
    }
    return ids;
}

std::vector<qint64> NoteStore::rowsWithSeveralHeads() const
{
    std::vector<qint64> ids;
    Statement select(m_database, "SELECT id FROM notes WHERE length(heads) > 32 ORDER BY id");
    while (select.next()) {
        ids.push_back(select.number(0));
    }
    return ids;
}

std::vector<std::pair<NoteId, Hash>> NoteStore::stateHashes(QByteArrayView prefix) const
{
    std::vector<std::pair<NoteId, Hash>> hashes;
    const qsizetype rest = std::max<qsizetype>(NoteId::kSize - prefix.size(), 0);
    Statement select(
        m_database,
        "SELECT id, guid, kind, title, snippet, description, tags, categories, "
        "attachments, place_parent, place_order, is_private, deleted, conflict, heads, "
        "shown_heads, created_at, updated_at, body_change, body, body_hash, unknown, "
        "stamp, incomplete FROM notes WHERE guid BETWEEN ? AND ? AND heads <> x'' ORDER BY guid");
    select.bind(prefix.toByteArray() + QByteArray(rest, '\0'))
        .bind(prefix.toByteArray() + QByteArray(rest, '\xff'));
    while (select.next()) {
        const NoteRow row = readRow(select);
        hashes.emplace_back(row.note.id, stateHash(row));
    }
    return hashes;
}

Hash NoteStore::sumOfRows() const
{
    Hash sum;
    for (const auto &[id, hash] : stateHashes({})) {
        addToSum(sum, hash);
    }
    return sum;
}

bool NoteStore::setLacking(qint64 id, const std::vector<qint64> &changes, qint64 nowMs)
{
    constexpr auto kAbsent = static_cast<qint64>(WantReason::Absent);
    Statement clear(m_database,
                    "DELETE FROM wanted_changes WHERE reason = ? AND hash IN "
                    "(SELECT guid FROM note_changes WHERE note_guid = ?)");
    bool done = clear.bind(kAbsent).bind(id).run();
    for (const qint64 change : changes) {
        Statement insert(m_database,
                         "INSERT OR IGNORE INTO wanted_changes (hash, reason, noticed_at) "
                         "SELECT guid, ?, ? FROM note_changes WHERE id = ?");
        done = insert.bind(kAbsent).bind(nowMs).bind(change).run() && done;
    }
    return done;
}

qint64 NoteStore::newestStamp() const
{
    Statement select(m_database, "SELECT max(stamp) FROM notes");
    return select.next() ? select.number(0) : 0;
}

qint64 NoteStore::newestRow() const
{
    Statement select(m_database, "SELECT max(id) FROM notes");
    return select.next() ? select.number(0) : 0;
}

void NoteStore::restamp(qint64 id, LibraryRow &library)
{
    Statement update(m_database, "UPDATE notes SET stamp = ? WHERE id = ?");
    update.bind(++library.stamp).bind(id).run();
}

Hash bodyHashOf(const QByteArray &utf8)
{
    return utf8.isEmpty() ? Hash {} : digest(utf8);
}

Hash stateHash(const NoteRow &row)
{
    const NoteState &state = row.note.state;
    CborWriter writer(512);
    if (state.deleted) {
        // What it was may be gone everywhere but in one place: only that it is deleted counts.
        writer.beginArray(3);
        writer.id(row.note.id);
        writer.boolean(true);
        writer.bytes(hashesColumn(row.note.heads));
        return digest(writer.take());
    }
    const auto list = [&writer](const QStringList &values) {
        writer.beginArray(values.size());
        for (const QString &value : values) {
            writer.text(value);
        }
    };
    writer.beginArray(15);
    writer.id(row.note.id);
    writer.text(state.title);
    writer.text(state.description);
    writer.id(row.bodyHash);
    list(state.tags);
    list(state.categories);
    list(state.attachments);
    writer.id(state.place.parent);
    writer.text(state.place.order);
    writer.number(static_cast<quint64>(state.place.kind));
    writer.boolean(state.isPrivate);
    writer.boolean(state.deleted);
    writer.number(static_cast<quint64>(row.note.conflict));
    writer.bytes(unknownColumn(state.unknown));
    writer.bytes(hashesColumn(row.note.heads));
    return digest(writer.take());
}

QString snippetOf(QStringView body)
{
    QString snippet;
    snippet.reserve(kSnippetMax);
    bool lineStart = true;
    bool space = false;
    for (const QChar c : body.first(std::min<qsizetype>(body.size(), 8 * kSnippetMax))) {
        const char16_t u = c.unicode();
        if (u == u'\n' || u == u'\r' || u == u'\t' || u == u' ' || u == u'\u00a0') {
            space = !snippet.isEmpty();
            lineStart = lineStart || u == u'\n';
            continue;
        }
        // Markdown's line marks and emphasis are noise in a one-line preview.
        if (u == u'*' || u == u'`' || u == u'_'
            || (lineStart && (u == u'#' || u == u'>' || u == u'-' || u == u'+'))) {
            continue;
        }
        lineStart = false;
        if (snippet.size() + (space ? 2 : 1) > kSnippetMax) {
            break;
        }
        if (space) {
            snippet.append(u' ');
            space = false;
        }
        snippet.append(c);
    }
    if (!snippet.isEmpty() && snippet.back().isHighSurrogate()) {
        snippet.chop(1);
    }
    return snippet;
}

void addToSum(Hash &sum, const Hash &part)
{
    for (std::size_t i = 0; i < sum.bytes.size(); ++i) {
        sum.bytes[i] = static_cast<std::uint8_t>(sum.bytes[i] ^ part.bytes[i]);
    }
}

} // namespace sheaf
