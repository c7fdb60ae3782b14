/// Words for people, made from an error's code: what happened, and what to do about it.
/// Rules   every ErrorCode has both sentences; the English `detail` of an Error is for logs and is
///         never shown.
#pragma once

#include "model/base/error.h"

namespace sheaf {

[[nodiscard]] QString errorHappened(ErrorCode code); ///< one sentence, with its full stop
[[nodiscard]] QString errorRemedy(ErrorCode code); ///< one sentence: the next step
[[nodiscard]] QString errorText(const Error &error); ///< both, parted by a blank

} // namespace sheaf
