// What is too much to be deleted without asking.
#include "model/base/limits.h"
#include "model/store/massdeletion.h"
#include "tests/support/libraryfixture.h"

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kWindowMs = std::chrono::milliseconds(limits::kMassDeletionWindow).count();

std::vector<SeenDelete> deletes(int count, qint64 existed, qint64 stepMs = 1000)
{
    std::vector<SeenDelete> all;
    for (int i = 0; i < count; ++i) {
        all.push_back({i + 1, 1'000'000 + i * stepMs, 100 + i, existed, false});
    }
    return all;
}

std::vector<NoteId> addNotes(TestDevice &device, int count)
{
    std::vector<NoteId> notes;
    for (int i = 0; i < count; ++i) {
        notes.push_back(commit(device, newNote(u"note %1"_s.arg(i), u"text %1\n"_s.arg(i))).note);
    }
    return notes;
}

void remove(TestDevice &device, const std::vector<NoteId> &notes, int from, int count)
{
    for (int i = from; i < from + count; ++i) {
        commit(device, deletion(notes.at(static_cast<std::size_t>(i))));
    }
}

int heldNotes(const TestDevice &device)
{
    std::size_t notes = 0;
    for (const HeldDeletion &held : device.library->heldDeletions()) {
        notes += held.notes.size();
    }
    return static_cast<int>(notes);
}

int visible(const TestDevice &device)
{
    return static_cast<int>(device.library->notes({}).size());
}

} // namespace

class MassDeleteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBounds_data();
    void theBounds();
    void theWindowCountsByTheDeletesOwnTime();
    void whatIsPast_isNotLookedAtAgain();

    void manyAtOnce_stayInSight_andNothingReplicatedChanges();
    void oneBelow_at_oneAbove_data();
    void oneBelow_at_oneAbove();
    void aBulkThatTricklesIn_isHeldWholly();
    void spreadOverDays_isNotHeld();
    void spreadOverDays_butComingAtOnce_isHeld();
    void stampsSpreadOverYears_doNotGetPast();
    void twoDevices_areCountedApart();
    void ownDeletes_areNeverHeld();
    void deletesOfWhatWasEditedHere_areNotCounted();
    void throughAThirdDevice_itIsHeldAsWell();
    void aNewDevice_isNotAskedAboutThePast();
    void whatCameAndWentWhileAway_isNotAskedAbout();
    void aClockYearsBehind_doesNotGetPast();
    void moreOfTheSame_joinsTheQuestion();
};

void MassDeleteTest::theBounds_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<qint64>("existed");
    QTest::addColumn<bool>("mass");

    const auto notes = static_cast<int>(limits::kMassDeletionNotes);
    QTest::newRow("at the number") << notes << qint64(30) << false;
    QTest::newRow("over the number") << notes + 1 << qint64(30) << true;
    QTest::newRow("all of few") << 5 << qint64(5) << false;
    QTest::newRow("at the share") << 40 << qint64(200) << false;
    QTest::newRow("over the share") << 41 << qint64(200) << true;
    QTest::newRow("many of very many") << 500 << qint64(50'000) << false;
}

void MassDeleteTest::theBounds()
{
    QFETCH(const int, count);
    QFETCH(const qint64, existed);
    QFETCH(const bool, mass);

    const std::vector<SeenDelete> found = massDeleted(deletes(count, existed), 0);

    QCOMPARE(static_cast<int>(found.size()), mass ? count : 0);
}

void MassDeleteTest::theWindowCountsByTheDeletesOwnTime()
{
    QCOMPARE(massDeleted(deletes(21, 21, kWindowMs / 20), 0).size(), std::size_t(21)); // just fits
    QCOMPARE(massDeleted(deletes(21, 21, kWindowMs / 20 + 1), 0).size(), std::size_t(0));

    // A bulk in the middle of years of single deletes: it alone.
    std::vector<SeenDelete> mixed = deletes(30, 100);
    for (int year = 0; year < 20; ++year) {
        mixed.push_back({1000 + year, 1'000'000 + (year + 1) * 365 * kWindowMs, year, 100, false});
    }
    const std::vector<SeenDelete> found = massDeleted(mixed, 0);
    QCOMPARE(found.size(), std::size_t(30));
    QCOMPARE(found.back().note, 30);
}

void MassDeleteTest::whatIsPast_isNotLookedAtAgain()
{
    const std::vector<SeenDelete> thirty = deletes(30, 100);

    QCOMPARE(massDeleted(thirty, 129).size(), std::size_t(30)); // the last one is new
    QCOMPARE(massDeleted(thirty, 130).size(), std::size_t(0));
}

