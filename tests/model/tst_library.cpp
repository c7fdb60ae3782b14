#include "tests/support/libraryfixture.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

class LibraryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsCommitted_isThereAfterReopening();
    void anEditThatChangesNothing_writesNothing();
    void aReader_seesWhatTheWriterCommitted();
    void twoPairedDevices_showTheSame();
    void twoProgramsOnOneLibrary_takeTurns();
    void search_findsWhatWasIndexed();
    void anUnacknowledgedNote_waits();
    void commitAll_isAllOrNothing();
    void editingAStaleVersion_makesASecondHead();
};

void LibraryTest::whatIsCommitted_isThereAfterReopening()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    NoteEdit edit = newNote(u"Groceries"_s, u"milk\nbread\n"_s);
    edit.tags = QStringList {u"b"_s, u"a"_s, u"b"_s};

    const CommitResult made = commit(device, edit);
    device.reopen();

    const Result<Note> note = device.library->note(made.note);
    QVERIFY(note);
    QCOMPARE(note->state.title, u"Groceries"_s);
    QCOMPARE(note->state.body, u"milk\nbread\n"_s);
    QCOMPARE(note->state.tags, (QStringList {u"a"_s, u"b"_s}));
    QCOMPARE(note->heads, std::vector<Hash> {made.change});
    QCOMPARE(device.library->counts().notes, 1);
    QCOMPARE(device.library->counts().changes, 1);
    QCOMPARE(device.library->notes({}).at(0).snippet, u"milk bread"_s);
}

void LibraryTest::anEditThatChangesNothing_writesNothing()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const CommitResult made = commit(device, newNote(u"A"_s, u"body"_s));

    const CommitResult again = commit(device, bodyEdit(made.note, u"body"_s));

    QVERIFY(again.change.isNull());
    QCOMPARE(device.library->counts().changes, 1);
}

void LibraryTest::aReader_seesWhatTheWriterCommitted()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    Result<std::unique_ptr<LibraryReader>> reader = LibraryReader::open(device.folder());
    QVERIFY2(bool(reader), reader ? "" : qPrintable(reader.error().detail));
    const qint64 version = (*reader)->dataVersion();

    const CommitResult made = commit(device, newNote(u"A"_s, u"body"_s));

    QVERIFY((*reader)->dataVersion() > version);
    const Result<Note> note = (*reader)->note(made.note);
    QVERIFY(note);
    QCOMPARE(*note, made.shown);
}

void LibraryTest::twoPairedDevices_showTheSame()
{
    FakeClock clock;
    TestDevice a(1, clock);
    TestDevice b(2, clock);
    a.open();
    b.open();
    const NoteId early = commit(b, newNote(u"before pairing"_s, u"kept"_s)).note;
    pair(a, b);
    const NoteId note = commit(a, newNote(u"A"_s, u"one\ntwo\n"_s)).note;

    syncPair(a, b);
    commit(b, bodyEdit(note, u"one\ntwo\nthree\n"_s));
    syncPair(a, b);

    QCOMPARE(a.library->note(note)->state.body, u"one\ntwo\nthree\n"_s);
    QCOMPARE(a.library->note(early)->state.body, u"kept"_s);
    QCOMPARE(dump(*a.library), dump(*b.library));
    QCOMPARE(a.library->stateDigest(), b.library->stateDigest());
    QCOMPARE(a.library->vector(), b.library->vector());
    QVERIFY(a.library->unsentChangesForPeer(b.id(), 100).empty());
    QVERIFY(b.library->unsentChangesForPeer(a.id(), 100).empty());
    QCOMPARE(syncPair(a, b), 0);
}

