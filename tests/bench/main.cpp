// sheaf-bench: what the budgets of the project say, measured; one table, JSON in build/bench/.
#include "model/base/clock.h"
#include "model/base/randomsource.h"
#include "model/store/library.h"
#include "sync/peer/deviceidentity.h"
#include "sync/peer/keystore.h"
#include "tests/bench/corpus.h"
#include "tests/bench/rawsqlite.h"
#include "tests/bench/report.h"
#include "tests/e2e/cliprocess.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>

namespace {

using namespace sheaf;
using namespace sheaf::bench;
using namespace Qt::StringLiterals;

constexpr int kNotes = 10'000;
constexpr int kSaves = 200;
constexpr int kSaveBytes = 2048;

double seconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e9;
}

qint64 folderBytes(const QString &folder)
{
    qint64 bytes = 0;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        bytes += files.fileInfo().size();
    }
    return bytes;
}

bool fail(const char *what)
{
    std::fprintf(stderr, "bench: %s failed\n", what);
    return false;
}

/// Import into one library, then a first sync into another process's empty one.
bool benchFirstSync(const QString &root, Report &report)
{
    const std::vector<CorpusNote> corpus = makeCorpus(kNotes, 1);
    const QString source = root + u"/source"_s;
    if (!writeCorpus(corpus, source)) {
        return fail("writing the corpus");
    }
    const RawInsert raw = insertRaw(corpus, root);
    report.add(u"raw SQLite insert, %1 rows"_s.arg(kNotes), raw.plainSeconds, u"s"_s);
    report.add(u"raw SQLite insert with FTS5"_s, raw.withIndexSeconds, u"s"_s);

    test::CliDevice a(root, u"a"_s);
    test::CliDevice b(root, u"b"_s);
    if (!test::pairByLink(a, b)) {
        return fail("pairing");
    }
    a.stop();
    QElapsedTimer timer;
    timer.start();
    const test::CliAnswer imported = a.run({u"import"_s, source});
    const double importSeconds = seconds(timer);
    if (imported.object()[u"imported"_s].toInt() != kNotes) {
        return fail("import");
    }
    report.add(u"import of %1 Markdown files (CLI)"_s.arg(kNotes),
               importSeconds,
               u"s"_s,
               importSeconds / raw.withIndexSeconds,
               u"raw with FTS5"_s);
    if (a.serve().isEmpty()) {
        return fail("serve");
    }
    timer.start();
    if (!test::syncOnce(b, 120)) {
        return fail("first sync");
    }
    const double syncSeconds = seconds(timer);
    if (b.status()[u"notes"_s].toInt() != kNotes) {
        return fail("first sync (notes are missing)");
    }
    report.add(u"first sync of %1 notes over wss, durable"_s.arg(kNotes),
               syncSeconds,
               u"s"_s,
               syncSeconds / raw.withIndexSeconds,
               u"raw with FTS5"_s,
               u"2"_s);
    timer.start();
    const test::CliAnswer found =
        b.run({u"note"_s, u"list"_s, u"--limit"_s, u"1"_s, u"--query"_s, corpus.back().title});
    const double indexSeconds = seconds(timer);
    if (found.exitCode != 0 || found.json().isEmpty()) {
        return fail("search after first sync");
    }
    report.add(u"the same, searchable"_s,
               syncSeconds + indexSeconds,
               u"s"_s,
               (syncSeconds + indexSeconds) / raw.withIndexSeconds,
               u"raw with FTS5"_s,
               u"2"_s);
    timer.start();
    if (!test::syncOnce(b, 30)) {
        return fail("second sync");
    }
    report.add(u"nothing-changed sync, whole process"_s, seconds(timer) * 1000, u"ms"_s);
    if (b.run({u"check"_s}).exitCode != 0) {
        return fail("check after first sync");
    }
    a.stop();
    const double size = double(folderBytes(b.folder()));
    report.add(u"library of %1 notes on disk"_s.arg(kNotes),
               size / 1e6,
               u"MB"_s,
               size / double(raw.plainBytes),
               u"raw rows"_s,
               u"2"_s);
    return true;
}

/// Durable saves of a note of 2 kB in this process, against plain inserts.
bool benchSaves(const QString &root, Report &report)
{
    SystemClock clock;
    SystemRandom random;
    const auto keystore = Keystore::file(root + u"/save-state"_s);
    auto identity = DeviceIdentity::loadOrCreate(*keystore, u"bench"_s);
    if (!identity) {
        return fail("making a key");
    }
    LibraryConfig config;
    config.folder = root + u"/save-library"_s;
    config.stateFolder = root + u"/save-state"_s;
    config.signer = identity->get();
    config.clock = &clock;
    config.random = &random;
    auto library = Library::open(config);
    if (!library) {
        return fail("opening a library");
    }
    const std::vector<double> plain = insertSingly(root, kSaves, kSaveBytes);
    std::vector<double> saves;
    for (int i = 0; i < kSaves; ++i) {
        NoteEdit edit;
        edit.operation = Operation::Create;
        edit.title = u"title"_s;
        edit.body = QString(kSaveBytes, QChar(u'a' + i % 26));
        QElapsedTimer timer;
        timer.start();
        if (!(*library)->commit(edit)) {
            return fail("a save");
        }
        saves.push_back(seconds(timer));
    }
    std::sort(saves.begin(), saves.end());
    const auto p = [](const std::vector<double> &sorted, double share) {
        return sorted[static_cast<size_t>(share * double(sorted.size() - 1))];
    };
    report.add(u"saving a note of 2 kB, p50"_s,
               p(saves, 0.5) * 1000,
               u"ms"_s,
               p(saves, 0.5) / p(plain, 0.5),
               u"plain insert p50"_s,
               u"1.5"_s);
    report.add(u"saving a note of 2 kB, p99"_s,
               p(saves, 0.99) * 1000,
               u"ms"_s,
               p(saves, 0.99) / p(plain, 0.99),
               u"plain insert p99"_s,
               u"1.5"_s);
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir root;
    Report report;
    const bool done =
        root.isValid() && benchFirstSync(root.path(), report) && benchSaves(root.path(), report);
    report.print();
    const QString file = QCoreApplication::applicationDirPath() + u"/../bench/first-sync.json"_s;
    return report.save(QDir::cleanPath(file)) && done ? 0 : 1;
}