void MassDeleteTest::manyAtOnce_stayInSight_andNothingReplicatedChanges()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    TestDevice &a = *peers[0];
    TestDevice &b = *peers[1];
    const std::vector<NoteId> notes = addNotes(a, 40);
    syncPair(a, b);

    remove(a, notes, 0, 30);
    syncPair(a, b);

    const std::vector<HeldDeletion> held = b.library->heldDeletions();
    QCOMPARE(held.size(), std::size_t(1));
    QCOMPARE(held[0].device, a.id());
    QCOMPARE(held[0].deviceName, a.name);
    QCOMPARE(held[0].notes.size(), std::size_t(30));
    QCOMPARE(held[0].existed, 40);
    QCOMPARE(visible(b), 40);
    QCOMPARE(static_cast<int>(b.library->notes({NoteFilter::Scope::Held}).size()), 30);
    QCOMPARE(b.library->counts().notes, 40);
    QCOMPARE(b.library->counts().trash, 0);
    const Result<Note> shown = b.library->note(notes[3]);
    QVERIFY(shown && shown->held && !shown->state.deleted);
    QCOMPARE(shown->state.body, u"text 3\n"_s);
    while (!b.library->updateIndex(1000)) { }
    QCOMPARE(static_cast<int>(b.library->search(u"text"_s, 100).size()), 40);
    // What is replicated is as on the device that deleted them.
    QVERIFY(b.library->convergedNote(notes[3])->state.deleted);
    QCOMPARE(dump(*b.library), dump(*a.library));
    QCOMPARE(b.library->stateDigest(), a.library->stateDigest());
    QCOMPARE(b.library->vector(), a.library->vector());
    QCOMPARE(b.library->check().problems, QStringList());
    QCOMPARE(b.library->auditLog(1).at(0).event, u"held"_s);
    QCOMPARE(visible(a), 10);
}

void MassDeleteTest::oneBelow_at_oneAbove_data()
{
    QTest::addColumn<int>("of");
    QTest::addColumn<int>("deleted");
    QTest::addColumn<int>("held");

    QTest::newRow("20 of 30") << 30 << 20 << 0;
    QTest::newRow("21 of 30") << 30 << 21 << 21;
    QTest::newRow("21 of 105") << 105 << 21 << 0; // exactly 20 %
    QTest::newRow("21 of 104") << 104 << 21 << 21;
}

void MassDeleteTest::oneBelow_at_oneAbove()
{
    QFETCH(const int, of);
    QFETCH(const int, deleted);
    QFETCH(const int, held);
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], of);
    syncPair(*peers[0], *peers[1]);

    remove(*peers[0], notes, 0, deleted);
    syncPair(*peers[0], *peers[1]);

    QCOMPARE(heldNotes(*peers[1]), held);
    QCOMPARE(visible(*peers[1]), of - deleted + held);
}

void MassDeleteTest::aBulkThatTricklesIn_isHeldWholly()
{
    FakeClock clock;
    const auto peers = devices(3, clock);
    TestDevice &a = *peers[0];
    TestDevice &b = *peers[1];
    TestDevice &c = *peers[2];
    const std::vector<NoteId> notes = addNotes(a, 60);
    syncPair(a, b);
    syncPair(a, c);

    for (int i = 0; i < 25; ++i) {
        remove(a, notes, i, 1);
        // Others go on working meanwhile.
        commit(c, bodyEdit(notes[40], u"round %1\n"_s.arg(i)));
        commit(b, newNote(u"b %1"_s.arg(i)));
        syncPair(a, b);
        syncPair(c, b);
        clock.advance(40min);
        if (i % 5 == 0) {
            b.reopen();
        }
        QCOMPARE(heldNotes(b), i < 20 ? 0 : i + 1);
    }

    QCOMPARE(b.library->heldDeletions()[0].existed, 60 + 1); // its own first one was there, too
    QCOMPARE(visible(b), 60 + 25);
}

void MassDeleteTest::spreadOverDays_isNotHeld()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 60);
    syncPair(*peers[0], *peers[1]);

    for (int i = 0; i < 40; ++i) {
        remove(*peers[0], notes, i, 1);
        clock.advance(2h);
        syncPair(*peers[0], *peers[1]);
    }

    QCOMPARE(heldNotes(*peers[1]), 0);
    QCOMPARE(visible(*peers[1]), 20);
}

void MassDeleteTest::spreadOverDays_butComingAtOnce_isHeld()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 60);
    syncPair(*peers[0], *peers[1]);

    for (int i = 0; i < 40; ++i) {
        remove(*peers[0], notes, i, 1);
        clock.advance(26h);
    }
    syncPair(*peers[0], *peers[1]);

    QCOMPARE(heldNotes(*peers[1]), 40);
    QCOMPARE(visible(*peers[1]), 60);
    QCOMPARE(peers[1]->library->heldDeletions()[0].existed, 60);
}

void MassDeleteTest::stampsSpreadOverYears_doNotGetPast()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 60);
    syncPair(*peers[0], *peers[1]);
    peers[1]->library->noteCaughtUp();
    const qint64 now = clock.nowMs();

    // Whoever stamps as he likes: each delete a month after the other, sent a few at a time.
    for (int i = 0; i < 40; ++i) {
        clock.set(now + (i % 2 == 0 ? -1 : 1) * i * 30 * kWindowMs);
        remove(*peers[0], notes, i, 1);
        clock.set(now);
        if (i % 7 == 6) {
            syncPair(*peers[0], *peers[1]);
        }
    }
    syncPair(*peers[0], *peers[1]);

    QCOMPARE(heldNotes(*peers[1]), 40);
    QCOMPARE(visible(*peers[1]), 60);
    QCOMPARE(peers[1]->library->heldDeletions()[0].existed, 60);
}

