#include "tests/simulation/conversation.h"

#include "sync/limits.h"
#include "sync/wire/codec.h"
#include "sync/wire/faultcode.h"
#include "tests/simulation/device.h"

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kAckSettleMs = 250; ///< as in SessionDriver
    constexpr qint64 kAckRetryMs = 10'000; ///< likewise
    constexpr int kMemberWorkMsMax = 5;

    const char *nameOf(const Message &message)
    {
        constexpr std::array kNames {"Hello",
                                     "Auth",
                                     "Members",
                                     "Have",
                                     "Changes",
                                     "Part",
                                     "Ack",
                                     "EndOfStored",
                                     "Ping",
                                     "Pong",
                                     "Fault",
                                     "Pairing",
                                     "Probe",
                                     "Probed",
                                     "Forked",
                                     "Compare",
                                     "Compared",
                                     "Want",
                                     "Given"};
        static_assert(kNames.size() == std::variant_size_v<Message>);
        return kNames.at(message.index());
    }

    bool isKeepAlive(const Message &message)
    {
        return std::holds_alternative<message::Ping>(message)
            || std::holds_alternative<message::Pong>(message);
    }

} // namespace

Conversation::Conversation(Stage &stage,
                           Device &device,
                           DeviceId peer,
                           std::shared_ptr<Connection> connection,
                           std::size_t side)
    : m_stage(stage)
    , m_device(device)
    , m_peer(peer)
    , m_connection(std::move(connection))
    , m_side(side)
{
}

void Conversation::start()
{
    const Membership &membership = m_device.membership();
    session::Started started {
        m_device.announced(), membership.digest(), membership.records(), {feature::kRepair}, {}};
    const StateMark mark = m_device.library().stateMark();
    if (mark.vector == started.vector) {
        started.stateDigest = mark.digest;
    }
    feed(std::move(started));
}

void Conversation::published()
{
    feed(session::Published {m_device.announced()});
}

void Conversation::membersChanged()
{
    const Membership &membership = m_device.membership();
    feed(session::MembersChanged {membership.digest(), membership.records()});
}

void Conversation::close()
{
    perform(session::End {{ErrorCode::Cancelled, u"closed here"_s}, true});
}

void Conversation::feed(SyncSession::Event event)
{
    const auto self = shared_from_this(); // the device may let go of it meanwhile
    m_events.push_back(std::move(event));
    if (std::exchange(m_feeding, true)) {
        return;
    }
    while (!m_events.empty() && !m_ended && m_device.isUp()) {
        const SyncSession::Event next = std::move(m_events.front());
        m_events.pop_front();
        for (SyncSession::Action &action : m_session.handle(next, m_stage.scheduler.nowMs())) {
            if (m_ended || !m_device.isUp()) {
                break;
            }
            std::visit([this](auto &wanted) { perform(std::move(wanted)); }, action);
        }
    }
    m_feeding = false;
}

// Bytes

void Conversation::onFrame(const QByteArray &frame)
{
    if (m_ended || !m_device.isUp()) {
        return;
    }
    auto bytes = m_assembler.add(frame);
    if (!bytes) {
        m_stage.fail(u"a frame does not decode: "_s + bytes.error().detail);
    } else if (*bytes) {
        onMessage(**bytes);
    }
}

void Conversation::onMessage(const QByteArray &bytes)
{
    const auto message = decodeMessage(bytes);
    if (!message || !*message) {
        m_stage.fail(u"a message does not decode: "_s
                     + (message ? u"unknown"_s : message.error().detail));
        return;
    }
    if (!isKeepAlive(**message)) {
        m_stage.say(u"%1 hears %2 from %3"_s.arg(
            m_device.name(), QLatin1String(nameOf(**message)), m_device.nameOf(m_peer)));
    }
    feed(session::PeerSaid {**message});
}

void Conversation::onClosed()
{
    if (!m_assembler.isEmpty()) {
        m_stage.count(u"network: cut within a message"_s);
    }
    feed(session::LinkLost {{ErrorCode::ConnectionLost, u"cut"_s}});
}

