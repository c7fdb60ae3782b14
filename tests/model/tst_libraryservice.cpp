/// The library thread: who is answered where and when, what goes first, and who is told.
#include "model/service/libraryservice.h"
#include "tests/support/libraryfixture.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <sys/resource.h>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

namespace {

/// Everything that `from` has, as one batch.
std::vector<PackedChange> allChanges(const TestDevice &from)
{
    const auto batch = from.library->changesAfter({}, from.library->vector(), 100'000, 1LL << 30);
    return batch ? batch->changes : std::vector<PackedChange> {};
}

std::vector<NoteEdit> manyNotes(int count)
{
    std::vector<NoteEdit> edits;
    for (int i = 0; i < count; ++i) {
        edits.push_back(newNote(u"remote %1"_s.arg(i), u"apple %1\n"_s.arg(i).repeated(40)));
    }
    return edits;
}

} // namespace

class LibraryServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void edit_isAnswered_thenAnnounced();
    void answers_comeOnTheThreadOfTheirContext();
    void answer_isDropped_whenItsContextIsGone();
    void work_runsInTheOrderItWasAsked();
    void workThatWritesNothing_tellsNobody();
    void remoteBatch_isApplied_slice_bySlice();
    void localEdit_overtakesARemoteBatch();
    void badChange_endsItsBatch_andNothingElse();
    void editOfAnotherProcess_isNoticedWithinASecond();
    void editOfAnotherProcess_isNoticed_besideOwnEdits();
    void localEdit_isSearchableAtOnce();
    void remoteNotes_becomeSearchable();
    void destruction_finishesQueuedEdits();
    void folderThatIsNone_failsToOpen();
    void fullDisk_isToldToAll_andPasses();
    void peerValues_areToldWhenTheyChange();

private:
    void start();
    Result<CommitResult> commitAndWait(const NoteEdit &edit);

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<TestDevice> m_here;
    std::unique_ptr<TestDevice> m_there;
    std::unique_ptr<LibraryService> m_service;
};

void LibraryServiceTest::init()
{
    m_clock = std::make_unique<FakeClock>();
    m_here = std::make_unique<TestDevice>(1, *m_clock);
    m_there = std::make_unique<TestDevice>(2, *m_clock);
}

void LibraryServiceTest::cleanup()
{
    m_service.reset();
    m_here.reset();
    m_there.reset();
}

void LibraryServiceTest::start()
{
    m_here->close();
    auto opened = LibraryService::open(m_here->config());
    QVERIFY(opened);
    m_service = *std::move(opened);
}

Result<CommitResult> LibraryServiceTest::commitAndWait(const NoteEdit &edit)
{
    std::optional<Result<CommitResult>> answer;
    QObject context; // gone before what its answers are written to
    m_service->commit(edit, &context, [&](const Result<CommitResult> &result) { answer = result; });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 10'000)) {
        return Error {ErrorCode::TimedOut, u"no answer"_s};
    }
    return *answer;
}

void LibraryServiceTest::edit_isAnswered_thenAnnounced()
{
    start();
    QStringList events;
    QList<NoteId> told;
    VersionVector announced;
    connect(m_service.get(), &LibraryService::notesChanged, this, [&](const QList<NoteId> &notes) {
        events += u"notes"_s;
        told = notes;
    });
    connect(
        m_service.get(), &LibraryService::changesPublished, this, [&](const VersionVector &vector) {
            events += u"published"_s;
            announced = vector;
        });

    NoteId made;
    QObject context;
    m_service->commit(newNote(u"title"_s), &context, [&](const Result<CommitResult> &result) {
        QVERIFY(result);
        made = result->note;
        events += u"answer"_s;
    });

    QTRY_COMPARE(events, (QStringList {u"answer"_s, u"published"_s, u"notes"_s}));
    QCOMPARE(told, QList<NoteId> {made});
    const auto reader = m_service->openReader();
    QVERIFY(reader);
    QCOMPARE(announced, (*reader)->vector());
    QCOMPARE((*reader)->note(made)->state.title, u"title"_s);
}