void MassDeleteTest::twoDevices_areCountedApart()
{
    FakeClock clock;
    const auto peers = devices(3, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 60);
    syncPair(*peers[0], *peers[1]);
    syncPair(*peers[0], *peers[2]);

    remove(*peers[0], notes, 0, 15);
    remove(*peers[2], notes, 15, 15);
    syncPair(*peers[0], *peers[1]);
    syncPair(*peers[2], *peers[1]);

    QCOMPARE(heldNotes(*peers[1]), 0);
    QCOMPARE(visible(*peers[1]), 30);
}

void MassDeleteTest::ownDeletes_areNeverHeld()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 40);
    syncPair(*peers[0], *peers[1]);

    // Both persons (the same one) deleted them, apart.
    remove(*peers[0], notes, 0, 30);
    remove(*peers[1], notes, 0, 30);
    syncPair(*peers[0], *peers[1]);

    QCOMPARE(heldNotes(*peers[0]), 0);
    QCOMPARE(heldNotes(*peers[1]), 0);
    QCOMPARE(visible(*peers[0]), 10);
    QCOMPARE(visible(*peers[1]), 10);
}

void MassDeleteTest::deletesOfWhatWasEditedHere_areNotCounted()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 40);
    syncPair(*peers[0], *peers[1]);

    remove(*peers[0], notes, 0, 30);
    for (int i = 0; i < 10; ++i) {
        commit(*peers[1], bodyEdit(notes[static_cast<std::size_t>(i)], u"edited here\n"_s));
    }
    syncPair(*peers[0], *peers[1]);

    QCOMPARE(heldNotes(*peers[1]), 0); // 20 deletes, 10 conflicts
    QCOMPARE(visible(*peers[1]), 20);
    QCOMPARE(peers[1]->library->counts().conflicts, 10);
}

void MassDeleteTest::throughAThirdDevice_itIsHeldAsWell()
{
    FakeClock clock;
    const auto peers = devices(3, clock);
    TestDevice &b = *peers[1];
    TestDevice &c = *peers[2];
    const std::vector<NoteId> notes = addNotes(*peers[0], 30);
    syncPair(*peers[0], b);
    syncPair(b, c);

    remove(*peers[0], notes, 0, 30);
    syncPair(*peers[0], b);
    syncPair(b, c); // C never meets A

    QCOMPARE(heldNotes(b), 30);
    QCOMPARE(heldNotes(c), 30);
    QCOMPARE(c.library->heldDeletions()[0].device, peers[0]->id());
    QCOMPARE(visible(c), 30);
}

void MassDeleteTest::aNewDevice_isNotAskedAboutThePast()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 100);
    remove(*peers[0], notes, 0, 60);
    clock.advance(24h * 300);
    TestDevice late(7, clock);
    late.open();
    pair(*peers[0], late);

    sendAll(*peers[0], late, 7); // creates and deletes come in batches of their own

    QCOMPARE(heldNotes(late), 0);
    QCOMPARE(visible(late), 40);
    QCOMPARE(dump(*late.library), dump(*peers[0]->library));
}

void MassDeleteTest::whatCameAndWentWhileAway_isNotAskedAbout()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    addNotes(*peers[0], 10);
    syncPair(*peers[0], *peers[1]);
    peers[1]->library->noteCaughtUp();

    const std::vector<NoteId> notes = addNotes(*peers[0], 50);
    clock.advance(24h);
    remove(*peers[0], notes, 0, 40);
    clock.advance(24h);
    sendAll(*peers[0], *peers[1], 20);

    QCOMPARE(heldNotes(*peers[1]), 0);
    QCOMPARE(visible(*peers[1]), 20);
}

void MassDeleteTest::aClockYearsBehind_doesNotGetPast()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 30);
    syncPair(*peers[0], *peers[1]);
    peers[1]->library->noteCaughtUp();
    const qint64 now = clock.nowMs();

    clock.set(now - 10 * 365 * kWindowMs);
    remove(*peers[0], notes, 0, 30);
    clock.set(now);
    syncPair(*peers[0], *peers[1]);

    QCOMPARE(heldNotes(*peers[1]), 30);
}

void MassDeleteTest::moreOfTheSame_joinsTheQuestion()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 60);
    syncPair(*peers[0], *peers[1]);
    remove(*peers[0], notes, 0, 30);
    syncPair(*peers[0], *peers[1]);

    remove(*peers[0], notes, 30, 1);
    syncPair(*peers[0], *peers[1]);

    QCOMPARE(heldNotes(*peers[1]), 31);
    QCOMPARE(peers[1]->library->heldDeletions()[0].existed, 60);
    int told = 0;
    for (const AuditEntry &entry : peers[1]->library->auditLog(100)) {
        told += entry.event == u"held"_s ? 1 : 0;
    }
    QCOMPARE(told, 1);
}

QTEST_GUILESS_MAIN(MassDeleteTest)
#include "tst_massdelete.moc"
