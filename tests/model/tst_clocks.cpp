// Devices whose clocks are years off: what they write, what others see, whose clock is told.
#include "model/base/limits.h"
#include "tests/support/libraryfixture.h"

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kNowMs = 1'790'000'000'000; // September 2026
constexpr qint64 kDayMs = 24LL * 3600 * 1000;
constexpr qint64 kYearMs = 365 * kDayMs;
constexpr qint64 kMinuteMs = 60'000;

/// Three devices of one library, each with a clock of its own.
struct Desk
{
    explicit Desk(qint64 aheadMs)
        : clocks {FakeClock(kNowMs + aheadMs), FakeClock(kNowMs), FakeClock(kNowMs)}
        , a(1, clocks[0])
        , b(2, clocks[1])
        , c(3, clocks[2])
    {
        a.open();
        b.open();
        c.open();
        pair(b, a);
        pair(b, c);
        sync();
    }
    void sync()
    {
        for (int round = 0; round < 2; ++round) {
            syncPair(a, b);
            syncPair(b, c);
        }
    }
    void setRight() { clocks[0].set(clocks[1].nowMs()); }

    FakeClock clocks[3];
    TestDevice a; ///< the one that is off
    TestDevice b;
    TestDevice c;
};

Hlc stampOf(const TestDevice &device, const CommitResult &made)
{
    return device.library->changeWithFragment(made.change)->meta.hlc;
}

QStringList titles(const TestDevice &device)
{
    QStringList titles;
    for (const NoteSummary &note : device.library->notes({})) {
        titles.append(note.title);
    }
    return titles;
}

ClockVerdict verdict(const TestDevice &device)
{
    return device.library->clocks(device.clock.nowMs());
}

} // namespace

class ClocksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judging_data();
    void judging();
    void beforeAndAfterTheClockIsSetRight_data();
    void beforeAndAfterTheClockIsSetRight();
    void whatIsWrittenOnTop_winsOverWhatItStandsOn_data();
    void whatIsWrittenOnTop_winsOverWhatItStandsOn();
    void underNewestWins_nothingIsLost_andAfterTheRepairNobodyIsAhead();
    void aClockSetBack_isNoticedAlsoWhenTheNextWriteFails();
    void theFirstOfJanuary1970_isNoTimeToStamp();
    void aNoteFromTheFuture_doesNotLeadTheListForYears();
    void onTheDeviceItself_theListIsRightAfterTheRepair();
    void theClockIsToldOnce_keptOverARestart_andClearedByRightStamps();
    void whoOnlyWritesOnTop_isNotBlamed();
    void aMeasuredClock_isToldAndCleared();
    void twoAgainstOne_tellThatOursIsWrong();
    void ourClockSetRight_clearsTheOthers();
};

void ClocksTest::judging_data()
{
    QTest::addColumn<QList<qint64>>("measured");
    QTest::addColumn<qint64>("own");
    QTest::addColumn<int>("wrong");

    const qint64 limit = 5 * kMinuteMs;
    QTest::newRow("nothing known") << QList<qint64> {} << qint64(0) << 0;
    QTest::newRow("alike") << QList<qint64> {1000, -2000} << qint64(0) << 0;
    QTest::newRow("at the limit") << QList<qint64> {limit, -limit} << qint64(0) << 0;
    QTest::newRow("one over it") << QList<qint64> {limit + 1} << qint64(0) << 1;
    QTest::newRow("one behind") << QList<qint64> {-kYearMs, 0} << qint64(0) << 1;
    QTest::newRow("two agree against ours") << QList<qint64> {kYearMs, kYearMs} << -kYearMs << 0;
    QTest::newRow("two differ") << QList<qint64> {kYearMs, -kYearMs} << qint64(0) << 2;
    QTest::newRow("one is with us") << QList<qint64> {kYearMs, kYearMs, 10} << qint64(0) << 2;
}

void ClocksTest::judging()
{
    QFETCH(const QList<qint64>, measured);
    QFETCH(const qint64, own);
    QFETCH(const int, wrong);
    std::vector<ClockReading> readings;
    for (const qint64 aheadMs : measured) {
        DeviceId device;
        device.bytes[0] = static_cast<std::uint8_t>(readings.size() + 1);
        readings.push_back({device, aheadMs, true, kNowMs});
    }

    const ClockVerdict judged = judgeClocks(readings, kNowMs);

    QCOMPARE(judged.ownAheadMs, own);
    QCOMPARE(static_cast<int>(judged.wrong.size()), wrong);
    QVERIFY(judgeClocks({}, limits::kClockPlausibleFromMs).ownAheadMs == 0);
    QVERIFY(judgeClocks({}, limits::kClockPlausibleFromMs - 1).ownAheadMs < 0);
}

