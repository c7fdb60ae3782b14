#include "tests/bench/measure.h"
#include "tests/bench/rawsqlite.h"
#include "tests/bench/usage.h"
#include "tests/e2e/cliprocess.h"

#include <QDir>
#include <QJsonArray>

#include <algorithm>

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kSyncWithinSeconds = 180;
    constexpr int kNotesJudged = 10'000;

    struct Round
    {
        RawInsert raw;
        double rawCpu = 0;
        double sync = 0;
        double syncCpu = 0; ///< of both processes
        double searchable = 0;
    };

    double smallest(const std::vector<Round> &rounds, double (*figure)(const Round &))
    {
        double best = figure(rounds.front());
        for (const Round &round : rounds) {
            best = std::min(best, figure(round));
        }
        return best;
    }

    /// With that device alone: nobody knows where the others are.
    bool syncWith(const test::CliDevice &device, const QString &peer)
    {
        const test::CliAnswer answer = device.run(
            {u"sync"_s, u"--peer"_s, peer, u"--timeout"_s, QString::number(kSyncWithinSeconds)});
        if (answer.exitCode != 0) {
            qWarning("%s%s", answer.out.constData(), answer.err.constData());
        }
        return answer.exitCode == 0;
    }

    /// A raw insert of the same rows and, right after it, a first sync into a new device.
    bool measureRound(const QString &root,
                      const std::vector<CorpusNote> &corpus,
                      test::CliDevice &a,
                      test::CliDevice &b,
                      const QString &sender,
                      Round &round)
    {
        QDir().mkpath(root);
        const double cpuBefore = ownCpuSeconds();
        round.raw = insertRaw(corpus, root);
        round.rawCpu = (ownCpuSeconds() - cpuBefore) * round.raw.withIndexSeconds
            / (round.raw.plainSeconds + round.raw.withIndexSeconds);
        if (a.serve().isEmpty()) {
            return fail("serve");
        }
        const qint64 process = a.processId();
        const double senderBefore = cpuSecondsOf(process);
        const double receiverBefore = endedChildrenCpuSeconds();
        QElapsedTimer timer;
        timer.start();
        if (!syncWith(b, sender)) {
            return fail("first sync");
        }
        round.sync = seconds(timer);
        round.syncCpu =
            endedChildrenCpuSeconds() - receiverBefore + cpuSecondsOf(process) - senderBefore;
        timer.start();
        const test::CliAnswer found =
            b.run({u"note"_s, u"list"_s, u"--limit"_s, u"1"_s, u"--query"_s, corpus.back().title});
        round.searchable = round.sync + seconds(timer);
        if (found.exitCode != 0 || found.json().array().isEmpty()) {
            return fail("search after first sync");
        }
        if (b.status()[u"notes"_s].toInt() != int(corpus.size())) {
            return fail("first sync (notes are missing)");
        }
        a.stop();
        return true;
    }

    void addRows(const std::vector<Round> &rounds, int notes, Report &report)
    {
        const QString withIndex = u"raw with FTS5"_s;
        const double raw = smallest(rounds, [](const Round &r) { return r.raw.withIndexSeconds; });
        const double sync = smallest(rounds, [](const Round &r) { return r.sync; });
        const double searchable = smallest(rounds, [](const Round &r) { return r.searchable; });
        const double cpu = smallest(rounds, [](const Round &r) { return r.syncCpu; });
        const double rawCpu = smallest(rounds, [](const Round &r) { return r.rawCpu; });
        // Below that, starting two programs and shaking hands is most of it.
        const bool judged = notes >= kNotesJudged;
        report.add(u"raw SQLite insert of %1 rows"_s.arg(notes),
                   smallest(rounds, [](const Round &r) { return r.raw.plainSeconds; }),
                   u"s"_s);
        report.add(u"raw SQLite insert of %1 rows with FTS5"_s.arg(notes), raw, u"s"_s);
        report.add(u"first sync of %1 notes over wss, durable"_s.arg(notes),
                   sync,
                   u"s"_s,
                   sync / raw,
                   withIndex,
                   judged ? u"1"_s : QString());
        report.add(u"the same, searchable"_s,
                   searchable,
                   u"s"_s,
                   searchable / raw,
                   withIndex,
                   judged ? u"2"_s : QString());
        report.add(u"the same, processor time of both processes"_s,
                   cpu,
                   u"s"_s,
                   cpu / rawCpu,
                   u"processor, raw"_s);
    }

    bool measureNothingChanged(test::CliDevice &a,
                               const test::CliDevice &b,
                               const QString &sender,
                               int notes,
                               Report &report)
    {
        const auto traffic = [&b] {
            quint64 bytes = 0;
            if (const auto reader = LibraryReader::open(b.folder())) {
                for (const PeerRow &peer : (*reader)->peers()) {
                    bytes += peer.bytesSent + peer.bytesReceived;
                }
            }
            return bytes;
        };
        if (a.serve().isEmpty()) {
            return fail("serve");
        }
        const quint64 before = traffic();
        QElapsedTimer timer;
        timer.start();
        if (!syncWith(b, sender)) {
            return fail("nothing-changed sync");
        }
        report.add(u"nothing-changed sync of %1 notes, whole process"_s.arg(notes),
                   seconds(timer) * 1000,
                   u"ms"_s);
        report.add(u"the same, all messages of both, Hello and Auth included"_s,
                   double(traffic() - before),
                   u"bytes"_s,
                   u"1024"_s);
        a.stop();
        return true;
    }

} // namespace

