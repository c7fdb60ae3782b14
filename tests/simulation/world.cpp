#include "tests/simulation/world.h"

#include "sync/wire/faultcode.h"
#include "tests/simulation/oracles.h"
#include "tests/simulation/vfs.h"

#include <algorithm>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kMinuteMs = 60'000;
    constexpr qint64 kRestWithinMs = 30 * kMinuteMs;
    constexpr qint64 kSilenceMs = 3 * kMinuteMs; ///< watched after all is said
    constexpr qint64 kLookEveryMs = 500;
    constexpr int kDownMsMax = 3000;

    Loss lossFrom(test::SeededRandom &dice)
    {
        constexpr std::array kLosses {Loss::Everything, Loss::Some, Loss::Some, Loss::Nothing};
        return kLosses.at(static_cast<std::size_t>(dice.below(4)));
    }

} // namespace

World::World(const Folders &folders, const Options &options, bool keepTrace)
    : m_folders(folders)
    , m_options(options)
    , m_stage(keepTrace)
    , m_network(m_stage, options.seed ^ 0x2545f4914f6cdd1dU)
    , m_person(m_stage, m_ledger)
    , m_dice(options.seed ^ 0x9216d5d98979fb1bU)
{
    Vfs::reseed(options.seed);
}

World::~World() = default;

Device &World::addDevice(std::uint8_t key, const Disk::Image &image)
{
    Device::Setup setup;
    setup.number = static_cast<int>(m_devices.size()) + 1;
    setup.key = key;
    setup.folder = m_folders.device(setup.number);
    setup.seed = m_options.seed * 1000 + 500 + static_cast<quint64>(setup.number);
    m_devices.push_back(std::make_unique<Device>(m_stage, *this, setup));
    Device &device = *m_devices.back();
    device.loadDisk(image, {});
    device.start();
    m_network.add(&device);
    return device;
}

void World::found(int devices, bool dialByItself)
{
    m_network.dialByItself(dialByItself);
    const auto variant = static_cast<int>(m_options.seed % Folders::kVariants);
    for (const Disk::Image &image : m_folders.founded(devices, variant)) {
        const int number = static_cast<int>(m_devices.size()) + 1;
        addDevice(Folders::keyOf(variant, number), image);
    }
    m_library = m_devices.front()->library().id();
}

// The plan

Verdict World::run()
{
    const Plan plan = makePlan(m_options);
    found(plan.devices, true);
    shareNotes(plan.sharedNotes);
    for (int a = 1; a <= plan.devices; ++a) {
        for (int b = a + 1; b <= plan.devices; ++b) {
            m_network.setReachable(a, b, m_dice.below(3) != 0);
        }
    }
    for (const Step &step : plan.steps) {
        pass(step.waitMs);
        if (!m_stage.problems.isEmpty()) {
            return verdict();
        }
        perform(step);
    }
    heal(plan.line);
    bool rests = letTwinsTakeTurns();
    if (rests && m_stage.damaged) {
        m_network.cutAll(); // states are compared when a session begins between equals
        rests = letTwinsTakeTurns();
    }
    if (rests) {
        const quint64 before = messages();
        pass(kSilenceMs);
        if (messages() != before) {
            m_stage.fail(u"%1 messages after all was said"_s.arg(messages() - before));
        }
        judge(*this);
    }
    return verdict();
}

/// What a library has before trouble starts: few notes, so that everyone edits the same ones.
void World::shareNotes(int count)
{
    if (count == 0) {
        return;
    }
    for (int i = 0; i < count; ++i) {
        perform({i == 2 ? Act::MakeNotebook : Act::CreateNote, 0, 0, m_dice.number()});
    }
    m_network.hurry(true);
    comeToRest(kRestWithinMs);
    m_network.hurry(false);
}

void World::perform(const Step &step)
{
    Device *who = m_devices[static_cast<std::size_t>(step.device) % m_devices.size()].get();
    Device *twin = twinOf(*who);
    if (twin != nullptr && (step.dice >> 32U) % 2 == 0) {
        std::swap(who, twin); // the plan knows nothing of copies
    }
    Device &it = *who;
    m_stage.say(u"-- %1: %2"_s.arg(it.name(), actName(step.act)));
    if (!it.isUp() && step.act != Act::Partition && step.act != Act::Reconnect) {
        return;
    }
    const VersionVector before = it.durable();
    if (!m_person.act(it, step)) {
        befall(it, step);
    } else if (twin != nullptr && it.isUp() && twin->isUp() && it.durable() != before) {
        noteTwinWrote(it, *twin);
    }
    pickUpFallen();
}

Device *World::twinOf(const Device &device) const
{
    const auto twin = std::find_if(m_devices.begin(), m_devices.end(), [&](const auto &it) {
        return it.get() != &device && it->id() == device.id();
    });
    return twin == m_devices.end() ? nullptr : twin->get();
}

void World::noteTwinWrote(Device &writer, const Device &twin)
{
    const Device *last = std::exchange(m_lastWriter, &writer);
    if (last == &twin && writer.isConnected() && twin.isConnected()) {
        m_stage.count(u"copies: written on both sides while connected"_s);
    }
}

