/// Named stories in the simulated world, each about one kind of trouble; which story stands for which known
/// way to lose data is listed in README.md. Every one asserts that its trouble really happened.
#include "tests/simulation/oracles.h"
#include "tests/simulation/vfs.h"

#include <QHashSeed>
#include <QLoggingCategory>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::simulation;

namespace {

constexpr qint64 kHourMs = 3'600'000;
constexpr qint64 kYearMs = 365 * 24 * kHourMs;
constexpr qint64 kRestMs = 30 * 60'000;

/// A world in which nothing happens by itself but what a story asks for.
class Story
{
public:
    Story(const Folders &folders, int devices, quint64 seed = 1)
        : world(folders, options(seed), true)
    {
        world.found(devices, true);
        world.network().hurry(true);
    }

    void does(int device, Act act, quint64 dice = 1)
    {
        world.perform({act, device, 0, dice});
        world.pass(10);
    }
    void apart() { setReachable(false); }
    void together()
    {
        setReachable(true);
        world.comeToRest(kRestMs);
    }
    /// Everything is equal, nothing is lost, nobody talks any more.
    [[nodiscard]] QString end()
    {
        world.heal(false);
        if (world.letTwinsTakeTurns()) {
            const quint64 before = world.messages();
            world.pass(kHourMs / 12);
            if (world.messages() != before) {
                world.stage().fail(u"it is not silent"_s);
            }
            judge(world);
        }
        return world.stage().problems.join(u'\n');
    }
    [[nodiscard]] qint64 times(const QString &what) { return world.stage().tally[what]; }
    [[nodiscard]] Note note(int device)
    {
        const Library &library = world.device(device).library();
        return *library.note(library.allNotes().front());
    }

    World world;

private:
    static Options options(quint64 seed)
    {
        Options options;
        options.seed = seed;
        return options;
    }
    void setReachable(bool reachable)
    {
        const int count = static_cast<int>(world.devices().size());
        for (int a = 1; a <= count; ++a) {
            for (int b = a + 1; b <= count; ++b) {
                world.network().setReachable(a, b, reachable);
            }
        }
        world.pass(5000);
    }
};

#define END_WELL(story)                                                                            \
    do {                                                                                           \
        const QString wrong = (story).end();                                                       \
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));                                              \
    } while (false)

} // namespace

class ScenariosTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void powerCut_atEveryWrite_ofACommit();
    void powerCut_atEveryWrite_ofAnApply();
    void powerCut_atEveryWrite_ofARepair();
    void diskError_atEveryWrite();
    void aDiskThatLies_isNoticed();
    void aLostEdit_isNoticed();
    void partition_thenHeal();
    void halfOpenConnection_isFoundOut();
    void stalledLink_isGivenUp();
    void clockTenYearsAhead_thenSetRight();
    void clockBackwards_losesNothing();
    void stateFileLost_beginsANewLog();
    void anOldLibraryPutBack_getsItsOwnChangesBack();
    void aFolderUsedTwice_bothConnected_losesNothing();
    void aWipedDevice_isPairedAgain();
    void receiverDies_beforeItsAck();
    void chattyDevices_fallSilent();
    void notebooksThatSwapPlaces_formNoCircle();
    void emptyDevice_deletesNothing();

private:
    std::unique_ptr<Folders> m_folders;
};

void ScenariosTest::initTestCase()
{
    QLoggingCategory::setFilterRules(u"*=false"_s);
    Vfs::install();
    m_folders = std::make_unique<Folders>();
}

// Power and disks

void ScenariosTest::powerCut_atEveryWrite_ofACommit()
{
    int cuts = 0;
    for (int operation = 0; operation < 400; ++operation) {
        Story story(*m_folders, 2, static_cast<quint64>(operation));
        story.does(0, Act::CreateNote);
        story.world.device(0).disk().cutPowerAfter(operation);
        story.does(0, Act::EditBody);
        story.does(0, Act::MakeNotebook);
        story.does(0, Act::Import);
        const bool cut = !story.world.device(0).disk().hasPlannedFault();
        END_WELL(story);
        cuts += cut ? 1 : 0;
        if (!cut) {
            break; // the power would go after the last write
        }
    }
    QVERIFY(cuts > 20);
}

void ScenariosTest::powerCut_atEveryWrite_ofAnApply()
{
    int cuts = 0;
    for (int operation = 0; operation < 400; ++operation) {
        Story story(*m_folders, 2, static_cast<quint64>(operation));
        story.apart();
        story.does(0, Act::Import, 2);
        story.does(1, Act::CreateNote);
        story.world.device(1).disk().cutPowerAfter(operation);
        story.together();
        const bool cut = !story.world.device(1).disk().hasPlannedFault();
        END_WELL(story);
        cuts += cut ? 1 : 0;
        if (!cut) {
            break;
        }
    }
    QVERIFY(cuts > 20);
}

