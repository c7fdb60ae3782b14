#include "model/base/digest.h"
#include "model/note/changecodec.h"
#include "model/note/fragmentcodec.h"
#include "model/store/changejournal.h"
#include "model/store/columns.h"
#include "model/store/fragmentrow.h"

#include <algorithm>

// Reading changes back as they came: the other half of ChangeJournal.

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    Salt saltAt(const QByteArray &salts, qsizetype index)
    {
        return Salt::fromBytes(salts.mid(index * Salt::kSize, Salt::kSize)).value_or(Salt {});
    }

} // namespace

Result<PackedChange> ChangeJournal::packed(qint64 id) const
{
    PackedChange packed;
    Statement select(m_database,
                     "SELECT c.log, c.seq, c.signature, c.salts, c.operation, c.hlc, c.parents, "
                     "c.user, c.extra, n.guid, r.id, r.header, r.meta, r.content, r.body, r.tail "
                     "FROM note_changes c LEFT JOIN notes n ON n.id = c.note_guid "
                     "LEFT JOIN raw_changes r ON r.id = c.id WHERE c.id = ?");
    select.bind(id);
    if (!select.next() || select.isNull(0)) {
        return Error {ErrorCode::NotFound, u"change %1 is not in the log"_s.arg(id)};
    }
    packed.log = m_logs.log(select.number(0));
    packed.seq = static_cast<std::uint64_t>(select.number(1));
    packed.signature = Signature::fromBytes(select.bytes(2)).value_or(Signature {});
    const QByteArray salts = select.bytes(3);
    packed.metaSalt = saltAt(salts, 0);
    packed.contentSalt = saltAt(salts, 1);
    packed.tail = select.bytes(15);
    if (!select.isNull(10) && (!select.isNull(11) || !select.isNull(12))) {
        packed.header = select.bytes(11);
        packed.meta = select.bytes(12);
        packed.content = select.bytes(13);
        packed.body = select.bytes(14);
        return packed;
    }
    const std::optional<Hash> withheld = commitmentOf(id);
    // The body stays the frame that it is: its text is needed for the commitment alone.
    const NoteFragment fragment = readFragment(m_database, id, &packed.body);
    ChangeMeta meta;
    meta.note = noteIdFromColumn(select.bytes(9));
    meta.operation = static_cast<Operation>(select.number(4));
    meta.hlc = Hlc {static_cast<std::uint64_t>(select.number(5))};
    for (const qint64 parent : idsFromColumn(select.bytes(6))) {
        meta.parents.push_back(hashOf(parent));
    }
    std::sort(meta.parents.begin(), meta.parents.end());
    meta.user = m_logs.user(select.number(7));
    meta.extra = select.bytes(8);
    meta.mask = fragment.mask;
    if (withheld) {
        packed.body.clear();
        meta.contentCommitment = *withheld;
    } else {
        packed.content = encodeFragment(fragment, BodyForm::Packed);
        meta.contentCommitment = packedContentCommitment(packed);
    }
    packed.meta = encodeMeta(meta);
    return packed;
}

Result<NoteChange> ChangeJournal::change(qint64 id) const
{
    const std::optional<JournalRow> found = row(id);
    const Result<PackedChange> bytes = packed(id);
    if (!found || !bytes) {
        return Error {ErrorCode::NotFound, u"change %1 is not in the log"_s.arg(id)};
    }
    const Hash prev = hashBefore(found->log, found->seq).value_or(Hash {});
    return unpackKnownChange(*bytes, prev, found->hash);
}

std::optional<Hash> ChangeJournal::commitmentOf(qint64 id) const
{
    Statement select(m_database,
                     "SELECT commitment FROM note_fragments "
                     "WHERE id = ? AND commitment IS NOT NULL");
    select.bind(id);
    return select.next() ? std::optional(hashFromColumn(select.bytes(0))) : std::nullopt;
}

bool ChangeJournal::hasContent(qint64 id) const
{
    return !commitmentOf(id);
}

ChangeJournal::Drop ChangeJournal::dropContent(qint64 id)
{
    const Result<PackedChange> whole = packed(id);
    const Result<ChangeMeta> meta =
        whole ? decodeMeta(whole->meta) : Result<ChangeMeta>(whole.error());
    if (!meta) {
        return m_database.failed() ? Drop::Failed : Drop::Damaged;
    }
    if (meta->mask == 0 || !whole->hasContent()) {
        return Drop::Nothing;
    }
    // The commitment is taken from the row itself: only while all of the row is as its author signed it.
    const Hash prev = hashBefore(whole->log, whole->seq).value_or(Hash {});
    if (const Result<Hash> hash = changeHash(*whole, prev); !hash || *hash != hashOf(id)) {
        return m_database.failed() ? Drop::Failed : Drop::Damaged;
    }
    // Not in place: SQLite joins half empty pages only where rows are deleted.
    Statement depth(m_database, "SELECT delta_depth FROM note_fragments WHERE id = ?");
    const bool isDelta = depth.bind(id).next() && !depth.isNull(0);
    const qint64 deltaDepth = isDelta ? depth.number(0) : 0;
    Statement remove(m_database, "DELETE FROM note_fragments WHERE id = ?");
    Statement insert(m_database,
                     "INSERT INTO note_fragments (id, bitmask, delta_depth, commitment) "
                     "VALUES (?, ?, ?, ?)");
    if (!remove.bind(id).run()) {
        return Drop::Failed;
    }
    insert.bind(id).bind(static_cast<qint64>(meta->mask));
    isDelta ? insert.bind(deltaDepth) : insert.bindNull();
    Statement raw(m_database, "UPDATE raw_changes SET content = NULL, body = NULL WHERE id = ?");
    Statement salts(m_database,
                    "UPDATE note_changes SET salts = substr(salts, 1, 16) WHERE id = ?");
    const bool done = insert.bind(meta->contentCommitment.toBytes()).run() && raw.bind(id).run()
        && salts.bind(id).run();
    return done ? Drop::Dropped : Drop::Failed;
}

std::vector<std::pair<qint64, LogRange>>
ChangeJournal::idsAfter(const VersionVector &after, const VersionVector &upTo, int maxChanges) const
{
    std::vector<std::pair<qint64, LogRange>> ids;
    const VersionVector mine = m_logs.vector();
    for (LogRange range : mine.meet(upTo).missingIn(after)) {
        Statement select(m_database,
                         "SELECT id, seq FROM note_changes WHERE log = ? AND seq BETWEEN ? AND ? "
                         "ORDER BY seq LIMIT ?");
        select.bind(m_logs.logRow(range.log).value_or(0))
            .bind(static_cast<qint64>(range.first))
            .bind(static_cast<qint64>(range.last))
            .bind(maxChanges);
        while (select.next()) {
            const auto seq = static_cast<std::uint64_t>(select.number(1));
            ids.push_back({select.number(0), LogRange {range.log, seq, seq}});
        }
    }
    // Arrival order is causal order, and within a log the order of seq.
    std::sort(
        ids.begin(), ids.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    if (ids.size() > static_cast<size_t>(maxChanges)) {
        ids.resize(static_cast<size_t>(maxChanges));
    }
    return ids;
}

} // namespace sheaf