void Conversation::send(const Message &message)
{
    const QByteArray bytes = encodeMessage(message);
    const auto frames = splitIntoFrames(bytes, compressionFor(message));
    if (!frames) {
        m_stage.fail(u"a message cannot be sent: "_s + frames.error().detail);
        return;
    }
    if (!isKeepAlive(message)) {
        m_stage.say(
            u"%1 says %2 to %3, %4 bytes"_s
                .arg(m_device.name(), QLatin1String(nameOf(message)), m_device.nameOf(m_peer))
                .arg(bytes.size()));
    }
    m_device.countSaid(message, bytes.size(), isKeepAlive(message));
    for (const QByteArray &frame : *frames) {
        m_connection->send(m_side, frame);
    }
}

// Actions

void Conversation::perform(const session::Say &say)
{
    if (const auto *fault = std::get_if<message::Fault>(&say.message)) {
        m_device.onFaultSaid(m_peer, *fault);
    }
    send(say.message);
}

void Conversation::perform(const session::StoreMembers &store)
{
    m_device.later(kMemberWorkMsMax, weak_from_this(), [this, records = store.records] {
        const Result<int> added = m_device.work(
            [&records](Library &library) { return library.addMemberRecords(records); });
        if (!m_device.isUp()) {
            return;
        }
        const Membership &membership = m_device.membership();
        feed(session::MembersStored {membership.digest(),
                                     membership.records(),
                                     added ? std::nullopt : std::optional(added.error())});
    });
}

void Conversation::perform(const session::ReadChanges &read)
{
    auto batch = m_device.library().changesAfter(
        read.after, read.upTo, read.maxChanges, read.maxBytes, limits::kPartAboveBytes);
    if (!batch) {
        feed(session::ChangesRead {{}, read.after, batch.error()});
        return;
    }
    const bool isBlocked = batch->changes.empty() && !batch->damaged.empty();
    feed(session::ChangesRead {std::move(batch->changes), std::move(batch->upTo), {}, isBlocked});
}

void Conversation::perform(session::StoreChanges store)
{
    m_device.takeRemote(std::move(store.changes), weak_from_this(), m_peer);
}

void Conversation::onStored(const session::ChangesStored &stored)
{
    feed(stored);
}

void Conversation::perform(const session::ReadLacking &read)
{
    feed(session::Lacking {m_device.library().lacking(limits::kWantHashesMax, read.after)});
}

void Conversation::perform(const session::ReadWanted &read)
{
    auto found = m_device.library().changesByHash(read.changes, read.maxBytes);
    feed(found ? session::WantedRead {std::move(found->changes),
                                      std::move(found->missing),
                                      std::move(found->rest)}
               : session::WantedRead {{}, read.changes, {}});
}

void Conversation::perform(const session::StoreGiven &store)
{
    m_device.later(kMemberWorkMsMax, weak_from_this(), [this, rest = store.changes]() mutable {
        session::GivenStored stored;
        while (!rest.empty() && !stored.fault && m_device.isUp()) {
            const Result<RepairReport> report = m_device.work(
                [&rest, this](Library &library) { return library.repair(rest, m_peer); });
            if (!report) {
                stored.fault = report.error();
                break;
            }
            stored.repaired += report->repaired;
            rest.erase(rest.begin(), rest.begin() + std::max(report->consumed, 1));
        }
        if (m_device.isUp()) {
            feed(stored);
        }
    });
}

void Conversation::perform(const session::CompareHave &compare)
{
    m_device.later(kMemberWorkMsMax, weak_from_this(), [this, theirs = compare.theirs] {
        const auto found = m_device.work(
            [this, &theirs](Library &library) { return library.compare(m_peer, theirs); });
        if (m_device.isUp()) {
            feed(found ? session::HaveCompared {*found, {}}
                       : session::HaveCompared {{}, found.error()});
        }
    });
}

