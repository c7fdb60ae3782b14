/// Slows down who keeps failing to prove who it is: after limits::kHandshakesPerMinuteMax failed
/// handshakes from one address within a minute, the next ones are not even heard. And bounds how many
/// are at it at once: limits::kUnauthenticatedMax, kUnauthenticatedPerHostMax of one address.
/// Rules   a success forgets the address's failures; what is remembered is bounded. An address is what
///         limitedNetwork() makes of it.
/// Thread  none of its own; time is a parameter.
#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace sheaf {

class HandshakeLimiter
{
public:
    /// One more handshake may begin; a true is followed by leave() once.
    [[nodiscard]] bool enter(const QString &host, qint64 nowMs);
    void leave(const QString &host);
    void failed(const QString &host, qint64 nowMs);
    void succeeded(const QString &host);

private:
    void forgetOld(qint64 nowMs);

    QHash<QString, QList<qint64>> m_failures;
    QHash<QString, int> m_inside;
    int m_insideAll = 0;
};

} // namespace sheaf
