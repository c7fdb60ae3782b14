/// The index finds what is there and nothing else, and is made again whenever it cannot be trusted.
#include "model/search/searchindex.h"
#include "model/search/searchschema.h"
#include "model/store/database.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

NoteId noteId(int number)
{
    NoteId id;
    id.bytes[0] = 1;
    id.bytes[14] = static_cast<std::uint8_t>(number / 256);
    id.bytes[15] = static_cast<std::uint8_t>(number % 256);
    return id;
}

const LibraryId kLibrary = *LibraryId::fromBytes(QByteArray(16, 'L'));

IndexedNote
note(int number, const QString &title, const QString &body = {}, const QStringList &tags = {})
{
    IndexedNote made;
    made.id = noteId(number);
    made.title = title;
    made.body = body.toUtf8();
    made.tags = tags;
    made.updatedAtMs = number;
    return made;
}

} // namespace

class SearchIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void searches_findTheRightNotes_data();
    void searches_findTheRightNotes();
    void changedText_replacesTheOld();
    void changedFacts_needNoNewText();
    void deletedNotes_areInTheTrashOnly();
    void privateText_isNowhereInTheFile();
    void notebooks_areFoundByPath_withWhatIsInside();
    void scopes_narrowTheSearch();
    void newestAndRank_orderTheMatches();
    void limit_cutsAfterOrdering();
    void limitedSearch_followsEveryWrite();
    void severalParts_answerAsOne();
    void fileOfAnotherVersion_isMadeAgain();
    void stoppedUpdate_takesNothing_andIsMadeUpFor();
    void position_survivesReopening();
    void anotherLibraryOrALaterPosition_startsAgain();
    void damagedFile_isMadeAgain();
    void staleRows_makeItStartAgain();
    void rowsReadBeforeAnotherProcessFedThem_areLeftOut();
    void reader_findsNothingWithoutAFile_andSomethingOnceThereIs();
    void hostileQueries_neverFail();
    void snippet_showsTheFirstHit_withMarks();
    void snippet_ofATitleHit_isTheBeginning();

private:
    void feed(const std::vector<IndexedNote> &notes);
    [[nodiscard]] QList<int> found(const QString &query,
                                   NoteFilter filter = {},
                                   SearchIndex::Order order = SearchIndex::Order::Newest) const;
    void reopen(qint64 newestStamp = 1'000'000);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SearchIndex> m_index;
    std::vector<NotebookSummary> m_notebooks;
    qint64 m_stamp = 0;
};

void SearchIndexTest::init()
{
    m_index.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_notebooks.clear();
    m_stamp = 0;
    reopen();
}

void SearchIndexTest::reopen(qint64 newestStamp)
{
    m_index.reset();
    auto opened = SearchIndex::open(m_folder->path(), kLibrary, newestStamp);
    QVERIFY(opened);
    m_index = *std::move(opened);
}

void SearchIndexTest::feed(const std::vector<IndexedNote> &notes)
{
    QCOMPARE(m_index->position(), m_stamp);
    m_stamp += static_cast<qint64>(notes.size());
    QVERIFY(m_index->update(notes, m_stamp));
}

QList<int>
SearchIndexTest::found(const QString &query, NoteFilter filter, SearchIndex::Order order) const
{
    filter.query = query;
    const auto reader = SearchIndex::openReader(m_folder->path());
    QList<int> numbers;
    for (const auto &match : reader->find(filter, order, [this] { return m_notebooks; })) {
        numbers += match.note.bytes[14] * 256 + match.note.bytes[15];
    }
    return numbers;
}

