/// One device's end of one session: performs the real SyncSession's actions against the simulated device,
/// as SessionDriver does in the program. Every message passes the real codec and the real frames.
/// Rules   says nothing once its device has lost its power. What the peer is believed to have is checked
///         against what is durable there, at each PeerAcked.
#pragma once

#include "sync/session/syncsession.h"
#include "sync/wire/frame.h"
#include "tests/simulation/connection.h"

namespace sheaf::simulation {

class Device;

class Conversation final : public ConnectionUser, public std::enable_shared_from_this<Conversation>
{
public:
    Conversation(Stage &stage,
                 Device &device,
                 DeviceId peer,
                 std::shared_ptr<Connection> connection,
                 std::size_t side);

    void start();
    void published();
    void membersChanged();
    void close(); ///< without a word

    void onFrame(const QByteArray &frame) override;
    void onClosed() override;

    [[nodiscard]] const DeviceId &peer() const { return m_peer; }
    [[nodiscard]] bool isLive() const { return m_progress.live && !m_ended; }
    [[nodiscard]] bool hasEnded() const { return m_ended; }
    [[nodiscard]] const std::shared_ptr<Connection> &connection() const { return m_connection; }
    void onStored(const session::ChangesStored &stored);

private:
    void feed(SyncSession::Event event);
    void perform(const session::Say &say);
    void perform(const session::StoreMembers &store);
    void perform(const session::ReadChanges &read);
    void perform(session::StoreChanges store);
    void perform(const session::ReadLacking &read);
    void perform(const session::ReadWanted &read);
    void perform(const session::StoreGiven &store);
    void perform(const session::ReadDigests &read);
    void repairRecords(std::vector<NoteId> records, bool withSum, int repaired);
    void perform(const session::RepairRecords &repair);
    void perform(const session::StateCompared &compared);
    void perform(const session::CompareHave &compare);
    void perform(const session::ReadChain &read);
    void perform(const session::LookUp &lookUp);
    void perform(const session::CutLog &cut);
    void perform(const session::PeerAcked &acked);
    void perform(const session::Progress &progress);
    void perform(const session::ArmDeadline &arm);
    void perform(const session::End &end);
    void send(const Message &message);
    void onMessage(const QByteArray &bytes);
    void markAckedSoon(qint64 afterMs);

    Stage &m_stage;
    Device &m_device;
    DeviceId m_peer;
    std::shared_ptr<Connection> m_connection;
    std::size_t m_side;
    SyncSession m_session;
    FrameAssembler m_assembler;
    std::deque<SyncSession::Event> m_events;
    session::Progress m_progress;
    VersionVector m_acked;
    quint64 m_deadline = 0; ///< number of the last one armed
    bool m_marking = false;
    bool m_feeding = false;
    bool m_ended = false;
};

} // namespace sheaf::simulation
