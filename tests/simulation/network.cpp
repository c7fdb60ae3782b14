#include "tests/simulation/network.h"

#include <algorithm>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kRedialMsMin = 200;
    constexpr int kRedialMsSpread = 4000;
    constexpr int kHurriedMsSpread = 400;

    /// Both ends still have a session on it.
    bool isStanding(const Device &a, const Device &b, const Connection *connection)
    {
        const Conversation *here = a.session(b.id());
        const Conversation *there = b.session(a.id());
        return connection != nullptr && here != nullptr && there != nullptr
            && here->connection().get() == connection && there->connection().get() == connection;
    }

} // namespace

Network::Network(Stage &stage, quint64 seed)
    : m_stage(stage)
    , m_dice(seed)
{
}

void Network::add(Device *device)
{
    for (Device *other : m_devices) {
        m_pairs.push_back({other, device, true, {}});
        dialLater(m_pairs.size() - 1);
    }
    m_devices.push_back(device);
}

bool Network::mayMeet(const Device &a, const Device &b)
{
    return a.isUp() && b.isUp() && a.id() != b.id()
        && a.membership().library() == b.membership().library() && a.membership().isMember(b.id())
        && b.membership().isMember(a.id());
}

void Network::dialLater(std::size_t pair)
{
    const int spread = m_hurry ? kHurriedMsSpread : kRedialMsSpread;
    m_stage.scheduler.after(kRedialMsMin + m_dice.below(spread), m_life, [this, pair] {
        const Pair &it = m_pairs[pair];
        const std::shared_ptr<Connection> old = it.connection.lock();
        if (m_dials && it.reachable && it.a->isUp() && it.b->isUp()
            && !isStanding(*it.a, *it.b, old.get())) {
            connect(*it.a, *it.b);
        }
        dialLater(pair);
    });
}

bool Network::connect(Device &a, Device &b)
{
    Pair *pair = find(a.number(), b.number());
    if (pair == nullptr || !mayMeet(a, b)) {
        return false;
    }
    constexpr std::array kDelaysMsMax {3, 30, 30, 200, 1500};
    const int delay = kDelaysMsMax.at(static_cast<std::size_t>(m_dice.below(5)));
    const auto seed = static_cast<quint64>(m_dice.number());
    const auto connection = std::make_shared<Connection>(m_stage, seed, delay);
    pair->connection = connection;
    m_stage.say(u"%1 and %2 are connected"_s.arg(a.name(), b.name()));
    a.beginSession(b.id(), connection, 0);
    if (b.isUp()) {
        b.beginSession(a.id(), connection, 1);
    }
    return true;
}

void Network::setReachable(int a, int b, bool reachable)
{
    if (Pair *pair = find(a, b)) {
        pair->reachable = reachable;
        if (!reachable) {
            cut(a, b);
        }
    }
}

void Network::setAllReachable(bool reachable)
{
    for (Pair &pair : m_pairs) {
        pair.reachable = reachable;
    }
}

bool Network::isReachable(int a, int b) const
{
    return std::any_of(m_pairs.begin(), m_pairs.end(), [a, b](const Pair &pair) {
        return pair.reachable && pair.a->number() == std::min(a, b)
            && pair.b->number() == std::max(a, b);
    });
}

Network::Pair *Network::find(int a, int b)
{
    const auto found = std::find_if(m_pairs.begin(), m_pairs.end(), [a, b](const Pair &pair) {
        return pair.a->number() == std::min(a, b) && pair.b->number() == std::max(a, b);
    });
    return found == m_pairs.end() ? nullptr : &*found;
}

std::shared_ptr<Connection> Network::standing(int a, int b)
{
    Pair *pair = find(a, b);
    std::shared_ptr<Connection> connection = pair == nullptr ? nullptr : pair->connection.lock();
    return connection && connection->isOpen() ? connection : nullptr;
}

bool Network::cut(int a, int b)
{
    const std::shared_ptr<Connection> connection = standing(a, b);
    if (connection) {
        connection->cut();
    }
    return connection != nullptr;
}

bool Network::loseOneSide(int a, int b, std::size_t side)
{
    const std::shared_ptr<Connection> connection = standing(a, b);
    if (connection) {
        connection->loseOn(side);
    }
    return connection != nullptr;
}

bool Network::stall(int a, int b, qint64 ms)
{
    const std::shared_ptr<Connection> connection = standing(a, b);
    if (connection) {
        connection->stall(ms);
    }
    return connection != nullptr;
}

void Network::cutAll()
{
    for (const Pair &pair : m_pairs) {
        cut(pair.a->number(), pair.b->number());
    }
}

bool Network::isLiveEverywhere() const
{
    return std::all_of(m_pairs.begin(), m_pairs.end(), [](const Pair &pair) {
        const Conversation *here = pair.a->session(pair.b->id());
        const Conversation *there = pair.b->session(pair.a->id());
        if (!pair.reachable || pair.a->id() == pair.b->id()) {
            // A session of that name may be with another computer that has the same key.
            const std::shared_ptr<Connection> old = pair.connection.lock();
            return old == nullptr
                || ((here == nullptr || here->connection() != old)
                    && (there == nullptr || there->connection() != old));
        }
        return here != nullptr && here->isLive() && there != nullptr && there->isLive()
            && here->connection() == there->connection() && here->connection()->isStill();
    });
}

} // namespace sheaf::simulation
