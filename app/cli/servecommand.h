/// `serve`: a peer without a window, until SIGTERM or SIGINT.
#pragma once

#include "app/cli/commands.h"

namespace sheaf::cli {

[[nodiscard]] Command serveCommand();

} // namespace sheaf::cli
