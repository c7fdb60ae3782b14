/// The desktop program put together: keystore, identity, library, sync and window, in this order, each
/// with a sentence for the person when it cannot be had.
/// Rules   no logic of its own beyond that order. A key is kept in a file only when the person said so,
///         here once or by SHEAF_KEYSTORE. Objects go in the reverse order.
/// Errors  exit code 5 when the library is newer, damaged or locked; 1 for anything else.
/// Thread  main.
#pragma once

#include "app/common/librarylocation.h"
#include "app/desktop/options.h"
#include "model/base/clock.h"
#include "model/base/randomsource.h"
#include "model/service/libraryservice.h"
#include "sync/peer/deviceidentity.h"
#include "sync/peer/keystore.h"

#include <QObject>
#include <QTimer>

namespace sheaf {

class ControlServer;
class MainWindow;
class ProblemDialog;
class SyncEngine;

class Application final : public QObject
{
    Q_OBJECT

public:
    Application(DesktopOptions options, LibraryLocation location);
    ~Application() override;

    void start(); ///< from the event loop; ends the program by QCoreApplication::exit

private:
    void openKeystore();
    void loadIdentity();
    void openLibrary();
    void startSync();
    [[nodiscard]] QString listenAddress() const;
    void onSyncStarted(const QString &listening);
    void takeOverSync(); ///< once the other program that syncs this library has ended
    void openWindow();
    void raiseWindow();
    void report(const Error &error);
    void offerKeyFile(const Error &error);

    DesktopOptions m_options;
    LibraryLocation m_location;
    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<Keystore> m_keystore;
    std::unique_ptr<DeviceIdentity> m_identity;
    std::unique_ptr<LibraryService> m_service;
    std::unique_ptr<LibraryReader> m_reader;
    std::unique_ptr<SyncEngine> m_engine;
    std::unique_ptr<ControlServer> m_control;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<ProblemDialog> m_problem;
    QTimer m_takeOver;
    bool m_elsewhere = false; ///< another program syncs this library
    bool m_anyPort = false; ///< the usual port was taken
};

} // namespace sheaf
