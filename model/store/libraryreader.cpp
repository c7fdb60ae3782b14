#include "model/store/libraryreader.h"

#include "model/search/searchindex.h"
#include "model/store/columns.h"
#include "model/store/conflictstore.h"
#include "model/store/librarystore.h"
#include "model/store/migrations.h"

#include <QDir>
#include <QSet>

#include <algorithm>
#include <map>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    /// The notebook and all inside it.
    QSet<NoteId> withInner(const NotebookTree &tree, const NoteId &notebook)
    {
        QSet<NoteId> inside {notebook};
        for (qsizetype known = 0; known != inside.size();) {
            known = inside.size();
            for (auto it = tree.nodes.cbegin(); it != tree.nodes.cend(); ++it) {
                if (inside.contains(it->parent) && !it->parent.isNull()) {
                    inside.insert(it.key());
                }
            }
        }
        return inside;
    }

    /// Notes with changes that no other device has acknowledged.
    QSet<NoteId> waitingNotes(LibraryStore &store)
    {
        QSet<NoteId> waiting;
        if (!store.peers.hasAcknowledgements()) {
            return waiting;
        }
        for (const LogRange &range : store.logs.vector().missingIn(store.peers.ackedByAny())) {
            Statement select(*store.database,
                             "SELECT DISTINCT n.guid FROM note_changes c JOIN notes n "
                             "ON n.id = c.note_guid WHERE c.log = ? AND c.seq BETWEEN ? AND ?");
            select.bind(store.logs.logRow(range.log).value_or(0))
                .bind(static_cast<qint64>(range.first))
                .bind(static_cast<qint64>(range.last));
            while (select.next()) {
                waiting.insert(noteIdFromColumn(select.bytes(0)));
            }
        }
        return waiting;
    }

    /// Ids of the notes that carry `name` as a tag or category; null sets mean "no such condition".
    QSet<NoteId> carrying(LibraryStore &store, const NoteFilter &filter)
    {
        QSet<NoteId> ids;
        Statement select(*store.database,
                         "SELECT guid, tags, categories FROM notes WHERE kind = 0 AND "
                         "(tags IS NOT NULL OR categories IS NOT NULL)");
        const bool tag = filter.scope == NoteFilter::Scope::Tag;
        while (select.next()) {
            if (listFromColumn(select.bytes(tag ? 1 : 2)).contains(filter.name)) {
                ids.insert(noteIdFromColumn(select.bytes(0)));
            }
        }
        return ids;
    }

    bool inScope(const NoteSummary &note, const NoteFilter &filter, const QSet<NoteId> &named)
    {
        using Scope = NoteFilter::Scope;
        if (note.deleted != (filter.scope == Scope::Trash)) {
            return false;
        }
        switch (filter.scope) {
        case Scope::All:
        case Scope::Trash:
            return true;
        case Scope::Notebook:
            return named.contains(note.notebook);
        case Scope::Tag:
        case Scope::Category:
            return named.contains(note.id);
        case Scope::Private:
            return note.isPrivate;
        case Scope::Conflicts:
            return note.conflict != ConflictType::None;
        case Scope::Held:
            return note.held;
        }
        return false;
    }

    /// Up to here it is cheaper to read the matches one by one than to look at all notes.
    constexpr qsizetype kMatchesReadSingly = 4096;

    std::vector<NoteSummary> matching(const LibraryStore &store, const QSet<NoteId> &found)
    {
        std::vector<NoteSummary> notes;
        if (found.size() > kMatchesReadSingly) {
            notes = store.notes.summaries();
            std::erase_if(notes, [&](const NoteSummary &note) { return !found.contains(note.id); });
            return notes;
        }
        for (const NoteId &id : found) {
            if (auto note = store.notes.summary(id)) {
                notes.push_back(*std::move(note));
            }
        }
        return notes;
    }

    void believeTimes(const LibraryStore &store, std::vector<NoteSummary> &notes)
    {
        if (!store.clocks.hasTimes()) {
            return;
        }
        const QHash<QByteArray, BelievedTimes> times = store.clocks.allTimes();
        for (NoteSummary &note : notes) {
            if (const auto found = times.constFind(note.id.toBytes()); found != times.cend()) {
                note.createdAtMs = found->createdMs;
                note.updatedAtMs = found->updatedMs;
            }
        }
    }

    bool newestFirst(const NoteSummary &a, const NoteSummary &b)
    {
        return a.updatedAtMs != b.updatedAtMs ? a.updatedAtMs > b.updatedAtMs : a.id < b.id;
    }

    std::vector<NotebookSummary> notebooksOf(LibraryStore &store, const NotebookTree &tree)
    {
        QHash<NoteId, int> counts;
        Statement select(*store.database,
                         "SELECT place_parent, count(*) FROM notes WHERE kind = 0 "
                         "AND place_parent IS NOT NULL AND (deleted = 0 OR EXISTS (SELECT 1 FROM "
                         "seen_deletes s WHERE s.note = notes.id AND s.held <> 0)) "
                         "GROUP BY place_parent");
        while (select.next()) {
            counts.insert(noteIdFromColumn(select.bytes(0)), static_cast<int>(select.number(1)));
        }
        std::vector<NotebookSummary> notebooks;
        for (auto it = tree.nodes.cbegin(); it != tree.nodes.cend(); ++it) {
            notebooks.push_back(
                {it.key(), it->parent, it->name, it->order, counts.value(it.key())});
        }
        std::sort(notebooks.begin(), notebooks.end(), [](const auto &a, const auto &b) {
            return std::tie(a.parent, a.order, a.id) < std::tie(b.parent, b.order, b.id);
        });
        return notebooks;
    }

    SearchIndex &searchReader(LibraryStore &store, const QString &folder)
    {
        if (!store.searchReader) {
            store.searchReader = SearchIndex::openReader(folder);
        }
        return *store.searchReader;
    }

} // namespace

