/// Pairing as people see it: values only. The protocol is in sync/session/pairingsession.
#pragma once

#include "model/base/error.h"
#include "model/base/ids.h"

#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace sheaf {

/// A pairing under way, on either side. Shown again whenever anything in it changes.
struct PairingRequest
{
    enum class State {
        Connecting, ///< asked for, nothing heard yet
        Comparing, ///< `code` is to be compared; waits for confirm() here
        WaitingForOther, ///< confirmed here, not yet there
        Done, ///< the peer is in the device list
        Failed, ///< see `error`
    };
    quint64 id = 0; ///< local handle
    State state = State::Connecting;
    bool incoming = false;
    QString code; ///< six digits; empty for links, which need no comparison
    QString name; ///< the other device's own name: untrusted text
    QString address;
    DeviceId device;
    int theirNotes = 0; ///< notes that the other side brings along; they are united
    bool weJoin = false; ///< our library becomes part of theirs (else theirs of ours)
    std::optional<Error> error {};

    friend bool operator==(const PairingRequest &, const PairingRequest &) = default;
};

/// "sheaf:pair?v=1&a=host:port&a=…&k=<device id>&s=<128-bit secret>", all base64url.
struct PairingLink
{
    QStringList addresses; ///< host:port
    DeviceId device;
    QByteArray secret; ///< 16 bytes

    [[nodiscard]] QString toString() const;
    [[nodiscard]] static std::optional<PairingLink> fromString(const QString &text);
    friend bool operator==(const PairingLink &, const PairingLink &) = default;
};

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::PairingRequest)
