/// Notices that any process, this one included, wrote to a library's files.
/// Rules   the write-ahead log comes and goes; it is watched whenever it is there. Many events in a row
///         are told once. Nothing runs while nobody writes; only where the system cannot watch, a
///         slow timer looks instead.
/// Thread  the library thread.
#pragma once

#include <QFileSystemWatcher>
#include <QTimer>

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

    QString m_folder;
    QString m_logFile;
    QFileSystemWatcher m_watcher;
    QTimer m_settle; ///< gathers the several writes of one commit
    QTimer m_fallback;
};

} // namespace sheaf
