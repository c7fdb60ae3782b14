#include "model/search/searchrank.h"

#include "model/store/database.h"

#include <sqlite3.h>

#include <array>
#include <map>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    /// A word in the title says most about a note, a tag more than a word of the body.
    constexpr std::array<double, 3> kWeights {8, 4, 1};
    /// As in FTS5's bm25(): how soon a word that comes again adds nothing, how much a long text is worth less.
    constexpr double kSaturation = 1.2;
    constexpr double kLengthShare = 0.75;
    constexpr double kUsualWords = 250; ///< of a note

    double score(const Fts5ExtensionApi &api, Fts5Context *match)
    {
        int words = 0;
        int hits = 0;
        if (api.xColumnSize(match, -1, &words) != SQLITE_OK
            || api.xInstCount(match, &hits) != SQLITE_OK) {
            return 0;
        }
        std::map<int, double> weightOfPhrase;
        for (int hit = 0; hit < hits; ++hit) {
            int phrase = 0;
            int column = 0;
            int offset = 0;
            if (api.xInst(match, hit, &phrase, &column, &offset) != SQLITE_OK) {
                return 0;
            }
            weightOfPhrase[phrase] += kWeights.at(std::min<std::size_t>(
                static_cast<std::size_t>(std::max(column, 0)), kWeights.size() - 1));
        }
        const double length = 1 - kLengthShare + kLengthShare * words / kUsualWords;
        double sum = 0;
        for (const auto &[phrase, weight] : weightOfPhrase) {
            sum += weight * (kSaturation + 1) / (weight + kSaturation * length);
        }
        return sum;
    }

    void rank(const Fts5ExtensionApi *api,
              Fts5Context *match,
              sqlite3_context *answer,
              int /*count*/,
              sqlite3_value ** /*arguments*/)
    {
        sqlite3_result_int64(answer, static_cast<sqlite3_int64>(-score(*api, match) * kRankScale));
    }

} // namespace

Outcome addSearchRank(Database &index)
{
    fts5_api *api = nullptr;
    sqlite3_stmt *ask = nullptr;
    int code = sqlite3_prepare_v2(index.m_database, "SELECT fts5(?1)", -1, &ask, nullptr);
    if (code == SQLITE_OK) {
        sqlite3_bind_pointer(ask, 1, static_cast<void *>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(ask);
    }
    sqlite3_finalize(ask);
    if (api == nullptr) {
        return Error {ErrorCode::Internal, u"this SQLite has no full-text search"_s};
    }
    code = api->xCreateFunction(api, "search_rank", nullptr, rank, nullptr);
    if (code != SQLITE_OK) {
        return Error {ErrorCode::Internal, u"search_rank cannot be added (%1)"_s.arg(code)};
    }
    return kDone;
}

} // namespace sheaf
