/// The simulator's program: runs seeds until a number or a time is reached; a failing one is shrunk and
/// printed with the line that repeats it.
#include "tests/simulation/exhaustive.h"
#include "tests/simulation/runner.h"
#include "tests/simulation/vfs.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHashSeed>
#include <QLoggingCategory>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace sheaf::simulation;

namespace {

constexpr int kShrinkTriesMax = 400;
constexpr qint64 kTellEveryMs = 10'000;

void print(const QString &line)
{
    std::fputs(qPrintable(line + u'\n'), stdout);
    std::fflush(stdout);
}

void printFailure(const Folders &folders, const Options &failing, const Verdict &verdict)
{
    print(u"seed %1 fails: %2"_s.arg(failing.seed).arg(verdict.problems.join(u" / "_s)));
    print(u"  ./dev simulate --replay '%1'"_s.arg(failing.toLine()));
    const Options few = shrink(folders, failing, kShrinkTriesMax);
    const Verdict again = runOnce(folders, few, true);
    print(u"shrunk to %1 steps:"_s.arg(few.kept ? few.kept->size() : 0));
    print(u"  ./dev simulate --replay '%1'"_s.arg(few.toLine()));
    for (const QString &line : again.trace) {
        print(u"    "_s + line);
    }
}

int replay(const Folders &folders, const QString &line)
{
    const std::optional<Options> options = Options::fromLine(line);
    if (!options) {
        print(u"not a replay line: "_s + line);
        return 2;
    }
    const Verdict verdict = runOnce(folders, *options, true);
    for (const QString &traced : verdict.trace) {
        print(traced);
    }
    print(u"trace %1, %2"_s.arg(QString::fromLatin1(verdict.traceHash),
                                verdict.problems.isEmpty() ? u"clean"_s
                                                           : verdict.problems.join(u" / "_s)));
    return verdict.problems.isEmpty() ? 0 : 1;
}

/// Every case up to `length`; of each length only every `stride`-th.
int runExhaustively(const Folders &folders, int length, qint64 stride, quint64 failuresMax)
{
    const Exhaustive all(folders);
    QElapsedTimer time;
    time.start();
    qint64 told = 0;
    qint64 runs = 0;
    quint64 failed = 0;
    for (int n = 1; n <= length; ++n) {
        for (qint64 i = 0; i < Exhaustive::cases(n) && failed < failuresMax; i += stride) {
            ++runs;
            if (const Verdict verdict = all.run(n, i, false); !verdict.problems.isEmpty()) {
                ++failed;
                print(u"case %1 of length %2 fails: %3"_s.arg(i).arg(n).arg(
                    verdict.problems.join(u" / "_s)));
                print(u"  "_s + Exhaustive::describe(n, i));
                for (const QString &line : all.run(n, i, true).trace) {
                    print(u"    "_s + line);
                }
            }
            if (time.elapsed() - told > kTellEveryMs) {
                told = time.elapsed();
                print(u"… %1 cases, %2 failed"_s.arg(runs).arg(failed));
            }
        }
    }
    print(u"%1 cases up to length %2: %3 failed, %4 s"_s.arg(runs).arg(length).arg(failed).arg(
        double(time.elapsed()) / 1000, 0, 'f', 1));
    return failed == 0 ? 0 : 1;
}

struct Sums
{
    Tally tally;
    quint64 runs = 0;
    quint64 failed = 0;
    quint64 changes = 0;
    quint64 messages = 0;
};

void add(Sums &sums, const Verdict &verdict)
{
    ++sums.runs;
    sums.failed += verdict.problems.isEmpty() ? 0 : 1;
    sums.changes += verdict.changes;
    sums.messages += verdict.messages;
    for (const auto &[what, times] : verdict.tally) {
        sums.tally[what] += times;
    }
}

int runSeeds(
    const Folders &folders, Options options, quint64 seeds, qint64 withinMs, quint64 failuresMax)
{
    Sums sums;
    QElapsedTimer time;
    time.start();
    qint64 told = 0;
    const quint64 first = options.seed;
    while (sums.runs < seeds && (withinMs == 0 || time.elapsed() < withinMs)) {
        const Verdict verdict = runOnce(folders, options, false);
        add(sums, verdict);
        if (!verdict.problems.isEmpty()) {
            printFailure(folders, options, verdict);
            if (sums.failed >= failuresMax) {
                break;
            }
        }
        ++options.seed;
        if (time.elapsed() - told > kTellEveryMs) {
            told = time.elapsed();
            print(u"… %1 seeds, %2 failed, %3 a second"_s.arg(sums.runs)
                      .arg(sums.failed)
                      .arg(double(sums.runs) * 1000 / double(told), 0, 'f', 1));
        }
    }
    print(u"seeds %1 to %2: %3 failed; %4 changes, %5 messages, %6 s"_s.arg(first)
              .arg(options.seed - 1)
              .arg(sums.failed)
              .arg(sums.changes)
              .arg(sums.messages)
              .arg(double(time.elapsed()) / 1000, 0, 'f', 1));
    for (const auto &[what, times] : sums.tally) {
        print(u"  %1 %2"_s.arg(times, 9).arg(what));
    }
    const QStringList missing = missingFrom(sums.tally, options);
    if (!missing.isEmpty() && sums.runs >= 200) {
        print(u"never happened: "_s + missing.join(u", "_s));
        return 1;
    }
    return sums.failed == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char *argv[])
{
    QHashSeed::setDeterministicGlobalSeed();
    QCoreApplication app(argc, argv);
    QLoggingCategory::setFilterRules(u"*=false"_s);
    QCommandLineParser arguments;
    arguments.addHelpOption();
    arguments.addOptions({
        {u"seeds"_s, u"How many seeds."_s, u"N"_s, u"500"_s},
        {u"minutes"_s, u"Stop after so many minutes."_s, u"M"_s, u"0"_s},
        {u"from"_s, u"The first seed."_s, u"SEED"_s, u"1"_s},
        {u"replay"_s, u"Repeat one run and print its trace."_s, u"LINE"_s},
        {u"with"_s, u"Options of every run, as in a replay line."_s, u"LINE"_s},
        {u"exhaustive"_s, u"Every sequence of up to so many actions instead."_s, u"LENGTH"_s},
        {u"stride"_s, u"Of those, only every so many."_s, u"N"_s, u"1"_s},
        {u"failures"_s, u"Stop after so many failing seeds."_s, u"N"_s, u"3"_s},
    });
    arguments.process(app);
    Vfs::install();
    const Folders folders;
    if (arguments.isSet(u"replay"_s)) {
        return replay(folders, arguments.value(u"replay"_s));
    }
    const auto failuresMax = arguments.value(u"failures"_s).toULongLong();
    if (arguments.isSet(u"exhaustive"_s)) {
        const int length =
            std::min(arguments.value(u"exhaustive"_s).toInt(), Exhaustive::kLengthMax);
        const auto stride = std::max(arguments.value(u"stride"_s).toLongLong(), 1LL);
        return runExhaustively(folders, length, stride, failuresMax);
    }
    const auto seed = arguments.value(u"from"_s).toULongLong();
    const auto options =
        Options::fromLine(u"seed=%1 %2"_s.arg(seed).arg(arguments.value(u"with"_s)));
    const double minutes = arguments.value(u"minutes"_s).toDouble();
    const bool timed = minutes > 0 && !arguments.isSet(u"seeds"_s);
    return runSeeds(folders,
                    options.value_or(Options {}),
                    timed ? std::numeric_limits<quint64>::max()
                          : arguments.value(u"seeds"_s).toULongLong(),
                    static_cast<qint64>(minutes * 60'000),
                    failuresMax);
}
