/// Turns a filter into SQL over `search.sqlite` and runs it.
/// Rules   what is typed reaches SQLite as bound values only.
///         `sqlTexts` keeps the text of each form of statement alive as long as the connection.
/// Errors  Database::failed() tells; the answer is then incomplete.
#pragma once

#include "model/search/searchindex.h"
#include "model/search/searchrecency.h"

#include <set>

namespace sheaf {

class Database;

[[nodiscard]] std::vector<SearchMatch> findMatches(Database &index,
                                                   std::set<QByteArray> &sqlTexts,
                                                   SearchRecency &recency,
                                                   const NoteFilter &filter,
                                                   SearchIndex::Order order,
                                                   const SearchIndex::Notebooks &notebooks);

} // namespace sheaf
