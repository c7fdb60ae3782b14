/// Where a library and its per-device state lie, from the command line and the environment.
/// Rules   library: the option, then SHEAF_LIBRARY, then $XDG_DATA_HOME/sheaf/default. State (keys in
///         file mode, the sidecar, the control socket's name): $XDG_STATE_HOME/sheaf/<hash of the
///         library's canonical path>, outside the library, so that copying a library copies no key.
#pragma once

#include <QString>

namespace sheaf {

struct LibraryLocation
{
    QString folder;
    QString stateFolder;
    QString key; ///< short hash of the folder's path: names the keys and sockets of this library

    [[nodiscard]] static LibraryLocation resolve(const QString &option);
};

/// The name that this computer gives itself, for new libraries.
[[nodiscard]] QString defaultDeviceName();
/// The login name, for new libraries.
[[nodiscard]] QString defaultUserName();

} // namespace sheaf
