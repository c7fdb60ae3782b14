/// "Sync status": the button in the status bar, one tinted icon and one sentence that is true.
/// Rules   grey when idle, accent while moving, amber when it needs the person, never red for being
///         offline. The tooltip has one line per device. clicked() asks for the Devices dialog.
/// Thread  GUI.
#pragma once

#include "sync/engine/syncstatus.h"

#include <QToolButton>

namespace sheaf {

/// "Up to date · 2 devices online", "Syncing 1,240 of 10,000", "Offline · 12 changes waiting",
/// "1 conflict needs you", "Only on this computer".
[[nodiscard]] QString statusSentence(const SyncStatus &status, int conflicts);
/// "online, everything is there", "3 changes waiting, last seen today at 14:02".
[[nodiscard]] QString peerState(const Peer &peer, const QDateTime &now);
/// One line of the tooltip: "Laptop: online, everything is there".
[[nodiscard]] QString peerSentence(const Peer &peer, const QDateTime &now);

class SyncStatusWidget final : public QToolButton
{
    Q_OBJECT

public:
    explicit SyncStatusWidget(QWidget *parent = nullptr);

    void setStatus(const SyncStatus &status);
    void setPeers(const QList<Peer> &peers);
    void setConflicts(int conflicts);
    /// Mass deletions that wait for an answer, one sentence each.
    void setHeld(const QStringList &sentences);
    /// Another program of this person exchanges for this library; what this one knows is not all.
    void setElsewhere(bool elsewhere);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    [[nodiscard]] QString need() const;

    SyncStatus m_status;
    QList<Peer> m_peers;
    int m_conflicts = 0;
    QStringList m_held;
    bool m_elsewhere = false;
};

} // namespace sheaf
