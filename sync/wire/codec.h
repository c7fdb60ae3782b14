/// Messages as bytes, and back: deterministic CBOR, one array [type, flags, body] a message.
/// Rules   decoding bounds every count, length and depth before it allocates. Unknown keys of a body
///         are skipped; a message of unknown type is ignored unless its critical flag is set.
/// Errors  Error{ProtocolViolation} naming what is wrong.
/// Source  sync/PROTOCOL.md, tests/golden/wire/messages.
#pragma once

#include "model/base/result.h"
#include "sync/wire/message.h"

#include <optional>

namespace sheaf {

[[nodiscard]] QByteArray encodeMessage(const Message &message);
/// Nothing: a message of a later version that may be ignored.
[[nodiscard]] Result<std::optional<Message>> decodeMessage(QByteArrayView bytes);

} // namespace sheaf
