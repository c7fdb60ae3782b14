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

QTEST_GUILESS_MAIN(LibraryTest)
#include "tst_library.moc"
