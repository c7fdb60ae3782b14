/// What a person types into a search box, understood.
/// Shape   alternatives joined by OR; within one all terms hold. Words (the last one, while it is being
///         typed, also as the beginning of a word, from its second letter on), "phrases", beginning*,
///         -not, title:word, tag:name, notebook:A/B, is:private, is:conflict, before:YYYY-MM-DD,
///         after:YYYY-MM-DD (that day counts as after; day and month may be left out).
/// Rules   letter case and accents do not matter. Han, Hiragana, Katakana and Hangul match anywhere:
///         each such character is a token of its own, in the index and in the query (searchtext).
/// Errors  none: an unknown operator, an open quote or a wrong date is read as plain words.
#pragma once

#include <QDate>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace sheaf {

struct SearchTerm
{
    enum class Kind { Text, Title, Tag, Notebook, Private, Conflict, Before, After };
    Kind kind = Kind::Text;
    QString text {}; ///< the word or phrase; a notebook's path; a tag
    QDate date {}; ///< Before, After
    bool negated = false;
    bool prefix = false; ///< the last word of `text` may go on

    friend bool operator==(const SearchTerm &, const SearchTerm &) = default;
};

class SearchQuery
{
public:
    using Alternative = std::vector<SearchTerm>;

    [[nodiscard]] static SearchQuery parse(QStringView typed);

    /// True when nothing is asked for: every note matches.
    [[nodiscard]] bool isEmpty() const { return m_alternatives.empty(); }
    [[nodiscard]] const std::vector<Alternative> &alternatives() const { return m_alternatives; }
    /// The positive words and phrases, for marking.
    [[nodiscard]] std::vector<SearchTerm> marked() const;

    friend bool operator==(const SearchQuery &, const SearchQuery &) = default;

private:
    std::vector<Alternative> m_alternatives;
};

/// FTS5 expression for the text terms of an alternative that are (not) negated; empty = none.
[[nodiscard]] QString matchExpression(const SearchQuery::Alternative &terms, bool negated);

} // namespace sheaf
