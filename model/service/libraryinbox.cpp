#include "model/service/libraryinbox.h"

#include "model/base/limits.h"
#include "model/service/mailbox.h"

#include <QCoreApplication>
#include <QEvent>

namespace sheaf {

void LibraryInbox::post(LocalWork work)
{
    const std::lock_guard lock(m_lock);
    m_local.push_back(std::move(work));
    wakeLocked();
}

void LibraryInbox::post(RemoteBatch batch)
{
    const std::lock_guard lock(m_lock);
    if (m_remote.size() >= limits::kRemoteBatchesKept) {
        // Sessions that have ended left them: never acknowledged, they come again.
        std::erase_if(m_remote, [](const RemoteBatch &waiting) {
            return waiting.reply && waiting.reply->isAbandoned();
        });
    }
    m_remote.push_back(std::move(batch));
    wakeLocked();
}

void LibraryInbox::close()
{
    const std::lock_guard lock(m_lock);
    m_closed = true;
    wakeLocked();
}

void LibraryInbox::follow(const QObject *who, std::shared_ptr<Mailbox> box, Published follower)
{
    const std::lock_guard lock(m_lock);
    m_followers.push_back({who, std::move(box), std::move(follower)});
}

void LibraryInbox::unfollow(const QObject *who)
{
    const std::lock_guard lock(m_lock);
    std::erase_if(m_followers, [who](const Follower &follower) { return follower.who == who; });
}

void LibraryInbox::tellPublished(const VersionVector &vector)
{
    const std::lock_guard lock(m_lock);
    for (const Follower &follower : m_followers) {
        follower.box->post([tell = follower.tell, vector] { tell(vector); });
    }
}

void LibraryInbox::setReceiver(QObject *receiver)
{
    const std::lock_guard lock(m_lock);
    m_receiver = receiver;
    m_waking = false;
    if (m_receiver != nullptr && (!m_local.empty() || !m_remote.empty() || m_closed)) {
        wakeLocked();
    }
}

std::optional<LibraryInbox::LocalWork> LibraryInbox::takeLocal()
{
    const std::lock_guard lock(m_lock);
    if (m_local.empty()) {
        return std::nullopt;
    }
    LocalWork work = std::move(m_local.front());
    m_local.pop_front();
    return work;
}

std::optional<RemoteBatch> LibraryInbox::takeRemote()
{
    const std::lock_guard lock(m_lock);
    if (m_remote.empty()) {
        return std::nullopt;
    }
    RemoteBatch batch = std::move(m_remote.front());
    m_remote.pop_front();
    return batch;
}

bool LibraryInbox::isClosed() const
{
    const std::lock_guard lock(m_lock);
    return m_closed;
}

bool LibraryInbox::hasRemote() const
{
    const std::lock_guard guard(m_lock);
    return !m_remote.empty();
}

bool LibraryInbox::isUrgent() const
{
    const std::lock_guard lock(m_lock);
    return m_closed || !m_local.empty();
}

void LibraryInbox::wake()
{
    const std::lock_guard lock(m_lock);
    wakeLocked();
}

void LibraryInbox::woken()
{
    const std::lock_guard lock(m_lock);
    m_waking = false;
}

void LibraryInbox::wakeLocked()
{
    // Posted under the lock: the receiver cannot go away in between.
    if (m_receiver != nullptr && !m_waking) {
        m_waking = true;
        QCoreApplication::postEvent(m_receiver, new QEvent(QEvent::User));
    }
}

} // namespace sheaf
