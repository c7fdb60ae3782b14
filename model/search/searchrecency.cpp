#include "model/search/searchrecency.h"

#include "model/search/searchschema.h"
#include "model/store/database.h"

#include <algorithm>

namespace sheaf {

void SearchRecency::refresh(Database &index)
{
    Version now;
    Statement feed(index, "SELECT position, next_row FROM feed WHERE id = 1");
    if (feed.next()) {
        now.position = feed.number(0);
        now.nextRow = feed.number(1);
    }
    Statement others(index, "PRAGMA data_version");
    now.others = others.next() ? others.number(0) : -1;
    if (now == m_version && now.others >= 0) {
        return;
    }
    m_newest.clear();
    Statement entries(index, "SELECT row, guid, updated_at, flags FROM entries");
    while (entries.next()) {
        const auto note = NoteId::fromBytes(entries.bytes(1));
        const qint64 row = entries.number(0);
        if (note && row >= 0 && row < now.nextRow) {
            const bool deleted = (entries.number(3) & searchschema::flag::kDeleted) != 0;
            m_newest.push_back({*note, row, entries.number(2), deleted});
        }
    }
    std::sort(m_newest.begin(), m_newest.end(), [](const Entry &a, const Entry &b) {
        return a.updatedAtMs != b.updatedAtMs ? a.updatedAtMs > b.updatedAtMs : a.note < b.note;
    });
    m_rankOfRow.assign(static_cast<size_t>(std::max<qint64>(0, now.nextRow)), -1);
    for (size_t rank = 0; rank < m_newest.size(); ++rank) {
        m_rankOfRow[static_cast<size_t>(m_newest[rank].row)] = static_cast<qint32>(rank);
    }
    m_version = index.failed() ? Version {} : now;
}

std::vector<SearchMatch>
SearchRecency::newest(Database &index, const QByteArray &words, bool inTrash, int limit)
{
    refresh(index);
    m_matches.assign(m_newest.size(), false);
    Statement rows(index, "SELECT rowid FROM texts WHERE texts MATCH CAST(? AS TEXT)");
    rows.bind(words);
    while (rows.next()) {
        const auto row = static_cast<size_t>(rows.number(0));
        if (row < m_rankOfRow.size() && m_rankOfRow[row] >= 0) {
            m_matches[static_cast<size_t>(m_rankOfRow[row])] = true;
        }
    }
    std::vector<SearchMatch> found;
    for (size_t rank = 0; rank < m_newest.size() && found.size() < static_cast<size_t>(limit);
         ++rank) {
        if (m_matches[rank] && m_newest[rank].deleted == inTrash) {
            found.push_back({m_newest[rank].note, 0});
        }
    }
    return found;
}

} // namespace sheaf
