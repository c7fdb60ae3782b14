/// Slows down who keeps failing to prove who it is: after limits::kHandshakesPerMinuteMax failed
/// handshakes from one address within a minute, the next ones are not even heard.
/// Rules   a success forgets the address's failures; what is remembered is bounded.
/// Thread  none of its own; time is a parameter.
#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace sheaf {

class HandshakeLimiter
{
public:
    [[nodiscard]] bool allows(const QString &host, qint64 nowMs);
    void failed(const QString &host, qint64 nowMs);
    void succeeded(const QString &host);

private:
    void forgetOld(qint64 nowMs);

    QHash<QString, QList<qint64>> m_failures;
};

} // namespace sheaf
