/// A connection in memory: two streams of frames, ordered each, as late as the dice say. It can be cut
/// with frames on their way, stall, or be lost on one side while the other still believes in it.
/// Rules   between connections nothing is ordered. What the transport below it guarantees in the program
///         (TLS: whole frames, in order, unaltered, or none) holds here as well.
#pragma once

#include "tests/simulation/stage.h"
#include "tests/support/seededrandom.h"

#include <algorithm>
#include <array>
#include <deque>

namespace sheaf::simulation {

/// Who uses one end of a connection.
class ConnectionUser
{
public:
    ConnectionUser() = default;
    ConnectionUser(const ConnectionUser &) = delete;
    ConnectionUser &operator=(const ConnectionUser &) = delete;
    virtual ~ConnectionUser() = default;

    virtual void onFrame(const QByteArray &frame) = 0;
    virtual void onClosed() = 0; ///< by the other side or the network
};

class Connection final : public std::enable_shared_from_this<Connection>
{
public:
    Connection(Stage &stage, quint64 seed, int delayMsMax);

    void attach(std::size_t side, const std::shared_ptr<ConnectionUser> &user);
    void send(std::size_t side, const QByteArray &frame);
    void close(std::size_t side); ///< after what was sent

    void cut(); ///< some of what is on its way still arrives, then both sides are told
    void loseOn(std::size_t side); ///< only `side` is told; nothing arrives any more
    void stall(qint64 ms);

    [[nodiscard]] bool isOpen(std::size_t side) const { return m_ends[side].open; }
    [[nodiscard]] bool isOpen() const { return m_ends[0].open && m_ends[1].open; }
    [[nodiscard]] bool isStill() const ///< nothing is on its way, nothing would be held up
    {
        return std::all_of(m_lanes.begin(), m_lanes.end(), [this](const Lane &lane) {
            return lane.frames.empty() && lane.stalledUntilMs <= m_stage.scheduler.nowMs();
        });
    }

private:
    struct End
    {
        std::weak_ptr<ConnectionUser> user;
        bool open = true;
    };
    struct Lane ///< what one side sends
    {
        std::deque<QByteArray> frames;
        qint64 lastArrivalMs = 0;
        qint64 stalledUntilMs = 0;
        bool dead = false;
    };

    void deliver(std::size_t from);
    void tellClosed(std::size_t side, qint64 afterMs);

    Stage &m_stage;
    test::SeededRandom m_dice;
    int m_delayMsMax;
    int m_bytesPerMs;
    std::array<End, 2> m_ends;
    std::array<Lane, 2> m_lanes;
};

} // namespace sheaf::simulation
