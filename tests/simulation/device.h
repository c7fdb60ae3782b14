/// One simulated computer: its disk, its wall clock, the real Library on it, and its sessions. It does what
/// LibraryWorker, LibraryView and SyncWorker do in the program: local work at once, remote batches in
/// slices between which anything may happen, publishing before anything is announced.
/// Rules   after every call into the library the power may have gone; `isUp` is asked before going on.
///         What a call that returned has committed must be there after any crash.
#pragma once

#include "model/store/library.h"
#include "sync/wire/message.h"
#include "tests/simulation/conversation.h"
#include "tests/simulation/disk.h"
#include "tests/support/seedsigner.h"

#include <QSet>

namespace sheaf::simulation {

/// A wall clock that may be wrong, over the world's time that is not.
class DeviceClock final : public Clock
{
public:
    static constexpr qint64 kStartMs = 1'750'000'000'000;

    explicit DeviceClock(const Scheduler &scheduler)
        : m_scheduler(scheduler)
    {
    }
    [[nodiscard]] qint64 nowMs() const override
    {
        return kStartMs + m_scheduler.nowMs() + m_wrongMs;
    }
    [[nodiscard]] qint64 steadyMs() const override { return m_scheduler.nowMs(); }
    [[nodiscard]] qint64 wrongMs() const { return m_wrongMs; }
    void setWrong(qint64 ms) { m_wrongMs = ms; }

private:
    const Scheduler &m_scheduler;
    qint64 m_wrongMs = 0;
};

/// What a device asks the world around it.
class Surroundings
{
public:
    Surroundings() = default;
    Surroundings(const Surroundings &) = delete;
    Surroundings &operator=(const Surroundings &) = delete;
    virtual ~Surroundings() = default;

    [[nodiscard]] virtual bool everHad(const DeviceId &device, const Hash &change) const = 0;
    [[nodiscard]] virtual QString nameOf(const DeviceId &device) const = 0;
    virtual void
    onFault(const DeviceId &sayer, const DeviceId &peer, const message::Fault &fault) = 0;
};

struct Traffic
{
    quint64 messages = 0; ///< but for pings and pongs
    quint64 bytes = 0;
    quint64 changes = 0;
};

class Device
{
public:
    struct Setup
    {
        int number = 0;
        std::uint8_t key = 0; ///< two devices may have the same: a copied folder
        QString folder; ///< where its library and state lie, on the simulated disk
        quint64 seed = 0;
    };
    Device(Stage &stage, Surroundings &surroundings, const Setup &setup);
    ~Device();
    Device(const Device &) = delete;
    Device &operator=(const Device &) = delete;

    // Power
    void start();
    void stop(); ///< as a program ends that is asked to
    /// After a power cut: everything in memory is gone, and of the disk what was not synced.
    void fallDown(Loss loss);
    /// The library is open and the power is there.
    [[nodiscard]] bool isUp() const { return m_library != nullptr && !m_disk.isDown(); }
    [[nodiscard]] bool needsFall() const { return m_disk.isDown(); }
    /// Another disk from here on: what was durable is so no more.
    void loadDisk(const Disk::Image &image, const VersionVector &durable);

    [[nodiscard]] Library &library() const { return *m_library; }
    [[nodiscard]] Disk &disk() { return m_disk; }
    [[nodiscard]] DeviceClock &clock() { return m_clock; }
    [[nodiscard]] const SeedSigner &signer() const { return m_signer; }
    [[nodiscard]] DeviceId id() const { return m_signer.device(); }
    [[nodiscard]] std::uint8_t key() const { return m_setup.key; }
    [[nodiscard]] int number() const { return m_setup.number; }
    [[nodiscard]] QString name() const;
    [[nodiscard]] QString nameOf(const DeviceId &device) const { return m_around.nameOf(device); }
    [[nodiscard]] std::weak_ptr<void> life() const { return m_life; }

    // The library thread
    /// Runs `call` on the library, then tells what it changed.
    template <typename Call>
    auto work(Call call)
    {
        auto done = call(library());
        afterWork(bool(done));
        return done;
    }
    void later(int withinMs, std::weak_ptr<void> guard, Scheduler::Task task);
    void takeRemote(std::vector<PackedChange> changes,
                    std::weak_ptr<Conversation> asker,
                    const DeviceId &from);

    // The sync thread
    void
    beginSession(const DeviceId &peer, const std::shared_ptr<Connection> &on, std::size_t side);
    void onSessionEnded(const Conversation &session, const VersionVector &acked);
    bool noteAcked(const DeviceId &peer, const VersionVector &acked);
    void onFaultSaid(const DeviceId &peer, const message::Fault &fault);
    void countSaid(const Message &message, qsizetype bytes, bool keepAlive);
    [[nodiscard]] Conversation *session(const DeviceId &peer) const;
    /// Nothing waits to be stored or to be announced.
    [[nodiscard]] bool isIdle() const { return m_remote.empty() && m_announced.covers(m_seen); }
    [[nodiscard]] const Membership &membership() const { return m_membership; }
    [[nodiscard]] const VersionVector &announced() const { return m_announced; }
    [[nodiscard]] bool hadPeerEver(const DeviceId &peer, const Hash &change) const
    {
        return m_around.everHad(peer, change);
    }
    [[nodiscard]] const VersionVector &durable() const { return m_durable; }
    [[nodiscard]] bool everHad(const Hash &change) const { return m_everDurable.contains(change); }
    [[nodiscard]] bool isConnected() const { return !m_sessions.empty(); }
    [[nodiscard]] const Traffic &traffic() const { return m_traffic; }

private:
    struct Batch
    {
        std::vector<PackedChange> changes;
        std::size_t consumed = 0;
        std::weak_ptr<Conversation> asker;
        DeviceId from;
    };

    void afterWork(bool succeeded);
    void signal(std::weak_ptr<void> guard, Scheduler::Task task); ///< to the sync thread
    void noteDurable(const VersionVector &vector);
    [[nodiscard]] bool hasAllOf(const VersionVector &vector) const;
    void publish();
    void tellPublished();
    void tellMembers();
    void applySoon();
    void applySlice();
    void endSessions();
    [[nodiscard]] std::vector<std::shared_ptr<Conversation>> sessions() const;

    Stage &m_stage;
    Surroundings &m_around;
    Setup m_setup;
    SeedSigner m_signer;
    DeviceClock m_clock;
    test::SeededRandom m_random; ///< the library's
    test::SeededRandom m_dice;
    Disk m_disk;
    std::unique_ptr<Library> m_library;
    std::shared_ptr<void> m_life; ///< from start to fall: guards what is planned
    VersionVector m_seen;
    VersionVector m_published;
    VersionVector m_announced; ///< as the sync thread knows it
    Membership m_membership;
    VersionVector m_durable; ///< what must be there after a crash
    QSet<Hash> m_everDurable;
    VersionVector m_noted; ///< how far that goes
    std::deque<Batch> m_remote;
    qint64 m_lastSignalMs = 0;
    std::map<DeviceId, std::shared_ptr<Conversation>> m_sessions;
    Traffic m_traffic;
};

} // namespace sheaf::simulation
