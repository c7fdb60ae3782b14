#include "model/store/librarycheck.h"

#include "model/note/changecodec.h"
#include "model/store/columns.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qsizetype kProblemsMax = 1000;

    QString nameOf(const LogId &log, std::uint64_t seq)
    {
        return u"%1:%2:%3"_s.arg(log.device.toHex().first(8)).arg(log.incarnation, 0, 16).arg(seq);
    }

} // namespace

LibraryCheck::LibraryCheck(LibraryStore &store, const LibraryRow &library)
    : m_store(store)
    , m_library(library)
    , m_checkpoint(store.checkpoint())
{
}

void LibraryCheck::found(const QString &problem)
{
    if (m_report.problems.size() < kProblemsMax) {
        m_report.problems.append(problem);
    }
}

CheckReport LibraryCheck::run()
{
    checkFile();
    const VersionVector mine = m_store.logs.vector();
    for (const auto &[log, head] : mine.heads()) {
        checkLog(log, head);
    }
    checkNotes();
    if (m_store.database->failed()) {
        found(u"The library could not be read completely: %1."_s.arg(
            m_store.database->lastError().detail));
    }
    return m_report;
}

void LibraryCheck::checkFile()
{
    Statement integrity(*m_store.database, "PRAGMA integrity_check(20)");
    while (integrity.next()) {
        const QString line = integrity.text(0);
        if (line != u"ok"_s) {
            found(u"The database file is damaged: %1."_s.arg(line));
        }
    }
}

void LibraryCheck::checkLog(const LogId &log, const LogHead &head)
{
    const qint64 row = m_store.logs.logRow(log).value_or(0);
    Hash prev = m_store.journal.hashBefore(log, head.first).value_or(Hash {});
    std::uint64_t expected = head.first;
    Statement select(*m_store.database,
                     "SELECT id, seq, guid, parents, effect FROM note_changes WHERE log = ? "
                     "ORDER BY seq");
    select.bind(row);
    for (; select.next(); ++expected) {
        const auto seq = static_cast<std::uint64_t>(select.number(1));
        const Hash stored = hashFromColumn(select.bytes(2));
        const qint64 id = select.number(0);
        ++m_report.changes;
        if (seq == head.first && !log.branch.isNull() && log.branch != stored) {
            found(u"Branch %1 does not begin with the change it is named by."_s.arg(
                nameOf(log, seq)));
        }
        if (seq != expected) {
            found(u"Changes are missing before %1."_s.arg(nameOf(log, seq)));
            return;
        }
        const Result<PackedChange> packed = m_store.journal.packed(id);
        const Result<Hash> hash = packed ? changeHash(*packed, prev) : Result<Hash>(packed.error());
        if (!hash || *hash != stored) {
            found(u"Change %1 is not what its log says; it is fetched again from another device at "
                  "the next sync."_s.arg(nameOf(log, seq)));
            m_bad.push_back({stored, log, seq, false, false, false});
            prev = stored;
            continue;
        }
        const LibraryId library = m_store.membership().signingLibrary(log, seq);
        if (!verifySignature(log.device, signedMessage(library, stored), packed->signature)) {
            found(
                u"The signature of change %1 is wrong; it is fetched again from another device at "
                "the next sync."_s.arg(nameOf(log, seq)));
            m_bad.push_back({stored, log, seq, true, false, packed->hasContent()});
        }
        if (select.isNull(4)) {
            const Result<NoteChange> change = unpackKnownChange(*packed, prev, stored);
            const Result<ChangeMeta> meta = change ? change->meta : decodeMeta(packed->meta);
            if (!packed->hasContent()) {
                checkAbsent(log, seq, id);
            } else if (!change) {
                found(u"Change %1 cannot be read: %2."_s.arg(nameOf(log, seq),
                                                             change.error().detail));
                m_bad.push_back({stored, log, seq, false, false, false});
            }
            if (meta && !standsOnItsParents(id, *meta, idsFromColumn(select.bytes(3)))) {
                found(u"Change %1 was made on a change that is missing."_s.arg(nameOf(log, seq)));
            }
        }
        prev = stored;
    }
    if (head.seq != expected - 1 || head.hash != prev) {
        found(
            u"The head of log %1 does not stand at its last change."_s.arg(nameOf(log, head.seq)));
    }
}

void LibraryCheck::checkAbsent(const LogId &log, std::uint64_t seq, qint64 id)
{
    const std::optional<JournalRow> row = m_store.journal.row(id);
    // A log that forked since was one when the checkpoint was written.
    const LogId unforked {log.device, log.incarnation, Hash {}};
    if (!row || !(m_checkpoint.covers(*row) || m_checkpoint.covers(row->hlc, unforked, seq))) {
        found(u"The content of change %1 is missing."_s.arg(nameOf(log, seq)));
    }
}

/// Every parent is a row here, or written down as one that has not come yet.
bool LibraryCheck::standsOnItsParents(qint64 id,
                                      const ChangeMeta &meta,
                                      const std::vector<qint64> &parents) const
{
    for (const qint64 parent : parents) {
        const Hash hash = m_store.journal.hashOf(parent);
        if (!std::binary_search(meta.parents.begin(), meta.parents.end(), hash)) {
            return false;
        }
    }
    const auto known = static_cast<qint64>(parents.size());
    const auto all = static_cast<qint64>(meta.parents.size());
    return known == all || known + m_store.journal.missingParents(id) == all;
}

void LibraryCheck::checkNotes()
{
    for (const qint64 id : m_store.notes.allRows()) {
        if (const std::optional<NoteRow> cached = m_store.notes.read(id)) {
            checkNote(*cached);
        }
    }
    if (m_stateSum != m_library.stateSum) {
        found(u"The sum over all notes is not that of the notes."_s);
    }
    Statement orphans(*m_store.database,
                      "SELECT count(*) FROM note_changes c LEFT JOIN notes n ON n.id = c.note_guid "
                      "WHERE c.note_guid IS NOT NULL AND n.id IS NULL");
    if (orphans.next() && orphans.number(0) != 0) {
        found(u"%1 changes belong to notes that are missing."_s.arg(orphans.number(0)));
    }
}

void LibraryCheck::checkNote(const NoteRow &cached)
{
    std::vector<qint64> lacking;
    NoteRow computed = m_store.materialise.compute(cached.id, cached.note.id, &lacking);
    m_report.notes += cached.note.state.place.kind == RecordKind::Note ? 1 : 0;
    if (computed.note.heads.empty() && cached.note.heads.empty()) {
        return;
    }
    addToSum(m_stateSum, stateHash(cached));
    if (bodyHashOf(m_store.notes.body(cached).toUtf8()) != cached.bodyHash) {
        found(u"The text of note %1 is not the one it was kept as."_s.arg(cached.note.id.toHex()));
    }
    if (!lacking.empty() && !cached.note.state.deleted) {
        found(u"Note %1 waits for content that is not here."_s.arg(cached.note.id.toHex()));
    }
    if (computed.note != cached.note || computed.incomplete != cached.incomplete
        || computed.bodyHash != cached.bodyHash || computed.snippet != cached.snippet) {
        found(u"Note %1 is not shown as its changes say."_s.arg(cached.note.id.toHex()));
    }
}

} // namespace sheaf
