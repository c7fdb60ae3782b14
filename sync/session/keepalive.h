/// Notices a connection that has gone quiet: pings after limits::kPingAfterIdle without a word, gives up
/// after limits::kDeadAfter, and bounds the time that the opening of a session may take, and that the
/// other side may go on without acknowledging anything.
#pragma once

#include <QString>

namespace sheaf {

class KeepAlive
{
public:
    struct Verdict
    {
        QString fault {}; ///< why to give up; empty = go on
        bool ping = false;
        qint64 nextMs = 0; ///< look again after so long
    };

    void start(qint64 nowMs);
    void heard(qint64 nowMs);
    void nothingUnacked(qint64 nowMs) { m_ackProgressMs = nowMs; }
    /// What was heard last is an Ack that brought something.
    void ackProgressed() { m_ackProgressMs = m_lastHeardMs; }
    /// `isOpen`: the session is past its opening.
    [[nodiscard]] Verdict look(qint64 nowMs, bool isOpen);
    [[nodiscard]] static qint64 firstLookMs();

private:
    qint64 m_startedMs = 0;
    qint64 m_lastHeardMs = 0;
    qint64 m_ackProgressMs = 0;
    bool m_pinged = false;
};

} // namespace sheaf
