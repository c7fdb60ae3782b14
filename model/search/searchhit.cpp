// The snippet of a match: FTS5 cannot make one, since it does not keep the text.
#include "model/search/searchindex.h"
#include "model/search/searchtext.h"

namespace sheaf {

namespace {

    constexpr qsizetype kBefore = 40; // characters of context in front of the first hit
    constexpr qsizetype kSnippet = 180;
    // A hit further down in a huge note is not worth a pause; the snippet then shows its beginning.
    constexpr qsizetype kScanned = 500'000;

    /// A term as the folded tokens to look for in a row.
    struct Needle
    {
        QStringList tokens;
        bool prefix = false;
    };

    std::vector<Needle> needlesOf(const SearchQuery &query)
    {
        std::vector<Needle> needles;
        for (const SearchTerm &term : query.marked()) {
            Needle needle {.tokens = {}, .prefix = term.prefix};
            for (const SearchToken &token : textTokens(term.text)) {
                needle.tokens += token.folded;
            }
            needles.push_back(std::move(needle));
        }
        return needles;
    }

    bool matchesAt(const std::vector<SearchToken> &tokens, size_t at, const Needle &needle)
    {
        const auto count = static_cast<size_t>(needle.tokens.size());
        if (count == 0 || at + count > tokens.size()) {
            return false;
        }
        for (size_t i = 0; i < count; ++i) {
            const QString &wanted = needle.tokens[static_cast<qsizetype>(i)];
            const QString &found = tokens[at + i].folded;
            const bool open = needle.prefix && i + 1 == count;
            if (open ? !found.startsWith(wanted) : found != wanted) {
                return false;
            }
        }
        return true;
    }

    /// All places that the needles cover, in order, without overlaps.
    std::vector<TextRange> places(const std::vector<SearchToken> &tokens,
                                  const std::vector<Needle> &needles,
                                  bool firstOnly)
    {
        std::vector<TextRange> found;
        for (size_t at = 0; at < tokens.size(); ++at) {
            for (const Needle &needle : needles) {
                if (!matchesAt(tokens, at, needle)) {
                    continue;
                }
                const size_t last = at + static_cast<size_t>(needle.tokens.size()) - 1;
                const qsizetype end = tokens[last].start + tokens[last].length;
                found.push_back({tokens[at].start, end - tokens[at].start});
                if (firstOnly) {
                    return found;
                }
                at = last;
                break;
            }
        }
        return found;
    }

    /// The first position at or after `at` where a word begins, not far away.
    qsizetype wordStart(QStringView text, qsizetype at)
    {
        for (qsizetype i = at; i < std::min(at + 20, text.size()); ++i) {
            if (i == 0 || text[i - 1].isSpace()) {
                return i;
            }
        }
        return at > 0 && at < text.size() && text[at].isLowSurrogate() ? at + 1 : at;
    }

} // namespace

SearchHit searchHit(const SearchMatch &match,
                    const SearchQuery &query,
                    const QString &title,
                    const QString &body)
{
    SearchHit hit {.note = match.note, .rank = match.rank, .snippet = {}, .marks = {}};
    const std::vector<Needle> needles = needlesOf(query);
    const QStringView scanned = QStringView(body).left(kScanned);
    const auto first = places(textTokens(scanned), needles, true);
    const qsizetype hitAt = first.empty() ? 0 : first.front().start;
    const qsizetype from = hitAt <= kBefore ? 0 : std::min(wordStart(body, hitAt - kBefore), hitAt);
    const QStringView window = QStringView(body).sliced(from).left(2 * kSnippet);

    if (from > 0) {
        hit.snippet += QChar(0x2026);
    }
    // White space runs become one blank; `shownAt` says where each character went.
    std::vector<qsizetype> shownAt;
    shownAt.reserve(static_cast<size_t>(window.size()) + 1);
    qsizetype used = 0;
    for (; used < window.size() && hit.snippet.size() < kSnippet; ++used) {
        const QChar c = window[used];
        shownAt.push_back(hit.snippet.size());
        if (!c.isSpace()) {
            hit.snippet += c;
        } else if (!hit.snippet.isEmpty() && !hit.snippet.back().isSpace()) {
            hit.snippet += u' ';
        }
    }
    if (!hit.snippet.isEmpty() && hit.snippet.back().isHighSurrogate()) {
        hit.snippet.chop(1);
        --used;
    }
    shownAt.push_back(hit.snippet.size());
    if (from + used < body.size()) {
        hit.snippet += QChar(0x2026);
    }
    for (const TextRange &place : places(textTokens(window.left(used)), needles, false)) {
        const qsizetype start = shownAt[static_cast<size_t>(place.start)];
        const qsizetype end = shownAt[static_cast<size_t>(place.start + place.length)];
        hit.marks.push_back({start, end - start});
    }
    if (hit.snippet.isEmpty()) {
        hit.snippet = title.simplified();
    }
    return hit;
}

} // namespace sheaf
