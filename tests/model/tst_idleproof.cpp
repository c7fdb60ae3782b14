#include "model/service/libraryservice.h"
#include "tests/support/tamper.h"

#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// A library that has nothing to do looks whether all is as it was written.

namespace {

/// Until nothing is left; how many slices it took.
int proveAll(TestDevice &device, int *bad = nullptr)
{
    for (int slices = 1; slices < 10'000; ++slices) {
        const Result<ProofReport> report = device.library->prove([] { return false; });
        if (!report) {
            qFatal("prove: %s", qPrintable(report.error().detail));
        }
        if (bad != nullptr) {
            *bad += report->bad;
        }
        if (report->done) {
            return slices;
        }
    }
    return -1;
}

} // namespace

class IdleProofTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSoundLibrary_isLeftAlone();
    void aWrongRow_isMadeAgain_data();
    void aWrongRow_isMadeAgain();
    void aBadSignatureInside_isWanted_once();
    void aLostRowsChanges_areWanted();
    void waitingWork_endsTheSlice();
    void theService_doesItByItself();
};

void IdleProofTest::aSoundLibrary_isLeftAlone()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    for (int i = 0; i < 20; ++i) {
        commit(*world[0], newNote(u"n%1"_s.arg(i)));
    }
    sendAll(*world[0], *world[1]);
    int bad = 0;
    QVERIFY(proveAll(*world[1], &bad) > 0);
    QCOMPARE(bad, 0);
    QVERIFY(world[1]->library->lacking(10).empty());

    const qint64 version = world[1]->library->dataVersion();
    QCOMPARE(proveAll(*world[1]), 1); // it costs nothing when done
    QCOMPARE(world[1]->library->dataVersion(), version);
    world[1]->reopen();
    proveAll(*world[1]);
    QCOMPARE(world[1]->library->dataVersion(), version);
}

void IdleProofTest::aWrongRow_isMadeAgain_data()
{
    QTest::addColumn<QString>("statement");
    QTest::newRow("title") << u"UPDATE notes SET title = x'42' WHERE id = 2"_s;
    QTest::newRow("deleted") << u"UPDATE notes SET deleted = 1 WHERE id = 2"_s;
    QTest::newRow("sum") << u"UPDATE library SET state_sum = zeroblob(32)"_s;
}

void IdleProofTest::aWrongRow_isMadeAgain()
{
    QFETCH(QString, statement);
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    for (int i = 0; i < 5; ++i) {
        commit(device, newNote(u"n%1"_s.arg(i), u"text"_s));
    }
    const QStringList before = dump(*device.library);
    tamper(device, {statement});

    proveAll(device);

    QCOMPARE(dump(*device.library), before);
    QCOMPARE(device.library->check().problems, QStringList());
    QCOMPARE(device.library->auditLog(1).at(0).event, u"repaired"_s);
}

void IdleProofTest::aBadSignatureInside_isWanted_once()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    std::vector<Hash> changes;
    for (int i = 0; i < 9; ++i) {
        changes.push_back(commit(*world[0], newNote(u"n%1"_s.arg(i))).change);
    }
    sendAll(*world[0], *world[1]);
    tamper(*world[1], {u"UPDATE note_changes SET signature = zeroblob(64) WHERE seq IN (3, 5)"_s});

    int bad = 0;
    proveAll(*world[1], &bad);

    QCOMPARE(bad, 2);
    std::vector<Hash> expected {changes[2], changes[4]};
    std::sort(expected.begin(), expected.end());
    QCOMPARE(world[1]->library->lacking(10), expected);
    QCOMPARE(world[1]->library->auditLog(1).at(0).event, u"damaged"_s);
    QVERIFY(world[1]->library->check().problems.join(u' ').contains(u"fetched again"_s));
    world[1]->reopen();
    bad = 0;
    proveAll(*world[1], &bad);
    QCOMPARE(bad, 0); // known
}

void IdleProofTest::aLostRowsChanges_areWanted()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    const CommitResult made = commit(*world[0], newNote(u"A"_s, u"text"_s));
    commit(*world[0], newNote(u"B"_s));
    sendAll(*world[0], *world[1]);
    tamper(*world[1], {u"DELETE FROM notes WHERE id = 1"_s});

    proveAll(*world[1]);

    const std::vector<Hash> lacking = world[1]->library->lacking(10);
    QCOMPARE(lacking, std::vector<Hash> {made.change});
    const Result<FoundChanges> found = world[0]->library->changesByHash(lacking, 1 << 20);
    QVERIFY(world[1]->library->repair(std::vector<PackedChange> {found->changes.at(0).second},
                                      world[0]->id()));
    QCOMPARE(world[1]->library->check().problems, QStringList());
    QCOMPARE(dump(*world[1]->library), dump(*world[0]->library));
}

void IdleProofTest::waitingWork_endsTheSlice()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    for (int i = 0; i < 5; ++i) {
        commit(*world[0], newNote(u"n%1"_s.arg(i)));
    }
    sendAll(*world[0], *world[1]);
    int slices = 0;
    for (bool done = false; !done; ++slices) {
        const Result<ProofReport> report = world[1]->library->prove([] { return true; });
        QVERIFY(report);
        done = report->done;
    }
    QVERIFY(slices > 250); // a step each, never a standstill
}

void IdleProofTest::theService_doesItByItself()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const NoteId note = commit(device, newNote(u"right"_s)).note;
    tamper(device, {u"UPDATE notes SET title = x'42'"_s});
    device.close();

    auto service = LibraryService::open(device.config());
    QVERIFY(service);
    QSignalSpy changed(service->get(), &LibraryService::notesChanged);
    const auto reader = (*service)->openReader();
    QTRY_COMPARE_WITH_TIMEOUT((*reader)->note(note)->state.title, u"right"_s, 20'000);
    QTRY_VERIFY(changed.count() > 0);
}

QTEST_GUILESS_MAIN(IdleProofTest)
#include "tst_idleproof.moc"
