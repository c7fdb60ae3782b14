#include "app/desktop/application.h"

#include "model/base/logging.h"
#include "sync/control/controlclient.h"
#include "sync/control/controlserver.h"
#include "sync/engine/syncengine.h"
#include "ui/common/errortext.h"
#include "ui/common/problemdialog.h"
#include "ui/devices/addressinput.h"
#include "ui/main/mainwindow.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QTextStream>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kExitFailed = 1;
    constexpr int kExitLibrary = 5;
    constexpr std::chrono::seconds kTakeOverInterval {2};

    int exitCode(ErrorCode code)
    {
        return code == ErrorCode::LibraryNewer || code == ErrorCode::LibraryDamaged
                || code == ErrorCode::LibraryLocked
            ? kExitLibrary
            : kExitFailed;
    }

    /// Where the person's choice of the key file is remembered: beside the key itself.
    QString keyFileMarker(const QString &stateFolder)
    {
        return stateFolder + u"/keystore-is-file"_s;
    }

    bool keyFileChosen(const QString &stateFolder)
    {
        // Keys that lie in a file already were put there by choice; a second identity for the same
        // library would be a stranger to its devices.
        return QFile::exists(keyFileMarker(stateFolder)) || QDir(stateFolder + u"/keys"_s).exists();
    }

} // namespace

Application::Application(DesktopOptions options, LibraryLocation location)
    : m_options(std::move(options))
    , m_location(std::move(location))
{
}

Application::~Application() = default;

void Application::start()
{
    if (m_location.fault) {
        report(*m_location.fault);
        return;
    }
    openKeystore();
}

void Application::openKeystore()
{
    m_keystore = keyFileChosen(m_location.stateFolder)
        ? Keystore::file(m_location.stateFolder)
        : Keystore::fromEnvironment(m_location.stateFolder);
    loadIdentity();
}

void Application::loadIdentity()
{
    auto identity = DeviceIdentity::loadOrCreate(*m_keystore, m_location.key, m_location.device);
    if (identity) {
        m_identity = *std::move(identity);
        openLibrary();
    } else if (identity.error().code == ErrorCode::KeystoreUnavailable) {
        offerKeyFile(identity.error());
    } else {
        report(identity.error());
    }
}

void Application::offerKeyFile(const Error &error)
{
    qCWarning(logPairing) << error.detail;
    m_problem = std::make_unique<ProblemDialog>(ProblemDialog::Problem {
        errorHappened(error.code),
        tr("Sheaf needs a place for this device's key. It can keep it in a file that only your "
           "account may read; whoever can read your files could then pose as this device. Or quit, "
           "unlock the keychain, and start again."),
        m_location.stateFolder + u"/keys"_s,
        tr("Keep the key in a file")});
    connect(m_problem.get(), &QDialog::rejected, this, [] { QCoreApplication::exit(kExitFailed); });
    connect(m_problem.get(), &QDialog::accepted, this, [this] {
        QSaveFile marker(keyFileMarker(m_location.stateFolder));
        if (marker.open(QIODevice::WriteOnly)) {
            marker.commit(); // should it fail, the question comes again: no harm
        }
        m_keystore = Keystore::file(m_location.stateFolder);
        loadIdentity();
    });
    m_problem->open();
}

void Application::openLibrary()
{
    LibraryConfig config;
    config.folder = m_location.folder;
    config.stateFolder = m_location.stateFolder;
    config.signer = m_identity.get();
    config.clock = &m_clock;
    config.random = &m_random;
    config.deviceName = defaultDeviceName();
    config.user = defaultUserName();
    auto service = LibraryService::open(config);
    if (!service) {
        report(service.error());
        return;
    }
    m_service = *std::move(service);
    m_location.remember(m_identity->device());
    auto reader = m_service->openReader();
    if (!reader) {
        report(reader.error());
        return;
    }
    m_reader = *std::move(reader);
    startSync();
}

void Application::startSync()
{
    // Two programs that dial with one identity would cut off each other's connections for ever.
    m_elsewhere = ControlClient(m_location.key).connectToServer();
    const SyncConfig config {m_elsewhere ? QString() : listenAddress(), !m_elsewhere};
    m_engine = std::make_unique<SyncEngine>(*m_service, *m_identity, config);
    connect(m_engine.get(), &SyncEngine::started, this, &Application::onSyncStarted);
    m_takeOver.setInterval(kTakeOverInterval);
    connect(&m_takeOver, &QTimer::timeout, this, &Application::takeOverSync);
}

QString Application::listenAddress() const
{
    return m_options.listen.value_or(u"0.0.0.0:%1"_s.arg(m_anyPort ? 0 : kDefaultPort));
}

void Application::onSyncStarted(const QString &listening)
{
    if (listening.isEmpty() && !m_elsewhere && !m_anyPort && !m_options.listen) {
        // Another library's window has the usual port: any other does as well.
        m_anyPort = true;
        m_engine->begin({listenAddress(), true});
    }
    if (!m_window) {
        openWindow();
    }
}

void Application::openWindow()
{
    m_control = std::make_unique<ControlServer>(*m_engine, *m_reader, m_location.key);
    connect(m_control.get(), &ControlServer::raiseRequested, this, &Application::raiseWindow);
    if (!m_elsewhere && !m_control->listen()) {
        qCWarning(logUi) << "no control socket: other programs cannot ask this one";
    }
    m_window = std::make_unique<MainWindow>(*m_service, *m_engine);
    m_window->setSyncedElsewhere(m_elsewhere);
    m_window->show();
    if (m_elsewhere) {
        m_takeOver.start();
    }
}

void Application::takeOverSync()
{
    if (!m_control->listen()) {
        return; // it still runs
    }
    m_takeOver.stop();
    m_elsewhere = false;
    m_engine->begin({listenAddress(), true});
    m_window->setSyncedElsewhere(false);
}

void Application::raiseWindow()
{
    if (m_window) {
        m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
        m_window->show();
        m_window->raise();
        m_window->activateWindow();
    }
}

void Application::report(const Error &error)
{
    QTextStream(stderr) << errorText(error) << "\n" << error.detail << "\n";
    m_problem = std::make_unique<ProblemDialog>(ProblemDialog::Problem {
        errorHappened(error.code), errorRemedy(error.code), m_location.folder});
    connect(m_problem.get(), &QDialog::finished, this, [code = error.code] {
        QCoreApplication::exit(exitCode(code));
    });
    m_problem->open();
}

} // namespace sheaf
