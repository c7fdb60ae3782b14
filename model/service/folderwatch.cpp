#include "model/service/folderwatch.h"

#include <QDir>
#include <QFileInfo>

#include <array>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace sheaf {

namespace {
    constexpr std::array kWaits {20ms, 100ms, 300ms, 1000ms, 4000ms};
    constexpr auto kFallback = 10s;
} // namespace

FolderWatch::FolderWatch(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
    , m_logFile(QDir(folder).filePath(u"library.sqlite-wal"_s))
{
    m_settle.setSingleShot(true);
    m_fallback.setTimerType(Qt::VeryCoarseTimer);
    m_fallback.setInterval(kFallback);
    connect(&m_settle, &QTimer::timeout, this, &FolderWatch::tell);
    connect(&m_fallback, &QTimer::timeout, this, &FolderWatch::written);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &FolderWatch::noteEvent);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &FolderWatch::noteEvent);
    watchFiles();
}

void FolderWatch::watchFiles()
{
    bool watching = m_watcher.directories().contains(m_folder) || m_watcher.addPath(m_folder);
    if (QFileInfo::exists(m_logFile)) {
        // A log that was deleted and made again needs a new watch; Qt drops the old one itself.
        const bool log = m_watcher.files().contains(m_logFile) || m_watcher.addPath(m_logFile);
        watching = watching && log;
    }
    if (watching) {
        m_fallback.stop();
    } else if (!m_fallback.isActive()) {
        m_fallback.start();
    }
}

void FolderWatch::noteEvent()
{
    watchFiles();
    // Not put off by later events, or a busy writer would never be heard.
    if (!m_settle.isActive() || m_told > 0) {
        m_told = 0;
        m_settle.start(kWaits.front());
    }
}

void FolderWatch::tell()
{
    if (++m_told < kWaits.size()) {
        m_settle.start(kWaits.at(m_told));
    }
    Q_EMIT written();
}

} // namespace sheaf
