/// Devices with real libraries, connected by real sessions in memory, in an order that a seed decides;
/// with backups, restored ones and copies. What ends with LogForked is connected again at once.
#pragma once

#include "sync/session/syncsession.h"
#include "sync/wire/codec.h"
#include "tests/support/libraryfixture.h"

#include <QDirIterator>

#include <deque>
#include <functional>

namespace sheaf::test {

inline void copyFolder(const QString &from, const QString &to)
{
    QDir(to).removeRecursively();
    QVERIFY(QDir().mkpath(to));
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        const QString target = to + u'/' + QDir(from).relativeFilePath(file);
        QVERIFY(QDir().mkpath(QFileInfo(target).path()));
        QVERIFY2(QFile::copy(file, target), qPrintable(target));
    }
}

/// A device, closed meanwhile, as it was at one moment.
struct Backup
{
    explicit Backup(TestDevice &device)
    {
        device.close();
        copyFolder(device.folder(), dir.filePath(QStringLiteral("library")));
        copyFolder(device.stateFolder(), dir.filePath(QStringLiteral("state")));
        device.open();
    }
    void restore(TestDevice &device, bool withState) const
    {
        device.close();
        copyFolder(dir.filePath(QStringLiteral("library")), device.folder());
        if (withState) {
            copyFolder(dir.filePath(QStringLiteral("state")), device.stateFolder());
        }
        device.open();
    }
    QTemporaryDir dir;
};

class ForkWorld
{
public:
    ForkWorld(int count, quint64 seed)
        : random(seed)
        , all(devices(count, clock))
    {
    }

    TestDevice &operator[](std::size_t i) { return *all.at(i); }

    /// A second machine with a copy of the device's folders and key.
    std::size_t copy(std::size_t of)
    {
        const Backup backup(*all.at(of));
        const int number = all.at(of)->number;
        auto made = std::make_unique<TestDevice>(number, clock, random.number());
        backup.restore(*made, true);
        made->name += QStringLiteral(" (copy)");
        all.push_back(std::move(made));
        return all.size() - 1;
    }

    struct End
    {
        TestDevice *device = nullptr;
        std::unique_ptr<SyncSession> session;
        std::deque<std::function<void()>> tasks;
        std::deque<QByteArray> inbox;
        std::optional<session::End> ended;
        bool live = false;
    };
    struct Link
    {
        End ends[2];
        int restarts = 0;
    };

