#include "tests/sync/forkworld.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

namespace {

void write(TestDevice &device, const QString &what, int count = 3)
{
    for (int i = 0; i < count; ++i) {
        commit(device, newNote(u"%1 %2"_s.arg(what).arg(i), u"text of %1 %2\n"_s.arg(what).arg(i)));
    }
}

QStringList titles(const TestDevice &device)
{
    QStringList all;
    for (const NoteId &note : device.library->allNotes()) {
        all += device.library->note(note)->state.title;
    }
    all.sort();
    return all;
}

std::size_t branches(const TestDevice &device)
{
    return device.library->vector().branches();
}

} // namespace

/// Restored backups and copied folders, between real libraries over real sessions.
class ForkedLogsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRestoredBackup_losesNothing_data();
    void aRestoredBackup_losesNothing();
    void bothBranches_areKept_andNamedAlikeEverywhere();
    void aCopiedFolder_usedOnBothMachines_losesNothing();
    void aDeviceAndItsCopy_connectedAtOnce_losesNothing_data();
    void aDeviceAndItsCopy_connectedAtOnce_losesNothing();
    void twoPeers_bringTwoHistoriesOfOneLog_atOnce_data();
    void twoPeers_bringTwoHistoriesOfOneLog_atOnce();
    void whatCameByAnotherWay_isKnownToBeThere_data();
    void whatCameByAnotherWay_isKnownToBeThere();
    void theFirstChangesDiffer_theyForkAtTheRoot();
    void aForkOfAFork_isCutAgain();
    void aDeviceThatJoinsLater_getsBothBranches();
    void aLongCommonPrefix_isSearchedInFewQuestions();
    void afterTheFork_syncIsNormal_andSilent();
    void aPeerThatLostChanges_isNotSaidToHaveThem();
    void thePersonIsToldOnce();
    void randomForks_endEqual_withNothingLost_data();
    void randomForks_endEqual_withNothingLost();
};

void ForkedLogsTest::aRestoredBackup_losesNothing_data()
{
    QTest::addColumn<bool>("withState"); // the sidecar is restored, too
    QTest::addColumn<bool>("synced"); // what was written after the backup had reached the other
    QTest::addColumn<bool>("meetFirst"); // the other is met before the next edit
    for (int i = 0; i < 8; ++i) {
        QTest::addRow("state %d, synced %d, meet first %d", i & 1, (i >> 1) & 1, (i >> 2) & 1)
            << bool(i & 1) << bool(i & 2) << bool(i & 4);
    }
}

void ForkedLogsTest::aRestoredBackup_losesNothing()
{
    QFETCH(bool, withState);
    QFETCH(bool, synced);
    QFETCH(bool, meetFirst);
    ForkWorld world(3, 1);
    write(world[0], u"before"_s);
    world.sync(0, 1);
    const Backup backup(world[0]);
    write(world[0], u"after"_s);
    if (synced) {
        world.sync(0, 1);
    }
    backup.restore(world[0], withState);
    if (meetFirst) {
        world.sync(0, 1);
    }
    write(world[0], u"anew"_s, 2);
    const std::vector<Hash> before = world.changes();
    world.heal();

    QCOMPARE(world.differences(before).join(u'\n'), QString());
    QStringList expected {u"before 0"_s, u"before 1"_s, u"before 2"_s, u"anew 0"_s, u"anew 1"_s};
    if (synced) {
        expected += {u"after 0"_s, u"after 1"_s, u"after 2"_s};
    }
    expected.sort();
    QCOMPARE(titles(world[2]), expected);
    // Only a log that goes two ways is cut.
    QCOMPARE(branches(world[2]) > 0, withState && synced && !meetFirst);
}

void ForkedLogsTest::bothBranches_areKept_andNamedAlikeEverywhere()
{
    ForkWorld world(3, 2);
    write(world[0], u"before"_s);
    world.heal();
    const Backup backup(world[0]);
    write(world[0], u"one"_s, 4);
    world.sync(0, 1);
    backup.restore(world[0], true);
    write(world[0], u"other"_s, 2);
    world.sync(0, 2); // which knows nothing of the first line yet
    QCOMPARE(branches(world[2]), std::size_t {0});

    world.sync(1, 2); // they find it out between them

    QCOMPARE(branches(world[1]), std::size_t {2});
    QCOMPARE(world[1].library->vector(), world[2].library->vector());
    world.heal();
    QCOMPARE(world.differences({}).join(u'\n'), QString());
    QCOMPARE(titles(world[0]).size(), 9);
    QCOMPARE(branches(world[0]), std::size_t {2});
}