void ClocksTest::beforeAndAfterTheClockIsSetRight_data()
{
    QTest::addColumn<qint64>("aheadMs");
    QTest::newRow("ten years ahead") << 10 * kYearMs;
    QTest::newRow("in 2100") << 74 * kYearMs;
    QTest::newRow("ten years behind") << -10 * kYearMs;
    QTest::newRow("in 1970") << -kNowMs + 1;
    QTest::newRow("before 1970") << -kNowMs - kYearMs;
}

void ClocksTest::beforeAndAfterTheClockIsSetRight()
{
    QFETCH(const qint64, aheadMs);
    Desk desk(aheadMs);
    const NoteId shared = commit(desk.b, newNote(u"shared"_s, u"one\n"_s)).note;
    desk.sync();

    // Apart: both sides are asked for, whoever's clock says what.
    commit(desk.a, bodyEdit(shared, u"one from a\n"_s));
    commit(desk.c, bodyEdit(shared, u"one from c\n"_s));
    desk.sync();
    for (const TestDevice *device : {&desk.a, &desk.b, &desk.c}) {
        const Result<NoteConflict> conflict = device->library->conflict(shared);
        QVERIFY(conflict);
        QCOMPARE(conflict->sides.size(), std::size_t(2));
        QCOMPARE(device->library->stateDigest(), desk.a.library->stateDigest());
    }
    // An answer ends it, also one of a device whose clock is right.
    const Note open = *desk.c.library->note(shared);
    NoteState chosen = open.state;
    chosen.body = u"chosen\n"_s;
    QVERIFY(desk.c.library->resolve(shared, open.heads, chosen));
    desk.sync();
    QCOMPARE(desk.a.library->note(shared)->state.body, u"chosen\n"_s);
    QCOMPARE(desk.a.library->counts().conflicts, 0);

    desk.setRight();

    const qint64 now = desk.clocks[0].nowMs();
    const CommitResult fresh = commit(desk.a, newNote(u"after"_s));
    QVERIFY(stampOf(desk.a, fresh).ms() <= now + 5 * kMinuteMs);
    QVERIFY(stampOf(desk.a, fresh).ms() >= now);
    desk.a.reopen();
    const CommitResult again = commit(desk.a, newNote(u"after a restart"_s));
    QVERIFY(stampOf(desk.a, again).ms() <= now + 5 * kMinuteMs);
    desk.sync();
    for (TestDevice *device : {&desk.a, &desk.b, &desk.c}) {
        QCOMPARE(dump(*device->library), dump(*desk.a.library));
        QCOMPARE(device->library->check().problems, QStringList());
    }
}

void ClocksTest::aClockSetBack_isNoticedAlsoWhenTheNextWriteFails()
{
    Desk desk(10 * kYearMs);
    commit(desk.a, newNote(u"ten years ahead"_s));
    desk.setRight();

    NoteId nobody;
    nobody.bytes.fill(7);
    NoteEdit edit = titleEdit(nobody, u"of no note"_s);
    edit.parents = {Hash {}};
    QVERIFY(!desk.a.library->commit(edit));
    const CommitResult made = commit(desk.a, newNote(u"after"_s));

    QVERIFY(stampOf(desk.a, made).ms() <= desk.clocks[0].nowMs() + 5 * kMinuteMs);
}

void ClocksTest::whatIsWrittenOnTop_winsOverWhatItStandsOn_data()
{
    beforeAndAfterTheClockIsSetRight_data();
}

void ClocksTest::whatIsWrittenOnTop_winsOverWhatItStandsOn()
{
    QFETCH(const qint64, aheadMs);
    Desk desk(aheadMs);
    const NoteId note = commit(desk.a, newNote(u"n"_s, u"a\n"_s)).note;
    desk.sync();

    for (int i = 0; i < 3; ++i) {
        commit(desk.b, bodyEdit(note, u"b%1\n"_s.arg(i)));
        desk.sync();
        QCOMPARE(desk.a.library->note(note)->state.body, u"b%1\n"_s.arg(i));
        if (i == 1) {
            desk.setRight();
        }
        commit(desk.a, bodyEdit(note, u"a%1\n"_s.arg(i)));
        desk.sync();
        QCOMPARE(desk.b.library->note(note)->state.body, u"a%1\n"_s.arg(i));
    }
    QCOMPARE(desk.b.library->counts().conflicts, 0);
}