void SearchIndexTest::searches_findTheRightNotes_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QList<int>>("expected");
    QTest::newRow("nothing typed") << u""_s << QList<int> {6, 5, 4, 3, 2, 1};
    QTest::newRow("word in a title") << u"shopping "_s << QList<int> {1};
    QTest::newRow("word in a body") << u"apples "_s << QList<int> {2, 1};
    QTest::newRow("beginning of a word, typing") << u"app"_s << QList<int> {2, 1};
    QTest::newRow("first letter") << u"z"_s << QList<int> {};
    QTest::newRow("first two letters") << u"ZU"_s << QList<int> {4};
    QTest::newRow("beginning is no whole word") << u"app "_s << QList<int> {};
    QTest::newRow("two words, anywhere") << u"apples shopping "_s << QList<int> {1};
    QTest::newRow("phrase") << u"\"red apples\""_s << QList<int> {1};
    QTest::newRow("phrase in the other order") << u"\"apples red\""_s << QList<int> {};
    QTest::newRow("without a word") << u"apples -bread "_s << QList<int> {2};
    QTest::newRow("only without") << u"-apples -the -zürich "_s << QList<int> {6, 5};
    QTest::newRow("either") << u"shopping OR straße "_s << QList<int> {4, 1};
    QTest::newRow("accents do not matter") << u"zurich "_s << QList<int> {4};
    QTest::newRow("typed with accents") << u"Zürich CRÉME "_s << QList<int> {4};
    QTest::newRow("tag as operator") << u"tag:HOME "_s << QList<int> {1};
    QTest::newRow("tag with tags inside") << u"tag:work "_s << QList<int> {3, 2};
    QTest::newRow("tag is whole") << u"tag:wor "_s << QList<int> {};
    QTest::newRow("tag as a word") << u"urgent "_s << QList<int> {3};
    QTest::newRow("without a tag") << u"apples -tag:home "_s << QList<int> {2};
    QTest::newRow("tag or word") << u"tag:home OR zurich"_s << QList<int> {4, 1};
    QTest::newRow("title only") << u"title:the "_s << QList<int> {3};
    QTest::newRow("Japanese inside a word") << u"本語"_s << QList<int> {5};
    QTest::newRow("Japanese, not adjacent") << u"日語"_s << QList<int> {};
    QTest::newRow("one Han character") << u"語 "_s << QList<int> {5};
    QTest::newRow("Katakana inside a word") << u"ロー"_s << QList<int> {5};
    QTest::newRow("Hangul") << u"국어"_s << QList<int> {6};
    QTest::newRow("picture") << u"🎉"_s << QList<int> {6};
    QTest::newRow("before a day") << u"before:1980-01-01"_s << QList<int> {6, 5, 4, 3, 2, 1};
    QTest::newRow("after a day") << u"after:1980"_s << QList<int> {};
    QTest::newRow("not after a day") << u"-after:1980 apples "_s << QList<int> {2, 1};
    QTest::newRow("unknown operator is a phrase") << u"colour:red "_s << QList<int> {2};
}

void SearchIndexTest::searches_findTheRightNotes()
{
    feed({note(1, u"Shopping"_s, u"red apples, bread"_s, {u"home"_s}),
          note(2, u"Orchard"_s, u"Apples of every colour: red too? colour: green."_s, {u"Work"_s}),
          note(3, u"The plan"_s, u"…"_s, {u"work/urgent"_s}),
          note(4, u"Zürich"_s, u"crème brûlée in der Bahnhofstraße, Straße"_s),
          note(5, u"日本語"_s, u"日記とハローワーク"_s),
          note(6, u"한국어"_s, u"party🎉"_s)});
    QFETCH(QString, query);
    QFETCH(QList<int>, expected);

    QCOMPARE(found(query), expected);
    NoteFilter limited;
    limited.limit = 50; // plain words take a shorter way then
    QCOMPARE(found(query, limited), expected);
}

void SearchIndexTest::changedText_replacesTheOld()
{
    feed({note(1, u"a"_s, u"old words"_s), note(2, u"b"_s, u"old too"_s)});
    feed({note(1, u"a"_s, u"new words"_s)});

    QCOMPARE(found(u"old"_s), QList<int> {2});
    QCOMPARE(found(u"new"_s), QList<int> {1});
    QCOMPARE(found(u"words"_s), QList<int> {1});
    QCOMPARE(found(u"-old"_s), QList<int> {1});
}

void SearchIndexTest::changedFacts_needNoNewText()
{
    feed({note(1, u"first"_s, u"text"_s), note(2, u"second"_s, u"text"_s)});
    IndexedNote later = note(1, u"first"_s, u"text"_s);
    later.updatedAtMs = 99;
    later.conflict = true;
    feed({later});

    QCOMPARE(found(u"text"_s), (QList<int> {1, 2}));
    QCOMPARE(found(u"is:conflict"_s), QList<int> {1});
    QCOMPARE(found(u"text -is:conflict"_s), QList<int> {2});
}

