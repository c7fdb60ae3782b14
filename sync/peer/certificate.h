/// A device's TLS certificate: P-256, self-signed, without any name that tells who it belongs to.
/// Trust never comes from it; the handshake binds its fingerprint to the Ed25519 device key.
/// Rules   valid from 2000 to 9999, so that a device with a wrong clock can still connect.
/// Errors  KeystoreFailed when stored PEM texts do not parse or do not belong together.
/// Thread  plain functions and values.
#pragma once

#include "model/base/result.h"

#include <QByteArray>

namespace sheaf {

struct Certificate
{
    QByteArray pem;
    QByteArray keyPem;
    QByteArray fingerprint; ///< SHA-256 of the DER form

    [[nodiscard]] static Result<Certificate> make();
    [[nodiscard]] static Result<Certificate> fromPem(const QByteArray &pem,
                                                     const QByteArray &keyPem);
};

} // namespace sheaf
