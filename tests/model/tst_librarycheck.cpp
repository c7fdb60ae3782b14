#include "tests/support/libraryfixture.h"

#include <QDirIterator>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// What check finds, and that a library survives being cut off anywhere.

namespace {

/// Changes the closed library's file behind its back.
void tamper(TestDevice &device, const QStringList &statements)
{
    device.close();
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"tamper"_s);
        raw.setDatabaseName(device.folder() + u"/library.sqlite"_s);
        QVERIFY(raw.open());
        QSqlQuery query(raw);
        for (const QString &statement : statements) {
            QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
            QVERIFY2(query.numRowsAffected() != 0, qPrintable(statement));
        }
    }
    QSqlDatabase::removeDatabase(u"tamper"_s);
    device.open();
}

/// The library folder as it stands right now, write-ahead log included: what a power cut leaves.
void copyFiles(const QString &from, const QString &to)
{
    QVERIFY(QDir().mkpath(to));
    QDirIterator files(from, QDir::Files);
    while (files.hasNext()) {
        const QString file = files.next();
        // The shared-memory file is rebuilt from the log, as after a restart.
        if (!file.endsWith(u"-shm"_s)) {
            QVERIFY(QFile::copy(file, QDir(to).filePath(QFileInfo(file).fileName())));
        }
    }
}

} // namespace

class LibraryCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHealthyLibrary_hasNoProblems();
    void whatWasTamperedWith_isFound_data();
    void whatWasTamperedWith_isFound();
    void aCutBetweenAnyTwoCommits_leavesACleanLibrary();
    void aRestoredCopy_neverReusesASequenceNumber();
    void aLibraryThatOnlyCommits_keepsItsLog();
};

void LibraryCheckTest::aHealthyLibrary_hasNoProblems()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const NoteId note = commit(device, newNote(u"A"_s, u"text\n"_s.repeated(50))).note;
    for (int i = 0; i < 40; ++i) {
        const QString body = device.library->note(note)->state.body;
        commit(device, bodyEdit(note, body + u"line %1\n"_s.arg(i)));
    }

    const CheckReport report = device.library->check();

    QCOMPARE(report.problems, QStringList());
    QCOMPARE(report.changes, 41);
    QCOMPARE(report.notes, 1);
}

void LibraryCheckTest::whatWasTamperedWith_isFound_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::addColumn<QString>("problem");
    QTest::newRow("a title")
        << QStringList {u"UPDATE note_fragments SET title = x'41' WHERE id = 1"_s}
        << u"is not what its log says"_s;
    QTest::newRow("a signature")
        << QStringList {u"UPDATE note_changes SET signature = zeroblob(64) WHERE id = 2"_s}
        << u"signature of change"_s;
    QTest::newRow("a missing change")
        << QStringList {u"DELETE FROM note_changes WHERE id = 2"_s} << u"Changes are missing"_s;
    QTest::newRow("a head") << QStringList {u"UPDATE logs SET head_seq = head_seq + 1"_s}
                            << u"does not stand at its last change"_s;
    QTest::newRow("a cached title")
        << QStringList {u"UPDATE notes SET title = x'41' WHERE id = 1"_s}
        << u"is not shown as its changes say"_s;
    QTest::newRow("the sum") << QStringList {u"UPDATE library SET state_sum = zeroblob(32)"_s}
                             << u"sum over all notes"_s;
    QTest::newRow("a lost note") << QStringList {u"DELETE FROM notes WHERE id = 1"_s}
                                 << u"belong to notes that are missing"_s;
}

void LibraryCheckTest::whatWasTamperedWith_isFound()
{
    QFETCH(QStringList, statements);
    QFETCH(QString, problem);
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const NoteId note = commit(device, newNote(u"Title"_s, u"body"_s)).note;
    commit(device, titleEdit(note, u"Other"_s));
    commit(device, newNote(u"Second"_s));

    tamper(device, statements);

    const QString problems = device.library->check().problems.join(u'\n');
    QVERIFY2(problems.contains(problem), qPrintable(problems));
}

void LibraryCheckTest::aCutBetweenAnyTwoCommits_leavesACleanLibrary()
{
    FakeClock clock;
    const auto pair = devices(2, clock);
    TestDevice &a = *pair[0];
    TestDevice &b = *pair[1];
    const NoteId note = commit(a, newNote(u"N"_s, u"one\ntwo\n"_s)).note;
    std::vector<QStringList> expected;
    for (int step = 0; step < 12; ++step) {
        switch (step % 4) {
        case 0:
            commit(a, bodyEdit(note, u"one\ntwo\nthree %1\n"_s.arg(step)));
            break;
        case 1:
            commit(b, newNote(u"of b %1"_s.arg(step)));
            sendAll(b, a);
            break;
        case 2:
            commit(a, titleEdit(note, u"title %1"_s.arg(step)));
            break;
        default:
            sendAll(a, b);
            break;
        }
        copyFiles(a.folder(), a.dir.filePath(u"cut-%1"_s.arg(step)));
        expected.push_back(dump(*a.library));
    }

    for (size_t step = 0; step < expected.size(); ++step) {
        LibraryConfig config = a.config();
        config.folder = a.dir.filePath(u"cut-%1"_s.arg(step));
        const Result<std::unique_ptr<Library>> restarted = Library::open(config);
        QVERIFY2(bool(restarted), restarted ? "" : qPrintable(restarted.error().detail));
        QCOMPARE((*restarted)->check().problems, QStringList());
        QCOMPARE(dump(**restarted), expected[step]);
    }
}

void LibraryCheckTest::aRestoredCopy_neverReusesASequenceNumber()
{
    FakeClock clock;
    const auto pair = devices(2, clock);
    TestDevice &a = *pair[0];
    TestDevice &b = *pair[1];
    const NoteId note = commit(a, newNote(u"N"_s, u"one\n"_s)).note;
    syncPair(a, b);
    const QString backup = a.dir.filePath(u"backup"_s);
    copyFiles(a.folder(), backup);
    commit(a, bodyEdit(note, u"after the backup\n"_s));
    syncPair(a, b); // handed out
    a.close();
    QVERIFY(QDir(a.folder()).removeRecursively());
    copyFiles(backup, a.folder());

    a.open();
    commit(a, titleEdit(note, u"after restoring"_s));
    sendAll(b, a); // what a itself had lost comes back first
    syncPair(a, b);

    QCOMPARE(a.library->note(note)->state.title, u"after restoring"_s);
    QCOMPARE(a.library->note(note)->state.body, u"after the backup\n"_s);
    QCOMPARE(dump(*a.library), dump(*b.library));
    QCOMPARE(a.library->check().problems, QStringList());
    QCOMPARE(b.library->check().problems, QStringList());
}

void LibraryCheckTest::aLibraryThatOnlyCommits_keepsItsLog()
{
    FakeClock clock;
    TestDevice device(1, clock);
    for (int i = 0; i < 4; ++i) {
        device.open();
        commit(device, newNote(u"note"_s));
        device.close();
    }

    device.open();

    QCOMPARE(device.library->vector().heads().size(), size_t(1));
    QCOMPARE(device.library->vector().heads().begin()->second.seq, std::uint64_t(4));
}

QTEST_GUILESS_MAIN(LibraryCheckTest)
#include "tst_librarycheck.moc"
