#include "model/service/libraryworker.h"

#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/service/mailbox.h"

#include <QDataStream>
#include <QEvent>
#include <QIODevice>
#include <QThread>

#include <limits>

using namespace std::chrono_literals;

namespace sheaf {

namespace {

    constexpr auto kPublishRetry = 10s;
    constexpr auto kPeersSettle = 100ms;
    constexpr auto kUpkeepFirst = 2min; ///< after start, which has other things to do
    constexpr auto kUpkeepNext = 50ms; ///< between two pieces of work
    constexpr auto kUpkeepEvery = 1h;
    constexpr auto kProofQuiet = 2s;

    /// Failures of the disk concern everyone; a wrong argument only who asked.
    bool isStorageFailure(ErrorCode code)
    {
        return code == ErrorCode::DiskFull || code == ErrorCode::StorageFailed
            || code == ErrorCode::LibraryDamaged || code == ErrorCode::LibraryUnreadable
            || code == ErrorCode::LibraryLocked || code == ErrorCode::LibraryNewer;
    }

} // namespace

LibraryWorker::LibraryWorker(std::shared_ptr<LibraryInbox> inbox,
                             std::shared_ptr<Mailbox> signalBox,
                             LibraryService *service)
    : m_inbox(std::move(inbox))
    , m_signalBox(std::move(signalBox))
    , m_service(service)
{
    m_publishRetry.setSingleShot(true);
    m_publishRetry.setInterval(kPublishRetry);
    m_peersSettle.setSingleShot(true);
    m_peersSettle.setInterval(kPeersSettle);
    m_proofQuiet.setSingleShot(true);
    m_proofQuiet.setInterval(kProofQuiet);
    connect(&m_proofQuiet, &QTimer::timeout, this, [this] {
        m_proving = true;
        m_inbox->wake();
    });
    m_upkeep.setSingleShot(true);
    connect(&m_upkeep, &QTimer::timeout, this, [this] {
        m_upkeepDue = true;
        m_inbox->wake();
    });
    connect(&m_publishRetry, &QTimer::timeout, this, &LibraryWorker::publish);
    connect(&m_peersSettle, &QTimer::timeout, this, &LibraryWorker::tellPeersWhenChanged);
}

LibraryWorker::~LibraryWorker()
{
    m_inbox->setReceiver(nullptr);
    m_feeder.reset(); // it tells through the mailbox
}

Outcome LibraryWorker::open(const LibraryConfig &config)
{
    auto library = Library::open(config);
    if (!library) {
        return library.error();
    }
    m_library = *std::move(library);
    m_watch = std::make_unique<FolderWatch>(m_library->folder());
    connect(m_watch.get(), &FolderWatch::written, this, &LibraryWorker::lookAtDisk);
    m_dataVersion = m_library->dataVersion();
    m_seen = m_library->vector();
    m_members = m_library->membership().digest();
    // What an interrupted run committed without announcing is announced now.
    publish();
    m_feeder = std::make_unique<IndexFeeder>(m_library->folder(), [this] {
        tell([](LibraryService &service) { Q_EMIT service.indexUpdated(); });
    });
    m_feeder->wake(IndexFeeder::Haste::Soon);
    m_inbox->setReceiver(this);
    m_upkeep.start(kUpkeepFirst);
    m_proofQuiet.start();
    return kDone;
}

bool LibraryWorker::event(QEvent *event)
{
    if (event->type() != QEvent::User) {
        return QObject::event(event);
    }
    m_inbox->woken();
    step();
    return true;
}

void LibraryWorker::step()
{
    if (const auto work = m_inbox->takeLocal()) {
        doLocal(*work);
    } else if (m_inbox->isClosed()) {
        QThread::currentThread()->quit();
        return;
    } else if (m_batch || (m_batch = m_inbox->takeRemote())) {
        doRemoteSlice();
    } else if (m_upkeepDue) {
        doUpkeep();
    } else if (m_proving) {
        doProofSlice();
        m_inbox->wake();
        return;
    } else {
        return;
    }
    m_proofQuiet.start();
    // One piece a wake-up, so that timers and the folder's watcher get their turn.
    m_inbox->wake();
}

void LibraryWorker::doLocal(const LibraryInbox::LocalWork &work)
{
    const qint64 before = m_library->dataVersion();
    const auto effect = work(*m_library); // the answer is on its way from here
    // An edit of one note is one transaction; what other work did is counted as it is.
    const bool wrote = countOwnWrites(before, effect.note ? 1 : std::numeric_limits<qint64>::max());
    if (effect.failure && isStorageFailure(effect.failure->code)) {
        tellFailure(*effect.failure);
    }
    const VersionVector now = m_library->vector();
    if (now == m_seen && wrote && (effect.view || effect.note)) {
        // No change was written, but a delete that was held back is taken now.
        tellNotes(effect.note ? QList<NoteId> {*effect.note} : QList<NoteId> {});
        m_feeder->wake(IndexFeeder::Haste::Now);
        return;
    }
    if (now == m_seen) {
        // No change was written, but members, addresses or acknowledgements may have been.
        if (wrote && !effect.note) {
            tellMembersWhenChanged();
            if (!m_peersSettle.isActive()) {
                m_peersSettle.start();
            }
        }
        return;
    }
    m_seen = now;
    publish();
    tellNotes(effect.note ? QList<NoteId> {*effect.note} : QList<NoteId> {});
    if (!effect.note) {
        tellMembersWhenChanged();
    }
    m_feeder->wake(IndexFeeder::Haste::Now);
}

void LibraryWorker::doRemoteSlice()
{
    const std::span<const PackedChange> rest =
        std::span(m_batch->changes).subspan(m_batch->consumed);
    const qint64 before = m_library->dataVersion();
    auto applied = m_library->apply(rest, m_batch->from, [this] { return m_inbox->isUrgent(); });
    countOwnWrites(before, 1);
    const auto reply = m_batch->reply;
    const auto progress = m_batch->progress;
    if (applied && applied->consumed <= 0 && !applied->fault && !rest.empty()) {
        applied = Error {ErrorCode::Internal, QStringLiteral("a batch made no progress")};
    }
    if (!applied) {
        m_batch.reset();
        reply->post([progress, error = applied.error()] { progress(error); });
        if (isStorageFailure(applied.error().code)) {
            tellFailure(applied.error());
        }
        return;
    }
    m_batch->consumed += static_cast<size_t>(applied->consumed);
    if (applied->fault || m_batch->consumed >= m_batch->changes.size()) {
        m_batch.reset();
    }
    const bool changed = applied->applied > 0;
    const VersionVector durable = applied->durable;
    const QList<NoteId> touched(applied->touched.begin(), applied->touched.end());
    reply->post([progress, report = *std::move(applied)] { progress(report); });
    if (changed) {
        m_seen = durable;
        publish();
        if (!touched.isEmpty()) {
            tellNotes(touched);
        }
        m_feeder->wake(IndexFeeder::Haste::Soon);
    }
}

void LibraryWorker::doUpkeep()
{
    m_upkeepDue = false;
    const qint64 before = m_library->dataVersion();
    const auto report = m_library->upkeep();
    countOwnWrites(before, 1);
    if (!report) {
        qCWarning(logStore) << "upkeep waits:" << errorName(report.error().code);
        m_upkeep.start(kUpkeepEvery);
        return;
    }
    if (report->wroteCheckpoint) {
        m_seen = m_library->vector();
        publish();
    }
    if (!report->touched.empty()) {
        tellNotes(QList<NoteId>(report->touched.begin(), report->touched.end()));
        m_feeder->wake(IndexFeeder::Haste::Soon);
    }
    m_upkeep.start(report->more ? std::chrono::milliseconds(kUpkeepNext)
                                : std::chrono::milliseconds(kUpkeepEvery));
}

void LibraryWorker::doProofSlice()
{
    const qint64 before = m_library->dataVersion();
    const Result<ProofReport> report =
        m_library->prove([this] { return m_inbox->isUrgent() || m_inbox->hasRemote(); });
    countOwnWrites(before, std::numeric_limits<qint64>::max());
    m_proving = report && !report->done;
    if (!report) {
        qCWarning(logStore).noquote() << "the library is not proven:" << report.error().detail;
        return;
    }
    if (!report->touched.empty()) {
        tellNotes({report->touched.begin(), report->touched.end()});
        m_feeder->wake(IndexFeeder::Haste::Soon);
    }
    if (report->bad > 0) {
        tell([](LibraryService &service) { Q_EMIT service.damageFound(); });
    }
}

void LibraryWorker::lookAtDisk()
{
    const qint64 version = m_library->dataVersion();
    if (version == m_dataVersion) {
        return;
    }
    m_dataVersion = version;
    // Not decided by the vector: a local edit may have moved it past the other process's changes.
    m_seen = m_library->vector();
    publish();
    tellNotes({});
    m_feeder->wake(IndexFeeder::Haste::Soon);
    tellMembersWhenChanged();
    if (!m_peersSettle.isActive()) {
        m_peersSettle.start();
    }
}

/// Keeps `m_dataVersion` at what it would be without other processes, so that their writes show as a
/// difference however they interleave with ours. Answers whether anything was written.
bool LibraryWorker::countOwnWrites(qint64 before, qint64 most)
{
    const qint64 writes = m_library->dataVersion() - before;
    m_dataVersion += std::min(writes, most);
    return writes != 0;
}

void LibraryWorker::publish()
{
    auto published = m_library->publish();
    if (!published) {
        qCWarning(logStore) << "changes wait to be announced:" << errorName(published.error().code);
        tellFailure(published.error());
        m_publishRetry.start();
        return;
    }
    m_publishRetry.stop();
    if (*published == m_published) {
        return;
    }
    m_published = *std::move(published);
    m_inbox->tellPublished(m_published);
    tell([vector = m_published](LibraryService &service) {
        Q_EMIT service.changesPublished(vector);
    });
}

void LibraryWorker::tellFailure(const Error &error)
{
    tell([error](LibraryService &service) { Q_EMIT service.storageFailed(error); });
}

void LibraryWorker::tellNotes(const QList<NoteId> &notes)
{
    tell([notes](LibraryService &service) { Q_EMIT service.notesChanged(notes); });
}

void LibraryWorker::tellMembersWhenChanged()
{
    const Hash members = m_library->membership().digest();
    if (members != m_members) {
        m_members = members;
        tell([](LibraryService &service) { Q_EMIT service.membersChanged(); });
    }
}

void LibraryWorker::tellPeersWhenChanged()
{
    QByteArray rows;
    QDataStream stream(&rows, QIODevice::WriteOnly);
    for (const PeerRow &peer : m_library->peers()) {
        stream << peer.device.toBytes() << peer.name << peer.addresses << peer.lastSeenMs
               << peer.acked.digest().toBytes() << peer.pending << peer.changesSent
               << peer.changesReceived << peer.bytesSent << peer.bytesReceived << peer.clockAheadMs;
    }
    stream << m_library->clocks(limits::kClockPlausibleFromMs).ownAheadMs;
    if (const Hash peers = digest(rows); peers != m_peers) {
        m_peers = peers;
        tell([](LibraryService &service) { Q_EMIT service.peersChanged(); });
    }
}

template <typename Emit>
void LibraryWorker::tell(Emit emitSignal)
{
    m_signalBox->post(
        [service = m_service, emitSignal = std::move(emitSignal)] { emitSignal(*service); });
}

} // namespace sheaf