LibraryReader::LibraryReader(QString folder, std::unique_ptr<LibraryStore> store)
    : m_folder(std::move(folder))
    , m_store(std::move(store))
{
}

LibraryReader::~LibraryReader() = default;

Result<std::unique_ptr<LibraryReader>> LibraryReader::open(const QString &folder)
{
    const QString file = QDir(folder).filePath(u"library.sqlite"_s);
    const Result<bool> exists = examineLibraryFile(file);
    if (!exists) {
        return exists.error();
    }
    if (!*exists) {
        return Error {ErrorCode::LibraryUnreadable, u"%1 holds no library"_s.arg(folder)};
    }
    Result<std::unique_ptr<Database>> database = Database::open(file, OpenMode::ReadOnly);
    if (!database) {
        return database.error();
    }
    if (Outcome checked = checkSchema(**database); !checked) {
        return checked.error();
    }
    return std::unique_ptr<LibraryReader>(
        new LibraryReader(folder, std::make_unique<LibraryStore>(*std::move(database))));
}

Result<Note> LibraryReader::note(const NoteId &id) const
{
    const Snapshot now(*m_store);
    std::optional<NoteRow> row = m_store->notes.find(id);
    if (m_store->database->failed()) {
        return m_store->database->lastError();
    }
    if (!row || row->note.heads.empty()) {
        return Error {ErrorCode::NotFound, u"no record %1"_s.arg(id.toHex())};
    }
    return m_store->shown(*row);
}

Result<NoteState> LibraryReader::stateAt(const Hash &change) const
{
    const Snapshot now(*m_store);
    const auto id = m_store->journal.idOf(change);
    if (!id) {
        return Error {ErrorCode::NotFound, u"no change %1"_s.arg(change.toHex())};
    }
    std::vector<qint64> lacking;
    NoteState state = m_store->history.stateAt(*id, &lacking);
    if (!lacking.empty()) {
        return Error {ErrorCode::ContentGone,
                      u"the text of version %1 is not kept here any longer"_s.arg(change.toHex())};
    }
    return state;
}

std::vector<NoteSummary> LibraryReader::notes(const NoteFilter &filter) const
{
    const Snapshot now(*m_store);
    const NotebookTree &tree = m_store->notebookTree(now.library.version);
    QSet<NoteId> named;
    if (filter.scope == NoteFilter::Scope::Notebook) {
        named = withInner(tree, filter.notebook);
    } else if (filter.scope == NoteFilter::Scope::Tag
               || filter.scope == NoteFilter::Scope::Category) {
        named = carrying(*m_store, filter);
    }
    const bool searching = !filter.query.trimmed().isEmpty();
    const auto drop = [&](std::vector<NoteSummary> &some) {
        std::erase_if(some, [&](const NoteSummary &note) { return !inScope(note, filter, named); });
    };
    std::vector<NoteSummary> notes;
    if (!searching) {
        notes = m_store->notes.summaries();
        drop(notes);
    }
    NoteFilter wanted = filter;
    if (m_store->clocks.hasTimes()) {
        wanted.limit = -1; // the index orders by what the devices say, not by what is believed
    }
    // The index may lag behind: where that leaves too few of the newest, all matches are looked at.
    for (bool enough = !searching; !enough; wanted.limit = -1) {
        const auto notebooks = [&] { return notebooksOf(*m_store, tree); };
        QSet<NoteId> found;
        for (const SearchMatch &match :
             searchReader(*m_store, m_folder).find(wanted, SearchIndex::Order::Newest, notebooks)) {
            found.insert(match.note);
        }
        notes = matching(*m_store, found);
        drop(notes);
        enough = wanted.limit < 0 || found.size() < wanted.limit
            || notes.size() >= static_cast<size_t>(wanted.limit);
    }
    believeTimes(*m_store, notes);
    std::sort(notes.begin(), notes.end(), newestFirst);
    if (filter.limit >= 0 && notes.size() > static_cast<size_t>(filter.limit)) {
        notes.resize(static_cast<size_t>(filter.limit));
    }
    const QSet<NoteId> waiting = waitingNotes(*m_store);
    for (NoteSummary &note : notes) {
        note.waiting = note.waiting || waiting.contains(note.id);
    }
    return notes;
}

