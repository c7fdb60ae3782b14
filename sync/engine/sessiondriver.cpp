#include "sync/engine/sessiondriver.h"

#include "model/base/logging.h"
#include "model/note/changecodec.h"
#include "sync/engine/diagnosis.h"
#include "sync/engine/libraryview.h"
#include "sync/engine/messagechannel.h"
#include "sync/limits.h"
#include "sync/session/handshake.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    /// While much is on its way, what the peer has is written down this often: each write waits for
    /// the disk, and what is lost in a crash the peer tells again.
    constexpr std::chrono::milliseconds kAckSettle {250};
    constexpr std::chrono::seconds kAckRetry {10}; ///< after a disk that took nothing

} // namespace

SessionDriver::SessionDriver(MessageChannel *channel,
                             DeviceId peer,
                             LibraryView &library,
                             AssemblyBudget &assembly,
                             QObject *parent)
    : QObject(parent)
    , m_channel(channel)
    , m_peer(peer)
    , m_library(library)
    , m_isDialler(channel->connection().isDialler())
    , m_openedMs(channel->openedMs())
    , m_remoteHost(channel->connection().remoteAddress())
    , m_session(&assembly)
{
    m_deadline.setSingleShot(true);
    m_ackSettle.setSingleShot(true);
    connect(&m_ackSettle, &QTimer::timeout, this, &SessionDriver::markAcked);
    connect(&m_deadline, &QTimer::timeout, this, [this] { feed(session::DeadlinePassed {}); });
    connect(channel, &MessageChannel::received, this, &SessionDriver::onMessage);
    connect(
        channel, &MessageChannel::pieceReceived, this, [this] { feed(session::PieceHeard {}); });
    connect(channel, &MessageChannel::closed, this, [this](const Error &why) {
        feed(session::LinkLost {why});
    });
}

SessionDriver::~SessionDriver()
{
    if (m_ackSettle.isActive() || m_markAgain) {
        m_marking = false; // nobody comes back to do it again
        markAcked();
    }
}

void SessionDriver::start(const QStringList &addresses,
                          const QStringList &features,
                          quint32 theirMergeVersion)
{
    m_addresses = addresses;
    const Membership &membership = m_library.membership();
    session::Started started {
        m_library.published(), membership.digest(), membership.records(), features, {}};
    // Only where it is the state of just these changes; the other one may merge in another way.
    const StateMark mark = m_library.reader().stateMark();
    if (theirMergeVersion == kMergeVersion && mark.vector == started.vector) {
        started.stateDigest = mark.digest;
    }
    feed(std::move(started));
}

void SessionDriver::published()
{
    feed(session::Published {m_library.published()});
}

void SessionDriver::membersChanged()
{
    const Membership &membership = m_library.membership();
    feed(session::MembersChanged {membership.digest(), membership.records()});
}

void SessionDriver::askForLacking()
{
    feed(session::DamageFound {});
}

void SessionDriver::close()
{
    perform(session::End {{ErrorCode::Cancelled, u"closed here"_s}, true});
}

Traffic SessionDriver::traffic() const
{
    Traffic traffic = m_traffic;
    if (m_channel) {
        traffic.bytesSent = m_channel->bytesSent();
        traffic.bytesReceived = m_channel->bytesReceived();
    }
    return traffic;
}

void SessionDriver::feed(SyncSession::Event event)
{
    m_events.push_back(std::move(event));
    if (std::exchange(m_feeding, true)) {
        return; // the loop below takes it
    }
    while (!m_events.empty() && !m_ended) {
        const SyncSession::Event next = std::move(m_events.front());
        m_events.pop_front();
        for (SyncSession::Action &action : m_session.handle(next, monotonicMs())) {
            if (m_ended) {
                break;
            }
            std::visit([this](auto &wanted) { perform(std::move(wanted)); }, action);
        }
    }
    m_feeding = false;
}

