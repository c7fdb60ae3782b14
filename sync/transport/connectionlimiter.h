/// Keeps one network from taking all the room and all the time that a listener has for strangers.
/// Rules   counts sockets before TLS and upgrade are done, and how often they come. One network is one
///         IPv4 address, or the first 64 bits of an IPv6 address, which one person can have all of
///         (link-local ones count singly). What is remembered is bounded.
/// Thread  none of its own; time is a parameter.
#pragma once

#include "sync/limits.h"
#include "sync/transport/tokenbucket.h"

#include <QHash>
#include <QString>

namespace sheaf {

/// What counts as one for limits: see the rules above. Text that is no address counts as it is.
[[nodiscard]] QString limitedNetwork(const QString &host);

class ConnectionLimiter
{
public:
    /// A socket comes in: false = drop it. A true is followed by leave() once.
    [[nodiscard]] bool arrive(const QString &network, qint64 nowMs);
    /// It goes through TLS and upgrade now: false = others of its network are at it, wait.
    [[nodiscard]] bool begin(const QString &network);
    /// It is a connection, or gone; `begun` as begin() answered.
    void leave(const QString &network, bool begun);

private:
    struct Network
    {
        TokenBucket bucket {limits::kConnectionsPerSecond, limits::kConnectionsBurst};
        int here = 0;
        int begun = 0;
    };
    void forgetOld(qint64 nowMs);

    QHash<QString, Network> m_networks;
};

} // namespace sheaf
