#include "model/service/mailbox.h"

#include <QCoreApplication>
#include <QEvent>
#include <QThread>

namespace sheaf {

Mailbox::Mailbox(QObject *context)
    : m_guarded(context != nullptr)
    , m_context(context)
{
}

std::shared_ptr<Mailbox> Mailbox::to(QObject *context)
{
    auto *mailbox = new Mailbox(context);
    if (context != nullptr && context->thread() != mailbox->thread()) {
        mailbox->moveToThread(context->thread());
    }
    // The delete event queues up behind the calls that are still to be made.
    return std::shared_ptr<Mailbox>(mailbox, [](Mailbox *released) { released->deleteLater(); });
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