void LibraryServiceTest::answers_comeOnTheThreadOfTheirContext()
{
    start();
    QThread other;
    auto *context = new QObject;
    context->moveToThread(&other);
    connect(&other, &QThread::finished, context, &QObject::deleteLater);
    other.start();
    std::atomic<QThread *> answeredOn {nullptr};
    std::atomic<QThread *> workedOn {nullptr};

    m_service->run(
        [&](Library &) {
            workedOn = QThread::currentThread();
            return 1;
        },
        context,
        [&](int) { answeredOn = QThread::currentThread(); });

    QTRY_COMPARE(answeredOn.load(), &other);
    QVERIFY(workedOn.load() != &other && workedOn.load() != QThread::currentThread());
    other.quit();
    other.wait();
}

void LibraryServiceTest::answer_isDropped_whenItsContextIsGone()
{
    start();
    auto context = std::make_unique<QObject>();
    bool answered = false;
    bool fence = false;
    QObject afterwards;

    m_service->run([](Library &) { return 1; }, context.get(), [&](int) { answered = true; });
    context.reset();
    m_service->run([](Library &) { return 2; }, &afterwards, [&](int) { fence = true; });

    QTRY_VERIFY(fence);
    QVERIFY(!answered);
}

void LibraryServiceTest::work_runsInTheOrderItWasAsked()
{
    start();
    QList<int> order;
    QObject context;

    for (int i = 0; i < 50; ++i) {
        m_service->run(
            [i](Library &) { return i; }, &context, [&](int number) { order += number; });
    }

    QTRY_COMPARE(order.size(), 50);
    QVERIFY(std::is_sorted(order.cbegin(), order.cend()));
}

void LibraryServiceTest::workThatWritesNothing_tellsNobody()
{
    start();
    QSignalSpy indexed(m_service.get(), &LibraryService::indexUpdated);
    QVERIFY(commitAndWait(newNote(u"a"_s)));
    QTRY_VERIFY(!indexed.isEmpty());
    QSignalSpy notes(m_service.get(), &LibraryService::notesChanged);
    QSignalSpy published(m_service.get(), &LibraryService::changesPublished);
    QSignalSpy peers(m_service.get(), &LibraryService::peersChanged);
    int answers = 0;
    QObject context;

    for (int i = 0; i < 20; ++i) {
        m_service->run([](Library &library) { return library.counts().notes; },
                       &context,
                       [&](int) { ++answers; });
    }

    QTRY_COMPARE(answers, 20);
    QCOMPARE(notes.count() + published.count() + peers.count(), 0);
}

void LibraryServiceTest::remoteBatch_isApplied_slice_bySlice()
{
    m_here->open();
    m_there->open();
    pair(*m_here, *m_there);
    QVERIFY(m_there->library->commitAll(manyNotes(300)));
    const auto changes = allChanges(*m_there);
    const VersionVector theirs = m_there->library->vector();
    start();
    QSet<NoteId> told;
    VersionVector published;
    connect(m_service.get(), &LibraryService::notesChanged, this, [&](const QList<NoteId> &notes) {
        told += QSet<NoteId>(notes.begin(), notes.end());
    });
    connect(m_service.get(),
            &LibraryService::changesPublished,
            this,
            [&](const VersionVector &vector) { published = vector; });
    size_t consumed = 0;
    int applied = 0;
    QObject context;

    m_service->applyRemote(
        changes, m_there->id(), &context, [&](const Result<ApplyReport> &report) {
            QVERIFY(report);
            QVERIFY(!report->fault);
            consumed += static_cast<size_t>(report->consumed);
            applied += report->applied;
        });

    QTRY_COMPARE(consumed, changes.size());
    QVERIFY(applied >= 300);
    QTRY_VERIFY(published.covers(theirs));
    QVERIFY(told.size() >= 300);
    const auto reader = m_service->openReader();
    QVERIFY(reader);
    QCOMPARE((*reader)->counts().notes, 300);
}

