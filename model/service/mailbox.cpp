#include "model/service/mailbox.h"

#include <QCoreApplication>
#include <QEvent>
#include <QThread>

namespace sheaf {

namespace {

    constexpr auto kReleased = static_cast<QEvent::Type>(QEvent::User + 1);

} // namespace

Mailbox::Mailbox(QObject *context)
    : m_guarded(context != nullptr)
    , m_context(context)
{
}

std::shared_ptr<Mailbox> Mailbox::to(QObject *context)
{
    auto *mailbox = new Mailbox(context);
    if (context != nullptr) {
        if (context->thread() != mailbox->thread()) {
            mailbox->moveToThread(context->thread());
        }
        QObject::connect(
            context,
            &QObject::destroyed,
            mailbox,
            [mailbox] { mailbox->m_abandoned.store(true, std::memory_order_relaxed); },
            Qt::DirectConnection);
    }
    // An event of ours queues up behind the calls that are still to be made. deleteLater() here would
    // not: Qt may hand out deferred deletes before other events (QTest::qWait does), and the last
    // answer would be lost.
    return std::shared_ptr<Mailbox>(mailbox, [](Mailbox *released) {
        QCoreApplication::postEvent(released, new QEvent(kReleased));
    });
}

void Mailbox::post(std::function<void()> call)
{
    {
        const std::lock_guard lock(m_lock);
        m_calls.push_back(std::move(call));
    }
    // The event carries nothing: all that crosses threads goes through the queue above.
    QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool Mailbox::event(QEvent *event)
{
    if (event->type() == kReleased) {
        deleteLater(); // nobody can post any more, and all calls before this have been made
        return true;
    }
    if (event->type() != QEvent::User) {
        return QObject::event(event);
    }
    std::function<void()> call;
    {
        const std::lock_guard lock(m_lock);
        if (m_calls.empty()) {
            return true;
        }
        call = std::move(m_calls.front());
        m_calls.pop_front();
    }
    if (!m_guarded || !m_context.isNull()) {
        call();
    }
    return true;
}

} // namespace sheaf
