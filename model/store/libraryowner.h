/// Whose library lies in a folder, without opening it for use.
/// Errors  those of opening a library: newer, damaged, unreadable. Nothing is changed or made.
/// Thread  any.
#pragma once

#include "model/base/ids.h"
#include "model/base/result.h"

#include <QString>

#include <optional>

namespace sheaf {

/// The device that the library in `folder` names as its own; nothing where there is no library yet.
[[nodiscard]] Result<std::optional<DeviceId>> libraryDevice(const QString &folder);

} // namespace sheaf
