/// Addresses as people type them: "192.168.1.20", "desk.local:47800", "[fe80::1]:47800",
/// "wss://host:port".
/// Errors  what names no host, or a port outside 1 to 65535, is no address.
#pragma once

#include <QString>

#include <optional>

namespace sheaf {

inline constexpr int kDefaultPort = 47800; ///< where the desktop app listens when it can

/// "wss://host:port".
[[nodiscard]] std::optional<QString> normalizedAddress(const QString &typed);
/// For showing: "host:port".
[[nodiscard]] QString shownAddress(const QString &address);

} // namespace sheaf
