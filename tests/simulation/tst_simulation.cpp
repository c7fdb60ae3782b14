/// A range of seeds, on every run of the tests: nothing lost, everyone equal, silence afterwards. More with
/// ./dev simulate. The range is fixed, so that a failure here is the change that was just made.
#include "tests/simulation/exhaustive.h"
#include "tests/simulation/runner.h"
#include "tests/simulation/vfs.h"

#include <QHashSeed>
#include <QLoggingCategory>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf::simulation;

namespace {

constexpr quint64 kSeeds = 500;
constexpr int kShrinkTriesMax = 200;

} // namespace

class SimulationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sameSeedTwice_givesTheSameTrace();
    void replayLine_namesTheRun();
    void seeds_areClean_andMeetEveryTrouble();
    void shortSequences_areClean_withEveryPlaceForASync_data();
    void shortSequences_areClean_withEveryPlaceForASync();

private:
    std::unique_ptr<Folders> m_folders;
};

void SimulationTest::initTestCase()
{
    QLoggingCategory::setFilterRules(u"*=false"_s);
    Vfs::install();
    m_folders = std::make_unique<Folders>();
}

void SimulationTest::sameSeedTwice_givesTheSameTrace()
{
    for (quint64 seed = 1; seed <= 8; ++seed) {
        Options options;
        options.seed = seed;
        const Verdict once = runOnce(*m_folders, options, false);
        const Verdict again = runOnce(*m_folders, options, true);
        QCOMPARE(again.traceHash, once.traceHash);
        QCOMPARE(again.tally, once.tally);
    }
}

void SimulationTest::replayLine_namesTheRun()
{
    Options options;
    options.seed = 77;
    options.steps = 20;
    options.clocks = false;
    options.kept = std::vector<int> {0, 1, 2, 5, 9, 10};

    const std::optional<Options> read = Options::fromLine(options.toLine());

    QVERIFY(read);
    QCOMPARE(read->toLine(), options.toLine());
    QCOMPARE(runOnce(*m_folders, *read, false).traceHash,
             runOnce(*m_folders, options, false).traceHash);
}

void SimulationTest::seeds_areClean_andMeetEveryTrouble()
{
    Tally tally;
    Options options;
    for (quint64 seed = 1; seed <= kSeeds; ++seed) {
        options.seed = seed;
        const Verdict verdict = runOnce(*m_folders, options, false);
        for (const auto &[what, times] : verdict.tally) {
            tally[what] += times;
        }
        if (!verdict.problems.isEmpty()) {
            const Options few = shrink(*m_folders, options, kShrinkTriesMax);
            const Verdict again = runOnce(*m_folders, few, true);
            QFAIL(qPrintable(u"seed %1: %2\n./dev simulate --replay '%3'\n%4"_s.arg(seed).arg(
                verdict.problems.join(u"\n"_s), few.toLine(), again.trace.join(u"\n"_s))));
        }
    }
    const QStringList missing = missingFrom(tally, options);
    QVERIFY2(missing.isEmpty(), qPrintable(u"never happened: "_s + missing.join(u", "_s)));
}

void SimulationTest::shortSequences_areClean_withEveryPlaceForASync_data()
{
    // All of them: ./dev simulate --exhaustive 4
    QTest::addColumn<int>("length");
    QTest::addColumn<qint64>("stride");
    QTest::addRow("all of length 1") << 1 << qint64 {1};
    QTest::addRow("all of length 2") << 2 << qint64 {1};
    QTest::addRow("some of length 3") << 3 << qint64 {29};
    QTest::addRow("some of length 4") << 4 << qint64 {997};
}

void SimulationTest::shortSequences_areClean_withEveryPlaceForASync()
{
    QFETCH(int, length);
    QFETCH(qint64, stride);
    const Exhaustive all(*m_folders);
    for (qint64 number = 0; number < Exhaustive::cases(length); number += stride) {
        const Verdict verdict = all.run(length, number, false);
        QVERIFY2(verdict.problems.isEmpty(),
                 qPrintable(u"case %1 (%2): %3"_s.arg(number).arg(
                     Exhaustive::describe(length, number), verdict.problems.join(u"\n"_s))));
    }
}

// The order of Qt's hash tables is part of a run, so it must not differ from one to the next.
int main(int argc, char *argv[])
{
    QHashSeed::setDeterministicGlobalSeed();
    QCoreApplication app(argc, argv);
    SimulationTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_simulation.moc"
