/// Sync sessions between in-memory stores, driven in an order that a seed decides: every message passes
/// the codec, every action is answered late, nothing is done at once.
#pragma once

#include "model/base/digest.h"
#include "sync/limits.h"
#include "sync/session/syncsession.h"
#include "sync/wire/codec.h"
#include "tests/support/logwriter.h"

#include <QTest>

#include <deque>
#include <functional>
#include <random>
#include <set>

namespace sheaf {

/// A library's log and nothing else: accepts seq = head + 1 with the right previous hash.
class FakeStore
{
public:
    /// How many of `changes` were taken or known; stops at one that does not fit.
    int apply(const std::vector<PackedChange> &changes, std::size_t from, std::size_t count)
    {
        int consumed = 0;
        for (std::size_t i = from; i < from + count; ++i) {
            const PackedChange &change = changes.at(i);
            const LogHead head = m_vector.head(change.log);
            if (change.seq <= head.seq) {
                ++duplicates;
                ++consumed;
                continue;
            }
            const auto hash = changeHash(change, head.hash);
            if (change.seq != head.seq + 1 || !hash) {
                faulty = true;
                break;
            }
            m_log.push_back(change);
            m_vector.advance(change.log, {change.seq, *hash});
            ++consumed;
        }
        return consumed;
    }
    [[nodiscard]] session::ChangesRead read(const session::ReadChanges &asked) const
    {
        session::ChangesRead answer;
        answer.upTo = asked.after;
        qint64 bytes = 0;
        VersionVector running;
        for (const PackedChange &change : m_log) {
            if (asked.after.has(change.log, change.seq)
                || !asked.upTo.has(change.log, change.seq)) {
                continue;
            }
            const bool alone = change.sizeBytes() > limits::kPartAboveBytes - 100;
            const bool afterLarge = bytes > limits::kPartAboveBytes && answer.changes.size() == 1;
            if (answer.changes.size() == static_cast<std::size_t>(asked.maxChanges)
                || (!answer.changes.empty()
                    && (alone || afterLarge || bytes + change.sizeBytes() + 70 > asked.maxBytes))) {
                return answer;
            }
            bytes += change.sizeBytes() + 70;
            answer.upTo.advance(change.log, {change.seq, {}});
            answer.changes.push_back(change);
        }
        answer.upTo.join(asked.upTo);
        return answer;
    }
    [[nodiscard]] const VersionVector &vector() const { return m_vector; }
    [[nodiscard]] std::size_t size() const { return m_log.size(); }

    int duplicates = 0;
    bool faulty = false;

private:
    std::vector<PackedChange> m_log; ///< as it came: causal
    VersionVector m_vector;
};

class SessionWorld;

struct Node
{
    FakeStore store;
    std::set<QByteArray> records;

    [[nodiscard]] Hash membershipDigest() const
    {
        QByteArray all;
        for (const QByteArray &record : records) {
            all += record;
        }
        return digest(all);
    }
    [[nodiscard]] std::vector<QByteArray> recordList() const
    {
        return {records.begin(), records.end()};
    }
};

/// One end of a link: a session, what it wants done, and what people would see.
struct End
{
    std::size_t node = 0;
    std::unique_ptr<SyncSession> session;
    std::deque<std::function<void()>> tasks; ///< of this node for this session, in order
    std::deque<QByteArray> inbox; ///< encoded messages on their way to this end
    std::vector<session::Progress> progress;
    VersionVector peerAcked;
    std::optional<session::End> ended;
    std::vector<Message> said;
    int batchesSaid = 0;
    int reads = 0;
};

struct Link
{
    End ends[2];
    bool cut = false;
};

class SessionWorld
{
public:
    SessionWorld(std::size_t nodeCount, quint64 seed)
        : nodes(nodeCount)
        , m_random(seed)
    {
    }