void SessionDriver::onMessage(const Message &message)
{
    if (const auto *members = std::get_if<message::Members>(&message)) {
        if (!members->addresses.isEmpty() && !std::exchange(m_heardAddresses, true)) {
            Q_EMIT addressesAnnounced(members->addresses);
        }
        if (members->clockMs && !std::exchange(m_clockHeard, true)) {
            hearClock(*members->clockMs);
        }
    }
    feed(session::PeerSaid {message});
}

/// What a message is under way does not count: clocks differ when they are minutes apart.
void SessionDriver::hearClock(qint64 clockMs)
{
    const qint64 aheadMs = clockMs - m_library.service().clock().nowMs();
    m_library.service().run(
        [peer = m_peer, aheadMs](Library &library) {
            library.notePeerClock(peer, aheadMs);
            return true;
        },
        this,
        [](bool) {});
}

void SessionDriver::perform(session::Say say)
{
    if (auto *members = std::get_if<message::Members>(&say.message)) {
        members->addresses = std::exchange(m_addresses, {}); // once a session is enough
        if (!std::exchange(m_clockTold, true)) {
            members->clockMs = m_library.service().clock().nowMs();
        }
    } else if (const auto *changes = std::get_if<message::Changes>(&say.message)) {
        m_traffic.changesSent += changes->changes.size();
    }
    m_channel->send(say.message);
}

void SessionDriver::perform(session::StoreMembers store)
{
    m_library.service().run([records = std::move(store.records)](
                                Library &library) { return library.addMemberRecords(records); },
                            this,
                            [this](const Result<int> &added) {
                                m_library.reload();
                                const Membership &membership = m_library.membership();
                                feed(session::MembersStored {
                                    membership.digest(),
                                    membership.records(),
                                    added ? std::nullopt : std::optional(added.error()),
                                });
                            });
}

/// Not at once: what was read before goes out first, and the other side works on it meanwhile.
void SessionDriver::perform(session::ReadChanges read)
{
    QTimer::singleShot(0, this, [this, read = std::move(read)] { readChanges(read); });
}

void SessionDriver::readChanges(const session::ReadChanges &read)
{
    if (m_ended) {
        return;
    }
    auto batch = m_library.reader().changesAfter(
        read.after, read.upTo, read.maxChanges, read.maxBytes, limits::kPartAboveBytes);
    if (!batch) {
        feed(session::ChangesRead {{}, read.after, batch.error()});
        return;
    }
    if (!batch->damaged.empty()) {
        noteDamage(batch->damaged);
    }
    const bool isBlocked = batch->changes.empty() && !batch->damaged.empty();
    if (isBlocked) {
        Q_EMIT heldUp(damageHereProblem(batch->damaged.size()));
    }
    feed(session::ChangesRead {std::move(batch->changes), std::move(batch->upTo), {}, isBlocked});
}

void SessionDriver::perform(session::StoreChanges store)
{
    // Expanding and checking is done here, while the library thread stores what came before.
    readAhead(store.changes);
    m_library.service().applyRemote(
        std::move(store.changes), m_peer, this, [this](const Result<ApplyReport> &report) {
            onStored(report);
        });
}

void SessionDriver::onStored(const Result<ApplyReport> &report)
{
    if (!report) {
        feed(session::ChangesStored {0, 0, {}, report.error()});
        return;
    }
    m_traffic.changesReceived += quint64(report->applied);
    feed(
        session::ChangesStored {report->applied, report->consumed, report->durable, report->fault});
}

// Repair

void SessionDriver::perform(const session::ReadLacking &read)
{
    feed(session::Lacking {m_library.reader().lacking(limits::kWantHashesMax, read.after)});
}

/// Not at once: what was given before goes out first, and a peer that does not wait is found out.
void SessionDriver::perform(session::ReadWanted read)
{
    QTimer::singleShot(0, this, [this, read = std::move(read)] { readWanted(read); });
}

