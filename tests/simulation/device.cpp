#include "tests/simulation/device.h"

#include "tests/simulation/vfs.h"

#include <QDir>

#include <numeric>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kPublishRetryMs = 10'000; ///< as in LibraryWorker
    constexpr int kSignalMsMax = 3; ///< of a call that is queued from one thread to another
    constexpr int kSliceMsMax = 12; ///< of one transaction of remote changes

} // namespace

Device::Device(Stage &stage, Surroundings &surroundings, const Setup &setup)
    : m_stage(stage)
    , m_around(surroundings)
    , m_setup(setup)
    , m_signer(setup.key)
    , m_clock(stage.scheduler)
    , m_random(setup.seed)
    , m_dice(setup.seed ^ 0x5bd1e995U)
{
    Vfs::mount(m_setup.folder, &m_disk);
}

Device::~Device()
{
    m_library.reset();
    Vfs::mount(m_setup.folder, nullptr);
}

QString Device::name() const
{
    return u"D%1"_s.arg(m_setup.number);
}

// Power

void Device::start()
{
    if (m_library || m_disk.isDown()) {
        return;
    }
    LibraryConfig config;
    config.folder = m_setup.folder + u"/library"_s;
    config.stateFolder = m_setup.folder + u"/state"_s;
    config.signer = &m_signer;
    config.clock = &m_clock;
    config.random = &m_random;
    config.deviceName = name();
    config.user = u"user"_s;
    config.stateFiles = &m_disk;
    const qint64 failures = m_disk.failures();
    Result<std::unique_ptr<Library>> opened = Library::open(config);
    if (!opened) {
        if (!m_disk.isDown() && m_disk.failures() == failures) {
            m_stage.fail(u"%1 does not open: %2"_s.arg(name(), opened.error().detail));
        }
        m_stage.say(u"%1 does not start"_s.arg(name()));
        return;
    }
    if (m_disk.isDown()) {
        opened = Error {};
        return;
    }
    m_library = *std::move(opened);
    m_life = std::make_shared<int>(0);
    m_seen = m_library->vector();
    m_membership = m_library->membership();
    if (!hasAllOf(m_durable)) {
        m_stage.fail(u"%1 lost a durable change in a crash"_s.arg(name()));
    }
    noteDurable(m_seen);
    m_stage.say(u"%1 starts"_s.arg(name()));
    publish();
}

void Device::endSessions()
{
    m_life.reset();
    m_remote.clear();
    for (const auto &session : sessions()) {
        session->connection()->cut();
    }
    m_sessions.clear();
    m_published = m_announced = {};
}

void Device::stop()
{
    endSessions();
    m_library.reset();
    m_stage.say(u"%1 stops"_s.arg(name()));
}

void Device::fallDown(Loss loss)
{
    endSessions();
    m_disk.cutPower();
    m_library.reset();
    m_disk.restart(loss, m_dice);
    m_stage.say(u"%1 has lost its power"_s.arg(name()));
}

void Device::loadDisk(const Disk::Image &image, const VersionVector &durable)
{
    m_disk.load(image);
    m_durable = durable;
    m_noted = {};
}

/// By hash: logs have other names after a fork became known.
bool Device::hasAllOf(const VersionVector &vector) const
{
    std::vector<Hash> heads;
    for (const auto &[log, head] : vector.heads()) {
        heads.push_back(head.hash);
    }
    return m_library->knownChanges(heads).size() == heads.size();
}

void Device::noteDurable(const VersionVector &vector)
{
    for (const LogRange &range : vector.missingIn(m_noted)) {
        std::vector<std::uint64_t> seqs(range.last - range.first + 1);
        std::iota(seqs.begin(), seqs.end(), range.first);
        for (const Hash &hash : m_library->hashesAt(range.log, seqs)) {
            m_everDurable.insert(hash);
        }
    }
    if (isUp()) {
        m_noted = vector; // else not all of it could be read
    }
    m_durable = vector;
}

// The library thread

void Device::afterWork(bool succeeded)
{
    if (!isUp()) {
        return;
    }
    const VersionVector now = m_library->vector();
    if (!isUp()) {
        return;
    }
    if (!succeeded && now != m_seen) {
        m_stage.fail(u"%1: a call that failed has changed the log"_s.arg(name()));
    }
    if (now != m_seen) {
        m_seen = now;
        noteDurable(now);
        publish();
    }
    if (const Membership members = m_library->membership();
        isUp() && members.digest() != m_membership.digest()) {
        m_membership = members;
        signal(m_life, [this] { tellMembers(); });
    }
}

void Device::publish()
{
    const Result<VersionVector> published = m_library->publish();
    if (!isUp()) {
        return;
    }
    if (!published) {
        m_stage.scheduler.after(kPublishRetryMs, m_life, [this] { publish(); });
        return;
    }
    if (*published != m_published) {
        m_published = *published;
        signal(m_life, [this] { tellPublished(); });
    }
}

