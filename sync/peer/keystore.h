/// Where secrets lie: the system's keychain, or a 0600 file where that was chosen.
/// Thread  main thread; calls block for the keychain's answer (start-up only).
#pragma once

#include "model/base/result.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace sheaf {

class Keystore
{
public:
    Keystore() = default;
    Keystore(const Keystore &) = delete;
    Keystore &operator=(const Keystore &) = delete;
    virtual ~Keystore() = default;

    /// Nothing: there is no such secret. Error: it could not be looked up; do not make a new one.
    [[nodiscard]] virtual Result<std::optional<QByteArray>> read(const QString &name) = 0;
    [[nodiscard]] virtual Outcome write(const QString &name, const QByteArray &secret) = 0;

    /// SHEAF_KEYSTORE=file chooses the file; else the keychain.
    [[nodiscard]] static std::unique_ptr<Keystore> fromEnvironment(const QString &stateFolder);
    [[nodiscard]] static std::unique_ptr<Keystore> file(const QString &stateFolder);
    [[nodiscard]] static std::unique_ptr<Keystore> keychain();
};

} // namespace sheaf
