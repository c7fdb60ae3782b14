/// The work that waits for the library thread: local edits in one line, remote batches in another.
/// Rules   the lock guards the two lines and the wake-up only. A wake-up is one empty event.
/// Thread  any.
#pragma once

#include "model/service/libraryservice.h"

#include <deque>
#include <mutex>

namespace sheaf {

/// A batch of changes on its way into the library.
struct RemoteBatch
{
    std::vector<PackedChange> changes;
    DeviceId from;
    std::shared_ptr<Mailbox> reply;
    std::function<void(Result<ApplyReport>)> progress;
    size_t consumed = 0;
};

class LibraryInbox
{
public:
    using LocalWork = LibraryService::LocalWork;

    void post(LocalWork work);
    void post(RemoteBatch batch);
    /// No more work comes; what is local and queued is still to be done.
    void close();

    /// Whoever is to hear of published changes by the shortest way, not by the main thread's.
    using Published = std::function<void(const VersionVector &)>;
    void follow(const QObject *who, std::shared_ptr<Mailbox> box, Published follower);
    void unfollow(const QObject *who);
    void tellPublished(const VersionVector &vector);

    /// The thread's receiver of wake-ups; null before it lives and after.
    void setReceiver(QObject *receiver);
    [[nodiscard]] std::optional<LocalWork> takeLocal();
    [[nodiscard]] std::optional<RemoteBatch> takeRemote();
    [[nodiscard]] bool isClosed() const;
    [[nodiscard]] bool hasRemote() const;
    /// An edit waits, or the end: remote work is to make way.
    [[nodiscard]] bool isUrgent() const;
    /// Asks for one more wake-up; many requests before it comes are one.
    void wake();
    /// Called first in a wake-up, so that later requests post a new one.
    void woken();

private:
    void wakeLocked();

    mutable std::mutex m_lock;
    QObject *m_receiver = nullptr;
    bool m_waking = false;
    bool m_closed = false;
    std::deque<LocalWork> m_local;
    std::deque<RemoteBatch> m_remote;
    struct Follower
    {
        const QObject *who = nullptr; ///< never looked into
        std::shared_ptr<Mailbox> box;
        Published tell;
    };
    std::vector<Follower> m_followers;
};

} // namespace sheaf