/// Import into one library, then first syncs into other processes' empty ones.
bool benchFirstSync(const QString &root, Report &report, int notes, int rounds)
{
    const std::vector<CorpusNote> corpus = makeCorpus(notes, 1);
    const QString source = root + u"/source"_s;
    if (!writeCorpus(corpus, source)) {
        return fail("writing the corpus");
    }
    test::CliDevice a(root, u"a"_s);
    std::vector<std::unique_ptr<test::CliDevice>> others;
    for (int i = 0; i < rounds; ++i) {
        others.push_back(std::make_unique<test::CliDevice>(root, u"b%1"_s.arg(i)));
        if (!test::pairByLink(a, *others.back())) {
            return fail("pairing");
        }
    }
    a.stop();
    QElapsedTimer timer;
    timer.start();
    const test::CliAnswer imported = a.run({u"import"_s, source});
    const double importSeconds = seconds(timer);
    if (imported.object()[u"imported"_s].toInt() != notes) {
        return fail("import");
    }
    // The sender is a device that has been there for a while: its own index is done.
    if (a.run({u"note"_s, u"list"_s, u"--limit"_s, u"1"_s, u"--query"_s, u"x"_s}).exitCode != 0) {
        return fail("indexing the sender");
    }
    QString sender;
    if (const auto reader = LibraryReader::open(a.folder())) {
        sender = (*reader)->device().toHex();
    }
    std::vector<Round> done(static_cast<size_t>(rounds));
    for (size_t i = 0; i < done.size(); ++i) {
        if (!measureRound(root + u"/raw%1"_s.arg(i), corpus, a, *others[i], sender, done[i])) {
            return false;
        }
    }
    addRows(done, notes, report);
    const RawInsert &raw = done.front().raw;
    report.add(u"import of %1 Markdown files (CLI)"_s.arg(notes),
               importSeconds,
               u"s"_s,
               importSeconds / raw.withIndexSeconds,
               u"raw with FTS5"_s);
    const test::CliDevice &b = *others.front();
    if (!measureNothingChanged(a, b, sender, notes, report)) {
        return false;
    }
    if (b.run({u"check"_s}).exitCode != 0) {
        return fail("check after first sync");
    }
    const double size = double(folderBytes(b.folder()));
    report.add(u"library of %1 notes on disk"_s.arg(notes),
               size / 1e6,
               u"MB"_s,
               size / double(raw.plainBytes),
               u"raw rows"_s,
               u"2"_s);
    return true;
}

} // namespace sheaf::bench
