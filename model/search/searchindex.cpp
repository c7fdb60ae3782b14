#include "model/search/searchindex.h"

#include "model/base/digest.h"
#include "model/base/logging.h"
#include "model/search/searchfind.h"
#include "model/search/searchrank.h"
#include "model/search/searchschema.h"
#include "model/search/searchtext.h"
#include "model/store/database.h"

#include <QDir>
#include <QFile>

#include <cstring>
#include <set>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    namespace schema = searchschema;

    /// A few old rows are cheaper than indexing a small library again and again.
    constexpr qint64 kStaleRowsKept = 256;
    /// Prepared statements for searching that a connection keeps.
    constexpr size_t kStatementFormsMax = 512;

    /// Old and new text are compared by this; the old text itself is nowhere to be had.
    qint64 textHash(const IndexedNote &note)
    {
        const QByteArray separator(1, '\0');
        const Hash hash = digest(
            {note.title.toUtf8(), separator, note.tags.join(u'\n').toUtf8(), separator, note.body});
        qint64 number = 0;
        std::memcpy(&number, hash.bytes.data(), sizeof number);
        return number;
    }

    QString separated(const QStringList &values)
    {
        return schema::kSeparator + values.join(schema::kSeparator) + schema::kSeparator;
    }

    qint64 flagsOf(const IndexedNote &note)
    {
        return (note.deleted ? schema::flag::kDeleted : 0)
            | (note.isPrivate ? schema::flag::kPrivate : 0)
            | (note.conflict ? schema::flag::kConflict : 0);
    }

    void removeIndexFiles(const QString &file)
    {
        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s}) {
            QFile::remove(file + suffix);
        }
    }

} // namespace

struct SearchIndex::Private
{
    QString file;
    bool writes = false;
    LibraryId library;
    std::set<QByteArray> sqlTexts; ///< outlives the statements prepared from it
    std::unique_ptr<Database> database;
    SearchRecency recency; ///< of `database`
    qint64 told = 0; ///< position() as last answered; what update() builds on
    bool mustClear = false;
    // Of the feed's row while update() runs, written back once at its end. An UPDATE between two texts
    // opens a savepoint, for which FTS5 writes out all it holds: that tripled the time to feed.
    qint64 nextRow = 0;
    qint64 parts = 0;
    qint64 stale = 0;

    Outcome connect();
    Outcome dropTables();
    Outcome makeTables();
    Outcome prepare(qint64 newestStamp);
    [[nodiscard]] bool fits(qint64 newestStamp) const;
    void take(const IndexedNote &note);
    void insertText(qint64 row, const IndexedNote &note);
    [[nodiscard]] qint64 notebookId(const NoteId &notebook);
    Outcome startAfresh();
};