    void connect(std::size_t a, std::size_t b)
    {
        links.push_back(std::make_unique<Link>());
        links.back()->ends[0].device = all.at(a).get();
        links.back()->ends[1].device = all.at(b).get();
        begin(*links.back());
    }
    /// Lets things happen, at most so many. False: everything is quiet.
    bool run(int steps)
    {
        for (; steps > 0; --steps) {
            if (!step()) {
                return false;
            }
        }
        return true;
    }
    /// Until all is quiet; then the connections go.
    void settle()
    {
        if (run(2'000'000)) {
            problems += QStringLiteral("the wire does not fall silent");
        }
        for (const auto &link : links) {
            for (const End &end : link->ends) {
                if (!end.live) {
                    problems += QStringLiteral("not caught up: ") + end.device->name
                        + (end.ended ? QStringLiteral(", ") + end.ended->why.detail : QString());
                }
            }
        }
        links.clear();
    }
    void cutAll() { links.clear(); }
    void sync(std::size_t a, std::size_t b)
    {
        connect(a, b);
        settle();
    }
    /// Everybody meets everybody who is not the same device, often enough.
    void heal()
    {
        for (int round = 0; round < 2; ++round) {
            for (std::size_t a = 0; a < all.size(); ++a) {
                for (std::size_t b = a + 1; b < all.size(); ++b) {
                    if (all[a]->id() != all[b]->id()) {
                        sync(a, b);
                    }
                }
            }
        }
    }
    /// To be called after a commit by hand while links are up.
    void published(const TestDevice &device)
    {
        const Result<VersionVector> vector = device.library->publish();
        for (const auto &owned : links) {
            for (int side = 0; side < 2; ++side) {
                if (owned->ends[side].device == &device) {
                    post(*owned, side, [vector] { return session::Published {*vector}; });
                }
            }
        }
    }
    [[nodiscard]] std::vector<Hash> changes() const
    {
        std::vector<Hash> hashes;
        for (const auto &device : all) {
            for (const NoteId &note : device->library->allNotes()) {
                for (const ChangeInfo &change : device->library->history(note)) {
                    hashes.push_back(change.change);
                }
            }
        }
        return hashes;
    }
    /// What is not as it must be once all have met: `before` must be here.
    [[nodiscard]] QStringList differences(const std::vector<Hash> &before)
    {
        QStringList found = problems;
        const Library &first = *all.front()->library;
        for (const auto &device : all) {
            found += device->library->check().problems;
            if (device->library->vector() != first.vector()) {
                found += QStringLiteral("vectors differ on ") + device->name;
            }
            if (dump(*device->library) != dump(first)) {
                found += QStringLiteral("notes differ on ") + device->name;
            }
            if (device->library->stateDigest() != first.stateDigest()) {
                found += QStringLiteral("digests differ on ") + device->name;
            }
            for (const PeerRow &peer : device->library->peers()) {
                if (peer.pending != 0
                    || !device->library->unsentChangesForPeer(peer.device, 10).empty()) {
                    found += device->name + QStringLiteral(" has changes for ") + peer.name;
                }
            }
            if (device->library->knownChanges(before).size() != before.size()) {
                found += QStringLiteral("changes are lost on ") + device->name;
            }
        }
        return found;
    }

    FakeClock clock;
    SeededRandom random;
    std::vector<std::unique_ptr<TestDevice>> all;
    std::vector<std::unique_ptr<Link>> links;
    QStringList problems;
    int restarts = 0; ///< connections begun again after a fork
    int messages = 0;

private:
    void begin(Link &link)
    {
        for (int side = 0; side < 2; ++side) {
            End &end = link.ends[side];
            end.session = std::make_unique<SyncSession>();
            end.tasks.clear();
            end.inbox.clear();
            end.ended.reset();
            end.live = false;
            post(link, side, [&end]() -> SyncSession::Event {
                const Library &library = *end.device->library;
                const Membership membership = library.membership();
                return session::Started {*end.device->library->publish(),
                                         membership.digest(),
                                         membership.records(),
                                         {feature::kRepair},
                                         library.stateMark().digest};
            });
        }
    }
    void post(Link &link, int side, std::function<SyncSession::Event()> makeEvent)
    {
        link.ends[side].tasks.emplace_back([this, &link, side, makeEvent = std::move(makeEvent)] {
            handle(link, side, makeEvent());
        });
    }
    void handle(Link &link, int side, const SyncSession::Event &event)
    {
        if (link.ends[side].ended) {
            return;
        }
        for (const SyncSession::Action &action : link.ends[side].session->handle(event, 0)) {
            std::visit([this, &link, side](const auto &it) { perform(link, side, it); }, action);
        }
    }
    bool step()
    {
        std::vector<std::function<void()>> choices;
        for (const auto &owned : links) {
            Link &link = *owned;
            for (int side = 0; side < 2; ++side) {
                End &end = link.ends[side];
                if (!end.tasks.empty()) {
                    choices.emplace_back([&end] {
                        const auto task = std::move(end.tasks.front());
                        end.tasks.pop_front();
                        task();
                    });
                }
                if (!end.inbox.empty() && !end.ended) {
                    choices.emplace_back([this, &link, side, &end] {
                        const auto message = decodeMessage(end.inbox.front());
                        end.inbox.pop_front();
                        ++messages;
                        handle(link, side, session::PeerSaid {**message});
                    });
                }
            }
            const bool over[2] = {isOver(link.ends[0]), isOver(link.ends[1])};
            if (over[0] && over[1]) {
                choices.emplace_back([this, &link] { endLink(link); });
            } else if (over[0] || over[1]) {
                End &other = link.ends[over[0] ? 1 : 0];
                const int side = over[0] ? 1 : 0;
                if (other.inbox.empty() && other.tasks.empty() && !other.ended) {
                    choices.emplace_back([this, &link, side] {
                        handle(link, side, session::LinkLost {{ErrorCode::ConnectionLost, {}}});
                    });
                }
            }
        }
        if (choices.empty()) {
            return false;
        }
        choices.at(random.number() % choices.size())();
        return true;
    }
    static bool isOver(const End &end) { return end.ended && end.tasks.empty(); }
    void endLink(Link &link)
    {
        for (const End &end : link.ends) {
            const ErrorCode code = end.ended->why.code;
            if (code != ErrorCode::LogForked && code != ErrorCode::ConnectionLost) {
                problems +=
                    QStringList {end.device->name, errorName(code), end.ended->why.detail}.join(
                        u' ');
            }
        }
        ++restarts;
        if (++link.restarts > 32) {
            problems += QStringLiteral("two devices begin again for ever");
            std::erase_if(links, [&link](const auto &owned) { return owned.get() == &link; });
            return;
        }
        begin(link);
    }

