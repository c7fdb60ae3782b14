/// When to store what is being typed: soon after a pause, regularly while typing goes on, again after
/// a failure. It decides the moment, somebody else does the storing.
/// Rules   due() comes kIdle after the last touch(), at the latest kLongest after the first one since
///         the last due(); flush() makes it come at once. After failed() it comes again by itself,
///         first after kRetryFirst, then twice as long each time, up to kRetryLongest.
///         Idle, no timer runs.
/// Thread  GUI thread.
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace sheaf {

class Autosave final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kIdle {250};
    static constexpr std::chrono::milliseconds kLongest {1000};
    static constexpr std::chrono::milliseconds kRetryFirst {1000};
    static constexpr std::chrono::milliseconds kRetryLongest {30000};

    explicit Autosave(QObject *parent = nullptr);

    void touch(); ///< something was typed
    void flush(); ///< due() now, if anything waits
    void cancel(); ///< nothing waits any more
    void failed(); ///< the storing that due() asked for did not work
    void succeeded();
    [[nodiscard]] bool isWaiting() const { return m_waiting; }

Q_SIGNALS:
    void due();

private:
    void fire();

    QTimer m_idle;
    QTimer m_longest;
    QTimer m_retry;
    std::chrono::milliseconds m_retryAfter = kRetryFirst;
    bool m_waiting = false;
};

} // namespace sheaf