    Link &connect(std::size_t a, std::size_t b)
    {
        links.push_back(std::make_unique<Link>());
        Link &link = *links.back();
        const std::size_t ends[2] = {a, b};
        for (int side = 0; side < 2; ++side) {
            End &end = link.ends[side];
            end.node = ends[side];
            end.session = std::make_unique<SyncSession>();
            end.tasks.emplace_back([this, &link, side] {
                Node &node = nodes.at(link.ends[side].node);
                handle(link,
                       side,
                       session::Started {
                           node.store.vector(), node.membershipDigest(), node.recordList()});
            });
        }
        return link;
    }
    void cut(Link &link)
    {
        link.cut = true;
        for (End &end : link.ends) {
            end.inbox.clear();
            end.tasks.clear();
        }
    }
    void commit(std::size_t node, const PackedChange &change)
    {
        nodes.at(node).store.apply({change}, 0, 1);
        publish(node);
    }
    void publish(std::size_t node)
    {
        const VersionVector vector = nodes.at(node).store.vector();
        forEachEnd(node, [this, vector](Link &link, int side) {
            link.ends[side].tasks.emplace_back(
                [this, &link, side, vector] { handle(link, side, session::Published {vector}); });
        });
    }
    void addRecord(std::size_t node, const QByteArray &record)
    {
        nodes.at(node).records.insert(record);
        announceMembers(node);
    }
    /// One thing of all that could happen now. False: nothing is left.
    bool step()
    {
        std::vector<std::function<void()>> choices;
        for (const auto &owned : links) {
            Link &link = *owned;
            for (int side = 0; side < 2 && !link.cut; ++side) {
                if (!link.ends[side].inbox.empty()) {
                    choices.emplace_back([this, &link, side] { deliver(link, side); });
                }
                if (!link.ends[side].tasks.empty()) {
                    choices.emplace_back([&link, side] {
                        const auto task = std::move(link.ends[side].tasks.front());
                        link.ends[side].tasks.pop_front();
                        task();
                    });
                }
            }
        }
        if (choices.empty()) {
            return false;
        }
        choices.at(m_random() % choices.size())();
        return true;
    }
    void settle()
    {
        for (int steps = 0; step(); ++steps) {
            if (steps > 1'000'000) {
                QFAIL("the wire does not fall silent");
            }
        }
    }
    void handle(Link &link, int side, const SyncSession::Event &event)
    {
        for (const SyncSession::Action &action : link.ends[side].session->handle(event, nowMs)) {
            std::visit([this, &link, side](const auto &it) { perform(link, side, it); }, action);
        }
    }
    [[nodiscard]] bool converged() const
    {
        return std::all_of(nodes.begin(), nodes.end(), [this](const Node &node) {
            return node.store.vector() == nodes.front().store.vector() && !node.store.faulty
                && node.records == nodes.front().records;
        });
    }

