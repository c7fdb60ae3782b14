/// The events and actions that the handshake, pairing and the sync session have in common, so that
/// one driver can serve all three.
#pragma once

#include "model/base/error.h"
#include "sync/wire/message.h"

namespace sheaf::session {

// Events
struct LinkLost
{
    Error why;
};
struct DeadlinePassed // the one that the last ArmDeadline asked for
{
};

// Actions
struct Say
{
    Message message;
};
struct ArmDeadline // replaces the last one
{
    qint64 afterMs = 0;
};
struct End // close the connection after what was said; no event is expected after it
{
    Error why;
    bool retry = true; ///< whether dialling again can help without a person doing something
    bool told = false; ///< by the other side: it is not to blame for what it complains about

    /// The other side has sent what no honest one sends. A disk of ours or a silence is none of that.
    [[nodiscard]] bool isAccusation() const
    {
        return !told
            && (why.code == ErrorCode::ProtocolViolation || why.code == ErrorCode::BadSignature
                || why.code == ErrorCode::ChainBroken || why.code == ErrorCode::RateLimited);
    }
};

} // namespace sheaf::session
