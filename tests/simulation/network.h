/// Who reaches whom: dials again and again where two devices may meet, and breaks what stands.
/// Rules   a connection begins a session only where both sides know the other as a member of one library,
///         as the handshake demands.
#pragma once

#include "tests/simulation/device.h"

namespace sheaf::simulation {

class Network
{
public:
    Network(Stage &stage, quint64 seed);

    void add(Device *device);
    void dialByItself(bool on) { m_dials = on; }
    /// Connects now, if they may meet. False: they do not.
    bool connect(Device &a, Device &b);

    void setReachable(int a, int b, bool reachable);
    void setAllReachable(bool reachable);
    void hurry(bool on) { m_hurry = on; } ///< dials often
    [[nodiscard]] bool isReachable(int a, int b) const;

    /// What breaks; false: there was nothing to break.
    bool cut(int a, int b);
    bool loseOneSide(int a, int b, std::size_t side);
    bool stall(int a, int b, qint64 ms);
    void cutAll();

    /// Both ends of every reachable pair have said all, and nothing is on its way.
    [[nodiscard]] bool isLiveEverywhere() const;
    [[nodiscard]] static bool mayMeet(const Device &a, const Device &b);

private:
    struct Pair
    {
        Device *a = nullptr;
        Device *b = nullptr;
        bool reachable = true;
        std::weak_ptr<Connection> connection;
    };

    void dialLater(std::size_t pair);
    [[nodiscard]] Pair *find(int a, int b);
    [[nodiscard]] std::shared_ptr<Connection> standing(int a, int b);

    Stage &m_stage;
    test::SeededRandom m_dice;
    std::shared_ptr<void> m_life = std::make_shared<int>(0);
    std::vector<Device *> m_devices;
    std::vector<Pair> m_pairs;
    bool m_dials = true;
    bool m_hurry = false;
};

} // namespace sheaf::simulation
