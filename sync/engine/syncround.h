/// One "sync now" from the asking to the answer: dials all peers with a known address and waits until
/// both sides are caught up, or says for each why not.
/// Rules   a peer is done when it is online, has acknowledged everything durably, and has nothing that we
///         lack; or when damage on one of the two holds up the rest. Failures count only after kFailureGrace: the words of an earlier attempt may still stand.
/// Errors  per peer, in its outcome; a peer that is neither done nor failed in time has "timed out".
/// Thread  the engine's thread; deletes nothing, emits finished() once.
#pragma once

#include "sync/engine/syncengine.h"

#include <QElapsedTimer>
#include <QTimer>

namespace sheaf {

struct PeerOutcome
{
    DeviceId device;
    QString name;
    bool ok = false;
    quint64 sent = 0; ///< changes
    quint64 received = 0;
    QString error; ///< a sentence; empty when ok
};

class SyncRound final : public QObject
{
    Q_OBJECT

public:
    SyncRound(SyncEngine &engine,
              const LibraryReader &reader,
              std::optional<DeviceId> only,
              std::chrono::milliseconds timeout,
              QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void finished(const QList<sheaf::PeerOutcome> &outcomes);

private:
    void look();
    [[nodiscard]] bool isSettled(bool written) const;
    void finish();

    SyncEngine &m_engine;
    const LibraryReader &m_reader;
    std::optional<DeviceId> m_only;
    std::chrono::milliseconds m_timeout;
    std::map<DeviceId, PeerRow> m_before;
    QElapsedTimer m_since;
    QTimer m_timer;
    bool m_writing = false; ///< waits until what sessions learned is in the library
};

} // namespace sheaf