    std::vector<Node> nodes;
    std::vector<std::unique_ptr<Link>> links;
    qint64 nowMs = 1000;
    int delivered = 0; ///< messages
    qint64 deliveredBytes = 0;

private:
    void forEachEnd(std::size_t node, const std::function<void(Link &, int)> &call)
    {
        for (const auto &link : links) {
            for (int side = 0; side < 2; ++side) {
                if (link->ends[side].node == node && !link->cut) {
                    call(*link, side);
                }
            }
        }
    }
    void announceMembers(std::size_t node)
    {
        forEachEnd(node, [this, node](Link &link, int side) {
            link.ends[side].tasks.emplace_back([this, &link, side, node] {
                const Node &from = nodes.at(node);
                handle(link,
                       side,
                       session::MembersChanged {from.membershipDigest(), from.recordList()});
            });
        });
    }
    void deliver(Link &link, int side)
    {
        const QByteArray bytes = link.ends[side].inbox.front();
        link.ends[side].inbox.pop_front();
        ++delivered;
        deliveredBytes += bytes.size();
        const auto message = decodeMessage(bytes);
        QVERIFY2(message && message->has_value(), "what a session says can be decoded");
        handle(link, side, session::PeerSaid {**message});
    }
    void perform(Link &link, int side, const session::Say &say)
    {
        link.ends[side].said.push_back(say.message);
        link.ends[1 - side].inbox.push_back(encodeMessage(say.message));
    }
    void perform(Link &link, int side, const session::StoreMembers &store)
    {
        link.ends[side].tasks.emplace_back([this, &link, side, store] {
            Node &node = nodes.at(link.ends[side].node);
            node.records.insert(store.records.begin(), store.records.end());
            announceMembers(link.ends[side].node);
            handle(link,
                   side,
                   session::MembersStored {node.membershipDigest(), node.recordList(), {}});
        });
    }
    void perform(Link &link, int side, const session::ReadChanges &read)
    {
        ++link.ends[side].reads;
        link.ends[side].tasks.emplace_back([this, &link, side, read] {
            handle(link, side, nodes.at(link.ends[side].node).store.read(read));
        });
    }
    void perform(Link &link, int side, const session::StoreChanges &store)
    {
        const auto changes = std::make_shared<std::vector<PackedChange>>(store.changes);
        for (std::size_t from = 0; from < changes->size();) {
            const std::size_t slice =
                std::min(changes->size() - from, std::size_t {1} + m_random() % 5);
            link.ends[side].tasks.emplace_back([this, &link, side, changes, from, slice] {
                Node &node = nodes.at(link.ends[side].node);
                session::ChangesStored stored;
                const VersionVector before = node.store.vector();
                stored.consumed = node.store.apply(*changes, from, slice);
                stored.durable = node.store.vector();
                if (before != node.store.vector()) {
                    publish(link.ends[side].node);
                }
                handle(link, side, stored);
            });
            from += slice;
        }
    }
    void perform(Link &link, int side, const session::ReadLacking &)
    {
        link.ends[side].tasks.emplace_back(
            [this, &link, side] { handle(link, side, session::Lacking {}); });
    }
    void perform(Link &link, int side, const session::ReadWanted &read)
    {
        link.ends[side].tasks.emplace_back([this, &link, side, read] {
            handle(link, side, session::WantedRead {{}, read.changes, {}});
        });
    }
    void perform(Link &link, int side, const session::StoreGiven &)
    {
        link.ends[side].tasks.emplace_back(
            [this, &link, side] { handle(link, side, session::GivenStored {}); });
    }
    void perform(Link &link, int side, const session::ReadDigests &read)
    {
        link.ends[side].tasks.emplace_back([this, &link, side, read] {
            const Node &node = nodes.at(link.ends[side].node);
            handle(link,
                   side,
                   session::DigestsRead {
                       read.prefix, read.forPeer, {node.store.vector(), {}, {}, true}});
        });
    }
    void perform(Link &link, int side, const session::RepairRecords &)
    {
        link.ends[side].tasks.emplace_back(
            [this, &link, side] { handle(link, side, session::RecordsRepaired {}); });
    }
    void perform(Link &, int, const session::StateCompared &) { }
    void perform(Link &link, int side, const session::CompareHave &compare)
    {
        link.ends[side].tasks.emplace_back([this, &link, side, compare] {
            // Nothing forks in these stores: what they have is what they say, where we know it.
            const FakeStore &store = nodes.at(link.ends[side].node).store;
            session::HaveCompared compared;
            compared.comparison = {store.vector(), compare.theirs, {}, {}, {}};
            for (const auto &[log, head] : compare.theirs.heads()) {
                if (head.seq <= store.vector().seq(log)) {
                    compared.comparison.proven.advance(log, head);
                }
            }
            handle(link, side, compared);
        });
    }
    void perform(Link &, int, const session::ReadChain &) { QFAIL("nothing forks here"); }
    void perform(Link &link, int side, const session::LookUp &lookUp)
    {
        link.ends[side].tasks.emplace_back([this, &link, side, lookUp] {
            handle(link, side, session::LookedUp {lookUp.changes, lookUp.forPeer});
        });
    }
    void perform(Link &, int, const session::CutLog &) { QFAIL("nothing forks here"); }
    void perform(Link &link, int side, const session::PeerAcked &acked)
    {
        // "Synced" is never said before it is true.
        const Node &peer = nodes.at(link.ends[1 - side].node);
        QVERIFY(peer.store.vector().covers(acked.vector));
        link.ends[side].peerAcked = acked.vector;
    }
    void perform(Link &link, int side, const session::Progress &progress)
    {
        link.ends[side].progress.push_back(progress);
    }
    void perform(Link &, int, const session::ArmDeadline &) { }
    void perform(Link &link, int side, const session::End &end) { link.ends[side].ended = end; }

    std::mt19937_64 m_random;
};

} // namespace sheaf
