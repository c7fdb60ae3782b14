#include "app/cli/signalwatcher.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace sheaf::cli {

namespace {

    int signalPipe[2] = {-1, -1}; // a signal handler can reach nothing but statics

    void onSignal(int)
    {
        const char byte = 1;
        // Nothing can be done in a handler when even this fails.
        [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], &byte, 1);
    }

} // namespace

SignalWatcher::SignalWatcher(QObject *parent)
    : QObject(parent)
{
    if (::pipe2(signalPipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(signalPipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        while (::read(signalPipe[0], bytes, sizeof bytes) > 0) { }
        Q_EMIT stopRequested();
    });
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);
}

} // namespace sheaf::cli