std::vector<SearchHit> LibraryReader::search(const QString &query, int limit) const
{
    const Snapshot now(*m_store);
    NoteFilter filter;
    filter.query = query;
    filter.limit = limit;
    const auto notebooks = [&] {
        return notebooksOf(*m_store, m_store->notebookTree(now.library.version));
    };
    std::vector<SearchHit> hits;
    const SearchQuery parsed = SearchQuery::parse(query);
    for (const SearchMatch &match :
         searchReader(*m_store, m_folder).find(filter, SearchIndex::Order::Rank, notebooks)) {
        if (const std::optional<NoteRow> row = m_store->notes.find(match.note)) {
            hits.push_back(
                searchHit(match, parsed, row->note.state.title, m_store->notes.body(*row)));
        }
    }
    return hits;
}

std::vector<NotebookSummary> LibraryReader::notebooks() const
{
    const Snapshot now(*m_store);
    return notebooksOf(*m_store, m_store->notebookTree(now.library.version));
}

QStringList LibraryReader::notebookPath(const NoteId &notebook) const
{
    const Snapshot now(*m_store);
    return m_store->notebookTree(now.library.version).path(notebook);
}

std::optional<NoteId> LibraryReader::notebookByPath(const QStringList &path) const
{
    const Snapshot now(*m_store);
    const NotebookTree &tree = m_store->notebookTree(now.library.version);
    std::vector<NoteId> found;
    for (auto it = tree.nodes.cbegin(); it != tree.nodes.cend(); ++it) {
        if (!path.isEmpty() && it->name == path.last() && tree.path(it.key()) == path) {
            found.push_back(it.key());
        }
    }
    const auto first = std::min_element(found.begin(), found.end());
    return first == found.end() ? std::nullopt : std::optional(*first);
}

LibraryCounts LibraryReader::counts() const
{
    const Snapshot now(*m_store);
    LibraryCounts counts;
    std::map<QString, int> tags;
    std::map<QString, int> categories;
    Statement select(*m_store->database,
                     "SELECT deleted <> 0 AND NOT EXISTS (SELECT 1 FROM seen_deletes s "
                     "WHERE s.note = notes.id AND s.held <> 0), "
                     "is_private, tags, categories, count(*) FROM notes WHERE kind = 0 AND heads "
                     "<> x'' AND deleted + incomplete < 2 GROUP BY 1, 2, 3, 4");
    while (select.next()) {
        const int count = static_cast<int>(select.number(4));
        if (select.number(0) != 0) {
            counts.trash += count;
            continue;
        }
        counts.notes += count;
        counts.privateNotes += select.number(1) != 0 ? count : 0;
        for (const QString &tag : listFromColumn(select.bytes(2))) {
            tags[tag] += count;
        }
        for (const QString &category : listFromColumn(select.bytes(3))) {
            categories[category] += count;
        }
    }
    counts.conflicts = static_cast<int>(ConflictStore(*m_store, now.library).open().size());
    counts.changes = m_store->logs.changeCount();
    counts.tags.assign(tags.begin(), tags.end());
    counts.categories.assign(categories.begin(), categories.end());
    return counts;
}

std::vector<NoteId> LibraryReader::allNotes() const
{
    const Snapshot now(*m_store);
    return m_store->notes.ids(RecordKind::Note);
}

std::optional<QString> LibraryReader::setting(const QString &key) const
{
    const Snapshot now(*m_store);
    return m_store->setting(key);
}

std::vector<NoteConflict> LibraryReader::conflicts() const
{
    const Snapshot now(*m_store);
    const ConflictStore store(*m_store, now.library);
    std::vector<NoteConflict> conflicts;
    for (const NoteId &id : store.open()) {
        if (Result<NoteConflict> conflict = store.describe(id)) {
            conflicts.push_back(*std::move(conflict));
        }
    }
    return conflicts;
}

Result<NoteConflict> LibraryReader::conflict(const NoteId &id) const
{
    const Snapshot now(*m_store);
    return ConflictStore(*m_store, now.library).describe(id);
}

} // namespace sheaf
