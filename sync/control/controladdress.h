/// Where the control socket of a library lies: a folder that only this person can enter.
#pragma once

#include <QString>

namespace sheaf {

/// $XDG_RUNTIME_DIR/sheaf/<key>, else a 0700 folder of this person below the temporary folder; the
/// folder is made. Empty when it cannot be made safely.
[[nodiscard]] QString controlAddress(const QString &libraryKey);

} // namespace sheaf