void SessionDriver::readWanted(const session::ReadWanted &read)
{
    if (m_ended) {
        return;
    }
    auto found = m_library.reader().changesByHash(read.changes, read.maxBytes);
    if (!found) {
        feed(session::WantedRead {{}, read.changes, {}});
        return;
    }
    feed(session::WantedRead {
        std::move(found->changes), std::move(found->missing), std::move(found->rest)});
}

void SessionDriver::perform(session::StoreGiven store)
{
    storeGiven(std::move(store.changes), 0);
}

void SessionDriver::noteDamage(const std::vector<Hash> &changes)
{
    m_library.service().run(
        [changes](Library &library) { return library.want(changes, WantReason::Damaged); },
        this,
        [this](const Outcome &noted) {
            if (noted) {
                feed(session::DamageFound {});
            }
        });
}

void SessionDriver::storeGiven(std::vector<PackedChange> changes, int repaired)
{
    m_library.service().run(
        [changes, peer = m_peer](Library &library) { return library.repair(changes, peer); },
        this,
        [this, changes, repaired](const Result<RepairReport> &report) {
            if (!report) {
                feed(session::GivenStored {repaired, report.error()});
                return;
            }
            const int all = repaired + report->repaired;
            const auto consumed = static_cast<std::ptrdiff_t>(std::max(report->consumed, 1));
            if (consumed >= std::ssize(changes)) {
                feed(session::GivenStored {all, std::nullopt});
                if (all > 0) {
                    Q_EMIT mended();
                }
            } else {
                storeGiven({changes.begin() + consumed, changes.end()}, all);
            }
        });
}

void SessionDriver::perform(const session::ReadDigests &read)
{
    const int recordsMax = read.records ? limits::kComparedRecordsMax : 0;
    if (!read.prefix.isEmpty()) {
        feed(session::DigestsRead {
            read.prefix, read.forPeer, m_library.reader().recordDigests(read.prefix, recordsMax)});
        return;
    }
    m_library.readAllDigests(
        recordsMax, this, [this, forPeer = read.forPeer](const RecordDigests &digests) {
            feed(session::DigestsRead {{}, forPeer, digests});
        });
}

void SessionDriver::perform(session::RepairRecords repair)
{
    repairRecords(std::move(repair.records), repair.withSum, 0);
}

void SessionDriver::repairRecords(std::vector<NoteId> records, bool withSum, int repaired)
{
    m_library.service().run(
        [records, withSum, peer = m_peer](Library &library) {
            return library.repairRecords(records, withSum, peer);
        },
        this,
        [this, records, repaired](const Result<RepairReport> &report) {
            if (!report) {
                feed(session::RecordsRepaired {repaired, report.error()});
                return;
            }
            const int all = repaired + report->repaired;
            const auto consumed = static_cast<std::ptrdiff_t>(std::max(report->consumed, 1));
            if (consumed >= std::ssize(records)) {
                feed(session::RecordsRepaired {all, std::nullopt});
            } else {
                repairRecords({records.begin() + consumed, records.end()}, false, all);
            }
        });
}

void SessionDriver::perform(const session::StateCompared &compared)
{
    if (compared.differed == 0 && compared.repaired == 0) {
        (void)m_library.isNews(m_peer, {}); // should they differ again, it is news again
        Q_EMIT diverged({});
        return;
    }
    qCWarning(logSession) << "the state differed from that of" << m_peer.toHex().left(16) << "in"
                          << compared.differed << "records; repaired here" << compared.repaired
                          << "still different" << compared.diverged.size();
    QStringList titles;
    for (const NoteId &id : compared.diverged) {
        const Result<Note> note = m_library.reader().note(id);
        titles.append(note && !note->state.title.isEmpty() ? note->state.title : id.toHex());
    }
    const QString sentence = titles.isEmpty() ? QString() : divergenceProblem(titles);
    if (m_library.isNews(m_peer, sentence) && !sentence.isEmpty()) {
        audit(u"diverged"_s, sentence);
    } else if (sentence.isEmpty() && compared.repaired == 0) {
        audit(u"compared"_s,
              u"%1 records were shown differently there and are the same now"_s.arg(
                  compared.differed));
    }
    Q_EMIT diverged(sentence);
}

