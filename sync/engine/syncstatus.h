/// The state of synchronisation as one value: what the status sentence and the lists are made from.
#pragma once

#include "sync/peer/peer.h"

#include <QList>

namespace sheaf {

struct SyncStatus
{
    enum class Phase {
        Alone, ///< no other device in the library
        Offline, ///< devices, but none online
        Syncing, ///< changes are moving
        HeldUp, ///< nothing moves any more: what is left is damaged on its only device; see `problem`
        UpToDate, ///< every online device has acknowledged everything, durably
        Stopped, ///< sync could not start; see `problem`
    };
    Phase phase = Phase::Alone;
    int devicesOnline = 0;
    qint64 waiting = 0; ///< changes that no other device has acknowledged yet
    qint64 done = 0; ///< of the present exchange, both directions
    qint64 total = 0;
    QString listening; ///< "host:port", empty = not accepting
    QStringList ownAddresses; ///< "wss://…" that others can type
    QString problem; ///< one sentence with the remedy
    bool needsUpdate = false; ///< a device waits until Sheaf is updated here or there
    qint64 lastSyncMs = 0;
    qint64 clockAheadMs = 0; ///< this device's clock is wrong by this much, as far as others tell
    quint64 changesSent = 0;
    quint64 changesReceived = 0;
    quint64 bytesSent = 0;
    quint64 bytesReceived = 0;

    friend bool operator==(const SyncStatus &, const SyncStatus &) = default;
};

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::SyncStatus)
