#include "model/search/searchfind.h"

#include "model/search/searchrank.h"
#include "model/search/searchschema.h"
#include "model/search/searchtext.h"
#include "model/store/database.h"

#include <QSet>

#include <algorithm>
#include <span>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    namespace schema = searchschema;

    /// A condition with the values of its placeholders.
    struct SqlPart
    {
        QByteArray sql;
        std::vector<QByteArray> values;
    };

    /// The notebooks named by a path, and all inside them. The path's last names are enough.
    class NotebookLookup
    {
    public:
        explicit NotebookLookup(const SearchIndex::Notebooks &source)
            : m_source(source)
        {
        }

        QSet<NoteId> named(const QString &path)
        {
            load();
            QStringList wanted;
            for (const QString &name : path.split(u'/', Qt::SkipEmptyParts)) {
                wanted += foldedText(name.trimmed());
            }
            QSet<NoteId> roots;
            for (const auto &notebook : m_notebooks) {
                if (endsWith(notebook.id, wanted)) {
                    roots.insert(notebook.id);
                }
            }
            return withInner(std::move(roots));
        }
        QSet<NoteId> withInner(QSet<NoteId> roots)
        {
            load();
            // Each round adds one level; the tree has no cycles, and a bound all the same.
            for (qsizetype before = -1; before != roots.size();) {
                before = roots.size();
                for (const auto &notebook : m_notebooks) {
                    if (roots.contains(notebook.parent)) {
                        roots.insert(notebook.id);
                    }
                }
            }
            return roots;
        }

    private:
        void load()
        {
            if (!m_loaded && m_source) {
                m_notebooks = m_source();
                for (const auto &notebook : m_notebooks) {
                    m_byId.insert(notebook.id, &notebook);
                }
            }
            m_loaded = true;
        }
        bool endsWith(NoteId id, const QStringList &names) const
        {
            for (auto name = names.crbegin(); name != names.crend(); ++name) {
                const auto *notebook = m_byId.value(id);
                if (notebook == nullptr || foldedText(notebook->name) != *name) {
                    return false;
                }
                id = notebook->parent;
            }
            return !names.isEmpty();
        }

        const SearchIndex::Notebooks &m_source;
        std::vector<NotebookSummary> m_notebooks;
        QHash<NoteId, const NotebookSummary *> m_byId;
        bool m_loaded = false;
    };

    /// Row ids of notebooks as a JSON array; notebooks without notes are not in the index.
    QByteArray notebookRows(Database &index, const QSet<NoteId> &notebooks)
    {
        QByteArray rows;
        for (const NoteId &notebook : notebooks) {
            Statement known(index, "SELECT id FROM notebooks WHERE guid = ?");
            if (known.bind(notebook.toBytes()).next()) {
                rows += (rows.isEmpty() ? "" : ",") + QByteArray::number(known.number(0));
            }
        }
        return '[' + rows + ']';
    }

    SqlPart inNotebooks(Database &index, const QSet<NoteId> &notebooks)
    {
        // Text, not a BLOB: json_each refuses the latter.
        return {"e.notebook IN (SELECT value FROM json_each(CAST(? AS TEXT)))",
                {notebookRows(index, notebooks)}};
    }

    QByteArray separated(const QString &value)
    {
        return (schema::kSeparator + value + schema::kSeparator).toUtf8();
    }

    SqlPart withTag(const QString &tag)
    {
        const QString folded = foldedText(tag.trimmed());
        const QByteArray inside = (schema::kSeparator + folded + u'/').toUtf8();
        return {"(instr(e.tags, ?) > 0 OR instr(e.tags, ?) > 0)", {separated(folded), inside}};
    }

    QByteArray flagCondition(qint64 flag, bool set)
    {
        return "e.flags & " + QByteArray::number(flag) + (set ? " <> 0" : " = 0");
    }

    QByteArray startOfDay(const QDate &day)
    {
        return QByteArray::number(day.startOfDay().toMSecsSinceEpoch());
    }

    std::vector<SqlPart>
    scopeConditions(Database &index, const NoteFilter &filter, NotebookLookup &lookup)
    {
        using Scope = NoteFilter::Scope;
        std::vector<SqlPart> parts {
            {flagCondition(schema::flag::kDeleted, filter.scope == Scope::Trash), {}}};
        switch (filter.scope) {
        case Scope::All:
        case Scope::Held: // the reader keeps those that are
        case Scope::Trash:
            break;
        case Scope::Notebook:
            parts.push_back(inNotebooks(index, lookup.withInner({filter.notebook})));
            break;
        case Scope::Tag:
            parts.push_back({"instr(e.tags, ?) > 0", {separated(foldedText(filter.name))}});
            break;
        case Scope::Category:
            parts.push_back({"instr(e.categories, ?) > 0", {separated(filter.name)}});
            break;
        case Scope::Private:
            parts.push_back({flagCondition(schema::flag::kPrivate, true), {}});
            break;
        case Scope::Conflicts:
            parts.push_back({flagCondition(schema::flag::kConflict, true), {}});
            break;
        }
        return parts;
    }

    /// The condition of a term that is not about words; nothing for words.
    std::optional<SqlPart>
    factCondition(Database &index, const SearchTerm &term, NotebookLookup &lookup)
    {
        switch (term.kind) {
        case SearchTerm::Kind::Text:
        case SearchTerm::Kind::Title:
            return std::nullopt;
        case SearchTerm::Kind::Tag:
            return withTag(term.text);
        case SearchTerm::Kind::Notebook:
            return inNotebooks(index, lookup.named(term.text));
        case SearchTerm::Kind::Private:
            return SqlPart {flagCondition(schema::flag::kPrivate, true), {}};
        case SearchTerm::Kind::Conflict:
            return SqlPart {flagCondition(schema::flag::kConflict, true), {}};
        case SearchTerm::Kind::Before:
            return SqlPart {"e.updated_at < CAST(? AS INTEGER)", {startOfDay(term.date)}};
        case SearchTerm::Kind::After:
            return SqlPart {"e.updated_at >= CAST(? AS INTEGER)", {startOfDay(term.date)}};
        }
        return std::nullopt;
    }

    /// The parts of the index; failures show in the database.
    std::vector<QByteArray> allTexts(Database &index)
    {
        std::vector<QByteArray> texts;
        Statement feed(index, "SELECT parts FROM feed WHERE id = 1");
        const qint64 parts = feed.next() ? feed.number(0) : 0;
        for (qint64 part = 0; part < parts; ++part) {
            texts.push_back("texts_" + QByteArray::number(part));
        }
        return texts;
    }

    /// The whole statement for one alternative, of the notes whose text is in any of `texts`: with words
    /// that is one table. Its first placeholders belong to FROM.
    SqlPart statementFor(Database &index,
                         std::span<const QByteArray> texts,
                         const SearchQuery::Alternative &terms,
                         const std::vector<SqlPart> &scope,
                         SearchIndex::Order order,
                         NotebookLookup &lookup)
    {
        const QString words = matchExpression(terms, false);
        const QString without = matchExpression(terms, true);
        const bool ranked = order == SearchIndex::Order::Rank && !words.isEmpty();
        SqlPart all;
        all.sql = "SELECT e.guid, e.updated_at, ";
        all.sql += ranked ? "search_rank(" + texts.front() + ")" : QByteArray("0");
        if (words.isEmpty()) {
            all.sql += " AS rank_value FROM entries e WHERE ";
        } else {
            all.sql += " AS rank_value FROM " + texts.front() + " JOIN entries e ON e.row = "
                + texts.front() + ".rowid WHERE " + texts.front() + " MATCH CAST(? AS TEXT) AND ";
            all.values.push_back(words.toUtf8());
        }
        for (const QByteArray &table : without.isEmpty() ? std::span<const QByteArray>() : texts) {
            all.sql += "e.row NOT IN (SELECT rowid FROM " + table + " WHERE " + table
                + " MATCH CAST(? AS TEXT)) AND ";
            all.values.push_back(without.toUtf8());
        }
        std::vector<SqlPart> parts = scope;
        for (const SearchTerm &term : terms) {
            if (auto part = factCondition(index, term, lookup)) {
                part->sql = (term.negated ? "NOT (" : "(") + part->sql + ')';
                parts.push_back(*std::move(part));
            }
        }
        for (size_t i = 0; i < parts.size(); ++i) {
            all.sql += (i == 0 ? "" : " AND ") + parts[i].sql;
            all.values.insert(all.values.end(), parts[i].values.begin(), parts[i].values.end());
        }
        all.sql += " ORDER BY rank_value, e.updated_at DESC, e.guid LIMIT CAST(? AS INTEGER)";
        return all;
    }

    /// The words of a query that asks for nothing else, anywhere or in the trash; else nothing.
    QByteArray onlyWords(const SearchQuery &query, const NoteFilter &filter)
    {
        using Scope = NoteFilter::Scope;
        if (query.alternatives().size() != 1
            || (filter.scope != Scope::All && filter.scope != Scope::Trash)) {
            return {};
        }
        const SearchQuery::Alternative &terms = query.alternatives().front();
        const bool words = std::all_of(terms.begin(), terms.end(), [](const SearchTerm &term) {
            return !term.negated
                && (term.kind == SearchTerm::Kind::Text || term.kind == SearchTerm::Kind::Title);
        });
        return words ? matchExpression(terms, false).toUtf8() : QByteArray();
    }

    struct Candidate
    {
        SearchMatch match;
        qint64 updatedAtMs = 0;
    };

    bool comesFirst(const Candidate &a, const Candidate &b)
    {
        if (a.match.rank < b.match.rank || b.match.rank < a.match.rank) {
            return a.match.rank < b.match.rank;
        }
        return a.updatedAtMs != b.updatedAtMs ? a.updatedAtMs > b.updatedAtMs
                                              : a.match.note < b.match.note;
    }

} // namespace

