/// Refusals of what one device brings beyond the bounds in limits.h, told apart from other refusals so that
/// people hear which device it is.
#pragma once

#include "model/base/ids.h"
#include "model/base/result.h"

namespace sheaf {

/// RateLimited; `what` is in the plural, such as "logs".
[[nodiscard]] Error bringsTooMuch(const DeviceId &device, const QString &what);
[[nodiscard]] bool isBringsTooMuch(const Error &why);

} // namespace sheaf
