/// Notices that any process, this one included, wrote to a library's files.
/// Rules   the write-ahead log comes and goes; it is watched whenever it is there. Many events in a row
///         are told once. A write is seen before the commit it belongs to counts (the disk is still
///         being synced, and what follows is written through shared memory, which nobody is told of),
///         so it is told of again a few times, further and further apart. Then nothing runs until the
///         next write; only where the system cannot watch, a slow timer looks instead.
/// Thread  the library thread.
#pragma once

#include <QFileSystemWatcher>
#include <QTimer>

#include <cstddef>

namespace sheaf {

class FolderWatch final : public QObject
{
    Q_OBJECT

public:
    explicit FolderWatch(const QString &folder, QObject *parent = nullptr);

Q_SIGNALS:
    void written();

private:
    void watchFiles();
    void noteEvent();
    void tell();

    QString m_folder;
    QString m_logFile;
    QFileSystemWatcher m_watcher;
    QTimer m_settle; ///< gathers the several writes of one commit, then waits for it to count
    std::size_t m_told = 0; ///< times since the last event
    QTimer m_fallback;
};

} // namespace sheaf
