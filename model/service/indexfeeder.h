/// The thread that feeds the search index while the library thread goes on.
/// Rules   it reads the library by a connection of its own and writes nothing but the index. An edit of
///         this device is fed at once; what comes from elsewhere gathers for a moment first, because
///         many notes in one transaction cost a fraction of what each costs alone. It gives way to the
///         other threads where the system lets it.
/// Thread  made, woken and destroyed on the library thread. The lock guards the two wishes only.
#pragma once

#include <QString>
#include <QThread>

#include <condition_variable>
#include <functional>
#include <mutex>

namespace sheaf {

class IndexFeeder final : public QThread
{
public:
    enum class Haste { None, Soon, Now };

    /// `upToDate` is called on this thread, each time the index has caught up.
    IndexFeeder(QString folder, std::function<void()> upToDate);
    ~IndexFeeder() override; ///< ends at once; what the step under way has taken is taken again

    void wake(Haste haste);

protected:
    void run() override;

private:
    [[nodiscard]] bool waitForWork();
    [[nodiscard]] bool isEnding();

    QString m_folder;
    std::function<void()> m_upToDate;
    std::mutex m_lock;
    std::condition_variable m_wish;
    Haste m_haste = Haste::None;
    bool m_ending = false;
};

} // namespace sheaf