void LibraryServiceTest::localEdit_overtakesARemoteBatch()
{
    m_here->open();
    m_there->open();
    pair(*m_here, *m_there);
    QVERIFY(m_there->library->commitAll(manyNotes(6000)));
    const auto changes = allChanges(*m_there);
    start();
    size_t consumed = 0;
    std::optional<size_t> consumedWhenAnswered;
    QObject context;

    m_service->applyRemote(
        changes, m_there->id(), &context, [&](const Result<ApplyReport> &report) {
            QVERIFY(report);
            consumed += static_cast<size_t>(report->consumed);
        });
    QTest::qWait(10); // the batch is under way: its first transaction would go on for longer
    m_service->commit(newNote(u"mine"_s), &context, [&](const Result<CommitResult> &result) {
        QVERIFY(result);
        consumedWhenAnswered = consumed;
    });

    QTRY_VERIFY_WITH_TIMEOUT(consumed == changes.size(), 60'000);
    QTRY_VERIFY(consumedWhenAnswered);
    QVERIFY2(*consumedWhenAnswered < changes.size(), "an edit waited for the whole batch");
}

void LibraryServiceTest::badChange_endsItsBatch_andNothingElse()
{
    m_here->open();
    m_there->open();
    pair(*m_here, *m_there);
    QVERIFY(m_there->library->commitAll(manyNotes(5)));
    auto changes = allChanges(*m_there);
    changes.back().signature.bytes[0] ^= 1;
    start();
    std::optional<Error> fault;
    QObject context;

    m_service->applyRemote(
        changes, m_there->id(), &context, [&](const Result<ApplyReport> &report) {
            QVERIFY(report);
            fault = report->fault;
        });

    QTRY_VERIFY(fault.has_value());
    QCOMPARE(fault->code, ErrorCode::BadSignature);
    QVERIFY(commitAndWait(newNote(u"still works"_s)));
}

void LibraryServiceTest::editOfAnotherProcess_isNoticedWithinASecond()
{
    start();
    QSignalSpy indexed(m_service.get(), &LibraryService::indexUpdated);
    QVERIFY(commitAndWait(newNote(u"first"_s)));
    QTRY_VERIFY(!indexed.isEmpty());
    QSignalSpy notes(m_service.get(), &LibraryService::notesChanged);
    QSignalSpy published(m_service.get(), &LibraryService::changesPublished);
    // A second connection with locks of its own: to SQLite and to us no different from a process.
    auto other = Library::open(m_here->config());
    QVERIFY(other);

    QVERIFY((*other)->commit(newNote(u"from the command line"_s)));

    QTRY_VERIFY_WITH_TIMEOUT(!notes.isEmpty() && !published.isEmpty(), 1000);
    QVERIFY(notes.last().first().value<QList<NoteId>>().isEmpty());
    QCOMPARE(published.last().first().value<VersionVector>(), (*other)->vector());
}

void LibraryServiceTest::editOfAnotherProcess_isNoticed_besideOwnEdits()
{
    start();
    auto other = Library::open(m_here->config());
    QVERIFY(other);
    int everything = 0;
    connect(m_service.get(), &LibraryService::notesChanged, this, [&](const QList<NoteId> &notes) {
        everything += notes.isEmpty() ? 1 : 0;
    });

    for (int round = 1; round <= 5; ++round) {
        everything = 0;
        QVERIFY((*other)->commit(newNote(u"theirs"_s)));
        QVERIFY(commitAndWait(newNote(u"ours"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(everything > 0, 1000);
    }
}

void LibraryServiceTest::localEdit_isSearchableAtOnce()
{
    start();
    const auto reader = m_service->openReader();
    QVERIFY(reader);

    const auto made = commitAndWait(newNote(u"Zebra crossing"_s, u"black and white"_s));

    QVERIFY(made);
    QTRY_COMPARE((*reader)->search(u"white zeb"_s, 10).size(), size_t(1));
    QCOMPARE((*reader)->search(u"zebra"_s, 10).front().note, made->note);
}

void LibraryServiceTest::remoteNotes_becomeSearchable()
{
    m_here->open();
    m_there->open();
    pair(*m_here, *m_there);
    QVERIFY(m_there->library->commitAll(manyNotes(200)));
    const auto changes = allChanges(*m_there);
    start();
    const auto reader = m_service->openReader();
    QVERIFY(reader);

    m_service->applyRemote(
        changes, m_there->id(), this, [](const Result<ApplyReport> &report) { QVERIFY(report); });

    QTRY_COMPARE_WITH_TIMEOUT((*reader)->notes({.query = u"apple"_s}).size(), size_t(200), 5000);
}

void LibraryServiceTest::destruction_finishesQueuedEdits()
{
    start();
    for (int i = 0; i < 40; ++i) {
        m_service->commit(newNote(u"note %1"_s.arg(i)), this, [](const Result<CommitResult> &) {});
    }

    m_service.reset();

    const auto reader = LibraryReader::open(m_here->folder());
    QVERIFY(reader);
    QCOMPARE((*reader)->counts().notes, 40);
}

void LibraryServiceTest::folderThatIsNone_failsToOpen()
{
    auto config = m_here->config();
    QFile file(m_here->dir.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    config.folder = file.fileName();

    const auto opened = LibraryService::open(config);

    QVERIFY(!opened);
}

void LibraryServiceTest::fullDisk_isToldToAll_andPasses()
{
    start();
    QSignalSpy indexed(m_service.get(), &LibraryService::indexUpdated);
    QVERIFY(commitAndWait(newNote(u"before"_s)));
    QTRY_VERIFY(!indexed.isEmpty());
    QSignalSpy failed(m_service.get(), &LibraryService::storageFailed);
    QSignalSpy published(m_service.get(), &LibraryService::changesPublished);
    // A limit on the size of files fails writes just as a full disk does.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before {};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit full = before;
    full.rlim_cur =
        static_cast<rlim_t>(QFileInfo(m_here->folder() + u"/library.sqlite-wal"_s).size() + 4096);
    QByteArray noise = m_here->random.bytes(300'000);

    QCOMPARE(setrlimit(RLIMIT_FSIZE, &full), 0);
    const auto refused = commitAndWait(newNote(u"large"_s, QString::fromLatin1(noise.toHex())));
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);

    QVERIFY(!refused);
    QVERIFY(refused.error().code == ErrorCode::DiskFull
            || refused.error().code == ErrorCode::StorageFailed);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().value<Error>().code, refused.error().code);
    QCOMPARE(published.count(), 0);
    QVERIFY(commitAndWait(newNote(u"after"_s)));
    QTRY_COMPARE(published.count(), 1);
    const auto reader = m_service->openReader();
    QCOMPARE((*reader)->counts().notes, 2);
}

void LibraryServiceTest::peerValues_areToldWhenTheyChange()
{
    m_here->open();
    m_there->open();
    pair(*m_here, *m_there);
    start();
    QSignalSpy peers(m_service.get(), &LibraryService::peersChanged);
    QSignalSpy notes(m_service.get(), &LibraryService::notesChanged);
    const DeviceId peer = m_there->id();

    m_service->run([peer](Library &library) { return library.setPeerName(peer, u"Laptop"_s); },
                   this,
                   [](const Outcome &done) { QVERIFY(done); });

    QTRY_COMPARE(peers.count(), 1);
    QCOMPARE(notes.count(), 0);
}

QTEST_GUILESS_MAIN(LibraryServiceTest)
#include "tst_libraryservice.moc"
