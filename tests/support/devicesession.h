/// Sync sessions between devices with real libraries, without a network or threads: every action is
/// performed at once, every message passes the codec.
#pragma once

#include "sync/limits.h"
#include "sync/session/syncsession.h"
#include "sync/wire/codec.h"
#include "tests/support/libraryfixture.h"

#include <deque>
#include <functional>

namespace sheaf::test {

/// One end of a session.
struct DeviceEnd
{
    TestDevice *device = nullptr;
    DeviceId peer;
    SyncSession session;
    std::deque<QByteArray> inbox;
    std::deque<SyncSession::Event> events;
    std::vector<Message> said;
    qint64 bytesSaid = 0;
    std::vector<session::StateCompared> compared;
    std::optional<session::End> ended;
    session::Progress progress;
    QStringList features {feature::kRepair};
    bool comparesState = true;
    int batchChanges = limits::kBatchChangesMax; ///< read at a time
    /// What the device does before it hears the next message.
    std::function<void(DeviceEnd &)> beforeHearing;
};

class DeviceSession
{
public:
    DeviceSession(TestDevice &a, TestDevice &b)
    {
        ends[0].device = &a;
        ends[0].peer = b.id();
        ends[1].device = &b;
        ends[1].peer = a.id();
    }
    /// Starts both and goes on until the wire is silent.
    void run()
    {
        for (DeviceEnd &end : ends) {
            const Library &library = *end.device->library;
            const Membership membership = library.membership();
            session::Started started {*end.device->library->publish(),
                                      membership.digest(),
                                      membership.records(),
                                      end.features,
                                      {}};
            if (end.comparesState) {
                started.stateDigest = library.stateMark().digest;
            }
            feed(end, std::move(started));
        }
        settle();
    }
    void settle()
    {
        for (int steps = 0; steps < 100'000; ++steps) {
            DeviceEnd &end = ends[steps % 2];
            if (end.inbox.empty()) {
                if (ends[0].inbox.empty() && ends[1].inbox.empty()) {
                    return;
                }
                continue;
            }
            if (end.beforeHearing) {
                end.beforeHearing(end);
            }
            hearOne(end);
        }
        QFAIL("the wire does not fall silent");
    }
    void publish(DeviceEnd &end)
    {
        feed(end, session::Published {*end.device->library->publish()});
    }
    /// Damage was found meanwhile.
    void lookAgain(DeviceEnd &end) { feed(end, session::DamageFound {}); }
    void hearOne(DeviceEnd &end)
    {
        const auto message = decodeMessage(end.inbox.front());
        end.inbox.pop_front();
        QVERIFY(message && message->has_value());
        feed(end, session::PeerSaid {**message});
    }
    template <typename Said>
    [[nodiscard]] int countSaid() const
    {
        int count = 0;
        for (const DeviceEnd &end : ends) {
            for (const Message &message : end.said) {
                count += std::holds_alternative<Said>(message) ? 1 : 0;
            }
        }
        return count;
    }

