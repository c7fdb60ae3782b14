/// The library as a command sees it: found, unlocked with this device's key, opened.
/// Rules   a command that only reads still opens for writing when the library must be made first.
/// Errors  open() fails with the sentence of what is wrong; nothing was changed then.
#pragma once

#include "app/common/librarylocation.h"
#include "model/base/clock.h"
#include "model/base/randomsource.h"
#include "model/store/library.h"
#include "sync/peer/deviceidentity.h"
#include "sync/peer/keystore.h"

namespace sheaf::cli {

class CliLibrary
{
public:
    explicit CliLibrary(const QString &libraryOption);

    /// Names to use when this call makes the library.
    void setNames(const QString &deviceName, const QString &user);

    [[nodiscard]] Outcome open(); ///< once; library() is valid after success
    /// Brings the sidecar up to what was written, so that the next program sees its own past in it.
    [[nodiscard]] Outcome close();
    [[nodiscard]] Library &library() { return *m_library; }
    /// For programs that run the library on its own thread: identity and configuration only.
    [[nodiscard]] Result<LibraryConfig> config();
    [[nodiscard]] const DeviceIdentity &identity() const { return *m_identity; }
    [[nodiscard]] const LibraryLocation &location() const { return m_location; }

private:
    LibraryLocation m_location;
    QString m_deviceName = defaultDeviceName();
    QString m_user = defaultUserName();
    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<Keystore> m_keystore;
    std::unique_ptr<DeviceIdentity> m_identity;
    std::unique_ptr<Library> m_library;
};

} // namespace sheaf::cli
