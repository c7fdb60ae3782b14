/// A device key made from one byte, so that tests and golden files sign the same everywhere.
#pragma once

#include "model/note/changesigner.h"

#include <sodium.h>

namespace sheaf {

class SeedSigner final : public ChangeSigner
{
public:
    explicit SeedSigner(std::uint8_t seedByte)
    {
        std::array<unsigned char, crypto_sign_SEEDBYTES> seed {};
        seed.fill(seedByte);
        crypto_sign_seed_keypair(m_device.bytes.data(), m_secret.data(), seed.data());
    }
    [[nodiscard]] DeviceId device() const override { return m_device; }
    [[nodiscard]] Signature sign(QByteArrayView message) const override
    {
        Signature signature;
        crypto_sign_detached(signature.bytes.data(),
                             nullptr,
                             reinterpret_cast<const unsigned char *>(message.data()),
                             static_cast<unsigned long long>(message.size()),
                             m_secret.data());
        return signature;
    }

private:
    DeviceId m_device;
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> m_secret {};
};

} // namespace sheaf
