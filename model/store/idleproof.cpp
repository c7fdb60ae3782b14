#include "model/store/idleproof.h"

namespace sheaf {

namespace {

    constexpr int kPassesMax = 8;
    constexpr int kFirstBytes = 256;

} // namespace

void IdleProof::stepRows(LibraryStore &store, const LibraryRow &library)
{
    if (m_rows != Rows::Unknown) {
        return;
    }
    if (m_version != library.version) {
        if (++m_begun > kPassesMax) {
            m_rows =
                Rows::Proven; // it is being written to all the time; the next start looks again
            return;
        }
        m_version = library.version;
        m_next = 0;
        m_sum = {};
    }
    const QByteArray prefix(1, static_cast<char>(m_next));
    for (const auto &[id, hash] : store.notes.stateHashes(prefix)) {
        addToSum(m_sum, hash);
    }
    if (++m_next == kFirstBytes) {
        m_rows = m_sum == library.stateSum ? Rows::Proven : Rows::Wrong;
    }
}

qint64 IdleProof::stepChanges(LibraryStore &store,
                              qint64 from,
                              int limit,
                              const std::function<bool()> &isOver,
                              std::vector<ChangeVerdict> &bad)
{
    std::vector<qint64> ids;
    {
        Statement select(*store.database,
                         "SELECT id FROM note_changes WHERE id > ? AND log IS NOT NULL "
                         "ORDER BY id LIMIT ?");
        select.bind(from).bind(limit);
        while (select.next()) {
            ids.push_back(select.number(0));
        }
    }
    qint64 last = from;
    for (const qint64 id : ids) {
        const ChangeVerdict verdict = judgeChange(store, id, nullptr);
        if (!verdict.signedWell) {
            bad.push_back(verdict);
        }
        last = id;
        if (isOver()) {
            break;
        }
    }
    return last;
}

std::vector<ChangeVerdict> IdleProof::orphans(LibraryStore &store)
{
    std::vector<qint64> ids;
    {
        Statement select(*store.database,
                         "SELECT c.id FROM note_changes c LEFT JOIN notes n ON n.id = c.note_guid "
                         "WHERE c.note_guid IS NOT NULL AND n.id IS NULL");
        while (select.next()) {
            ids.push_back(select.number(0));
        }
    }
    std::vector<ChangeVerdict> orphans;
    for (const qint64 id : ids) {
        orphans.push_back(judgeChange(store, id, nullptr));
    }
    return orphans;
}

} // namespace sheaf