void ScenariosTest::powerCut_atEveryWrite_ofARepair()
{
    qint64 cutWhileRepairing = 0;
    qint64 mended = 0;
    for (int operation = 0; operation < 60; ++operation) {
        Story story(*m_folders, 2, static_cast<quint64>(operation));
        story.does(0, Act::CreateNote);
        story.does(0, Act::CreateNote, 2);
        story.together();
        story.apart();
        story.does(1, Act::DamageRow);
        story.world.pass(2000);
        QCOMPARE(story.times(u"state: rows made wrong"_s), 1);
        story.world.device(1).disk().cutPowerAfter(operation);
        story.together();
        END_WELL(story);
        cutWhileRepairing += story.times(u"power: cut while repairing"_s);
        mended += story.times(u"state: rows made again"_s) > 0 ? 1 : 0;
    }
    QVERIFY2(cutWhileRepairing > 5, qPrintable(QString::number(cutWhileRepairing)));
    QVERIFY2(mended > 50, qPrintable(QString::number(mended)));
}

void ScenariosTest::diskError_atEveryWrite()
{
    for (const DiskAnswer how : {DiskAnswer::Full, DiskAnswer::Broken}) {
        int errors = 0;
        for (int operation = 0; operation < 60; ++operation) {
            Story story(*m_folders, 2, static_cast<quint64>(operation));
            story.apart();
            story.does(0, Act::CreateNote);
            story.world.device(0).disk().failAfter(operation, 2, how);
            story.does(0, Act::EditBody);
            story.does(1, Act::Import);
            story.together();
            errors += story.world.device(0).disk().failures() > 0 ? 1 : 0;
            END_WELL(story);
        }
        QVERIFY(errors > 20);
    }
}

void ScenariosTest::aDiskThatLies_isNoticed()
{
    Story story(*m_folders, 2);
    story.apart();
    story.world.device(0).disk().lie();
    story.does(0, Act::CreateNote);
    story.world.device(0).disk().cutPower();
    story.world.device(0).fallDown(Loss::Everything);
    story.world.device(0).start();

    QVERIFY(!story.world.stage().problems.isEmpty());
}

void ScenariosTest::aLostEdit_isNoticed()
{
    Story story(*m_folders, 2);
    story.does(0, Act::CreateNote);
    Accepted never = story.world.ledger().edits().front();
    never.word = u"a word that nobody wrote"_s;
    story.world.ledger().add(never);

    QVERIFY(story.end().contains(u"I1"_s));
}

// The network

void ScenariosTest::partition_thenHeal()
{
    Story story(*m_folders, 4);
    story.does(0, Act::CreateNote);
    story.together();
    story.apart();
    for (int device = 0; device < 4; ++device) {
        story.does(device, Act::EditBody, static_cast<quint64>(device));
        story.does(device, Act::EditTitle);
    }
    QVERIFY(story.note(0).heads != story.note(1).heads);
    story.together();

    QVERIFY(story.note(0).conflict != ConflictType::None);
    END_WELL(story);
}

void ScenariosTest::halfOpenConnection_isFoundOut()
{
    Story story(*m_folders, 2);
    story.together();
    story.world.network().setReachable(1, 2, true);
    QVERIFY(story.world.network().loseOneSide(1, 2, 0));
    story.does(1, Act::CreateNote); // said into the void
    END_WELL(story);
    QCOMPARE(story.world.device(0).library().allNotes().size(), std::size_t {1});
}