// Time

void World::pass(qint64 ms)
{
    const qint64 until = m_stage.scheduler.nowMs() + ms;
    while (m_stage.problems.isEmpty() && m_stage.scheduler.step(until)) {
        pickUpFallen();
    }
    m_stage.scheduler.advanceTo(until);
}

/// A device without power forgets all and comes back later.
void World::pickUpFallen()
{
    for (const auto &device : m_devices) {
        if (device->needsFall()) {
            const Loss loss = lossFrom(m_dice);
            m_stage.count(loss == Loss::Nothing    ? u"power: cut, all writes kept"_s
                              : loss == Loss::Some ? u"power: cut, writes torn"_s
                                                   : u"power: cut, writes lost"_s);
            device->fallDown(loss);
            startLater(*device, 1 + m_dice.below(kDownMsMax));
        }
    }
}

void World::startLater(Device &device, qint64 ms)
{
    m_stage.scheduler.after(ms, m_life, [this, &device] {
        device.start();
        if (!device.isUp() && !device.needsFall()) {
            startLater(device, kDownMsMax); // the disk was full
        }
    });
}

void World::heal(bool line)
{
    m_stage.say(u"-- all heals"_s);
    for (const auto &device : m_devices) {
        m_stage.count(u"disk: refused"_s, device->disk().failures());
        device->disk().forgetFaults();
    }
    pass(2 * kDownMsMax); // all are up again
    pairAgain();
    m_network.hurry(true);
    m_network.setAllReachable(true);
    const int count = static_cast<int>(m_devices.size());
    for (int a = 1; line && a <= count; ++a) {
        for (int b = a + 2; b <= count; ++b) {
            m_network.setReachable(a, b, false);
        }
    }
    if (line && count > 2) {
        m_stage.count(u"network: healed to a line"_s);
    }
}

/// Two computers with one device's key never meet, and whoever meets one of them takes it for the other:
/// each is out in turn, until both have told all and heard all.
bool World::letTwinsTakeTurns()
{
    Device &copy = *m_devices.back();
    const Device *twin = twinOf(copy);
    if (twin == nullptr) {
        return comeToRest(kRestWithinMs);
    }
    constexpr int kTurns = 6;
    for (int turn = 0; turn < kTurns; ++turn) {
        for (const auto &other : m_devices) {
            m_network.setReachable(other->number(), copy.number(), turn % 2 == 0);
            m_network.setReachable(other->number(), twin->number(), turn % 2 == 1);
        }
        if (!comeToRest(kRestWithinMs)) {
            return false;
        }
    }
    return true;
}

bool World::isAtRest() const
{
    const bool idle = std::all_of(m_devices.begin(), m_devices.end(), [](const auto &device) {
        return device->isUp() && device->isIdle();
    });
    return idle && m_network.isLiveEverywhere();
}

bool World::comeToRest(qint64 withinMs)
{
    const qint64 until = m_stage.scheduler.nowMs() + withinMs;
    int quiet = 0;
    while (m_stage.scheduler.nowMs() < until && m_stage.problems.isEmpty()) {
        pass(kLookEveryMs);
        quiet = isAtRest() ? quiet + 1 : 0;
        if (quiet > 4) {
            return true;
        }
    }
    if (m_stage.problems.isEmpty()) {
        m_stage.fail(u"it does not come to rest"_s);
    }
    return false;
}

// Results

quint64 World::messages() const
{
    quint64 sum = 0;
    for (const auto &device : m_devices) {
        sum += device->traffic().messages;
    }
    return sum;
}

Verdict World::verdict() const
{
    Verdict verdict;
    verdict.problems = m_stage.problems;
    verdict.tally = m_stage.tally;
    verdict.trace = m_stage.trace.lines();
    verdict.traceHash = m_stage.trace.hash();
    verdict.messages = messages();
    for (const auto &[log, head] : m_devices.front()->durable().heads()) {
        verdict.changes += head.seq;
    }
    return verdict;
}

bool World::everHad(const DeviceId &device, const Hash &change) const
{
    return std::any_of(m_devices.begin(), m_devices.end(), [&](const auto &it) {
        return it->id() == device && it->everHad(change);
    });
}

QString World::nameOf(const DeviceId &device) const
{
    for (const auto &it : m_devices) {
        if (it->id() == device) {
            return it->name();
        }
    }
    return device.toHex().first(8);
}

/// Honest devices find no fault with each other, but for a disk or a silence.
void World::onFault(const DeviceId &sayer, const DeviceId &peer, const message::Fault &fault)
{
    m_stage.count(u"fault said: %1"_s.arg(fault.code));
    const auto code = static_cast<FaultCode>(fault.code);
    const bool forked = code == FaultCode::LogForked && m_forksMayBe;
    if (code != FaultCode::Storage && code != FaultCode::TimedOut && !forked) {
        m_stage.fail(u"%1 finds fault with %2: %3"_s.arg(nameOf(sayer), nameOf(peer), fault.text));
    }
}

} // namespace sheaf::simulation
