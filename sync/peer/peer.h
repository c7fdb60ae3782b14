/// Another device of the library, as lists show it.
#pragma once

#include "model/base/ids.h"

#include <QList>
#include <QMetaType>
#include <QStringList>

namespace sheaf {

struct Peer
{
    enum class Trust { Trusted, NoPrivate, Scoped };
    DeviceId device;
    QString name;
    QStringList addresses; ///< "wss://host:port", last successful first
    Trust trust = Trust::Trusted;
    bool revoked = false;
    bool online = false; ///< an authenticated session exists right now
    bool syncing = false; ///< changes are moving
    qint64 lastSeenMs = 0; ///< 0 = never
    qint64 pending = 0; ///< changes it has not acknowledged
    qint64 expecting = 0; ///< changes it has announced and we lack
    qint64 clockAheadMs = 0; ///< its clock is wrong by this much; negative: behind; 0: it is right
    /// Why it cannot be reached or, online, what holds up sync with it: one sentence with the remedy;
    /// empty = no problem.
    QString problem;

    friend bool operator==(const Peer &, const Peer &) = default;
};

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::Peer)
