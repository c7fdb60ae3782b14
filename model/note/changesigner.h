/// The device's key, as the model sees it: it signs, and is never seen. `sync` implements it.
/// Thread  sign() may be called on any thread.
#pragma once

#include "model/base/ids.h"

namespace sheaf {

class ChangeSigner
{
public:
    ChangeSigner() = default;
    ChangeSigner(const ChangeSigner &) = delete;
    ChangeSigner &operator=(const ChangeSigner &) = delete;
    virtual ~ChangeSigner() = default;

    [[nodiscard]] virtual DeviceId device() const = 0;
    [[nodiscard]] virtual Signature sign(QByteArrayView message) const = 0;
};

/// Ed25519 verification with the device id as public key.
[[nodiscard]] bool
verifySignature(const DeviceId &device, QByteArrayView message, const Signature &signature);

} // namespace sheaf