void ClocksTest::underNewestWins_nothingIsLost_andAfterTheRepairNobodyIsAhead()
{
    Desk desk(10 * kYearMs);
    QVERIFY(desk.b.library->setSetting(u"conflict-policy"_s, u"newest"_s));
    const NoteId before = commit(desk.b, newNote(u"before"_s, u"one\n"_s)).note;
    const NoteId after = commit(desk.b, newNote(u"after"_s, u"one\n"_s)).note;
    desk.sync();

    commit(desk.a, bodyEdit(before, u"one from a\n"_s));
    desk.clocks[2].advance(std::chrono::hours(1));
    const CommitResult lost = commit(desk.c, bodyEdit(before, u"one from c\n"_s));
    desk.sync();
    // The order is the order, so its stamp wins; what lost is a version that is there everywhere.
    QCOMPARE(desk.b.library->note(before)->state.body, u"one from a\n"_s);
    QCOMPARE(desk.b.library->stateAt(lost.change)->body, u"one from c\n"_s);
    QVERIFY(desk.b.library->note(before)->heads.size() == 2);

    desk.clocks[1].set(desk.clocks[2].nowMs());
    desk.setRight();
    commit(desk.a, bodyEdit(after, u"one from a\n"_s));
    desk.clocks[2].advance(std::chrono::hours(1));
    commit(desk.c, bodyEdit(after, u"one from c\n"_s));
    desk.sync();
    QCOMPARE(desk.a.library->note(after)->state.body, u"one from c\n"_s); // later indeed
    QCOMPARE(dump(*desk.a.library), dump(*desk.c.library));
}

void ClocksTest::theFirstOfJanuary1970_isNoTimeToStamp()
{
    Desk desk(-kNowMs);
    commit(desk.b, newNote(u"b"_s));
    desk.sync();

    const CommitResult made = commit(desk.a, newNote(u"a"_s));

    // It has seen stamps that are nearer the truth than its clock.
    QVERIFY(stampOf(desk.a, made).ms() >= kNowMs);
    QVERIFY(verdict(desk.a).ownAheadMs < 0); // and says so, alone
    QVERIFY(verdict(desk.a).wrong.empty()); // and blames nobody
}

void ClocksTest::aNoteFromTheFuture_doesNotLeadTheListForYears()
{
    Desk desk(10 * kYearMs);
    const NoteId future = commit(desk.a, newNote(u"future"_s)).note;
    desk.sync();
    desk.clocks[1].advance(std::chrono::hours(1));
    commit(desk.b, newNote(u"later"_s));

    QCOMPARE(titles(desk.b), (QStringList {u"later"_s, u"future"_s}));
    const Note shown = *desk.b.library->note(future);
    QVERIFY(shown.updatedAtMs <= desk.clocks[1].nowMs());
    QVERIFY(shown.createdAtMs <= desk.clocks[1].nowMs());
    QVERIFY(desk.b.library->convergedNote(future)->updatedAtMs > kNowMs + 9 * kYearMs);
    QVERIFY(desk.b.library->history(future)[0].timeMs() <= desk.clocks[1].nowMs());

    // An edit on top is stamped above it, and shown as of now.
    desk.clocks[1].advance(std::chrono::hours(1));
    commit(desk.b, titleEdit(future, u"edited"_s));
    QCOMPARE(titles(desk.b), (QStringList {u"edited"_s, u"later"_s}));
    desk.clocks[1].advance(std::chrono::hours(1));
    commit(desk.b, newNote(u"latest"_s));
    QCOMPARE(titles(desk.b), (QStringList {u"latest"_s, u"edited"_s, u"later"_s}));
    QCOMPARE(desk.b.library->check().problems, QStringList());
}

