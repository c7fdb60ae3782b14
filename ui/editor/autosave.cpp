#include "ui/editor/autosave.h"

#include <algorithm>

namespace sheaf {

Autosave::Autosave(QObject *parent)
    : QObject(parent)
{
    for (QTimer *timer : {&m_idle, &m_longest, &m_retry}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, &Autosave::fire);
    }
    m_idle.setInterval(kIdle);
    m_longest.setInterval(kLongest);
}

void Autosave::touch()
{
    m_waiting = true;
    m_idle.start();
    if (!m_longest.isActive()) {
        m_longest.start();
    }
}

void Autosave::flush()
{
    if (m_waiting) {
        fire();
    }
}

void Autosave::cancel()
{
    m_waiting = false;
    m_idle.stop();
    m_longest.stop();
    m_retry.stop();
}

void Autosave::failed()
{
    m_waiting = true;
    m_retry.start(m_retryAfter);
    m_retryAfter = std::min(m_retryAfter * 2, kRetryLongest);
}

void Autosave::succeeded()
{
    m_retry.stop();
    m_retryAfter = kRetryFirst;
}

void Autosave::fire()
{
    m_idle.stop();
    m_longest.stop();
    m_retry.stop();
    m_waiting = false;
    Q_EMIT due();
}

} // namespace sheaf
