/// What a person types into a search box; what comes out must be an expression that FTS5 takes.
#include "model/search/searchquery.h"
#include "model/search/searchtext.h"
#include "tests/fuzz/fuzztargets.h"

#include <sqlite3.h>

namespace sheaf::fuzz {

namespace {

    class Table
    {
    public:
        Table()
        {
            oracle(sqlite3_open(":memory:", &m_handle) == SQLITE_OK, "SQLite opens");
            const QByteArray sql = QByteArray("CREATE VIRTUAL TABLE texts USING fts5(title, tags, "
                                              "body, content='', tokenize='")
                + kIndexTokenizer + "')";
            oracle(sqlite3_exec(m_handle, sql.constData(), nullptr, nullptr, nullptr) == SQLITE_OK
                       && sqlite3_prepare_v2(m_handle,
                                             "SELECT count(*) FROM texts WHERE texts MATCH ?",
                                             -1,
                                             &m_match,
                                             nullptr)
                           == SQLITE_OK,
                   "FTS5 is there");
        }
        ~Table()
        {
            sqlite3_finalize(m_match);
            sqlite3_close(m_handle);
        }
        Table(const Table &) = delete;
        Table &operator=(const Table &) = delete;

        bool takes(const QByteArray &expression)
        {
            sqlite3_bind_text(m_match,
                              1,
                              expression.constData(),
                              static_cast<int>(expression.size()),
                              SQLITE_STATIC);
            const int answer = sqlite3_step(m_match);
            sqlite3_reset(m_match);
            return answer == SQLITE_ROW;
        }

    private:
        sqlite3 *m_handle = nullptr;
        sqlite3_stmt *m_match = nullptr;
    };

} // namespace

void searchquery(QByteArrayView bytes)
{
    static Table table;
    const QString typed = QString::fromUtf8(bytes);
    const SearchQuery query = SearchQuery::parse(typed);
    oracle(query == SearchQuery::parse(typed), "a query reads the same twice");
    (void)query.marked();
    for (const SearchQuery::Alternative &terms : query.alternatives()) {
        oracle(!terms.empty(), "no alternative is empty");
        for (const bool negated : {false, true}) {
            const QByteArray expression = matchExpression(terms, negated).toUtf8();
            oracle(expression.isEmpty() || table.takes(expression),
                   "FTS5 takes what is made of a query");
        }
    }
    for (const SearchToken &token : textTokens(typed)) {
        oracle(token.start >= 0 && token.length > 0 && token.start + token.length <= typed.size(),
               "a token lies in its text");
    }
    (void)indexedText(typed);
}

} // namespace sheaf::fuzz