    void perform(Link &link, int side, const session::Say &say)
    {
        link.ends[1 - side].inbox.push_back(encodeMessage(say.message));
    }
    void perform(Link &link, int side, const session::StoreMembers &store)
    {
        post(link, side, [this, &link, side, store]() -> SyncSession::Event {
            Library &library = *link.ends[side].device->library;
            const Result<int> added = library.addMemberRecords(store.records);
            return session::MembersStored {library.membership().digest(),
                                           library.membership().records(),
                                           added ? std::nullopt : std::optional(added.error())};
        });
    }
    void perform(Link &link, int side, const session::ReadChanges &read)
    {
        post(link, side, [&link, side, read]() -> SyncSession::Event {
            const auto batch = link.ends[side].device->library->changesAfter(
                read.after, read.upTo, std::min(read.maxChanges, 20), read.maxBytes);
            if (!batch) {
                return session::ChangesRead {{}, read.after, batch.error()};
            }
            return session::ChangesRead {batch->changes, batch->upTo, {}, false};
        });
    }
    void perform(Link &link, int side, const session::StoreChanges &store)
    {
        const auto rest = std::make_shared<std::vector<PackedChange>>(store.changes);
        link.ends[side].tasks.emplace_back(
            [this, &link, side, rest] { storeSome(link, side, rest); });
    }
    void storeSome(Link &link, int side, const std::shared_ptr<std::vector<PackedChange>> &rest)
    {
        const TestDevice &device = *link.ends[side].device;
        const auto few = std::min(rest->size(), static_cast<std::size_t>(1 + random.below(8)));
        const DeviceId from = link.ends[1 - side].device->id();
        const Result<ApplyReport> report = device.library->apply(std::span(*rest).first(few), from);
        if (!report) {
            handle(link, side, session::ChangesStored {0, 0, {}, report.error()});
            return;
        }
        rest->erase(rest->begin(), rest->begin() + report->consumed);
        if (!rest->empty() && !report->fault) {
            link.ends[side].tasks.emplace_front(
                [this, &link, side, rest] { storeSome(link, side, rest); });
        }
        if (report->applied > 0) {
            published(device);
        }
        handle(link,
               side,
               session::ChangesStored {
                   report->applied, report->consumed, report->durable, report->fault});
    }
    void perform(Link &link, int side, const session::CompareHave &compare)
    {
        post(link, side, [this, &link, side, compare]() -> SyncSession::Event {
            const TestDevice &device = *link.ends[side].device;
            const Result<VectorComparison> found =
                device.library->compare(link.ends[1 - side].device->id(), compare.theirs);
            if (!found) {
                return session::HaveCompared {{}, found.error()};
            }
            published(device);
            return session::HaveCompared {*found, {}};
        });
    }
    void perform(Link &link, int side, const session::ReadChain &read)
    {
        post(link, side, [&link, side, read]() -> SyncSession::Event {
            return session::ChainRead {
                link.ends[side].device->library->hashesAt(read.log, read.seqs)};
        });
    }
    void perform(Link &link, int side, const session::LookUp &lookUp)
    {
        post(link, side, [&link, side, lookUp]() -> SyncSession::Event {
            return session::LookedUp {link.ends[side].device->library->knownChanges(lookUp.changes),
                                      lookUp.forPeer};
        });
    }
    void perform(Link &link, int side, const session::CutLog &cut)
    {
        post(link, side, [this, &link, side, cut]() -> SyncSession::Event {
            const TestDevice &device = *link.ends[side].device;
            const Result<bool> done = device.library->cutLog(cut.root, cut.last);
            published(device);
            return session::LogCut {done ? std::nullopt : std::optional(done.error())};
        });
    }
    void perform(Link &link, int side, const session::ReadLacking &read)
    {
        post(link, side, [&link, side, read]() -> SyncSession::Event {
            return session::Lacking {link.ends[side].device->library->lacking(256, read.after)};
        });
    }
    void perform(Link &link, int side, const session::ReadWanted &read)
    {
        post(link, side, [&link, side, read]() -> SyncSession::Event {
            auto found =
                link.ends[side].device->library->changesByHash(read.changes, read.maxBytes);
            return found ? session::WantedRead {found->changes, found->missing, found->rest}
                         : session::WantedRead {{}, read.changes, {}};
        });
    }
    void perform(Link &link, int side, const session::StoreGiven &store)
    {
        post(link, side, [&link, side, store]() -> SyncSession::Event {
            session::GivenStored stored;
            const DeviceId from = link.ends[1 - side].device->id();
            for (auto rest = store.changes; !rest.empty();) {
                const auto report = link.ends[side].device->library->repair(rest, from);
                if (!report) {
                    stored.fault = report.error();
                    break;
                }
                stored.repaired += report->repaired;
                rest.erase(rest.begin(), rest.begin() + std::max(report->consumed, 1));
            }
            return stored;
        });
    }
    void perform(Link &link, int side, const session::ReadDigests &read)
    {
        post(link, side, [&link, side, read]() -> SyncSession::Event {
            return session::DigestsRead {read.prefix,
                                         read.forPeer,
                                         link.ends[side].device->library->recordDigests(
                                             read.prefix, read.records ? 4096 : 0)};
        });
    }
    void perform(Link &link, int side, const session::RepairRecords &)
    {
        problems += QStringLiteral("same changes, different states");
        post(link, side, []() -> SyncSession::Event { return session::RecordsRepaired {}; });
    }
    void perform(Link &, int, const session::StateCompared &) { }
    void perform(Link &link, int side, const session::PeerAcked &acked)
    {
        const TestDevice &device = *link.ends[side].device;
        const TestDevice &peer = *link.ends[1 - side].device;
        // "Synced" is never said before it is true: by hash, whatever the names are there.
        for (const auto &[log, head] : acked.vector.heads()) {
            const std::vector<Hash> last = device.library->hashesAt(log, {head.seq});
            if (!last.front().isNull() && peer.library->knownChanges(last).empty()) {
                problems += QStringLiteral("%1 says too early that %2 has %3:%4")
                                .arg(device.name, peer.name, log.device.toHex().first(4))
                                .arg(head.seq);
            }
        }
        device.library->markSyncedToPeer(peer.id(), acked.vector);
    }
    void perform(Link &link, int side, const session::Progress &progress)
    {
        link.ends[side].live = progress.live;
    }
    void perform(Link &, int, const session::ArmDeadline &) { }
    void perform(Link &link, int side, const session::End &end) { link.ends[side].ended = end; }
};

} // namespace sheaf::test