void SearchIndexTest::deletedNotes_areInTheTrashOnly()
{
    IndexedNote gone = note(1, u"gone"_s, u"text"_s);
    gone.deleted = true;
    feed({gone, note(2, u"here"_s, u"text"_s)});

    QCOMPARE(found(u"text"_s), QList<int> {2});
    QCOMPARE(found(u"text"_s, {.scope = NoteFilter::Scope::Trash}), QList<int> {1});
    QCOMPARE(found({}, {.scope = NoteFilter::Scope::Trash}), QList<int> {1});
    gone.deleted = false;
    feed({gone});
    QCOMPARE(found(u"text"_s), (QList<int> {2, 1}));
}

void SearchIndexTest::privateText_isNowhereInTheFile()
{
    IndexedNote secret = note(1, u"Diary"_s, u"xylophone quicksilver"_s);
    feed({secret, note(2, u"b"_s, u"harmless"_s)});
    QCOMPARE(found(u"quicksilver"_s), QList<int> {1});

    secret.isPrivate = true;
    feed({secret});

    // Everything is to be fed again, so that not even an old row remains.
    QCOMPARE(m_index->position(), 0);
    m_stamp = 0;
    feed({secret, note(2, u"b"_s, u"harmless"_s)});
    QCOMPARE(found(u"quicksilver"_s), QList<int> {});
    QCOMPARE(found(u"is:private"_s), QList<int> {1});
    QCOMPARE(found(u"harmless"_s), QList<int> {2});
    for (const QString &name : {u"search.sqlite"_s, u"search.sqlite-wal"_s}) {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly) || name.endsWith(u"wal"_s));
        const QByteArray bytes = file.readAll();
        QVERIFY2(!bytes.contains("xylophone") && !bytes.contains("silver"), qPrintable(name));
    }
}

void SearchIndexTest::notebooks_areFoundByPath_withWhatIsInside()
{
    const NoteId work = noteId(1000);
    const NoteId year = noteId(1001);
    const NoteId home = noteId(1002);
    m_notebooks = {{work, {}, u"Work"_s, u"a"_s, 0},
                   {year, work, u"2026"_s, u"a"_s, 0},
                   {home, {}, u"Home"_s, u"b"_s, 0}};
    auto inWork = note(1, u"one"_s, u"text"_s);
    inWork.notebook = work;
    auto inYear = note(2, u"two"_s, u"text"_s);
    inYear.notebook = year;
    auto inHome = note(3, u"three"_s, u"text"_s);
    inHome.notebook = home;
    feed({inWork, inYear, inHome, note(4, u"four"_s, u"text"_s)});

    QCOMPARE(found(u"notebook:work"_s), (QList<int> {2, 1}));
    QCOMPARE(found(u"notebook:Work/2026 text"_s), QList<int> {2});
    QCOMPARE(found(u"notebook:2026"_s), QList<int> {2});
    QCOMPARE(found(u"text -notebook:work"_s), (QList<int> {4, 3}));
    QCOMPARE(found(u"notebook:nowhere"_s), QList<int> {});
    QCOMPARE(found(u"text"_s, {.scope = NoteFilter::Scope::Notebook, .notebook = work}),
             (QList<int> {2, 1}));
}

void SearchIndexTest::scopes_narrowTheSearch()
{
    auto first = note(1, u"one"_s, u"text"_s, {u"x"_s});
    first.categories = {u"Car"_s};
    first.conflict = true;
    auto second = note(2, u"two"_s, u"text"_s, {u"x/y"_s});
    second.isPrivate = true;
    feed({first, second, note(3, u"three"_s, u"text"_s)});
    using Scope = NoteFilter::Scope;

    QCOMPARE(found(u"text"_s, {.scope = Scope::Tag, .name = u"X"_s}), QList<int> {1});
    QCOMPARE(found(u"text"_s, {.scope = Scope::Category, .name = u"Car"_s}), QList<int> {1});
    QCOMPARE(found(u"text"_s, {.scope = Scope::Conflicts}), QList<int> {1});
    QCOMPARE(found({}, {.scope = Scope::Private}), QList<int> {2});
}

