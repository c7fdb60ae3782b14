/// What one other side may say in a time: bounds the work that messages cost us which bring nothing.
/// Rules   changes are not counted here: the window of unacknowledged batches keeps them at the pace at
///         which they are stored, however fast that is. All other messages are bounded in number and in
///         bytes; those that only keep a line alive, and those that ask for work, more tightly. Every
///         bound is far above what an honest device says.
/// Errors  admit() answers RateLimited with the bound that was passed; the connection ends.
/// Thread  none of its own; time is a parameter.
#pragma once

#include "model/base/result.h"
#include "sync/limits.h"
#include "sync/transport/tokenbucket.h"
#include "sync/wire/message.h"

#include <optional>

namespace sheaf {

class PeerLimiter
{
public:
    /// `message` absent: one of a later version, which is ignored. `bytes`: its size, decompressed.
    [[nodiscard]] std::optional<Error>
    admit(const std::optional<Message> &message, qsizetype bytes, qint64 nowMs);

private:
    TokenBucket m_messages {limits::kMessagesPerSecond, limits::kMessagesBurst};
    TokenBucket m_bytes {limits::kMessageBytesPerSecond, limits::kMessageBytesBurst};
    TokenBucket m_idle {limits::kIdleMessagesPerSecond, limits::kIdleMessagesBurst};
    TokenBucket m_asks {limits::kAsksPerSecond, limits::kAsksBurst};
};

} // namespace sheaf
