#include "model/service/indexfeeder.h"

#include "model/base/logging.h"
#include "model/search/searchfeed.h"
#include "model/search/searchindex.h"

#include <QDir>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <unistd.h>
#endif

using namespace std::chrono_literals;

namespace sheaf {

namespace {

    constexpr auto kGather = 60ms; ///< changes from elsewhere, before they are fed together
    constexpr int kNotesAStep = 1000;

    void giveWay()
    {
#ifdef Q_OS_LINUX
        constexpr int kNice = 5;
        // On Linux this is of the calling thread. Without it all works the same, only less politely.
        (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
#endif
    }

} // namespace

IndexFeeder::IndexFeeder(QString folder, std::function<void()> upToDate)
    : m_folder(std::move(folder))
    , m_upToDate(std::move(upToDate))
{
    setObjectName(QStringLiteral("index"));
}

IndexFeeder::~IndexFeeder()
{
    {
        const std::lock_guard lock(m_lock);
        m_ending = true;
    }
    m_wish.notify_all();
    wait();
}

void IndexFeeder::wake(Haste haste)
{
    {
        const std::lock_guard lock(m_lock);
        m_haste = std::max(m_haste, haste);
    }
    m_wish.notify_all();
    if (!isRunning()) {
        start();
    }
}

bool IndexFeeder::waitForWork()
{
    std::unique_lock lock(m_lock);
    m_wish.wait(lock, [this] { return m_ending || m_haste != Haste::None; });
    m_wish.wait_for(lock, kGather, [this] { return m_ending || m_haste == Haste::Now; });
    m_haste = Haste::None;
    return !m_ending;
}

bool IndexFeeder::isEnding()
{
    const std::lock_guard lock(m_lock);
    return m_ending;
}

void IndexFeeder::run()
{
    giveWay();
    auto database = Database::open(QDir(m_folder).filePath(QStringLiteral("library.sqlite")),
                                   OpenMode::ReadOnly);
    if (!database) {
        qCWarning(logStore).noquote()
            << "the search index stays as it is:" << database.error().detail;
        return;
    }
    LibraryStore store(*std::move(database));
    SearchFeed feed(store, m_folder);
    while (waitForWork()) {
        while (!feed.step(kNotesAStep, [this] { return isEnding(); })) {
            if (isEnding()) {
                return;
            }
        }
        m_upToDate();
    }
}

} // namespace sheaf
