#include "model/search/searchquery.h"

#include "model/search/searchtext.h"

#include <array>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    // Far above what anyone types, and it keeps the expression small for SQLite.
    constexpr qsizetype kQueryCharactersMax = 1000;
    constexpr size_t kTermsMax = 48;
    constexpr qsizetype kPrefixLettersMin = 2;

    struct Operator
    {
        QStringView name;
        SearchTerm::Kind kind;
    };
    constexpr std::array<Operator, 5> kOperators {{
        {u"title", SearchTerm::Kind::Title},
        {u"tag", SearchTerm::Kind::Tag},
        {u"notebook", SearchTerm::Kind::Notebook},
        {u"before", SearchTerm::Kind::Before},
        {u"after", SearchTerm::Kind::After},
    }};

    /// Reads the query from left to right; every step consumes at least one character.
    class QueryScanner
    {
    public:
        explicit QueryScanner(QStringView text)
            : m_text(text)
        {
        }

        bool atEnd()
        {
            while (m_at < m_text.size() && m_text[m_at].isSpace()) {
                ++m_at;
            }
            return m_at >= m_text.size();
        }
        bool takeWord(QStringView word)
        {
            const qsizetype end = m_at + word.size();
            if (!m_text.sliced(m_at).startsWith(word)
                || (end < m_text.size() && !m_text[end].isSpace())) {
                return false;
            }
            m_at = end;
            return true;
        }
        bool takeMinus()
        {
            if (m_at + 1 < m_text.size() && m_text[m_at] == u'-' && !m_text[m_at + 1].isSpace()) {
                ++m_at;
                return true;
            }
            return false;
        }
        /// "name:" in front of something.
        QString takeOperator()
        {
            qsizetype end = m_at;
            while (end < m_text.size() && m_text[end].isLetter()) {
                ++end;
            }
            if (end == m_at || end + 1 >= m_text.size() || m_text[end] != u':'
                || m_text[end + 1].isSpace()) {
                return {};
            }
            const QString name = m_text.sliced(m_at, end - m_at).toString().toLower();
            m_at = end + 1;
            return name;
        }
        /// A word, or what stands between quotes. A quote without its partner is no quote.
        QString takeValue(bool *quoted)
        {
            *quoted = false;
            if (m_text[m_at] == u'"') {
                const qsizetype close = m_text.indexOf(u'"', m_at + 1);
                if (close > 0) {
                    const QString value = m_text.sliced(m_at + 1, close - m_at - 1).toString();
                    m_at = close + 1;
                    *quoted = true;
                    return value;
                }
                ++m_at;
            }
            const qsizetype start = m_at;
            while (m_at < m_text.size() && !m_text[m_at].isSpace()) {
                ++m_at;
            }
            return m_text.sliced(start, m_at - start).toString();
        }
        [[nodiscard]] qsizetype position() const { return m_at; }
        void moveTo(qsizetype position) { m_at = position; }
        [[nodiscard]] bool typedToTheEnd() const { return m_at >= m_text.size(); }

    private:
        QStringView m_text;
        qsizetype m_at = 0;
    };

    /// "2026", "2026-03" or "2026-03-01"; the first day meant.
    std::optional<QDate> dateFrom(const QString &text)
    {
        for (const QString &format : {u"yyyy-MM-dd"_s, u"yyyy-MM"_s, u"yyyy"_s}) {
            if (text.size() == format.size()) {
                if (const QDate date = QDate::fromString(text, format); date.isValid()) {
                    return date;
                }
            }
        }
        return std::nullopt;
    }

    /// The term for `name:value`, or nothing when that means nothing to us.
    std::optional<SearchTerm> operatorTerm(const QString &name, const QString &value)
    {
        if (name == "is"_L1) {
            const QString flag = value.toLower();
            if (flag == "private"_L1) {
                return SearchTerm {.kind = SearchTerm::Kind::Private};
            }
            if (flag == "conflict"_L1) {
                return SearchTerm {.kind = SearchTerm::Kind::Conflict};
            }
            return std::nullopt;
        }
        for (const Operator &known : kOperators) {
            if (name != known.name) {
                continue;
            }
            SearchTerm term {.kind = known.kind, .text = value};
            switch (known.kind) {
            case SearchTerm::Kind::Title:
                return hasToken(value) ? std::optional(term) : std::nullopt;
            case SearchTerm::Kind::Before:
            case SearchTerm::Kind::After:
                if (const auto date = dateFrom(value)) {
                    term.text.clear();
                    term.date = *date;
                    return term;
                }
                return std::nullopt;
            case SearchTerm::Kind::Tag:
            case SearchTerm::Kind::Notebook:
                return value.trimmed().isEmpty() ? std::nullopt : std::optional(term);
            case SearchTerm::Kind::Text:
            case SearchTerm::Kind::Private:
            case SearchTerm::Kind::Conflict:
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

    /// One letter stands for itself: as a beginning it would match nearly every note, slowly.
    bool endsInAWordBegun(const QString &text)
    {
        const auto tokens = textTokens(text);
        return !tokens.empty() && tokens.back().folded.size() >= kPrefixLettersMin;
    }

    /// The next term; nothing when what was typed holds no letter or digit.
    std::optional<SearchTerm> takeTerm(QueryScanner &scanner)
    {
        const bool negated = scanner.takeMinus();
        const qsizetype start = scanner.position();
        bool quoted = false;
        std::optional<SearchTerm> term;
        if (const QString name = scanner.takeOperator(); !name.isEmpty()) {
            term = operatorTerm(name, scanner.takeValue(&quoted));
        }
        if (!term) {
            scanner.moveTo(start);
            term = SearchTerm {.text = scanner.takeValue(&quoted)};
        }
        const bool isText =
            term->kind == SearchTerm::Kind::Text || term->kind == SearchTerm::Kind::Title;
        if (isText && !quoted) {
            const bool typing = scanner.typedToTheEnd() && !negated && endsInAWordBegun(term->text);
            term->prefix = term->text.endsWith(u'*') || typing;
            while (term->text.endsWith(u'*')) {
                term->text.chop(1);
            }
        }
        if (isText && !hasToken(term->text)) {
            return std::nullopt;
        }
        term->negated = negated;
        return term;
    }

    bool isText(const SearchTerm &term)
    {
        return term.kind == SearchTerm::Kind::Text || term.kind == SearchTerm::Kind::Title;
    }

} // namespace

SearchQuery SearchQuery::parse(QStringView typed)
{
    QueryScanner scanner(typed.left(kQueryCharactersMax));
    SearchQuery query;
    Alternative terms;
    size_t count = 0;
    while (!scanner.atEnd() && count < kTermsMax) {
        const qsizetype before = scanner.position();
        if (!terms.empty() && scanner.takeWord(u"OR")) {
            if (!scanner.atEnd()) {
                query.m_alternatives.push_back(std::exchange(terms, {}));
                continue;
            }
            scanner.moveTo(before); // nothing follows: a word like any other
        }
        if (auto term = takeTerm(scanner)) {
            terms.push_back(*std::move(term));
            ++count;
        }
    }
    if (!terms.empty()) {
        query.m_alternatives.push_back(std::move(terms));
    }
    return query;
}

std::vector<SearchTerm> SearchQuery::marked() const
{
    std::vector<SearchTerm> positive;
    for (const Alternative &terms : m_alternatives) {
        for (const SearchTerm &term : terms) {
            if (isText(term) && !term.negated) {
                positive.push_back(term);
            }
        }
    }
    return positive;
}

QString matchExpression(const SearchQuery::Alternative &terms, bool negated)
{
    QStringList parts;
    for (const SearchTerm &term : terms) {
        if (!isText(term) || term.negated != negated) {
            continue;
        }
        QString text = indexedText(term.text);
        text.remove(u'\0');
        text.replace(u'"', u' ');
        QString part = u'"' + text.simplified() + u'"';
        if (term.prefix) {
            part += u" *"_s;
        }
        parts += term.kind == SearchTerm::Kind::Title ? u"title : "_s + part : part;
    }
    return parts.join(negated ? u" OR "_s : u" AND "_s);
}

} // namespace sheaf