void ForkedLogsTest::aCopiedFolder_usedOnBothMachines_losesNothing()
{
    ForkWorld world(2, 3);
    write(world[0], u"before"_s);
    world.sync(0, 1);
    const std::size_t copy = world.copy(0);
    write(world[0], u"here"_s);
    write(world[copy], u"there"_s);
    for (int round = 0; round < 3; ++round) {
        world.sync(0, 1);
        world.sync(copy, 1);
        write(world[0], u"here %1"_s.arg(round));
        write(world[copy], u"there %1"_s.arg(round));
    }
    const std::vector<Hash> before = world.changes();
    world.heal();
    world.sync(0, 1);

    QCOMPARE(world.differences(before).join(u'\n'), QString());
    QCOMPARE(titles(world[1]).size(), 27);
    // One fork; from then on each machine has a log of its own.
    QCOMPARE(branches(world[1]), std::size_t {2});
    QVERIFY(world[1].library->vector().heads().size() <= 6);
}

void ForkedLogsTest::aDeviceAndItsCopy_connectedAtOnce_losesNothing_data()
{
    QTest::addColumn<quint64>("seed");
    const int seeds = std::max(8, qEnvironmentVariableIntValue("SHEAF_SEEDS"));
    for (int seed = 1; seed <= seeds; ++seed) {
        QTest::addRow("seed %d", seed) << static_cast<quint64>(seed);
    }
}

