/// The engine of this library, wherever it runs: in another program (the app, `serve`), which is then
/// asked over its control socket, or made here for the time of one command.
/// Errors  sentences for people in every Result.
#pragma once

#include "app/common/librarylocation.h"
#include "model/base/result.h"
#include "sync/engine/syncengine.h"

#include <QHash>
#include <QJsonObject>

#include <functional>

namespace sheaf {
class ControlServer;
}

namespace sheaf::cli {

class CliLibrary;

/// An engine elsewhere.
class RunningEngine
{
public:
    explicit RunningEngine(const LibraryLocation &location);

    [[nodiscard]] bool exists() const; ///< asks anew at every call
    struct PeerNow
    {
        bool online = false;
        QString problem; ///< one sentence; empty = none
    };
    [[nodiscard]] QHash<QString, PeerNow> peers() const; ///< by hex id; empty when nothing runs
    /// Sends a request; `onLine` gets every answer but the last one, which is returned.
    [[nodiscard]] Result<QJsonObject>
    ask(const QJsonObject &request,
        std::chrono::milliseconds timeout,
        const std::function<void(QJsonObject)> &onLine = {}) const;

private:
    QString m_key;
};

/// An engine here: library thread, sync thread, control socket for `pair confirm` from another shell.
class OwnEngine
{
public:
    [[nodiscard]] static Result<std::unique_ptr<OwnEngine>> start(CliLibrary &library,
                                                                  SyncConfig config);
    ~OwnEngine();
    OwnEngine(const OwnEngine &) = delete;
    OwnEngine &operator=(const OwnEngine &) = delete;

    [[nodiscard]] SyncEngine &engine() { return *m_engine; }
    [[nodiscard]] const LibraryReader &reader() const { return *m_reader; }

private:
    OwnEngine();
    std::unique_ptr<LibraryService> m_service;
    std::unique_ptr<LibraryReader> m_reader;
    std::unique_ptr<SyncEngine> m_engine;
    std::unique_ptr<ControlServer> m_control;
};

} // namespace sheaf::cli