void Device::tellPublished()
{
    m_announced.follow(m_published);
    for (const auto &session : sessions()) {
        session->published();
    }
}

void Device::tellMembers()
{
    for (const auto &session : sessions()) {
        session->membersChanged();
    }
}

void Device::later(int withinMs, std::weak_ptr<void> guard, Scheduler::Task task)
{
    m_stage.scheduler.after(m_dice.below(withinMs) + 1, std::move(guard), std::move(task));
}

/// Signals arrive in the order in which they were sent.
void Device::signal(std::weak_ptr<void> guard, Scheduler::Task task)
{
    const qint64 now = m_stage.scheduler.nowMs();
    m_lastSignalMs = std::max(m_lastSignalMs, now + 1 + m_dice.below(kSignalMsMax));
    m_stage.scheduler.after(m_lastSignalMs - now, std::move(guard), std::move(task));
}

void Device::takeRemote(std::vector<PackedChange> changes,
                        std::weak_ptr<Conversation> asker,
                        const DeviceId &from)
{
    m_remote.push_back({std::move(changes), 0, std::move(asker), from});
    if (m_remote.size() == 1) {
        applySoon();
    }
}

void Device::applySoon()
{
    later(kSliceMsMax, m_life, [this] { applySlice(); });
}

void Device::applySlice()
{
    Batch &batch = m_remote.front();
    const auto rest = std::span<const PackedChange>(batch.changes).subspan(batch.consumed);
    // An edit waits after any change, or after none: the slice ends where the dice say.
    int left = 1 + m_dice.below(m_dice.below(2) == 0 ? 3 : 200);
    const auto applied = m_library->apply(rest, batch.from, [&left] { return --left <= 0; });
    if (!isUp()) {
        return;
    }
    session::ChangesStored stored;
    if (!applied) {
        stored.fault = applied.error();
    } else {
        stored = {applied->applied, applied->consumed, applied->durable, applied->fault};
        m_stage.count(u"changes that came twice"_s, applied->consumed - applied->applied);
        batch.consumed += static_cast<std::size_t>(applied->consumed);
        if (applied->consumed <= 0 && !applied->fault) {
            m_stage.fail(u"%1: a batch makes no progress"_s.arg(name()));
        }
    }
    const std::weak_ptr<Conversation> asker = batch.asker;
    if (stored.fault || batch.consumed >= batch.changes.size()) {
        m_remote.pop_front();
    }
    if (applied && applied->applied > 0) {
        m_seen = applied->durable;
        noteDurable(applied->durable);
        publish();
        if (!isUp()) {
            return;
        }
    }
    signal(asker, [asker, stored] {
        if (const auto alive = asker.lock()) {
            alive->onStored(stored);
        }
    });
    if (!m_remote.empty()) {
        applySoon();
    }
}

// The sync thread

void Device::beginSession(const DeviceId &peer,
                          const std::shared_ptr<Connection> &on,
                          std::size_t side)
{
    if (const auto old = m_sessions.find(peer); old != m_sessions.end()) {
        const std::shared_ptr<Conversation> replaced = old->second;
        m_sessions.erase(old);
        replaced->close();
    }
    auto session = std::make_shared<Conversation>(m_stage, *this, peer, on, side);
    m_sessions[peer] = session;
    on->attach(side, session);
    session->start();
}

void Device::onSessionEnded(const Conversation &session, const VersionVector &acked)
{
    const DeviceId peer = session.peer();
    if (const auto found = m_sessions.find(peer);
        found != m_sessions.end() && found->second.get() == &session) {
        m_sessions.erase(found);
    }
    // Written down also when the session has no time left for it.
    later(kSignalMsMax, m_life, [this, peer, acked] { noteAcked(peer, acked); });
}

bool Device::noteAcked(const DeviceId &peer, const VersionVector &acked)
{
    return isUp() && m_library->markSyncedToPeer(peer, acked);
}

void Device::onFaultSaid(const DeviceId &peer, const message::Fault &fault)
{
    m_around.onFault(id(), peer, fault);
}

void Device::countSaid(const Message &message, qsizetype bytes, bool keepAlive)
{
    if (keepAlive) {
        return;
    }
    ++m_traffic.messages;
    m_traffic.bytes += static_cast<quint64>(bytes);
    if (const auto *changes = std::get_if<message::Changes>(&message)) {
        m_traffic.changes += changes->changes.size();
    }
}

Conversation *Device::session(const DeviceId &peer) const
{
    const auto found = m_sessions.find(peer);
    return found == m_sessions.end() ? nullptr : found->second.get();
}

std::vector<std::shared_ptr<Conversation>> Device::sessions() const
{
    std::vector<std::shared_ptr<Conversation>> all;
    for (const auto &[peer, session] : m_sessions) {
        all.push_back(session);
    }
    return all;
}

} // namespace sheaf::simulation