    DeviceEnd ends[2];

private:
    DeviceEnd &other(DeviceEnd &end) { return &end == &ends[0] ? ends[1] : ends[0]; }
    void feed(DeviceEnd &end, SyncSession::Event event)
    {
        end.events.push_back(std::move(event));
        if (end.events.size() > 1) {
            return; // the loop below takes it
        }
        while (!end.events.empty()) {
            for (SyncSession::Action &action : end.session.handle(end.events.front(), 0)) {
                std::visit([this, &end](auto &wanted) { perform(end, wanted); }, action);
            }
            end.events.pop_front();
        }
    }
    void perform(DeviceEnd &end, session::Say &say)
    {
        const QByteArray bytes = encodeMessage(say.message);
        end.bytesSaid += bytes.size();
        end.said.push_back(say.message);
        other(end).inbox.push_back(bytes);
    }
    void perform(DeviceEnd &end, session::StoreMembers &store)
    {
        Library &library = *end.device->library;
        const Result<int> added = library.addMemberRecords(store.records);
        QVERIFY(added);
        const Membership membership = library.membership();
        feed(end, session::MembersStored {membership.digest(), membership.records(), {}});
    }
    void perform(DeviceEnd &end, session::ReadChanges &read)
    {
        auto batch = end.device->library->changesAfter(
            read.after, read.upTo, end.batchChanges, read.maxBytes, limits::kPartAboveBytes);
        QVERIFY(batch);
        if (!batch->damaged.empty()) {
            QVERIFY(end.device->library->want(batch->damaged, WantReason::Damaged));
            feed(end, session::DamageFound {});
        }
        const bool isBlocked = batch->changes.empty() && !batch->damaged.empty();
        feed(end,
             session::ChangesRead {
                 std::move(batch->changes), std::move(batch->upTo), {}, isBlocked});
    }
    void perform(DeviceEnd &end, session::StoreChanges &store)
    {
        std::span<const PackedChange> rest(store.changes);
        while (!rest.empty()) {
            const Result<ApplyReport> report = end.device->library->apply(rest, end.peer);
            QVERIFY2(bool(report), report ? "" : qPrintable(report.error().detail));
            rest = rest.subspan(static_cast<std::size_t>(report->consumed));
            feed(end,
                 session::ChangesStored {
                     report->applied, report->consumed, report->durable, report->fault});
            if (report->fault) {
                return;
            }
        }
    }
    void perform(DeviceEnd &end, session::ReadLacking &read)
    {
        feed(end,
             session::Lacking {end.device->library->lacking(limits::kWantHashesMax, read.after)});
    }
    void perform(DeviceEnd &end, session::ReadWanted &read)
    {
        auto found = end.device->library->changesByHash(read.changes, read.maxBytes);
        QVERIFY(found);
        feed(end,
             session::WantedRead {
                 std::move(found->changes), std::move(found->missing), std::move(found->rest)});
    }
    void perform(DeviceEnd &end, session::StoreGiven &store)
    {
        session::GivenStored stored;
        std::span<const PackedChange> rest(store.changes);
        while (!rest.empty()) {
            const Result<RepairReport> report = end.device->library->repair(rest, end.peer);
            QVERIFY(report);
            stored.repaired += report->repaired;
            rest = rest.subspan(static_cast<std::size_t>(report->consumed));
        }
        feed(end, stored);
        publish(end);
    }
    void perform(DeviceEnd &end, session::ReadDigests &read)
    {
        feed(end,
             session::DigestsRead {
                 read.prefix,
                 read.forPeer,
                 end.device->library->recordDigests(
                     read.prefix, read.records ? limits::kComparedRecordsMax : 0)});
    }
    void perform(DeviceEnd &end, session::RepairRecords &repair)
    {
        session::RecordsRepaired repaired;
        std::span<const NoteId> rest(repair.records);
        do {
            const Result<RepairReport> report =
                end.device->library->repairRecords(rest, repair.withSum, end.peer);
            QVERIFY(report);
            repaired.repaired += report->repaired;
            rest = rest.subspan(static_cast<std::size_t>(report->consumed));
            repair.withSum = false;
        } while (!rest.empty());
        feed(end, repaired);
    }
    void perform(DeviceEnd &end, session::StateCompared &compared)
    {
        end.compared.push_back(compared);
    }
    void perform(DeviceEnd &end, session::CompareHave &compare)
    {
        const Result<VectorComparison> found =
            end.device->library->compare(end.peer, compare.theirs);
        QVERIFY(found);
        feed(end, session::HaveCompared {*found, {}});
    }
    void perform(DeviceEnd &end, session::ReadChain &read)
    {
        feed(end, session::ChainRead {end.device->library->hashesAt(read.log, read.seqs)});
    }
    void perform(DeviceEnd &end, session::LookUp &lookUp)
    {
        feed(end,
             session::LookedUp {end.device->library->knownChanges(lookUp.changes), lookUp.forPeer});
    }
    void perform(DeviceEnd &end, session::CutLog &cut)
    {
        QVERIFY(end.device->library->cutLog(cut.root, cut.last));
        feed(end, session::LogCut {});
    }
    void perform(DeviceEnd &end, session::PeerAcked &acked)
    {
        end.device->library->markSyncedToPeer(end.peer, acked.vector);
    }
    void perform(DeviceEnd &end, session::Progress &progress) { end.progress = progress; }
    void perform(DeviceEnd &, session::ArmDeadline &) { }
    void perform(DeviceEnd &end, session::End &ended) { end.ended = ended; }
};

} // namespace sheaf::test
