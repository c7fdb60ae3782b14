/// How well a note fits a search, the same in every part of the index.
/// Shape   an SQL function, search_rank(table), of the kind that FTS5 calls for each match: what bm25() says
///         with every word equally telling. That one weighs words by how rare they are in its own table,
///         which in a part of a few notes means nothing.
/// Thread  that of its connection.
#pragma once

#include "model/base/result.h"

namespace sheaf {

class Database;

inline constexpr double kRankScale =
    1'000'000; ///< ranks leave SQLite as whole numbers; smaller is better

/// Once for each connection that searches by rank.
[[nodiscard]] Outcome addSearchRank(Database &index);

} // namespace sheaf
