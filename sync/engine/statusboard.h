/// Gathers what sessions, dialler and library say into the two values that people see, and tells them
/// at most ten times a second, only when they differ from the last ones; at once when a device that
/// came has caught up.
/// Rules   "up to date" needs every online device's acknowledgement of everything published.
/// Thread  the sync thread.
#pragma once

#include "model/store/libraryreader.h"
#include "sync/engine/syncstatus.h"
#include "sync/engine/traffic.h"
#include "sync/session/syncsession.h"

#include <QObject>
#include <QTimer>

#include <map>

namespace sheaf {

class StatusBoard final : public QObject
{
    Q_OBJECT

public:
    explicit StatusBoard(QObject *parent);

    void setListening(const QString &listening, const QStringList &addresses);
    void setListenProblem(const QString &sentence); ///< empty = none
    void setStorageProblem(const QString &sentence); ///< shown first; empty = it works (again)
    void setStopped(const QString &sentence);
    void setPublished(const VersionVector &vector);
    void setPeers(const std::vector<PeerRow> &rows);
    void setOwnClock(qint64 aheadMs); ///< 0: right, as far as known
    void setOnline(const DeviceId &peer, bool online);
    void setProgress(const DeviceId &peer, const session::Progress &progress);
    void setAcked(const DeviceId &peer, const VersionVector &vector);
    /// What the device has by its own word: less than it acknowledged, when it was restored since.
    void setCompared(const DeviceId &peer, const VersionVector &vector);
    void setPeerProblem(const DeviceId &peer, const QString &sentence);
    /// Damage here that holds up what goes to it; shown for as long as its progress says so.
    void setDamage(const DeviceId &peer, const QString &sentence);
    /// An attempt to reach the device came to nothing. Where there is no protocol in common, that is shown until
    /// it comes online.
    void setFailed(const DeviceId &peer, const Error &why, const QString &address);
    /// The same of one that has shown that it knows the library, but not yet who it is: named where only one
    /// device can be there, else told by its host until a device comes online from there.
    void setOutdatedAt(const QString &host, const Error &why);
    void setReached(const QString &host);
    /// Notes are shown differently there; empty = they are not. Shown when nothing else is wrong.
    void setDivergence(const DeviceId &peer, const QString &sentence);
    /// Counters since the start, over all sessions.
    void setTraffic(const Traffic &traffic);
    [[nodiscard]] const SyncStatus &status() const { return m_told; }

Q_SIGNALS:
    void aboutToTell(); ///< last chance to bring counters up to date
    void statusChanged(const sheaf::SyncStatus &status);
    void peersChanged(const QList<sheaf::Peer> &peers);
    void caughtUp(const sheaf::DeviceId &peer);

private:
    struct Entry
    {
        Peer peer;
        VersionVector acked;
        session::Progress progress;
        bool caughtUp = false;
        bool everCaughtUp = false; ///< since it came online
        QString divergence;
        QString damage;
        QString outdated;
    };
    void touch();
    void touch(const Entry &entry);
    void tell();
    [[nodiscard]] SyncStatus compute();
    [[nodiscard]] bool isCaughtUp(const Entry &entry) const;
    /// Nothing moves although not all is there: why. Else empty.
    [[nodiscard]] static QString holdUpOf(const Entry &entry);

    std::map<DeviceId, Entry> m_entries;
    VersionVector m_published;
    SyncStatus m_base; ///< the parts that are set, not computed
    QString m_listenProblem;
    QString m_storageProblem;
    QString m_outdatedHost;
    QString m_outdatedProblem;
    bool m_stopped = false;
    SyncStatus m_told;
    QList<Peer> m_toldPeers;
    QTimer m_throttle;
    qint64 m_lastToldMs = 0;
};

} // namespace sheaf
