/// Turns SIGTERM and SIGINT into a Qt signal, so that a server ends as a program does, not as a crash.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace sheaf::cli {

class SignalWatcher final : public QObject
{
    Q_OBJECT

public:
    explicit SignalWatcher(QObject *parent = nullptr); ///< one a process

Q_SIGNALS:
    void stopRequested();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace sheaf::cli
