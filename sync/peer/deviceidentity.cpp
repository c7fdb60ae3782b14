#include "sync/peer/deviceidentity.h"

#include "sync/peer/certificate.h"
#include "sync/peer/keystore.h"

#include <QCborMap>
#include <QCborValue>

#include <sodium.h>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    // The stored form: one CBOR map, so that key and certificate are written in one step.
    constexpr int kFormat = 1;
    constexpr int kFormatKey = 0;
    constexpr int kSeedKey = 1;
    constexpr int kCertificateKey = 2;
    constexpr int kCertificateKeyKey = 3;

    Error damaged(QStringView what)
    {
        return {ErrorCode::KeystoreFailed,
                u"This device's stored key is damaged (%1). Nothing was changed. Restore the "
                u"keychain or the "
                "key file from a backup."_s.arg(what.toString())};
    }

    void wipe(QByteArray &secret)
    {
        sodium_memzero(secret.data(), static_cast<std::size_t>(secret.size()));
    }

} // namespace

struct DeviceIdentity::Private
{
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secretKey {};
    DeviceId device;
    Certificate certificate;

    ~Private() { sodium_memzero(secretKey.data(), secretKey.size()); }

    [[nodiscard]] bool adopt(QByteArrayView seed)
    {
        return seed.size() == crypto_sign_SEEDBYTES
            && crypto_sign_seed_keypair(device.bytes.data(),
                                        secretKey.data(),
                                        reinterpret_cast<const unsigned char *>(seed.data()))
            == 0;
    }
};

DeviceIdentity::DeviceIdentity()
    : d(std::make_unique<Private>())
{
}

DeviceIdentity::~DeviceIdentity() = default;

Result<std::unique_ptr<DeviceIdentity>> DeviceIdentity::loadOrCreate(
    Keystore &keystore, const QString &libraryKey, const std::optional<DeviceId> &expected)
{
    if (sodium_init() < 0) {
        return Error {ErrorCode::Internal, u"libsodium did not start"_s};
    }
    const QString name = "device-"_L1 + libraryKey;
    auto stored = keystore.read(name);
    if (!stored) {
        return stored.error(); // it may well be there: a new one would split this device in two
    }
    if (!*stored && expected) {
        return Error {
            ErrorCode::KeystoreFailed,
            u"The key of this device (%1…) is not in the keystore. Restore the keychain or the "
            "key file, or start with an empty library folder and pair it again."_s.arg(
                expected->toHex().left(16))};
    }
    if (!*stored) {
        if (auto made = create(keystore, name); !made) {
            return made.error();
        }
        stored = keystore.read(name); // only what can be read back is an identity
        if (!stored) {
            return stored.error();
        }
        if (!*stored) {
            return Error {ErrorCode::KeystoreFailed,
                          u"The keystore took this device's key but does not give it back."_s};
        }
    }
    auto identity = fromSecret(**stored);
    wipe(**stored);
    if (identity && expected && (*identity)->device() != *expected) {
        return Error {
            ErrorCode::KeystoreFailed,
            u"The keystore holds the key of another device than this library's (%1…)."_s.arg(
                expected->toHex().left(16))};
    }
    return identity;
}

Outcome DeviceIdentity::create(Keystore &keystore, const QString &name)
{
    auto certificate = Certificate::make();
    if (!certificate) {
        return certificate.error();
    }
    QByteArray seed(crypto_sign_SEEDBYTES, Qt::Uninitialized);
    randombytes_buf(seed.data(), crypto_sign_SEEDBYTES);
    QByteArray secret = QCborValue(QCborMap {{kFormatKey, kFormat},
                                             {kSeedKey, seed},
                                             {kCertificateKey, certificate->pem},
                                             {kCertificateKeyKey, certificate->keyPem}})
                            .toCbor();
    auto written = keystore.write(name, secret);
    wipe(seed);
    wipe(secret);
    return written;
}

Result<std::unique_ptr<DeviceIdentity>> DeviceIdentity::fromSecret(const QByteArray &secret)
{
    QCborParserError parsing;
    const QCborMap map = QCborValue::fromCbor(secret, &parsing).toMap();
    if (parsing.error != QCborError::NoError || map[kFormatKey].toInteger() != kFormat) {
        return damaged(u"unknown format");
    }
    std::unique_ptr<DeviceIdentity> identity(new DeviceIdentity);
    if (!identity->d->adopt(map[kSeedKey].toByteArray())) {
        return damaged(u"no key inside");
    }
    auto certificate = Certificate::fromPem(map[kCertificateKey].toByteArray(),
                                            map[kCertificateKeyKey].toByteArray());
    if (!certificate) {
        return certificate.error();
    }
    identity->d->certificate = *std::move(certificate);
    return identity;
}

DeviceId DeviceIdentity::device() const
{
    return d->device;
}

Signature DeviceIdentity::sign(QByteArrayView message) const
{
    Signature signature;
    crypto_sign_detached(signature.bytes.data(),
                         nullptr,
                         reinterpret_cast<const unsigned char *>(message.data()),
                         static_cast<unsigned long long>(message.size()),
                         d->secretKey.data());
    return signature;
}

QByteArray DeviceIdentity::certificatePem() const
{
    return d->certificate.pem;
}

QByteArray DeviceIdentity::certificateKeyPem() const
{
    return d->certificate.keyPem;
}

QByteArray DeviceIdentity::fingerprint() const
{
    return d->certificate.fingerprint;
}

} // namespace sheaf
