#include "model/service/libraryservice.h"
#include "tests/bench/measure.h"
#include "tests/bench/rawsqlite.h"
#include "tests/bench/usage.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTest>

#include <algorithm>

// Changes of another device on their way into a library, without a network.

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kNotesEdited = 5'000;
    constexpr int kChangesFirst = 40'000; ///< up to here SQLite's caches fill, 16 MB each
    constexpr int kChangesAll = 100'000;
    constexpr int kChangesABatch = 1000;
    constexpr qint64 kBytesABatch = 900 * 1024;
    constexpr size_t kBatchesWaiting = 4;
    constexpr int kCommitEveryMs = 5;

    /// The editing device: so many notes, edited in turn until there are kChangesAll changes.
    bool writeChanges(Library &library)
    {
        std::vector<CorpusNote> corpus = makeCorpus(kNotesEdited, 3);
        for (CorpusNote &note : corpus) {
            note.body = note.body.left(400);
        }
        std::vector<NoteEdit> edits;
        std::vector<NoteId> notes;
        for (int i = 0; i < kChangesAll; ++i) {
            const auto which = static_cast<size_t>(i % kNotesEdited);
            NoteEdit edit;
            edit.operation = i < kNotesEdited ? Operation::Create : Operation::Update;
            if (i >= kNotesEdited) {
                edit.note = notes[which];
            }
            edit.title = u"%1 %2"_s.arg(corpus[which].title).arg(i);
            edit.body = QString::fromUtf8(corpus[which].body) + u" edit %1"_s.arg(i);
            edits.push_back(std::move(edit));
            if (edits.size() < kChangesABatch) {
                continue;
            }
            const auto committed = library.commitAll(edits);
            if (!committed) {
                return fail("writing changes");
            }
            for (const CommitResult &result : *committed) {
                notes.push_back(result.note);
            }
            edits.clear();
        }
        return true;
    }

    struct Applied
    {
        qint64 changes = 0;
        qint64 payload = 0; ///< bytes of contents and bodies, as they travel
        double seconds = 0;
        double cpuSeconds = 0;
    };

    /// Reads from `source` as a session would, and applies, until `upTo` changes.
    bool applyUpTo(Library &target,
                   const Library &source,
                   const DeviceId &from,
                   VersionVector &after,
                   qint64 upTo,
                   Applied &done)
    {
        while (done.changes < upTo) {
            auto batch = source.changesAfter(after, source.vector(), kChangesABatch, kBytesABatch);
            if (!batch || batch->changes.empty()) {
                return fail("reading changes");
            }
            for (const PackedChange &change : batch->changes) {
                done.payload += change.content.size() + change.body.size();
            }
            const double cpu = ownCpuSeconds();
            QElapsedTimer timer;
            timer.start();
            for (std::span<const PackedChange> rest(batch->changes); !rest.empty();) {
                const auto applied = target.apply(rest, from, [] { return false; });
                if (!applied || applied->consumed == 0) {
                    return fail("applying changes");
                }
                rest = rest.subspan(static_cast<size_t>(applied->consumed));
            }
            done.seconds += seconds(timer);
            done.cpuSeconds += ownCpuSeconds() - cpu;
            done.changes += static_cast<qint64>(batch->changes.size());
            after = batch->upTo;
        }
        return true;
    }

    /// Batches handed on four at a time, as a session's window lets them come.
    class Stream : public QObject
    {
    public:
        Stream(LibraryService &service, const Library &source, DeviceId from)
            : m_service(service)
            , m_source(source)
            , m_from(from)
        {
        }

        /// False at the end of the changes.
        bool fill()
        {
            while (m_waiting < kBatchesWaiting && !m_ended) {
                auto batch =
                    m_source.changesAfter(m_after, m_source.vector(), kChangesABatch, kBytesABatch);
                if (!batch || batch->changes.empty()) {
                    m_ended = true;
                    break;
                }
                m_after = batch->upTo;
                ++m_waiting;
                const auto left = std::make_shared<int>(static_cast<int>(batch->changes.size()));
                m_service.applyRemote(std::move(batch->changes),
                                      m_from,
                                      this,
                                      [this, left](const Result<ApplyReport> &report) {
                                          *left -= report ? report->consumed : *left;
                                          m_waiting -= *left <= 0 ? 1 : 0;
                                          applied += report ? report->applied : 0;
                                      });
            }
            return !m_ended || m_waiting > 0;
        }

        int applied = 0;

    private:
        LibraryService &m_service;
        const Library &m_source;
        DeviceId m_from;
        VersionVector m_after;
        size_t m_waiting = 0;
        bool m_ended = false;
    };

} // namespace