void SessionDriver::audit(const QString &event, const QString &text)
{
    m_library.service().run(
        [event, peer = m_peer, text](Library &library) {
            library.audit(event, peer, text);
            return true;
        },
        &m_library.service(), // this thread may be on its way out
        [](bool) {});
}

// Logs that fork

void SessionDriver::perform(session::CompareHave compare)
{
    m_library.service().run([peer = m_peer, theirs = std::move(compare.theirs)](
                                Library &library) { return library.compare(peer, theirs); },
                            this,
                            [this](const Result<VectorComparison> &found) {
                                if (found) {
                                    Q_EMIT peerCompared(found->standing);
                                    feed(session::HaveCompared {*found, {}});
                                } else {
                                    feed(session::HaveCompared {{}, found.error()});
                                }
                            });
}

void SessionDriver::perform(const session::ReadChain &read)
{
    feed(session::ChainRead {m_library.reader().hashesAt(read.log, read.seqs)});
}

void SessionDriver::perform(session::LookUp lookUp)
{
    feed(session::LookedUp {m_library.reader().knownChanges(lookUp.changes), lookUp.forPeer});
}

void SessionDriver::perform(const session::CutLog &cut)
{
    m_library.service().run(
        [cut](Library &library) { return library.cutLog(cut.root, cut.last); },
        this,
        [this](const Result<bool> &done) {
            feed(session::LogCut {done ? std::nullopt : std::optional(done.error())});
        });
}

void SessionDriver::perform(const session::PeerAcked &acked)
{
    m_acked.join(acked.vector);
    if (!m_ackSettle.isActive()) {
        m_ackSettle.start(kAckSettle);
    }
    Q_EMIT peerAcked(acked.vector);
}

void SessionDriver::markAcked()
{
    m_ackSettle.stop();
    // One write under way at a time: acknowledgements that come meanwhile go with the next one.
    if (std::exchange(m_marking, true)) {
        m_markAgain = true;
        return;
    }
    m_library.service().run(
        [peer = m_peer, vector = m_acked](Library &library) {
            return library.markSyncedToPeer(peer, vector);
        },
        this,
        [this](bool kept) {
            m_marking = false;
            if (std::exchange(m_markAgain, false)) {
                markAcked();
            } else if (!kept && !m_ended) {
                m_ackSettle.start(kAckRetry); // the peer does not tell it twice in one session
            }
        });
}

void SessionDriver::perform(const session::Progress &progress)
{
    m_progress = progress;
    if (progress.live
        && std::exchange(m_caughtUpAt, m_traffic.changesReceived) != m_traffic.changesReceived) {
        m_library.service().run(
            [](Library &library) {
                library.noteCaughtUp();
                return true;
            },
            this,
            [](bool) {});
    }
    if (progress.live && m_ackSettle.isActive()) {
        markAcked(); // caught up: nothing more comes to go with it
    }
    Q_EMIT progressed();
}

void SessionDriver::perform(const session::ArmDeadline &arm)
{
    m_deadline.start(std::chrono::milliseconds(arm.afterMs));
}

void SessionDriver::perform(const session::End &end)
{
    if (std::exchange(m_ended, true)) {
        return;
    }
    m_deadline.stop();
    m_events.clear();
    if (m_ackSettle.isActive() || m_markAgain) {
        m_marking = false; // before the next session finds out that the device lost some of it
        m_markAgain = false;
        markAcked();
    }
    m_traffic = traffic();
    m_channel->disconnect(this);
    m_channel->finish();
    m_channel = nullptr;
    qCInfo(logSession) << "session with" << m_peer.toHex().left(16)
                       << "ended:" << errorName(end.why.code) << end.why.detail;
    Q_EMIT ended(end);
}

} // namespace sheaf
