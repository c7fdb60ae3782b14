/// Whether a content that this program does not take is at least the one that its author committed to.
/// A change is kept and relayed with such a content, and nothing would ever ask for it again; so what
/// somebody on the way has put in its place must be told from what a newer program wrote.
/// Rules   looks only at what is the same in every content of format 1: a map, the body's place in it.
///         A body that claims more than four times limits::kBodyBytesMax is refused unread.
/// Errors  ProtocolViolation: the bytes are not what the meta commits to; fetch them again.
#pragma once

#include "model/base/result.h"
#include "model/note/packedchange.h"

namespace sheaf {

/// `packed` has meta and content. A meta that names no commitment where it should answers kDone: there
/// is nothing to compare with.
[[nodiscard]] Outcome checkForeignContent(const PackedChange &packed);

} // namespace sheaf
