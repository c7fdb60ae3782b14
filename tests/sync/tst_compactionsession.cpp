#include "tests/support/devicesession.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;
using namespace std::chrono_literals;

// What compaction means for real sessions: who joins later, and who comes back after it.

namespace {

void meet(TestDevice &a, TestDevice &b)
{
    DeviceSession talk(a, b);
    talk.run();
    QVERIFY(talk.ends[0].progress.live && talk.ends[1].progress.live);
}

int upkeep(TestDevice &device)
{
    int dropped = 0;
    for (bool more = true; more;) {
        const Result<UpkeepReport> report = device.library->upkeep();
        more = report && report->more;
        dropped += report ? report->dropped : 0;
    }
    return dropped;
}

/// Days on which both are on, long enough for a clock to be believed; the contents that were dropped.
int someDays(TestDevice &a, TestDevice &b)
{
    int dropped = 0;
    for (int day = 0; day < 4; ++day) {
        dropped += upkeep(a) + upkeep(b);
        meet(a, b);
        a.clock.advance(25h);
    }
    return dropped;
}

} // namespace

class CompactionSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoWasAway_isAskedInTheSameSession_andWhoJoinsLater_getsTheSame();
};

void CompactionSessionTest::whoWasAway_isAskedInTheSameSession_andWhoJoinsLater_getsTheSame()
{
    FakeClock clock;
    auto world = devices(3, clock);
    const NoteId note = commit(*world[0], newNote(u"diary"_s, u"one\ntwo\nthree\nfour\n"_s)).note;
    for (int i = 0; i < 20; ++i) {
        commit(*world[0], titleEdit(note, u"diary %1"_s.arg(i)));
    }
    meet(*world[0], *world[1]);
    meet(*world[0], *world[2]);
    commit(*world[2], bodyEdit(note, u"one\ntwo\nthree\nfour, far away\n"_s));
    for (int day = 0; day < 600; day += 4) {
        commit(*world[static_cast<std::size_t>(day / 4) % 2],
               bodyEdit(note, u"day %1\ntwo\nthree\nfour\n"_s.arg(day)));
        meet(*world[0], *world[1]);
        clock.advance(24h * 4);
    }
    QVERIFY(someDays(*world[0], *world[1]) > 2 * 40);

    DeviceSession talk(*world[0], *world[2]);
    talk.run();
    QVERIFY(talk.countSaid<message::Want>() > 0);
    QVERIFY(world[0]->library->lacking(10).empty());
    meet(*world[0], *world[1]);
    world.push_back(std::make_unique<TestDevice>(4, clock));
    world.back()->open();
    pair(*world[1], *world[3]);
    sendAll(*world[1], *world[3], 5);
    for (int round = 0; round < 2; ++round) {
        meet(*world[0], *world[1]);
        meet(*world[1], *world[2]);
        meet(*world[1], *world[3]);
    }
    for (const auto &device : world) {
        const Library &library = *device->library;
        QCOMPARE(device->library->check().problems, QStringList());
        QCOMPARE(library.note(note)->state.body, u"day 596\ntwo\nthree\nfour, far away\n"_s);
        QCOMPARE(dump(library), dump(*world[0]->library));
        QCOMPARE(library.stateDigest(), world[0]->library->stateDigest());
        QVERIFY(library.lacking(10).empty());
    }
    // Then it is silent: nothing is wanted for ever.
    DeviceSession again(*world[1], *world[3]);
    again.run();
    QCOMPARE(again.countSaid<message::Want>(), 0);
    QCOMPARE(again.countSaid<message::Changes>(), 0);
}

QTEST_GUILESS_MAIN(CompactionSessionTest)
#include "tst_compactionsession.moc"
