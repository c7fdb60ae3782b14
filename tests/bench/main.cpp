// sheaf-bench: what the budgets of the project say, measured; one table, JSON in build/bench/.
#include "tests/bench/measure.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QTemporaryDir>

#include <cstdio>
#include <functional>

namespace {

using namespace sheaf::bench;
using namespace Qt::StringLiterals;

struct Part
{
    QString name;
    std::function<bool(const QString &root, Report &report)> run;
};

std::vector<Part> allParts()
{
    const auto firstSync = [](int notes, int rounds) {
        return [notes, rounds](const QString &root, Report &report) {
            return benchFirstSync(root, report, notes, rounds);
        };
    };
    return {
        {u"saves"_s, benchSaves},
        {u"sync-1k"_s, firstSync(1'000, 3)},
        {u"sync-10k"_s, firstSync(10'000, 4)},
        {u"sync-50k"_s, firstSync(50'000, 1)},
        {u"live"_s, benchLive},
        {u"resume"_s, benchResume},
        {u"apply"_s, benchApply},
        {u"busy"_s, benchBusyCommits},
        {u"merge"_s, benchMerge},
        {u"large-note"_s, benchLargeNote},
        {u"peers"_s, benchPeers},
        {u"reading"_s, benchReading},
    };
}

/// Each part has a folder of its own, gone when it ends: they need gigabytes together.
bool run(const std::vector<Part> &parts, const QString &only, Report &report)
{
    bool done = true;
    bool any = false;
    for (const Part &part : parts) {
        if (!only.isEmpty() && part.name != only) {
            continue;
        }
        any = true;
        std::fprintf(stderr, "%s\n", qPrintable(part.name));
        const QTemporaryDir root;
        done = root.isValid() && part.run(root.path(), report) && done;
    }
    if (!any) {
        std::fprintf(stderr, "bench: no part is called %s\n", qPrintable(only));
    }
    return any && done;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const std::vector<Part> parts = allParts();
    QStringList names;
    for (const Part &part : parts) {
        names += part.name;
    }
    QCommandLineParser parser;
    const QCommandLineOption only(u"only"_s, u"One part: "_s + names.join(u", "_s), u"NAME"_s);
    QCommandLineOption serve(u"serve-peers"_s, {}, u"ROOT"_s);
    serve.setFlags(QCommandLineOption::HiddenFromHelp); // the part "peers" starts itself so
    parser.addOptions({only, serve});
    parser.addHelpOption();
    parser.process(application);
    if (parser.isSet(serve)) {
        return servePeers(parser.value(serve));
    }
    Report report;
    const bool done = run(parts, parser.value(only), report);
    report.print();
    const QString name = parser.isSet(only) ? parser.value(only) : u"all"_s;
    const QString file = QCoreApplication::applicationDirPath() + u"/../bench/%1.json"_s.arg(name);
    return report.save(QDir::cleanPath(file)) && done ? 0 : 1;
}