void SearchIndexTest::newestAndRank_orderTheMatches()
{
    feed({note(1, u"apple"_s, u"x"_s),
          note(2, u"y"_s, u"one apple among very many other words here"_s),
          note(3, u"z"_s, u"nothing"_s),
          note(4, u"q"_s, u"nothing either"_s)});

    QCOMPARE(found(u"apple"_s), (QList<int> {2, 1}));
    QCOMPARE(found(u"apple"_s, {}, SearchIndex::Order::Rank), (QList<int> {1, 2}));
}

void SearchIndexTest::limit_cutsAfterOrdering()
{
    feed({note(3, u"text"_s), note(1, u"text"_s), note(2, u"text"_s)});

    QCOMPARE(found(u"text"_s, {.limit = 2}), (QList<int> {3, 2}));
    QCOMPARE(found(u"text OR title:text"_s, {.limit = 2}), (QList<int> {3, 2}));
    QCOMPARE(found(u"text"_s, {.limit = 0}), QList<int> {});
}

void SearchIndexTest::limitedSearch_followsEveryWrite()
{
    const auto reader = SearchIndex::openReader(m_folder->path());
    const auto newest = [&](const SearchIndex &index, NoteFilter::Scope scope) {
        NoteFilter filter;
        filter.query = u"fig "_s;
        filter.scope = scope;
        filter.limit = 2;
        QList<int> numbers;
        for (const SearchMatch &match : index.find(filter, SearchIndex::Order::Newest, {})) {
            numbers += match.note.bytes[15];
        }
        return numbers;
    };
    using Scope = NoteFilter::Scope;
    feed({note(1, u"fig"_s), note(2, u"fig"_s), note(3, u"fig"_s)});
    for (const SearchIndex *index : {reader.get(), m_index.get()}) {
        QCOMPARE(newest(*index, Scope::All), (QList<int> {3, 2}));
    }
    IndexedNote moved = note(1, u"fig"_s); // its facts change, its text does not
    moved.updatedAtMs = 10;
    IndexedNote gone = note(3, u"fig"_s);
    gone.deleted = true;
    feed({moved, gone, note(2, u"other"_s)});
    for (const SearchIndex *index : {reader.get(), m_index.get()}) {
        QCOMPARE(newest(*index, Scope::All), (QList<int> {1}));
        QCOMPARE(newest(*index, Scope::Trash), (QList<int> {3}));
    }
    QVERIFY(m_index->clear());
    m_stamp = 0;
    feed({note(4, u"fig"_s)});
    for (const SearchIndex *index : {reader.get(), m_index.get()}) {
        QCOMPARE(newest(*index, Scope::All), (QList<int> {4}));
    }
}

void SearchIndexTest::severalParts_answerAsOne()
{
    feed({note(1, u"apple pie"_s), note(2, u"pear"_s), note(3, u"Apple tart"_s, u"with cream"_s)});
    constexpr int kFirstOfNextPart = int(searchschema::kRowsAPart);
    std::vector<IndexedNote> filling;
    for (int number = 4; number < kFirstOfNextPart; ++number) {
        filling.push_back(note(number, u"filling"_s));
    }
    filling.push_back(note(kFirstOfNextPart, u"apple cake"_s));
    filling.push_back(note(kFirstOfNextPart + 1, u"cherry"_s, u"apple apple apple"_s));
    feed(filling);

    NoteFilter few;
    few.limit = 3;
    QCOMPARE(found(u"appl"_s, few), (QList<int> {kFirstOfNextPart + 1, kFirstOfNextPart, 3}));
    QCOMPARE(found(u"pear "_s, few), QList<int> {2});
    QCOMPARE(found(u"apple "_s), (QList<int> {kFirstOfNextPart + 1, kFirstOfNextPart, 3, 1}));
    QCOMPARE(found(u"apple -cream "_s), (QList<int> {kFirstOfNextPart + 1, kFirstOfNextPart, 1}));
    QCOMPARE(found(u"-filling "_s), (QList<int> {kFirstOfNextPart + 1, kFirstOfNextPart, 3, 2, 1}));
    QCOMPARE(found(u"pear OR cherry OR pie "_s), (QList<int> {kFirstOfNextPart + 1, 2, 1}));
    const QList<int> ranked = found(u"apple "_s, {}, SearchIndex::Order::Rank);
    QCOMPARE(ranked.size(), 4);
    QCOMPARE(ranked.last(), kFirstOfNextPart + 1); // all others have it in the title

    IndexedNote later = note(1, u"quince"_s); // its text moves to the last part
    later.updatedAtMs = kFirstOfNextPart + 2;
    feed({later});
    QCOMPARE(found(u"apple "_s, few), (QList<int> {kFirstOfNextPart + 1, kFirstOfNextPart, 3}));
    QCOMPARE(found(u"quin"_s, few), QList<int> {1});
    QVERIFY(m_index->clear());
    QCOMPARE(found(u"apple "_s), QList<int> {});
    m_stamp = 0;
    feed({note(2, u"pear"_s)});
    QCOMPARE(found(u"pear "_s), QList<int> {2});
}

