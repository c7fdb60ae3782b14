/// "host:port" as people type it and lists keep it, and the "wss://host:port" that is dialled.
/// Shape   an IPv6 host is in brackets in text; a text without a port means kDefaultPort.
/// Errors  fromText answers nothing for what cannot be an address.
#pragma once

#include <QString>
#include <QUrl>

#include <optional>

namespace sheaf {

struct Endpoint
{
    static constexpr quint16 kDefaultPort = 24743;

    QString host; ///< without brackets
    quint16 port = kDefaultPort;

    /// Takes "host", "host:port", "[v6]:port", a bare IPv6 address, each also behind "wss://".
    [[nodiscard]] static std::optional<Endpoint> fromText(const QString &text);
    [[nodiscard]] QString toText() const; ///< "host:port"
    [[nodiscard]] QUrl toUrl() const; ///< "wss://host:port"

    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

/// The form in which an address is kept: "wss://host:port"; empty when it is none.
[[nodiscard]] QString addressText(const QString &typed);

} // namespace sheaf
