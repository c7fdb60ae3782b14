#include "tests/bench/measure.h"
#include "tests/bench/rawsqlite.h"

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kSaves = 200;
    constexpr int kSaveBytes = 2048;

} // namespace

/// Durable saves of a note of 2 kB in this process, in turn with plain inserts of as much.
bool benchSaves(const QString &root, Report &report)
{
    const OwnLibrary own(root + u"/save"_s);
    if (!own.library) {
        return fail("opening a library");
    }
    SingleInsert single(root);
    std::vector<double> plain;
    std::vector<double> saves;
    for (int i = 0; i < kSaves; ++i) {
        NoteEdit edit;
        edit.operation = Operation::Create;
        edit.title = u"title"_s;
        edit.body = QString(kSaveBytes, QChar(u'a' + i % 26));
        plain.push_back(single.seconds(*edit.body));
        QElapsedTimer timer;
        timer.start();
        if (!own.library->commit(edit)) {
            return fail("a save");
        }
        saves.push_back(seconds(timer));
    }
    for (const auto &[name, share] : {std::pair(u"p50"_s, 0.5), std::pair(u"p99"_s, 0.99)}) {
        const double save = quantile(saves, share);
        report.add(u"saving a note of 2 kB, %1"_s.arg(name),
                   save * 1000,
                   u"ms"_s,
                   save / quantile(plain, share),
                   u"plain insert "_s + name,
                   u"1.5"_s);
    }
    return true;
}

} // namespace sheaf::bench