void SearchIndexTest::fileOfAnotherVersion_isMadeAgain()
{
    m_index.reset();
    {
        QVERIFY(QFile::remove(m_folder->filePath(u"search.sqlite"_s)));
        auto old = Database::open(m_folder->filePath(u"search.sqlite"_s), OpenMode::ReadWrite);
        QVERIFY(old);
        QVERIFY((*old)->runScript(
            u"CREATE VIRTUAL TABLE texts USING fts5(title, content=''); "
            "INSERT INTO texts (title) VALUES ('apple'); "
            "CREATE TABLE feed (id INTEGER PRIMARY KEY, library BLOB, position INTEGER, "
            "next_row INTEGER, stale INTEGER); PRAGMA user_version = 1"_s));
    }
    QCOMPARE(found(u"apple "_s), QList<int> {}); // by who only reads
    reopen();
    QCOMPARE(m_index->position(), 0);
    feed({note(1, u"apple"_s)});
    QCOMPARE(found(u"apple "_s), QList<int> {1});
}

void SearchIndexTest::stoppedUpdate_takesNothing_andIsMadeUpFor()
{
    feed({note(1, u"apple"_s)});
    const std::vector<IndexedNote> more {note(2, u"apple"_s), note(3, u"apple"_s)};
    QCOMPARE(m_index->position(), m_stamp);
    int asked = 0;
    const Outcome stopped = m_index->update(more, m_stamp + 2, [&asked] { return ++asked == 2; });
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(found(u"apple "_s), QList<int> {1});
    feed(more);
    QCOMPARE(found(u"apple "_s).size(), 3);
}

void SearchIndexTest::position_survivesReopening()
{
    feed({note(1, u"text"_s)});

    reopen();

    QCOMPARE(m_index->position(), 1);
    QCOMPARE(found(u"text"_s), QList<int> {1});
}

void SearchIndexTest::anotherLibraryOrALaterPosition_startsAgain()
{
    feed({note(1, u"a"_s), note(2, u"b"_s)});

    reopen(1); // the library is older than its index: a restored backup
    QCOMPARE(m_index->position(), 0);
    QCOMPARE(found({}), QList<int> {});

    m_stamp = 0;
    feed({note(1, u"a"_s)});
    m_index.reset();
    const auto other =
        SearchIndex::open(m_folder->path(), *LibraryId::fromBytes(QByteArray(16, 'M')), 9);
    QVERIFY(other);
    QCOMPARE((*other)->position(), 0);
}

void SearchIndexTest::damagedFile_isMadeAgain()
{
    feed({note(1, u"text"_s)});
    m_index.reset();
    QFile file(m_folder->filePath(u"search.sqlite"_s));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(QByteArray("this was a database once ").repeated(500));
    file.close();

    reopen();

    QCOMPARE(m_index->position(), 0);
    m_stamp = 0;
    feed({note(1, u"text"_s)});
    QCOMPARE(found(u"text"_s), QList<int> {1});
}

void SearchIndexTest::staleRows_makeItStartAgain()
{
    int rounds = 0;
    while (rounds < 2000 && (rounds == 0 || m_index->position() != 0)) {
        ++rounds;
        feed({note(1, u"title"_s, u"text %1"_s.arg(rounds))});
    }

    QVERIFY(rounds > 200 && rounds < 2000);
    m_stamp = 0;
    feed({note(1, u"title"_s, u"text at last"_s)});
    QCOMPARE(found(u"last"_s), QList<int> {1});
}

