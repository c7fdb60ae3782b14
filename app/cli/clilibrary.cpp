#include "app/cli/clilibrary.h"

namespace sheaf::cli {

CliLibrary::CliLibrary(const QString &libraryOption)
    : m_location(LibraryLocation::resolve(libraryOption))
{
}

void CliLibrary::setNames(const QString &deviceName, const QString &user)
{
    m_deviceName = deviceName.isEmpty() ? m_deviceName : deviceName;
    m_user = user.isEmpty() ? m_user : user;
}

Result<LibraryConfig> CliLibrary::config()
{
    if (m_location.fault) {
        return *m_location.fault;
    }
    if (!m_identity) {
        m_keystore = Keystore::fromEnvironment(m_location.stateFolder);
        auto identity =
            DeviceIdentity::loadOrCreate(*m_keystore, m_location.key, m_location.device);
        if (!identity) {
            return identity.error();
        }
        m_identity = *std::move(identity);
    }
    LibraryConfig config;
    config.folder = m_location.folder;
    config.stateFolder = m_location.stateFolder;
    config.signer = m_identity.get();
    config.clock = &m_clock;
    config.random = &m_random;
    config.deviceName = m_deviceName;
    config.user = m_user;
    return config;
}

Outcome CliLibrary::open()
{
    auto settings = config();
    if (!settings) {
        return settings.error();
    }
    auto library = Library::open(*settings);
    if (!library) {
        return library.error();
    }
    m_library = *std::move(library);
    m_location.remember(m_identity->device());
    return kDone;
}

Outcome CliLibrary::close()
{
    if (!m_library) {
        return kDone;
    }
    const auto published = m_library->publish();
    m_library.reset();
    if (!published) {
        return published.error();
    }
    return kDone;
}

} // namespace sheaf::cli
