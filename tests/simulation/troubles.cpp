#include "tests/simulation/world.h"

#include <array>

// What befalls devices, disks, clocks and networks: the other half of World's plan.

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kSecondMs = 1000;
    constexpr qint64 kMinuteMs = 60 * kSecondMs;
    constexpr qint64 kDayMs = 24 * 60 * kMinuteMs;
    constexpr int kDownMsMax = 3000;
    constexpr int kOperationsMax = 60; ///< of a disk, until the planned trouble
    constexpr int kStallMsMax = 90'000;

} // namespace

void World::befall(Device &device, const Step &step)
{
    test::SeededRandom dice(step.dice);
    switch (step.act) {
    case Act::Restart:
        device.stop();
        m_stage.count(u"device: restarted"_s);
        startLater(device, 1 + dice.below(kDownMsMax));
        return;
    case Act::PowerCut:
        device.disk().cutPower();
        return;
    case Act::PowerCutSoon:
        device.disk().cutPowerAfter(dice.below(kOperationsMax));
        return;
    case Act::DiskFull:
    case Act::DiskBroken:
        device.disk().failAfter(dice.below(kOperationsMax),
                                1 + dice.below(5),
                                step.act == Act::DiskFull ? DiskAnswer::Full : DiskAnswer::Broken);
        return;
    case Act::ClockJump:
        jumpClock(device, dice);
        return;
    case Act::ClockRight:
        device.clock().setWrong(0);
        m_stage.count(u"clock: set right"_s);
        return;
    case Act::Examine:
        examine(device);
        return;
    default: // NOLINT: the person's were done
        befallNetwork(device, step);
        befallCopies(device, step);
        return;
    }
}

void World::befallNetwork(Device &device, const Step &step)
{
    test::SeededRandom dice(step.dice);
    const int count = static_cast<int>(m_devices.size());
    const int a = device.number();
    const int b = (a - 1 + 1 + dice.below(std::max(1, count - 1))) % count + 1;
    switch (step.act) {
    case Act::CutLink:
        if (m_network.cut(a, b)) {
            m_stage.count(u"network: cut"_s);
        }
        return;
    case Act::LoseOneSide:
        if (m_network.loseOneSide(a, b, static_cast<std::size_t>(dice.below(2)))) {
            m_stage.count(u"network: half open"_s);
        }
        return;
    case Act::StallLink:
        if (m_network.stall(a, b, dice.below(kStallMsMax))) {
            m_stage.count(u"network: stalled"_s);
        }
        return;
    case Act::Partition:
    case Act::Reconnect: {
        const bool reachable = step.act == Act::Reconnect;
        for (int other = 1; other <= count; ++other) {
            if (other != a && (other == b || dice.below(2) == 0)
                && m_network.isReachable(a, other) != reachable) {
                m_network.setReachable(a, other, reachable);
                m_stage.count(reachable ? u"network: healed"_s : u"network: partitioned"_s);
            }
        }
        return;
    }
    default: // NOLINT: not of this kind
        return;
    }
}

void World::jumpClock(Device &device, test::SeededRandom &dice)
{
    constexpr std::array kSpansMs {
        90 * kSecondMs, 20 * kMinuteMs, 3 * kDayMs, 400 * kDayMs, 10 * 365 * kDayMs};
    const qint64 span = kSpansMs.at(static_cast<std::size_t>(dice.below(5)));
    const bool forward = dice.below(2) == 0;
    const qint64 before = device.clock().wrongMs();
    device.clock().setWrong(forward ? span : -span);
    m_stage.count(device.clock().wrongMs() < before ? u"clock: jumped back"_s
                                                    : u"clock: jumped ahead"_s);
    if (std::abs(span) > 365 * kDayMs) {
        m_stage.count(u"clock: wrong by years"_s);
    }
}

void World::examine(Device &device)
{
    const qint64 failures = device.disk().failures();
    const CheckReport report = device.library().check();
    if (!report.problems.isEmpty() && !m_stage.damaged && device.isUp()
        && device.disk().failures() == failures) {
        m_stage.fail(u"check on %1: %2"_s.arg(device.name(), report.problems.join(u"; "_s)));
    }
    m_stage.count(u"device: checked in the middle"_s);
}

} // namespace sheaf::simulation