bool benchApply(const QString &root, Report &report)
{
    OwnLibrary source(root + u"/apply-source"_s);
    OwnLibrary target(root + u"/apply-target"_s);
    if (!source.library || !target.library || !target.join(source)
        || !writeChanges(*source.library)) {
        return fail("preparing changes");
    }
    const DeviceId from = source.identity().device();
    const QString log = target.library->folder() + u"/library.sqlite"_s;
    VersionVector after;
    Applied done;
    if (!applyUpTo(*target.library, *source.library, from, after, kChangesFirst, done)) {
        return false;
    }
    const double memoryFirst = residentMegabytes();
    const qint64 payloadFirst = done.payload;
    const qint64 changesFirst = done.changes;
    const qint64 diskFirst = QFileInfo(log).size();
    if (!applyUpTo(*target.library,
                   *source.library,
                   from,
                   after,
                   static_cast<qint64>(source.library->vector().countMissingIn({})),
                   done)) {
        return false;
    }
    report.add(u"applying %1 changes, of %2 a second"_s.arg(done.changes).arg(20'000),
               double(done.changes) / done.seconds,
               u"changes/s"_s,
               20'000 * done.seconds / double(done.changes),
               u"20,000 a second"_s,
               u"1"_s);
    report.add(u"the same, a second of processor time"_s,
               double(done.changes) / done.cpuSeconds,
               u"changes/s"_s);
    report.add(u"memory added by changes %1 to %2"_s.arg(changesFirst).arg(done.changes),
               residentMegabytes() - memoryFirst,
               u"MB"_s,
               u"4"_s);
    report.add(u"stored bytes a change above its payload"_s,
               double(QFileInfo(log).size() - diskFirst - (done.payload - payloadFirst))
                   / double(done.changes - changesFirst),
               u"bytes"_s,
               u"250"_s);
    return true;
}

/// Saving while 100,000 changes of another device arrive.
bool benchBusyCommits(const QString &root, Report &report)
{
    OwnLibrary source(root + u"/busy-source"_s);
    auto target = std::make_unique<OwnLibrary>(root + u"/busy-target"_s);
    if (!source.library || !target->library || !target->join(source)
        || !writeChanges(*source.library)) {
        return fail("preparing changes");
    }
    target->library.reset();
    auto service = LibraryService::open(target->config());
    if (!service) {
        return fail("opening the library again");
    }
    Stream stream(**service, *source.library, source.identity().device());
    SingleInsert single(root);
    std::vector<double> saves;
    std::vector<double> plain;
    const CorpusNote note = makeCorpus(1, 4).front();
    QObject context;
    while (stream.fill()) {
        NoteEdit edit;
        edit.operation = Operation::Create;
        edit.title = note.title;
        edit.body = QString::fromUtf8(note.body);
        bool saved = false;
        QElapsedTimer timer;
        timer.start();
        (*service)->commit(edit, &context, [&](const Result<CommitResult> &result) {
            saved = bool(result);
            saves.push_back(seconds(timer));
        });
        const size_t expected = saves.size() + 1;
        while (saves.size() < expected) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        if (!saved) {
            return fail("a save under load");
        }
        plain.push_back(single.seconds(*edit.body));
        QTest::qWait(kCommitEveryMs);
    }
    if (stream.applied < kChangesAll) {
        return fail("applying under saves");
    }
    for (const auto &[name, share] : {std::pair(u"p50"_s, 0.5), std::pair(u"p99"_s, 0.99)}) {
        const double save = quantile(saves, share);
        report.add(u"a save while 100,000 changes are applied, "_s + name,
                   save * 1000,
                   u"ms"_s,
                   save / quantile(plain, share),
                   u"plain insert "_s + name);
    }
    return true;
}

} // namespace sheaf::bench