void ClocksTest::onTheDeviceItself_theListIsRightAfterTheRepair()
{
    Desk desk(10 * kYearMs);
    for (int i = 0; i < 3; ++i) {
        commit(desk.a, newNote(u"future %1"_s.arg(i)));
    }

    desk.setRight();
    desk.a.reopen();

    QCOMPARE(titles(desk.a), (QStringList {u"future 2"_s, u"future 1"_s, u"future 0"_s}));
    for (const NoteSummary &note : desk.a.library->notes({})) {
        QVERIFY(note.updatedAtMs <= desk.clocks[0].nowMs());
        QVERIFY(note.createdAtMs <= desk.clocks[0].nowMs());
    }
    desk.clocks[0].advance(std::chrono::minutes(1));
    commit(desk.a, newNote(u"now"_s));
    QCOMPARE(titles(desk.a).front(), u"now"_s);
}

void ClocksTest::theClockIsToldOnce_keptOverARestart_andClearedByRightStamps()
{
    Desk desk(3 * kYearMs);
    for (int i = 0; i < 5; ++i) {
        commit(desk.a, newNote(u"n %1"_s.arg(i)));
    }
    desk.sync();

    for (TestDevice *device : {&desk.b, &desk.c}) { // c through b
        QCOMPARE(verdict(*device).wrong.size(), std::size_t(1));
        QVERIFY(verdict(*device).aheadMs(desk.a.id()) > 2 * kYearMs);
        device->reopen();
        QVERIFY(verdict(*device).aheadMs(desk.a.id()) > 2 * kYearMs);
    }
    for (const PeerRow &peer : desk.b.library->peers()) {
        QCOMPARE(peer.clockAheadMs != 0, peer.device == desk.a.id());
    }

    desk.setRight();
    commit(desk.a, newNote(u"right again"_s));
    desk.sync();

    QVERIFY(verdict(desk.b).wrong.empty());
    QVERIFY(verdict(desk.c).wrong.empty());
}

void ClocksTest::whoOnlyWritesOnTop_isNotBlamed()
{
    Desk desk(10 * kYearMs);
    const NoteId note = commit(desk.a, newNote(u"n"_s, u"a\n"_s)).note;
    desk.sync();

    commit(desk.c, bodyEdit(note, u"c\n"_s)); // stamped above its parent, with a right clock
    desk.sync();

    QCOMPARE(verdict(desk.b).wrong.size(), std::size_t(1));
    QCOMPARE(verdict(desk.b).wrong[0].device, desk.a.id());
}

void ClocksTest::aMeasuredClock_isToldAndCleared()
{
    Desk desk(0);

    desk.b.library->notePeerClock(desk.a.id(), -2 * kYearMs);
    QCOMPARE(verdict(desk.b).aheadMs(desk.a.id()), -2 * kYearMs);
    QCOMPARE(desk.b.library->auditLog(1).at(0).event, u"clock"_s);
    desk.b.reopen();
    QCOMPARE(verdict(desk.b).aheadMs(desk.a.id()), -2 * kYearMs);
    desk.b.library->notePeerClock(desk.a.id(), 3000);

    QVERIFY(verdict(desk.b).wrong.empty());
    int told = 0;
    for (const AuditEntry &entry : desk.b.library->auditLog(100)) {
        told += entry.event == u"clock"_s ? 1 : 0;
    }
    QCOMPARE(told, 1);
}

void ClocksTest::twoAgainstOne_tellThatOursIsWrong()
{
    Desk desk(0);

    desk.a.library->notePeerClock(desk.b.id(), 4 * kYearMs);
    QCOMPARE(verdict(desk.a).aheadMs(desk.b.id()), 4 * kYearMs); // one alone decides nothing
    desk.a.library->notePeerClock(desk.c.id(), 4 * kYearMs + 1000);

    QCOMPARE(verdict(desk.a).ownAheadMs, -4 * kYearMs - 1000);
    QVERIFY(verdict(desk.a).wrong.empty());
    for (const PeerRow &peer : desk.a.library->peers()) {
        QCOMPARE(peer.clockAheadMs, 0);
    }
}

void ClocksTest::ourClockSetRight_clearsTheOthers()
{
    Desk desk(-4 * kYearMs);
    desk.a.library->notePeerClock(desk.b.id(), 4 * kYearMs);
    desk.a.library->notePeerClock(desk.c.id(), 4 * kYearMs);
    QVERIFY(verdict(desk.a).ownAheadMs < 0);

    desk.setRight();
    desk.a.library->notePeerClock(desk.b.id(), 0); // c was not met since

    QCOMPARE(verdict(desk.a), ClockVerdict {});
}

QTEST_GUILESS_MAIN(ClocksTest)
#include "tst_clocks.moc"