Outcome SearchIndex::Private::connect()
{
    database.reset();
    recency = {};
    auto opened = Database::open(file, writes ? OpenMode::ReadWrite : OpenMode::ReadOnly);
    if (!opened) {
        return opened.error();
    }
    database = *std::move(opened);
    if (auto ranking = addSearchRank(*database); !ranking) {
        return ranking;
    }
    if (!writes) {
        return kDone;
    }
    QFile::setPermissions(file, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    // Losing the last moments in a power cut is fine: position() goes back with them.
    return database->runScript(u"PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON"_s);
}

bool SearchIndex::Private::fits(qint64 newestStamp) const
{
    Statement version(*database, "PRAGMA user_version");
    if (!version.next() || version.number(0) != schema::kVersion) {
        return false;
    }
    Statement feed(*database, "SELECT library, position FROM feed WHERE id = 1");
    return feed.next() && feed.bytes(0) == library.toBytes() && feed.number(1) <= newestStamp;
}

/// Also those of other versions.
Outcome SearchIndex::Private::dropTables()
{
    QStringList names {u"entries"_s, u"notebooks"_s, u"feed"_s};
    {
        Statement texts(*database,
                        "SELECT name FROM sqlite_master WHERE type = 'table' "
                        "AND name GLOB 'texts*' AND sql GLOB 'CREATE VIRTUAL TABLE *'");
        while (texts.next()) {
            names += texts.text(0);
        }
    }
    for (const QString &name : names) {
        if (auto dropped = database->runScript(u"DROP TABLE IF EXISTS "_s + name); !dropped) {
            return dropped;
        }
    }
    return kDone;
}

Outcome SearchIndex::Private::makeTables()
{
    recency = {};
    if (auto dropped = dropTables(); !dropped) {
        return dropped;
    }
    if (auto made = database->runScript(QString::fromLatin1(schema::kTables)); !made) {
        return made;
    }
    Statement feed(*database,
                   "INSERT INTO feed (id, library, position, next_row, parts, stale) VALUES (1, ?, "
                   "0, 1, 0, 0)");
    if (!feed.bind(library.toBytes()).run()) {
        return database->lastError();
    }
    return database->runScript(u"PRAGMA user_version = %1"_s.arg(schema::kVersion));
}

Outcome SearchIndex::Private::prepare(qint64 newestStamp)
{
    WriteTransaction transaction(*database);
    if (!transaction.isOpen()) {
        return database->lastError();
    }
    // Looked at inside the transaction: another process may be making the file right now.
    if (fits(newestStamp)) {
        return transaction.commit();
    }
    database->clearFailure(); // of a look at tables that are not there yet
    if (auto made = makeTables(); !made) {
        return made;
    }
    return transaction.commit();
}

/// Puts a new file where a damaged one was.
Outcome SearchIndex::Private::startAfresh()
{
    qCWarning(logSearch) << "the search index is damaged; making it again";
    database.reset();
    removeIndexFiles(file);
    if (auto connected = connect(); !connected) {
        return connected;
    }
    return prepare(0);
}

SearchIndex::SearchIndex(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{
}

SearchIndex::~SearchIndex() = default;

Result<std::unique_ptr<SearchIndex>>
SearchIndex::open(const QString &folder, const LibraryId &library, qint64 newestStamp)
{
    auto parts = std::make_unique<Private>();
    parts->file = QDir(folder).filePath(u"search.sqlite"_s);
    parts->writes = true;
    parts->library = library;
    Outcome ready = parts->connect();
    if (ready) {
        ready = parts->prepare(newestStamp);
    }
    if (!ready && ready.error().code == ErrorCode::LibraryDamaged) {
        ready = parts->startAfresh();
    }
    if (!ready) {
        return ready.error();
    }
    return std::unique_ptr<SearchIndex>(new SearchIndex(std::move(parts)));
}

std::unique_ptr<SearchIndex> SearchIndex::openReader(const QString &folder)
{
    auto parts = std::make_unique<Private>();
    parts->file = QDir(folder).filePath(u"search.sqlite"_s);
    return std::unique_ptr<SearchIndex>(new SearchIndex(std::move(parts)));
}

qint64 SearchIndex::position() const
{
    if (d->database != nullptr) {
        Statement feed(*d->database, "SELECT position FROM feed WHERE id = 1");
        if (feed.next()) {
            d->told = feed.number(0);
        }
    }
    return d->told;
}

qint64 SearchIndex::Private::notebookId(const NoteId &notebook)
{
    if (notebook.isNull()) {
        return 0;
    }
    {
        Statement known(*database, "SELECT id FROM notebooks WHERE guid = ?");
        if (known.bind(notebook.toBytes()).next()) {
            return known.number(0);
        }
    }
    Statement added(*database, "INSERT INTO notebooks (guid) VALUES (?)");
    return added.bind(notebook.toBytes()).run() ? added.insertedId() : 0;
}

void SearchIndex::Private::insertText(qint64 row, const IndexedNote &note)
{
    const qint64 part = schema::partOf(row);
    for (; parts <= part; ++parts) {
        const QString table =
            QString::fromLatin1(schema::kTexts)
                .arg(QString::number(parts), QString::fromLatin1(kIndexTokenizer));
        if (!database->runScript(table)) {
            return;
        }
    }
    const QByteArray insert = "INSERT INTO texts_" + QByteArray::number(part)
        + " (rowid, title, tags, body) VALUES (?, ?, ?, ?)";
    Statement text(*database, sqlTexts.insert(insert).first->constData());
    text.bind(row)
        .bindText(indexedText(note.title))
        .bindText(indexedText(note.tags.join(u'\n')))
        .bind(indexedBytes(note.body));
    text.run();
}

/// Puts one note's text and facts in; failures show in the transaction's commit.
void SearchIndex::Private::take(const IndexedNote &note)
{
    std::optional<qint64> oldRow;
    std::optional<qint64> oldHash;
    {
        Statement entry(*database, "SELECT row, text_hash FROM entries WHERE guid = ?");
        if (entry.bind(note.id.toBytes()).next()) {
            oldRow = entry.number(0);
            oldHash = entry.isNull(1) ? std::nullopt : std::optional(entry.number(1));
        }
    }
    const bool indexed = !note.isPrivate;
    const qint64 hash = indexed ? textHash(note) : 0;
    const bool newText = indexed && (!oldHash || *oldHash != hash);
    qint64 row = oldRow.value_or(0);
    if (!oldRow || newText) {
        row = nextRow++;
    }
    if (newText) {
        insertText(row, note);
    }
    if (oldHash && (newText || !indexed)) {
        ++stale;
    }
    // No word of a note that has become private may stay behind, not even as a stale row.
    mustClear = mustClear || (oldHash && !indexed);
    Statement entry(
        *database,
        "INSERT INTO entries (row, guid, notebook, flags, updated_at, tags, categories, text_hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guid) DO UPDATE SET row = excluded.row, "
        "notebook = excluded.notebook, flags = excluded.flags, updated_at = excluded.updated_at, "
        "tags = excluded.tags, categories = excluded.categories, text_hash = excluded.text_hash");
    entry.bind(row)
        .bind(note.id.toBytes())
        .bind(notebookId(note.notebook))
        .bind(flagsOf(note))
        .bind(note.updatedAtMs)
        .bindText(foldedText(separated(note.tags)))
        .bindText(separated(note.categories));
    if (indexed) {
        entry.bind(hash);
    } else {
        entry.bindNull();
    }
    entry.run();
}

Outcome SearchIndex::update(std::span<const IndexedNote> notes,
                            qint64 position,
                            const std::function<bool()> &stop)
{
    if (d->database == nullptr || !d->writes) {
        return Error {ErrorCode::Internal, u"the search index is not open for writing"_s};
    }
    d->mustClear = false;
    Outcome done = kDone;
    bool mostlyStale = false;
    {
        WriteTransaction transaction(*d->database);
        if (!transaction.isOpen()) {
            return d->database->lastError();
        }
        {
            Statement feed(*d->database,
                           "SELECT position, next_row, parts, stale FROM feed WHERE id = 1");
            if (feed.next() && feed.number(0) != d->told) {
                // Another process fed it meanwhile; these rows may be the older ones.
                return kDone;
            }
            d->nextRow = feed.number(1);
            d->parts = feed.number(2);
            d->stale = feed.number(3);
        }
        for (const IndexedNote &note : notes) {
            if (stop && stop()) {
                return Error {ErrorCode::Cancelled, u"it is time to end"_s};
            }
            d->take(note);
        }
        Statement(*d->database, "UPDATE feed SET position = ?, next_row = ?, parts = ?, stale = ?")
            .bind(position)
            .bind(d->nextRow)
            .bind(d->parts)
            .bind(d->stale)
            .run();
        mostlyStale = d->stale * 2 > d->nextRow && d->stale > kStaleRowsKept;
        done = transaction.commit();
    }
    if (!done && done.error().code == ErrorCode::LibraryDamaged) {
        return d->startAfresh();
    }
    return done && (d->mustClear || mostlyStale) ? clear() : done;
}

Outcome SearchIndex::clear()
{
    if (d->database == nullptr || !d->writes) {
        return Error {ErrorCode::Internal, u"the search index is not open for writing"_s};
    }
    {
        WriteTransaction transaction(*d->database);
        if (!transaction.isOpen()) {
            return d->database->lastError();
        }
        if (auto made = d->makeTables(); !made) {
            return made;
        }
        if (auto committed = transaction.commit(); !committed) {
            return committed;
        }
    }
    // The old pages, overwritten by secure_delete, leave the write-ahead log as well.
    return d->database->runScript(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
}

std::vector<SearchMatch>
SearchIndex::find(const NoteFilter &filter, Order order, const Notebooks &notebooks) const
{
    // A reader may be older than the index, and the index may be made again at any time.
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (d->database == nullptr && (!QFile::exists(d->file) || !d->connect())) {
            return {};
        }
        if (d->sqlTexts.size() > kStatementFormsMax) {
            d->database.reset();
            d->sqlTexts.clear();
            if (!d->connect()) {
                return {};
            }
        }
        d->database->clearFailure();
        auto found = findMatches(*d->database, d->sqlTexts, d->recency, filter, order, notebooks);
        if (!d->database->failed()) {
            return found;
        }
        if (d->writes) {
            return {};
        }
        d->database.reset();
    }
    return {};
}

} // namespace sheaf