void SearchIndexTest::rowsReadBeforeAnotherProcessFedThem_areLeftOut()
{
    auto opened = SearchIndex::open(m_folder->path(), kLibrary, 100);
    QVERIFY(opened);
    const auto &other = *opened;
    QCOMPARE(m_index->position(), 0);
    QCOMPARE(other->position(), 0);
    const std::vector newer {note(1, u"newer"_s)};
    const std::vector older {note(1, u"older"_s)};

    QVERIFY(other->update(newer, 2));
    QVERIFY(m_index->update(older, 1));

    QCOMPARE(m_index->position(), 2);
    QCOMPARE(found(u"newer"_s), QList<int> {1});
    QCOMPARE(found(u"older"_s), QList<int> {});
}

void SearchIndexTest::reader_findsNothingWithoutAFile_andSomethingOnceThereIs()
{
    const QTemporaryDir empty;
    const auto reader = SearchIndex::openReader(empty.path());
    QVERIFY(reader->find({.query = u"x"_s}, SearchIndex::Order::Newest, {}).empty());
    QVERIFY(!QFile::exists(empty.filePath(u"search.sqlite"_s)));

    auto made = SearchIndex::open(empty.path(), kLibrary, 10);
    QVERIFY(made && (*made)->position() == 0);
    const std::vector notes {note(1, u"x"_s)};
    QVERIFY((*made)->update(notes, 1));

    QCOMPARE(reader->find({.query = u"x"_s}, SearchIndex::Order::Newest, {}).size(), size_t(1));
}

void SearchIndexTest::hostileQueries_neverFail()
{
    feed({note(1, u"text"_s, u"a AND b"_s)});
    const QStringList hostile {u"\"\"\""_s,
                               u"NEAR(\"a\" \"b\", 5)"_s,
                               u"title : {x} : y"_s,
                               u"a^ + b"_s,
                               u"(((((("_s,
                               u"';DROP TABLE entries;"_s,
                               u"* * *"_s,
                               u"-- -- x"_s,
                               u"\u0000text"_s,
                               QString(QChar(0xd800)) + u"x"_s,
                               u"a "_s.repeated(400),
                               u"tag:' OR 1=1"_s,
                               u"x OR OR OR y"_s,
                               u"title:\" "_s};
    const auto reader = SearchIndex::openReader(m_folder->path());

    for (const QString &query : hostile) {
        QVERIFY(reader->find({.query = query}, SearchIndex::Order::Rank, {}).size() <= 1);
        QCOMPARE(reader->find({.query = u"text"_s}, SearchIndex::Order::Rank, {}).size(),
                 size_t(1));
    }
}

void SearchIndexTest::snippet_showsTheFirstHit_withMarks()
{
    const QString body =
        u"word "_s.repeated(100) + u"the crème\n\n  brûlée is here "_s + u"tail "_s.repeated(100);
    const auto hit =
        searchHit({noteId(1), -1.5}, SearchQuery::parse(u"creme brul"_s), u"T"_s, body);

    QCOMPARE(hit.note, noteId(1));
    QCOMPARE(hit.rank, -1.5);
    QVERIFY(hit.snippet.contains(u"the crème brûlée is here"_s));
    QVERIFY(hit.snippet.startsWith(QChar(0x2026)) && hit.snippet.endsWith(QChar(0x2026)));
    QVERIFY(hit.snippet.size() <= 200 && !hit.snippet.contains(u'\n'));
    QCOMPARE(hit.marks.size(), size_t(2));
    QCOMPARE(hit.snippet.mid(hit.marks[0].start, hit.marks[0].length), u"crème"_s);
    QCOMPARE(hit.snippet.mid(hit.marks[1].start, hit.marks[1].length), u"brûlée"_s);
}

void SearchIndexTest::snippet_ofATitleHit_isTheBeginning()
{
    const auto query = SearchQuery::parse(u"needle"_s);

    const auto hit = searchHit({noteId(1), 0}, query, u"Needle"_s, u"Some text."_s);
    QCOMPARE(hit.snippet, u"Some text."_s);
    QVERIFY(hit.marks.empty());
    QCOMPARE(searchHit({noteId(1), 0}, query, u"Needle"_s, {}).snippet, u"Needle"_s);
}

QTEST_GUILESS_MAIN(SearchIndexTest)
#include "tst_searchindex.moc"