/// Both are caught up with a third device; then both write under the same numbers.
void ForkedLogsTest::aDeviceAndItsCopy_connectedAtOnce_losesNothing()
{
    QFETCH(quint64, seed);
    ForkWorld world(2, seed);
    write(world[0], u"before"_s);
    world.sync(0, 1);
    const std::size_t copy = world.copy(0);
    world.connect(0, 1);
    world.connect(copy, 1);
    QVERIFY(!world.run(100'000)); // all is said: nobody can tell the two apart yet
    QCOMPARE(world.restarts, 0);

    for (int round = 0; round < 6; ++round) {
        write(world[0], u"here %1"_s.arg(round), 1 + world.random.below(3));
        write(world[copy], u"there %1"_s.arg(round), 1 + world.random.below(3));
        world.published(world[0]);
        world.published(world[copy]);
        world.run(world.random.below(60));
    }
    const std::vector<Hash> before = world.changes();
    world.settle();

    // They found each other through the third one, without another meeting.
    QCOMPARE(world.differences(before).join(u'\n'), QString());
    const int restarts = world.restarts;
    QVERIFY2(restarts <= 8, qPrintable(QString::number(restarts)));
    QCOMPARE(branches(world[1]), std::size_t {2});
    write(world[0], u"later"_s, 1);
    write(world[copy], u"later there"_s, 1);
    world.heal();
    QCOMPARE(world.differences(before).join(u'\n'), QString());
    QCOMPARE(world.restarts, restarts);
}

void ForkedLogsTest::twoPeers_bringTwoHistoriesOfOneLog_atOnce_data()
{
    aDeviceAndItsCopy_connectedAtOnce_losesNothing_data();
}

/// The two histories come by way of devices that know one each.
void ForkedLogsTest::twoPeers_bringTwoHistoriesOfOneLog_atOnce()
{
    QFETCH(quint64, seed);
    ForkWorld world(4, seed);
    write(world[0], u"before"_s);
    world.heal();
    const std::size_t copy = world.copy(0);
    world.connect(0, 1);
    world.connect(copy, 2);
    world.connect(1, 3);
    world.connect(2, 3);
    QVERIFY(!world.run(100'000));
    QCOMPARE(world.restarts, 0);

    for (int round = 0; round < 6; ++round) {
        write(world[0], u"here %1"_s.arg(round), 1 + world.random.below(3));
        write(world[copy], u"there %1"_s.arg(round), 1 + world.random.below(3));
        world.published(world[0]);
        world.published(world[copy]);
        world.run(world.random.below(60));
    }
    const std::vector<Hash> before = world.changes();
    world.settle();

    QCOMPARE(world.problems.join(u'\n'), QString());
    QCOMPARE(world[1].library->vector(), world[3].library->vector());
    QCOMPARE(branches(world[3]), std::size_t {2});
    world.heal();
    QCOMPARE(world.differences(before).join(u'\n'), QString());
}

void ForkedLogsTest::whatCameByAnotherWay_isKnownToBeThere_data()
{
    aDeviceAndItsCopy_connectedAtOnce_losesNothing_data();
}

/// A peer has announced a change and does not send it, because we got it from somebody else.
void ForkedLogsTest::whatCameByAnotherWay_isKnownToBeThere()
{
    QFETCH(quint64, seed);
    ForkWorld world(4, seed);
    for (std::size_t i = 0; i < world.all.size(); ++i) {
        write(world[i], u"from %1"_s.arg(i), 2);
    }
    for (std::size_t a = 0; a < world.all.size(); ++a) {
        for (std::size_t b = a + 1; b < world.all.size(); ++b) {
            world.connect(a, b);
            world.run(world.random.below(40));
        }
    }
    world.settle();

    QCOMPARE(world.differences({}).join(u'\n'), QString()); // pending changes among them
    QCOMPARE(world.restarts, 0);
}

void ForkedLogsTest::theFirstChangesDiffer_theyForkAtTheRoot()
{
    ForkWorld world(2, 4);
    const Backup empty(world[0]);
    write(world[0], u"one"_s);
    world.sync(0, 1);
    empty.restore(world[0], true);
    write(world[0], u"other"_s, 5);
    world.heal();

    QCOMPARE(world.differences({}).join(u'\n'), QString());
    QCOMPARE(titles(world[1]).size(), 8);
    QCOMPARE(branches(world[1]), std::size_t {2});
    QVERIFY(world[0].library->vector() == world[1].library->vector());
}

void ForkedLogsTest::aForkOfAFork_isCutAgain()
{
    ForkWorld world(3, 5);
    write(world[0], u"a"_s, 4);
    const Backup first(world[0]);
    write(world[0], u"b"_s, 4);
    const Backup second(world[0]);
    write(world[0], u"c"_s, 4);
    world.sync(0, 1);
    second.restore(world[0], true);
    write(world[0], u"d"_s, 4);
    world.sync(0, 2);
    first.restore(world[0], true);
    write(world[0], u"e"_s, 4);
    world.heal();

    QCOMPARE(world.differences({}).join(u'\n'), QString());
    QCOMPARE(titles(world[1]).size(), 20);
    QCOMPARE(branches(world[1]), std::size_t {4}); // b and e after a; c and d after b
}

void ForkedLogsTest::aDeviceThatJoinsLater_getsBothBranches()
{
    ForkWorld world(2, 6);
    write(world[0], u"before"_s);
    const Backup backup(world[0]);
    write(world[0], u"one"_s);
    world.sync(0, 1);
    backup.restore(world[0], true);
    write(world[0], u"other"_s);
    world.sync(0, 1);
    world.all.push_back(std::make_unique<TestDevice>(7, world.clock));
    world[2].open();
    pair(world[1], world[2]);
    world.sync(2, 1);

    world.heal();
    QCOMPARE(world.differences({}).join(u'\n'), QString());
    QCOMPARE(titles(world[2]).size(), 9);
}

void ForkedLogsTest::aLongCommonPrefix_isSearchedInFewQuestions()
{
    ForkWorld world(2, 7);
    std::vector<NoteEdit> many;
    for (int i = 0; i < 3000; ++i) {
        many.push_back(newNote(u"n%1"_s.arg(i)));
    }
    QVERIFY(world[0].library->commitAll(many));
    world.sync(0, 1);
    const Backup backup(world[0]);
    many.resize(1500);
    QVERIFY(world[0].library->commitAll(many));
    world.sync(0, 1);
    backup.restore(world[0], true);
    many.resize(700);
    QVERIFY(world[0].library->commitAll(many));

    const int messages = world.messages;
    world.connect(0, 1);
    QVERIFY(!world.run(2'000'000));
    const int restarts = world.restarts;
    world.settle();

    QCOMPARE(world.differences({}).join(u'\n'), QString());
    QVERIFY2(restarts <= 2, qPrintable(QString::number(restarts)));
    QVERIFY2(world.messages - messages < 500, qPrintable(QString::number(world.messages)));
    QCOMPARE(world[1].library->vector().branches(), std::size_t {2});
}

void ForkedLogsTest::afterTheFork_syncIsNormal_andSilent()
{
    ForkWorld world(3, 8);
    write(world[0], u"before"_s);
    const Backup backup(world[0]);
    write(world[0], u"one"_s);
    world.heal();
    backup.restore(world[0], true);
    write(world[0], u"other"_s);
    world.heal();
    QCOMPARE(world.differences({}).join(u'\n'), QString());
    const int restarts = world.restarts;

    world.connect(0, 1);
    world.connect(1, 2);
    world.run(1'000'000);
    const int messages = world.messages;
    write(world[0], u"later"_s, 1);
    world.published(world[0]);
    world.run(1'000'000);
    QVERIFY(world.messages - messages <= 6); // changes and acks, along two links
    write(world[2], u"back"_s, 1);
    world.published(world[2]);
    world.settle();

    world.heal();
    QCOMPARE(world.restarts, restarts);
    QCOMPARE(world.differences({}).join(u'\n'), QString());
    QCOMPARE(titles(world[0]).size(), 11);
}

void ForkedLogsTest::aPeerThatLostChanges_isNotSaidToHaveThem()
{
    ForkWorld world(2, 9);
    write(world[0], u"before"_s);
    world.sync(0, 1);
    const Backup backup(world[1]);
    write(world[0], u"after"_s);
    world.sync(0, 1);
    QCOMPARE(world[0].library->peers().front().pending, 0);
    backup.restore(world[1], true);

    const Result<VectorComparison> found =
        world[0].library->compare(world[1].id(), world[1].library->vector());

    QVERIFY(found);
    QCOMPARE(world[0].library->peers().front().pending, 3);
    QCOMPARE(world[0].library->unsentChangesForPeer(world[1].id(), 10).size(), std::size_t {3});
    world.sync(0, 1);
    QCOMPARE(world.differences({}).join(u'\n'), QString());
}

void ForkedLogsTest::thePersonIsToldOnce()
{
    ForkWorld world(2, 10);
    write(world[0], u"before"_s);
    const Backup backup(world[0]);
    write(world[0], u"one"_s);
    world.sync(0, 1);
    backup.restore(world[0], true);
    write(world[0], u"other"_s);
    world.heal();
    world.heal();

    const auto told = [](const TestDevice &device) {
        const std::vector<AuditEntry> log = device.library->auditLog(1000);
        return std::count_if(
            log.begin(), log.end(), [](const AuditEntry &it) { return it.event == u"forked"_s; });
    };
    QCOMPARE(told(world[0]), 1);
    QCOMPARE(told(world[1]), 1);
    QVERIFY(!world[0].library->localValue(u"own-log-forked"_s).isEmpty());
    QVERIFY(world[1].library->localValue(u"own-log-forked"_s).isEmpty());
}

void ForkedLogsTest::randomForks_endEqual_withNothingLost_data()
{
    QTest::addColumn<quint64>("seed");
    const int seeds = qEnvironmentVariableIntValue("SHEAF_SEEDS");
    const int first = std::max(1, qEnvironmentVariableIntValue("SHEAF_FIRST_SEED"));
    for (int seed = first; seed < first + (seeds > 0 ? seeds : 20); ++seed) {
        QTest::addRow("seed %d", seed) << static_cast<quint64>(seed);
    }
}

void ForkedLogsTest::randomForks_endEqual_withNothingLost()
{
    QFETCH(quint64, seed);
    ForkWorld world(2 + static_cast<int>(seed % 3), seed * 1'000'003);
    std::vector<std::pair<std::size_t, std::unique_ptr<Backup>>> backups;
    const auto any = [&world] {
        return static_cast<std::size_t>(world.random.below(static_cast<int>(world.all.size())));
    };
    for (int i = 0; i < 40; ++i) {
        const std::size_t who = any();
        const std::size_t other = any();
        switch (world.random.below(9)) {
        case 0:
            world.cutAll();
            backups.emplace_back(who, std::make_unique<Backup>(world[who]));
            break;
        case 1:
            if (!backups.empty()) {
                world.cutAll();
                const auto &[whose, backup] = backups[static_cast<std::size_t>(
                    world.random.below(static_cast<int>(backups.size())))];
                backup->restore(world[whose], world.random.below(3) > 0);
            }
            break;
        case 2:
            if (world.all.size() < 6 && world.random.below(2) == 0) {
                world.cutAll();
                world.copy(who);
            }
            break;
        case 3:
        case 4:
        case 5:
            if (world[who].id() != world[other].id()) {
                world.connect(who, other);
                world.run(world.random.below(400));
            }
            break;
        case 6:
            world.run(world.random.below(200));
            break;
        default:
            write(world[who], u"s%1"_s.arg(i), 1 + world.random.below(3));
            if (const auto notes = world[who].library->allNotes(); !notes.empty()) {
                commit(
                    world[who],
                    bodyEdit(notes[world.random.number() % notes.size()], u"edited %1\n"_s.arg(i)));
            }
            world.published(world[who]);
            break;
        }
        if (world.random.below(6) == 0) {
            world.cutAll();
        }
    }
    world.cutAll();
    const std::vector<Hash> before = world.changes();
    world.heal();
    world.heal();

    const QStringList differences = world.differences(before);
    QVERIFY2(differences.isEmpty(), qPrintable(differences.join(u'\n')));
}

QTEST_GUILESS_MAIN(ForkedLogsTest)
#include "tst_forkedlogs.moc"
