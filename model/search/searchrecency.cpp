#include "model/search/searchrecency.h"

#include "model/search/searchschema.h"
#include "model/store/database.h"

#include <algorithm>

namespace sheaf {

void SearchRecency::refresh(Database &index)
{
    Version now;
    Statement feed(index, "SELECT position, next_row, parts FROM feed WHERE id = 1");
    if (feed.next()) {
        now.position = feed.number(0);
        now.nextRow = feed.number(1);
        now.parts = feed.number(2);
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

/// Marks what matches in one part.
void SearchRecency::ask(Database &index,
                        std::set<QByteArray> &sqlTexts,
                        qint64 part,
                        const QByteArray &words)
{
    const QByteArray texts = "texts_" + QByteArray::number(part);
    const QByteArray select =
        "SELECT rowid FROM " + texts + " WHERE " + texts + " MATCH CAST(? AS TEXT)";
    Statement rows(index, sqlTexts.insert(select).first->constData());
    rows.bind(words);
    while (rows.next()) {
        const auto row = static_cast<size_t>(rows.number(0));
        if (row < m_rankOfRow.size() && m_rankOfRow[row] >= 0) {
            m_matches[static_cast<size_t>(m_rankOfRow[row])] = true;
        }
    }
}

std::vector<SearchMatch> SearchRecency::newest(Database &index,
                                               std::set<QByteArray> &sqlTexts,
                                               const QByteArray &words,
                                               bool inTrash,
                                               int limit)
{
    refresh(index);
    m_matches.assign(m_newest.size(), false);
    std::vector<bool> asked(static_cast<size_t>(m_version.parts), false);
    std::vector<SearchMatch> found;
    for (size_t rank = 0; rank < m_newest.size() && found.size() < static_cast<size_t>(limit);
         ++rank) {
        const Entry &entry = m_newest[rank];
        const auto part = static_cast<size_t>(searchschema::partOf(entry.row));
        if (entry.deleted != inTrash || part >= asked.size()) {
            continue;
        }
        if (!asked[part]) {
            asked[part] = true;
            ask(index, sqlTexts, static_cast<qint64>(part), words);
        }
        if (m_matches[rank]) {
            found.push_back({entry.note, 0});
        }
    }
    return found;
}

} // namespace sheaf