void Conversation::perform(const session::ReadDigests &read)
{
    if (!read.forPeer && !m_stage.damaged) {
        m_stage.fail(u"%1 and %2 have the same changes and different states"_s.arg(
            m_device.name(), m_device.nameOf(m_peer)));
    }
    feed(session::DigestsRead {read.prefix,
                               read.forPeer,
                               m_device.library().recordDigests(
                                   read.prefix, read.records ? limits::kComparedRecordsMax : 0)});
}

void Conversation::perform(const session::RepairRecords &repair)
{
    repairRecords(repair.records, repair.withSum, 0);
}

/// In slices between which anything may happen, as SessionDriver does it.
void Conversation::repairRecords(std::vector<NoteId> records, bool withSum, int repaired)
{
    m_device.later(kMemberWorkMsMax, weak_from_this(), [this, records, withSum, repaired] {
        const auto few = std::span(records).first(std::min<std::size_t>(records.size(), 1));
        const Result<RepairReport> report = m_device.work(
            [&](Library &library) { return library.repairRecords(few, withSum, m_peer); });
        if (!m_device.isUp()) {
            m_stage.count(u"power: cut while repairing"_s);
            return;
        }
        if (!report) {
            feed(session::RecordsRepaired {repaired, report.error()});
            return;
        }
        const int all = repaired + report->repaired;
        m_stage.count(u"state: rows made again"_s, report->repaired);
        if (records.size() <= 1) {
            feed(session::RecordsRepaired {all, std::nullopt});
        } else {
            repairRecords({records.begin() + 1, records.end()}, false, all);
        }
    });
}

void Conversation::perform(const session::StateCompared &) { }

void Conversation::perform(const session::ReadChain &read)
{
    feed(session::ChainRead {m_device.library().hashesAt(read.log, read.seqs)});
}

void Conversation::perform(const session::LookUp &lookUp)
{
    feed(session::LookedUp {m_device.library().knownChanges(lookUp.changes), lookUp.forPeer});
}

void Conversation::perform(const session::CutLog &cut)
{
    m_device.later(kMemberWorkMsMax, weak_from_this(), [this, cut] {
        const auto done =
            m_device.work([&cut](Library &library) { return library.cutLog(cut.root, cut.last); });
        if (m_device.isUp()) {
            feed(session::LogCut {done ? std::nullopt : std::optional(done.error())});
        }
    });
}

void Conversation::perform(const session::PeerAcked &acked)
{
    for (const auto &[log, head] : acked.vector.heads()) {
        const Hash last = m_device.library().hashesAt(log, {head.seq}).front();
        if (!last.isNull() && !m_device.hadPeerEver(m_peer, last)) {
            m_stage.fail(u"%1 believes that %2 has what is not durable there"_s.arg(
                m_device.name(), m_device.nameOf(m_peer)));
        }
    }
    m_acked.join(acked.vector);
    markAckedSoon(kAckSettleMs);
}

void Conversation::markAckedSoon(qint64 afterMs)
{
    if (std::exchange(m_marking, true)) {
        return;
    }
    m_stage.scheduler.after(afterMs, weak_from_this(), [this] {
        m_marking = false;
        if (!m_ended && !m_device.noteAcked(m_peer, m_acked)) {
            markAckedSoon(kAckRetryMs);
        }
    });
}

void Conversation::perform(const session::Progress &progress)
{
    m_progress = progress;
}

void Conversation::perform(const session::ArmDeadline &arm)
{
    m_stage.scheduler.after(arm.afterMs, weak_from_this(), [this, number = ++m_deadline] {
        if (number == m_deadline) {
            feed(session::DeadlinePassed {});
        }
    });
}

void Conversation::perform(const session::End &end)
{
    if (std::exchange(m_ended, true)) {
        return;
    }
    m_stage.say(u"%1's session with %2 ends: %3 %4"_s.arg(
        m_device.name(), m_device.nameOf(m_peer), errorName(end.why.code), end.why.detail));
    m_stage.count(u"session end: "_s + errorName(end.why.code));
    m_events.clear();
    m_connection->close(m_side);
    m_device.onSessionEnded(*this, m_acked);
}

} // namespace sheaf::simulation