void ScenariosTest::stalledLink_isGivenUp()
{
    Story story(*m_folders, 2);
    story.together();
    QVERIFY(story.world.network().stall(1, 2, 10 * 60'000));
    story.does(0, Act::CreateNote);
    END_WELL(story);
    QVERIFY(story.times(u"session end: timed-out"_s) > 0);
}

void ScenariosTest::receiverDies_beforeItsAck()
{
    Story story(*m_folders, 2);
    story.together();
    story.does(0, Act::CreateNote);
    story.world.device(1).disk().cutPowerAfter(0); // at the first write of what it was sent
    story.world.pass(200);
    const std::vector<PeerRow> peers = story.world.device(0).library().peers();
    QVERIFY(!story.world.device(1).isUp());
    QCOMPARE(peers.front().pending, 1); // "synced" is not shown
    END_WELL(story);
}

void ScenariosTest::chattyDevices_fallSilent()
{
    Story story(*m_folders, 5);
    story.does(0, Act::CreateNote);
    story.together();
    for (int key = 0; key < 120; ++key) {
        story.does(key % 5, Act::EditBody, static_cast<quint64>(key));
        story.world.pass(250);
    }
    END_WELL(story);
    QVERIFY(story.world.messages() < 120 * 5 * 10);
}

void ScenariosTest::emptyDevice_deletesNothing()
{
    Story story(*m_folders, 3);
    story.does(0, Act::Import);
    story.together();
    const std::size_t notes = story.world.device(0).library().allNotes().size();
    story.does(2, Act::Wipe);
    END_WELL(story);
    QCOMPARE(story.times(u"copies: wiped"_s), 1);
    QCOMPARE(story.world.device(2).library().allNotes().size(), notes);
    for (int device = 0; device < 3; ++device) {
        QCOMPARE(story.world.device(device).library().counts().trash, 0);
    }
}

// Clocks

void ScenariosTest::clockTenYearsAhead_thenSetRight()
{
    Story story(*m_folders, 2);
    story.does(0, Act::CreateNote);
    story.together();
    story.world.device(1).clock().setWrong(10 * kYearMs);
    story.does(1, Act::EditTitle);
    story.together();
    story.world.device(1).clock().setWrong(0);
    story.does(0, Act::EditTitle); // later, by a clock that is right
    const QString title = story.note(0).state.title;
    story.together();

    QCOMPARE(story.note(1).state.title, title);
    QCOMPARE(story.note(1).conflict, ConflictType::None);
    END_WELL(story);
}

void ScenariosTest::clockBackwards_losesNothing()
{
    Story story(*m_folders, 2);
    story.does(0, Act::CreateNote);
    story.does(0, Act::EditBody, 3);
    story.world.device(0).clock().setWrong(-2 * kYearMs);
    story.does(0, Act::EditBody, 4);
    story.does(0, Act::EditTitle);
    const Note here = story.note(0);
    story.together();

    QCOMPARE(story.note(1).state, here.state);
    QCOMPARE(here.heads.size(), std::size_t {1});
    END_WELL(story);
}

// Disks that change

void ScenariosTest::stateFileLost_beginsANewLog()
{
    Story story(*m_folders, 2);
    story.does(0, Act::CreateNote);
    story.together();
    story.does(0, Act::LoseState);
    story.world.pass(100);
    story.does(0, Act::EditTitle);
    QCOMPARE(story.world.device(0).library().vector().heads().size(), std::size_t {2});
    END_WELL(story);
}

void ScenariosTest::anOldLibraryPutBack_getsItsOwnChangesBack()
{
    Story story(*m_folders, 2);
    story.does(0, Act::CreateNote);
    story.does(0, Act::Backup);
    story.world.pass(24 * kHourMs);
    story.does(0, Act::EditBody);
    story.together();
    story.does(0, Act::RestoreLibrary);
    story.world.pass(1000);
    story.apart();
    story.does(0, Act::EditTitle); // on what is a day old
    QCOMPARE(story.times(u"copies: older library put back"_s), 1);
    story.together();
    END_WELL(story);
    QVERIFY(story.world.device(0).library().vector().heads().size() > 1);
}

void ScenariosTest::aFolderUsedTwice_bothConnected_losesNothing()
{
    qint64 forked = 0;
    qint64 whileConnected = 0;
    for (quint64 seed = 0; seed < 16; ++seed) {
        Story story(*m_folders, 3, seed);
        story.does(0, Act::CreateNote);
        story.together();
        story.does(0, Act::CopyFolder, seed);
        story.world.pass(3000);
        for (quint64 i = 0; i < 10; ++i) {
            // The number above bit 32 says which of the two writes.
            story.does(0, Act::EditBody, (i << 32U) + seed * 100 + i);
            story.world.pass(static_cast<qint64>(seed * i) % 300);
        }
        END_WELL(story);
        forked += story.times(u"logs that fork at the end"_s);
        whileConnected += story.times(u"copies: written on both sides while connected"_s);
    }
    QVERIFY2(forked > 3, qPrintable(QString::number(forked)));
    QVERIFY2(whileConnected > 20, qPrintable(QString::number(whileConnected)));
}

void ScenariosTest::aWipedDevice_isPairedAgain()
{
    Story story(*m_folders, 2);
    story.does(1, Act::CreateNote);
    story.together();
    story.does(1, Act::Wipe);
    story.world.pass(1000);
    story.does(1, Act::CreateNote); // before it is paired: comes along
    END_WELL(story);
    QCOMPARE(story.times(u"copies: paired again"_s), 1);
    QCOMPARE(story.world.device(0).library().allNotes().size(), std::size_t {2});
}

// Notebooks

void ScenariosTest::notebooksThatSwapPlaces_formNoCircle()
{
    int circles = 0;
    for (quint64 dice = 0; dice < 24; ++dice) {
        Story story(*m_folders, 3, dice);
        story.does(0, Act::MakeNotebook, 1);
        story.does(0, Act::MakeNotebook, 2);
        story.does(0, Act::MakeNotebook, 3);
        story.together();
        story.apart();
        for (int device = 0; device < 3; ++device) {
            story.does(device, Act::MoveNotebook, dice * 3 + static_cast<quint64>(device));
            story.does(device, Act::RenameNotebook, dice);
        }
        story.together();
        for (const NoteConflict &conflict : story.world.device(0).library().conflicts()) {
            circles += conflict.type == ConflictType::MoveConflict ? 1 : 0;
        }
        END_WELL(story);
    }
    QVERIFY(circles > 0);
}

int main(int argc, char *argv[])
{
    QHashSeed::setDeterministicGlobalSeed();
    QCoreApplication app(argc, argv);
    ScenariosTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_scenarios.moc"
