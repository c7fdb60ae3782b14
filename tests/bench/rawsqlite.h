/// The limit that first sync is measured against: the same rows put into SQLite as plainly as it goes.
#pragma once

#include "tests/bench/corpus.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace sheaf::bench {

struct RawInsert
{
    double plainSeconds = 0; ///< one table, prepared, 2,000 rows a transaction, WAL, durable
    double withIndexSeconds = 0; ///< the same with an FTS5 index in the same transactions
    qint64 plainBytes = 0; ///< file size of the plain one
};

[[nodiscard]] RawInsert insertRaw(const std::vector<CorpusNote> &notes, const QString &folder);

/// Single-row durable inserts into a plain table, one at a time, so that they can be measured in turn
/// with what they are compared to: a shared disk is not the same from one second to the next.
class SingleInsert
{
public:
    explicit SingleInsert(const QString &folder);
    [[nodiscard]] double seconds(const QString &body);

private:
    QSqlDatabase m_database;
    QSqlQuery m_row;
};

} // namespace sheaf::bench
