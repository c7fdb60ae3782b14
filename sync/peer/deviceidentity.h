/// This device's Ed25519 key and TLS certificate: made once, kept in the keystore.
/// Rules   the private key is never logged, copied out or written outside the keystore.
/// Errors  KeystoreUnavailable when the keychain does not answer and the file fallback was not
///         chosen; never a silent new identity in place of an existing one.
/// Thread  immutable after load; sign() from any thread.
#pragma once

#include "model/base/result.h"
#include "model/note/changesigner.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace sheaf {

class Keystore;

class DeviceIdentity final : public ChangeSigner
{
public:
    /// Loads the identity of `libraryKey` (one per library folder), or makes it when there is none.
    /// `expected` is the device that an existing library names as itself: with it, a missing or
    /// different key is an error and nothing is made.
    [[nodiscard]] static Result<std::unique_ptr<DeviceIdentity>>
    loadOrCreate(Keystore &keystore,
                 const QString &libraryKey,
                 const std::optional<DeviceId> &expected = std::nullopt);
    ~DeviceIdentity() override;

    [[nodiscard]] DeviceId device() const override;
    [[nodiscard]] Signature sign(QByteArrayView message) const override;
    [[nodiscard]] QByteArray certificatePem() const; ///< self-signed P-256
    [[nodiscard]] QByteArray certificateKeyPem() const;
    [[nodiscard]] QByteArray fingerprint() const; ///< SHA-256 of the certificate's DER form

private:
    DeviceIdentity();
    [[nodiscard]] static Outcome create(Keystore &keystore, const QString &name);
    [[nodiscard]] static Result<std::unique_ptr<DeviceIdentity>>
    fromSecret(const QByteArray &secret);
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sheaf
