#include "tests/simulation/connection.h"

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr std::array kRatesBytesPerMs {100'000, 100'000, 1'000, 60};

} // namespace

Connection::Connection(Stage &stage, quint64 seed, int delayMsMax)
    : m_stage(stage)
    , m_dice(seed)
    , m_delayMsMax(delayMsMax)
    , m_bytesPerMs(kRatesBytesPerMs.at(static_cast<std::size_t>(m_dice.below(4))))
{
}

void Connection::attach(std::size_t side, const std::shared_ptr<ConnectionUser> &user)
{
    m_ends[side].user = user;
}

void Connection::send(std::size_t side, const QByteArray &frame)
{
    Lane &lane = m_lanes[side];
    if (!m_ends[side].open || lane.dead) {
        return; // the sender does not know yet that nobody hears it
    }
    const qint64 now = m_stage.scheduler.nowMs();
    const qint64 arrival = now + 1 + m_dice.below(m_delayMsMax);
    lane.lastArrivalMs =
        std::max({lane.lastArrivalMs, arrival, lane.stalledUntilMs}) + frame.size() / m_bytesPerMs;
    lane.frames.push_back(frame);
    m_stage.scheduler.after(
        lane.lastArrivalMs - now, weak_from_this(), [this, side] { deliver(side); });
}

void Connection::deliver(std::size_t from)
{
    Lane &lane = m_lanes[from];
    if (lane.frames.empty()) {
        return; // lost with the connection
    }
    const qint64 now = m_stage.scheduler.nowMs();
    if (now < lane.stalledUntilMs) {
        m_stage.scheduler.after(
            lane.stalledUntilMs - now, weak_from_this(), [this, from] { deliver(from); });
        return;
    }
    const QByteArray frame = lane.frames.front();
    lane.frames.pop_front();
    const End &to = m_ends[1 - from];
    if (const auto user = to.user.lock(); user && to.open) {
        user->onFrame(frame);
    }
}

void Connection::close(std::size_t side)
{
    if (!std::exchange(m_ends[side].open, false)) {
        return;
    }
    m_lanes[1 - side].frames.clear();
    m_lanes[1 - side].dead = true;
    const qint64 now = m_stage.scheduler.nowMs();
    if (!m_lanes[side].dead) {
        tellClosed(1 - side, std::max<qint64>(m_lanes[side].lastArrivalMs - now, 0) + 1);
    }
}

void Connection::tellClosed(std::size_t side, qint64 afterMs)
{
    m_stage.scheduler.after(afterMs, weak_from_this(), [this, side] {
        if (std::exchange(m_ends[side].open, false)) {
            if (const auto user = m_ends[side].user.lock()) {
                user->onClosed();
            }
        }
    });
}

void Connection::cut()
{
    const qint64 now = m_stage.scheduler.nowMs();
    for (std::size_t side = 0; side < 2; ++side) {
        Lane &lane = m_lanes[side];
        const auto kept =
            static_cast<std::size_t>(m_dice.below(static_cast<int>(lane.frames.size()) + 1));
        if (kept < lane.frames.size()) {
            m_stage.count(u"network: cut with frames on their way"_s);
            lane.frames.resize(kept);
        }
        lane.dead = true;
        const qint64 lastMs = kept > 0 ? std::max<qint64>(lane.lastArrivalMs - now, 0) : 0;
        tellClosed(1 - side, lastMs + 1 + m_dice.below(m_delayMsMax));
    }
}

void Connection::loseOn(std::size_t side)
{
    for (Lane &lane : m_lanes) {
        lane.frames.clear();
        lane.dead = true;
    }
    tellClosed(side, 1);
}

void Connection::stall(qint64 ms)
{
    const qint64 until = m_stage.scheduler.nowMs() + ms;
    for (Lane &lane : m_lanes) {
        if (!lane.frames.empty()) {
            m_stage.count(u"network: stalled with frames on their way"_s);
        }
        lane.stalledUntilMs = std::max(lane.stalledUntilMs, until);
        lane.lastArrivalMs = std::max(lane.lastArrivalMs, until);
    }
}

} // namespace sheaf::simulation
