/// The notes of an index by recency, kept in memory, for the search that a person sees while typing: plain
/// words, the newest notes first, and no more of them than the list shows.
/// Shape   FTS5 says which rows match; here is where each of them stands. The newest are then picked without
///         looking up and sorting all the others, which for a common word are nearly all notes. A part of
///         the index is not asked before one of its notes is the next: most often the last parts suffice.
/// Rules   follows the file: read again whenever anyone has written to it.
/// Thread  that of its connection.
#pragma once

#include "model/search/searchindex.h"

#include <set>

namespace sheaf {

class Database;

class SearchRecency
{
public:
    /// The newest `limit` notes among those that `words`, an FTS5 expression, matches: in the trash, or
    /// not. Database::failed() tells; the answer is then incomplete. Inside a ReadScope.
    [[nodiscard]] std::vector<SearchMatch> newest(Database &index,
                                                  std::set<QByteArray> &sqlTexts,
                                                  const QByteArray &words,
                                                  bool inTrash,
                                                  int limit);

private:
    struct Entry
    {
        NoteId note;
        qint64 row = 0;
        qint64 updatedAtMs = 0;
        bool deleted = false;
    };
    struct Version
    {
        qint64 others = -1; ///< moves with each write of another connection
        qint64 position = -1; ///< moves with those of this one
        qint64 nextRow = 0;
        qint64 parts = 0;

        friend bool operator==(const Version &, const Version &) = default;
    };

    void refresh(Database &index);
    void ask(Database &index, std::set<QByteArray> &sqlTexts, qint64 part, const QByteArray &words);

    Version m_version;
    std::vector<Entry> m_newest; ///< newest first
    std::vector<qint32> m_rankOfRow; ///< -1: a row that is stale
    std::vector<bool> m_matches; ///< by rank
};

} // namespace sheaf
