/// Performs one SyncSession: says what it wants said, reads from the sync thread's own reader, has
/// changes stored by the library thread, keeps its deadline.
/// Rules   events are handled one after the other, also those that an action causes at once. Batches
///         go to the library in the order in which they came. ended() comes exactly once and last.
/// Thread  the sync thread.
#pragma once

#include "sync/engine/traffic.h"
#include "sync/peer/peer.h"
#include "sync/session/assemblybudget.h"
#include "sync/session/syncsession.h"

#include <QObject>
#include <QTimer>

#include <deque>

namespace sheaf {

class LibraryView;
class MessageChannel;
struct ApplyReport;

class SessionDriver final : public QObject
{
    Q_OBJECT

public:
    /// `assembly` is shared by all drivers and outlives them.
    SessionDriver(MessageChannel *channel,
                  DeviceId peer,
                  LibraryView &library,
                  AssemblyBudget &assembly,
                  QObject *parent);
    ~SessionDriver() override;

    /// `addresses`: where this device listens, told to the other one. `features`: those of both.
    void
    start(const QStringList &addresses, const QStringList &features, quint32 theirMergeVersion);
    void published();
    void membersChanged();
    void askForLacking(); ///< more was found wanting
    void close(); ///< without a word; ended() follows with Cancelled

    [[nodiscard]] const DeviceId &peer() const { return m_peer; }
    [[nodiscard]] bool isDialler() const { return m_isDialler; }
    [[nodiscard]] qint64 openedMs() const { return m_openedMs; }
    [[nodiscard]] const session::Progress &progress() const { return m_progress; }
    [[nodiscard]] Traffic traffic() const;
    [[nodiscard]] QString remoteHost() const { return m_remoteHost; }

Q_SIGNALS:
    void progressed();
    void peerAcked(const sheaf::VersionVector &vector);
    /// Both have the same changes and show them differently even after repair: one sentence with the
    /// next step; empty = no longer.
    void diverged(const QString &sentence);
    /// What the device says it has: less than it had acknowledged, when it was restored meanwhile.
    void peerCompared(const sheaf::VersionVector &standing);
    /// Changes are damaged here and hold up what else is to be sent: one sentence with the next step.
    void heldUp(const QString &sentence);
    void mended(); ///< a damaged change is whole again: what it held up may go on
    void addressesAnnounced(const QStringList &addresses);
    void ended(const sheaf::session::End &end);

private:
    void feed(SyncSession::Event event);
    void hearClock(qint64 clockMs);
    void perform(session::Say say);
    void perform(session::StoreMembers store);
    void perform(session::ReadChanges read);
    void perform(session::StoreChanges store);
    void perform(const session::ReadLacking &read);
    void perform(session::ReadWanted read);
    void perform(session::StoreGiven store);
    void perform(const session::ReadDigests &read);
    void perform(session::RepairRecords repair);
    void perform(const session::StateCompared &compared);
    void perform(session::CompareHave compare);
    void perform(const session::ReadChain &read);
    void perform(session::LookUp lookUp);
    void perform(const session::CutLog &cut);
    void perform(const session::PeerAcked &acked);
    void perform(const session::Progress &progress);
    void perform(const session::ArmDeadline &arm);
    void perform(const session::End &end);
    void readChanges(const session::ReadChanges &read);
    void readWanted(const session::ReadWanted &read);
    void onMessage(const Message &message);
    void onStored(const Result<ApplyReport> &report);
    void storeGiven(std::vector<PackedChange> changes, int repaired);
    void repairRecords(std::vector<NoteId> records, bool withSum, int repaired);
    void noteDamage(const std::vector<Hash> &changes);
    void audit(const QString &event, const QString &text);
    void markAcked();

    MessageChannel *m_channel;
    DeviceId m_peer;
    LibraryView &m_library;
    bool m_isDialler;
    qint64 m_openedMs;
    QString m_remoteHost;
    QStringList m_addresses;
    bool m_heardAddresses = false; ///< once a session is enough, and each time is written down
    SyncSession m_session;
    std::deque<SyncSession::Event> m_events;
    QTimer m_deadline;
    QTimer m_ackSettle; ///< runs while acknowledgements are still to be written down
    session::Progress m_progress;
    VersionVector m_acked; ///< what is to be written down
    bool m_marking = false;
    bool m_markAgain = false;
    bool m_clockTold = false;
    bool m_clockHeard = false;
    bool m_feeding = false;
    bool m_ended = false;
    Traffic m_traffic; ///< bytes: only once the channel is gone
    std::optional<quint64> m_caughtUpAt; ///< changes received when last caught up
};

} // namespace sheaf
