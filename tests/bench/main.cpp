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
constexpr int kManyNotes = 50'000;
constexpr size_t kEditsATime = 1000;
constexpr size_t kSearches = 40;
constexpr int kHitsShown = 200;

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

/// A library of this process's own, with the key and folders it needs.
class OwnLibrary
{
public:
    explicit OwnLibrary(const QString &root)
        : m_keystore(Keystore::file(root + u"-state"_s))
    {
        auto identity = DeviceIdentity::loadOrCreate(*m_keystore, u"bench"_s);
        if (!identity) {
            return;
        }
        m_identity = *std::move(identity);
        LibraryConfig config;
        config.folder = root + u"-library"_s;
        config.stateFolder = root + u"-state"_s;
        config.signer = m_identity.get();
        config.clock = &m_clock;
        config.random = &m_random;
        if (auto opened = Library::open(config)) {
            library = *std::move(opened);
        }
    }

private:
    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<Keystore> m_keystore;
    std::unique_ptr<DeviceIdentity> m_identity;

public:
    std::unique_ptr<Library> library; ///< null: it could not be opened; ends before what it uses
};

double quantile(std::vector<double> &values, double share)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<size_t>(share * double(values.size() - 1))];
}

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

/// What the list and the search field wait for in a large library.
bool benchReading(const QString &root, Report &report)
{
    const OwnLibrary own(root + u"/large"_s);
    if (!own.library) {
        return fail("opening a library");
    }
    const std::vector<CorpusNote> corpus = makeCorpus(kManyNotes, 2);
    std::vector<NoteEdit> edits;
    for (const CorpusNote &note : corpus) {
        NoteEdit edit;
        edit.title = note.title;
        edit.body = QString::fromUtf8(note.body);
        edits.push_back(std::move(edit));
        if (edits.size() == kEditsATime || &note == &corpus.back()) {
            if (!own.library->commitAll(edits)) {
                return fail("filling a library");
            }
            edits.clear();
        }
    }
    while (!own.library->updateIndex(1000)) { }
    QElapsedTimer timer;
    timer.start();
    const auto reader = LibraryReader::open(own.library->folder());
    if (!reader || (*reader)->notes({}).size() != corpus.size()) {
        return fail("listing a library");
    }
    report.add(u"opening and listing %1 notes"_s.arg(kManyNotes), seconds(timer) * 1000, u"ms"_s);
    std::vector<double> searches;
    for (size_t i = 0; i < kSearches; ++i) {
        const QString word = corpus[i * corpus.size() / kSearches].title.section(u' ', 0, 0);
        for (qsizetype typed = 1; typed <= word.size(); ++typed) {
            NoteFilter filter;
            filter.query = word.first(typed);
            filter.limit = kHitsShown;
            timer.start();
            const auto found = (*reader)->notes(filter);
            searches.push_back(seconds(timer) * 1000);
            if (typed == word.size() && found.empty()) {
                return fail("searching a library");
            }
        }
    }
    report.add(
        u"search as you type, %1 notes, p50"_s.arg(kManyNotes), quantile(searches, 0.5), u"ms"_s);
    report.add(
        u"search as you type, %1 notes, p99"_s.arg(kManyNotes), quantile(searches, 0.99), u"ms"_s);
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir root;
    Report report;
    const bool done = root.isValid() && benchSaves(root.path(), report)
        && benchFirstSync(root.path(), report) && benchReading(root.path(), report);
    report.print();
    const QString file = QCoreApplication::applicationDirPath() + u"/../bench/first-sync.json"_s;
    return report.save(QDir::cleanPath(file)) && done ? 0 : 1;
}
