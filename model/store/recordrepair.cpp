#include "model/store/recordrepair.h"

namespace sheaf {

namespace {

    bool isSameRow(const NoteRow &a, const NoteRow &b)
    {
        return a.note == b.note && a.bodyHash == b.bodyHash && a.snippet == b.snippet
            && a.incomplete == b.incomplete;
    }

} // namespace

RecordRepair::RecordRepair(LibraryStore &store, LibraryRow &library, qint64 nowMs)
    : m_store(store)
    , m_library(library)
    , m_nowMs(nowMs)
{
}

/// Changes whose record's row is gone: which of them are this record's? Only its id gives their hashes.
qint64 RecordRepair::adoptOrphans(const NoteId &record)
{
    std::vector<std::pair<qint64, qint64>> orphans;
    {
        Statement select(*m_store.database,
                         "SELECT c.note_guid, min(c.id) FROM note_changes c "
                         "LEFT JOIN notes n ON n.id = c.note_guid "
                         "WHERE c.note_guid IS NOT NULL AND n.id IS NULL GROUP BY c.note_guid");
        while (select.next()) {
            orphans.emplace_back(select.number(0), select.number(1));
        }
    }
    for (const auto &[row, change] : orphans) {
        if (!m_store.notes.insertHidden(row, record)) {
            return 0;
        }
        if (judgeChange(m_store, change, nullptr).sound) {
            return row;
        }
        Statement remove(*m_store.database, "DELETE FROM notes WHERE id = ?");
        remove.bind(row).run();
    }
    return 0;
}

bool RecordRepair::isSound(qint64 row)
{
    bool sound = true;
    for (const JournalRow &change : m_store.journal.rowsOfNote(row)) {
        const ChangeVerdict verdict = judgeChange(m_store, change.id, nullptr);
        sound = sound && verdict.sound;
        if (verdict.signedWell) {
            continue;
        }
        const WantReason reason = verdict.sound ? WantReason::WrongSignature : WantReason::Damaged;
        if (m_store.wanted.add(verdict.hash, reason, m_nowMs)) {
            m_bad.push_back(verdict);
        }
    }
    return sound;
}

bool RecordRepair::renew(const NoteId &record)
{
    qint64 row = m_store.notes.idOf(record).value_or(0);
    if (row == 0) {
        row = adoptOrphans(record);
    }
    if (row == 0 || !isSound(row)) {
        return !m_store.database->failed();
    }
    const std::optional<NoteRow> before = m_store.notes.read(row);
    std::vector<qint64> lacking;
    NoteRow computed = m_store.materialise.compute(row, record, &lacking);
    if (!before || isSameRow(*before, computed)) {
        return !m_store.database->failed();
    }
    if (!m_store.notes.setLacking(row, lacking, m_nowMs)
        || !m_store.notes.save(computed, &*before, m_library)) {
        return false;
    }
    m_repaired.push_back(record);
    return true;
}

bool RecordRepair::renewSum()
{
    const Hash sum = m_store.notes.sumOfRows();
    return std::exchange(m_library.stateSum, sum) != sum;
}

} // namespace sheaf
