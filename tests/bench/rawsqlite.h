/// The limit that first sync is measured against: the same rows put into SQLite as plainly as it goes.
#pragma once

#include "tests/bench/corpus.h"

namespace sheaf::bench {

struct RawInsert
{
    double plainSeconds = 0; ///< one table, prepared, 2,000 rows a transaction, WAL, durable
    double withIndexSeconds = 0; ///< the same with an FTS5 index in the same transactions
    qint64 plainBytes = 0; ///< file size of the plain one
};

[[nodiscard]] RawInsert insertRaw(const std::vector<CorpusNote> &notes, const QString &folder);

/// Seconds of each of `count` single-row durable inserts of `bytes` bytes, sorted.
[[nodiscard]] std::vector<double> insertSingly(const QString &folder, int count, int bytes);

} // namespace sheaf::bench
