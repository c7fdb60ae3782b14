/// Where a library and its per-device state lie, from the command line and the environment.
/// Rules   library: the option, then SHEAF_LIBRARY, then $XDG_DATA_HOME/sheaf/default. State (keys in
///         file mode, the sidecar, the control socket's name): a folder under $XDG_STATE_HOME/sheaf,
///         outside the library, so that copying a library copies no key. It is named after the path at
///         which the library was made and holds a record of the device and of where the library lies
///         now: a library that was moved on this computer is known again by its device. A copy of one
///         that is still in its place is refused, for two libraries may not write as one device.
/// Errors  `fault`: the library may not be opened; nothing must be made for it, least of all a key.
#pragma once

#include "model/base/ids.h"
#include "model/base/result.h"

#include <QString>

#include <optional>

namespace sheaf {

struct LibraryLocation
{
    QString folder;
    QString stateFolder;
    QString key; ///< the state folder's name: names the keys and sockets of this library
    std::optional<DeviceId>
        device {}; ///< that the library names as its own; nothing: still to be made
    std::optional<Error> fault {};

    [[nodiscard]] static LibraryLocation resolve(const QString &option);
    /// To be called when the library has been opened as `opened`: its state folder belongs to it now.
    void remember(const DeviceId &opened) const;
};

/// The name that this computer gives itself, for new libraries.
[[nodiscard]] QString defaultDeviceName();
/// The login name, for new libraries.
[[nodiscard]] QString defaultUserName();

} // namespace sheaf
