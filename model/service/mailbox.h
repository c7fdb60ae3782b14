/// Calls handed from one thread to another, made there in order.
/// Rules   the lock guards nothing but the queue of values on their way: what a call carries belongs
///         to one thread before and to one thread after.
/// Thread  made on the receiving thread, or handed to it before the first post(); post() on any.
#pragma once

#include <QObject>
#include <QPointer>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace sheaf {

class Mailbox final : public QObject
{
    Q_OBJECT

public:
    /// Calls are made on `context`'s thread and dropped once it is gone. Without a context they are
    /// made on the calling thread. The mailbox is released from any thread and deleted on its own.
    [[nodiscard]] static std::shared_ptr<Mailbox> to(QObject *context);

    void post(std::function<void()> call);
    /// The context is gone: nobody waits for an answer any more. From any thread.
    [[nodiscard]] bool isAbandoned() const { return m_abandoned.load(std::memory_order_relaxed); }

protected:
    bool event(QEvent *event) override;

private:
    explicit Mailbox(QObject *context);

    const bool m_guarded;
    const QPointer<QObject> m_context; ///< looked at on the receiving thread only
    std::atomic<bool> m_abandoned = false;
    std::mutex m_lock;
    std::deque<std::function<void()>> m_calls;
};

} // namespace sheaf