std::vector<SearchMatch> findMatches(Database &index,
                                     std::set<QByteArray> &sqlTexts,
                                     SearchRecency &recency,
                                     const NoteFilter &filter,
                                     SearchIndex::Order order,
                                     const SearchIndex::Notebooks &notebooks)
{
    const ReadScope snapshot(index);
    const SearchQuery query = SearchQuery::parse(filter.query);
    const bool byRecency = order == SearchIndex::Order::Newest && filter.limit >= 0;
    if (const QByteArray words = byRecency ? onlyWords(query, filter) : QByteArray();
        !words.isEmpty()) {
        return recency.newest(
            index, sqlTexts, words, filter.scope == NoteFilter::Scope::Trash, filter.limit);
    }
    NotebookLookup lookup(notebooks);
    const std::vector<SqlPart> scope = scopeConditions(index, filter, lookup);
    const std::vector<SearchQuery::Alternative> everything {{}};
    const auto &alternatives = query.isEmpty() ? everything : query.alternatives();

    std::vector<Candidate> candidates;
    std::set<NoteId> seen;
    bool sorted = alternatives.size() == 1;
    const std::vector<QByteArray> texts = allTexts(index);
    const auto collect = [&](const SqlPart &part) {
        Statement statement(index, sqlTexts.insert(part.sql).first->constData());
        for (const QByteArray &value : part.values) {
            statement.bind(value);
        }
        statement.bind(QByteArray::number(filter.limit < 0 ? -1 : filter.limit));
        while (statement.next()) {
            const auto note = NoteId::fromBytes(statement.bytes(0));
            if (note && (alternatives.size() == 1 || seen.insert(*note).second)) {
                candidates.push_back(
                    {{*note, static_cast<double>(statement.number(2)) / kRankScale},
                     statement.number(1)});
            }
        }
    };
    for (const auto &terms : alternatives) {
        if (matchExpression(terms, false).isEmpty()) {
            collect(statementFor(index, texts, terms, scope, order, lookup));
            continue;
        }
        sorted = sorted && texts.size() < 2;
        for (const QByteArray &table : texts) {
            collect(statementFor(index, {&table, 1}, terms, scope, order, lookup));
        }
    }
    if (!sorted) {
        std::sort(candidates.begin(), candidates.end(), comesFirst);
    }
    if (filter.limit >= 0 && candidates.size() > static_cast<size_t>(filter.limit)) {
        candidates.resize(static_cast<size_t>(filter.limit));
    }
    std::vector<SearchMatch> matches;
    matches.reserve(candidates.size());
    for (const Candidate &candidate : candidates) {
        matches.push_back(candidate.match);
    }
    return matches;
}

} // namespace sheaf
