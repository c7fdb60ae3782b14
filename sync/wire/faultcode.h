/// The codes of the Fault message: the contract is the number (table in sync/PROTOCOL.md).
#pragma once

#include "model/base/error.h"
#include "sync/wire/message.h"

namespace sheaf {

enum class FaultCode : quint32 {
    Internal = 0,
    Protocol = 1, ///< framing, size, type, order
    Outdated = 2, ///< no common protocol version
    Refused = 3, ///< generic: says nothing on why
    BadSignature = 4,
    ChainBroken = 5, ///< a gap, a wrong previous hash, two histories of one log
    Storage = 6, ///< the sender could not store or read
    TimedOut = 7,
    RateLimited = 8,
    LogForked = 9, ///< logs were cut where they fork: begin again, at once
    PairingDenied = 20,
    PairingMismatch = 21, ///< commitment, digits or proof do not match
    PairingExpired = 22,
    PairingLinkInvalid = 23,
    PairingTwoLibraries = 24,
    PairingPaused = 25,
};

/// What we tell the other side of `why`: its code and one sentence of ours.
[[nodiscard]] message::Fault faultFor(const Error &why, bool retry);
/// What the other side's Fault means here. Its text is foreign: bounded and without control characters.
[[nodiscard]] Error errorFor(const message::Fault &fault);

} // namespace sheaf
