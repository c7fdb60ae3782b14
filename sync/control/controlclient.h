/// Asks a running engine of the same library (see ControlServer). Blocks: for programs without windows.
/// Errors  NotFound when nothing runs; else what the other program answers.
/// Thread  any; one conversation an object.
#pragma once

#include "model/base/result.h"

#include <QJsonObject>

#include <chrono>
#include <memory>

class QLocalSocket;

namespace sheaf {

class ControlClient
{
public:
    explicit ControlClient(const QString &libraryKey);
    ~ControlClient();
    ControlClient(const ControlClient &) = delete;
    ControlClient &operator=(const ControlClient &) = delete;

    [[nodiscard]] bool connectToServer(); ///< false: no engine runs for this library
    [[nodiscard]] Outcome send(const QJsonObject &request);
    /// The next line of the answer.
    [[nodiscard]] Result<QJsonObject> receive(std::chrono::milliseconds timeout);
    [[nodiscard]] Result<QJsonObject> ask(const QJsonObject &request,
                                          std::chrono::milliseconds timeout);

private:
    QString m_address;
    std::unique_ptr<QLocalSocket> m_socket;
};

} // namespace sheaf