void LibraryTest::twoProgramsOnOneLibrary_takeTurns()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    Result<std::unique_ptr<Library>> second = Library::open(device.config());
    QVERIFY(second);
    const NoteId note = commit(device, newNote(u"shared"_s, u"one\n"_s)).note;

    for (int i = 0; i < 5; ++i) {
        const Result<CommitResult> theirs =
            (*second)->commit(bodyEdit(note, u"theirs %1\n"_s.arg(i)));
        QVERIFY(theirs);
        QVERIFY((*second)->publish());
        clock.advance(std::chrono::milliseconds(1));
        QCOMPARE(device.library->note(note)->heads, std::vector<Hash> {theirs->change});
        commit(device, titleEdit(note, u"ours %1"_s.arg(i)));
        QVERIFY(device.library->publish());
    }

    QCOMPARE(device.library->vector().heads().size(), size_t(1));
    QCOMPARE(device.library->counts().changes, 11);
    QCOMPARE((*second)->note(note)->heads.size(), size_t(1));
    QCOMPARE((*second)->check().problems, QStringList());
    second->reset();
    device.reopen();
    commit(device, titleEdit(note, u"after"_s));
    QCOMPARE(device.library->vector().heads().size(), size_t(1));
}

void LibraryTest::search_findsWhatWasIndexed()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const NoteId soup = commit(device, newNote(u"Soup"_s, u"carrots and leeks\n"_s)).note;
    commit(device, newNote(u"Cake"_s, u"flour and sugar\n"_s));
    const auto reader = LibraryReader::open(device.folder());
    QVERIFY(reader);

    while (!device.library->updateIndex(1)) { }

    const std::vector<SearchHit> hits = (*reader)->search(u"carrot"_s, 10);
    QCOMPARE(hits.size(), size_t(1));
    QCOMPARE(hits[0].note, soup);
    NoteFilter filter;
    filter.query = u"sugar"_s;
    QCOMPARE((*reader)->notes(filter).size(), size_t(1));
    commit(device, deletion(soup));
    while (!device.library->updateIndex(100)) { }
    QVERIFY((*reader)->search(u"carrot"_s, 10).empty());
}

void LibraryTest::anUnacknowledgedNote_waits()
{
    FakeClock clock;
    const auto pair = devices(2, clock);
    commit(*pair[0], newNote(u"old"_s));
    syncPair(*pair[0], *pair[1]);
    const NoteId fresh = commit(*pair[0], newNote(u"fresh"_s)).note;

    const std::vector<NoteSummary> before = pair[0]->library->notes({});
    QCOMPARE(before.size(), size_t(2));
    QCOMPARE(before[0].id, fresh);
    QVERIFY(before[0].waiting);
    QVERIFY(!before[1].waiting);
    QCOMPARE(pair[0]->library->peers().at(0).pending, 1);

    syncPair(*pair[0], *pair[1]);
    QVERIFY(!pair[0]->library->notes({}).at(0).waiting);
    QCOMPARE(pair[0]->library->peers().at(0).pending, 0);
}

void LibraryTest::commitAll_isAllOrNothing()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const qint64 version = device.library->dataVersion();

    const auto done = device.library->commitAll(
        {newNote(u"fine"_s), newNote(QString(100'000, u'x')), newNote(u"fine too"_s)});

    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(device.library->counts().notes, 0);
    QCOMPARE(device.library->dataVersion(), version);
    commit(device, newNote(u"afterwards"_s));
    QCOMPARE(device.library->check().problems, QStringList());
}

void LibraryTest::editingAStaleVersion_makesASecondHead()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const CommitResult first = commit(device, newNote(u"T"_s, u"one\ntwo\nthree\nfour\n"_s));
    commit(device, bodyEdit(first.note, u"ONE\ntwo\nthree\nfour\n"_s));
    NoteEdit stale = bodyEdit(first.note, u"one\ntwo\nthree\nFOUR\n"_s);
    stale.parents = {first.change};

    const CommitResult made = commit(device, stale);

    QCOMPARE(made.shown.heads.size(), size_t(2));
    QCOMPARE(made.shown.conflict, ConflictType::None);
    QCOMPARE(made.shown.state.body, u"ONE\ntwo\nthree\nFOUR\n"_s);
    QCOMPARE(device.library->check().problems, QStringList());
}

QTEST_GUILESS_MAIN(LibraryTest)
#include "tst_library.moc"
