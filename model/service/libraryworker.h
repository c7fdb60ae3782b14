/// What happens on the library thread: takes one piece of work at a time and tells what it changed.
/// Rules   order of work: local edits; the index of what was edited; one slice of a remote batch; the
///         rest of the index once remote work has been quiet for a moment.
///         After an edit: commit, answer, publish, then the signals. Nothing is announced before it
///         is durable and the sidecar has caught up.
/// Errors  a sidecar that cannot be written holds announcements back and is tried again; the edits
///         themselves stand.
/// Thread  made, used and destroyed on the library thread.
#pragma once

#include "model/service/folderwatch.h"
#include "model/service/libraryinbox.h"

#include <QElapsedTimer>
#include <QTimer>

namespace sheaf {

class LibraryWorker final : public QObject
{
    Q_OBJECT

public:
    LibraryWorker(std::shared_ptr<LibraryInbox> inbox,
                  std::shared_ptr<Mailbox> signalBox,
                  LibraryService *service);
    ~LibraryWorker() override;

    Outcome open(const LibraryConfig &config);

protected:
    bool event(QEvent *event) override;

private:
    void step();
    void doLocal(const LibraryInbox::LocalWork &work);
    void doRemoteSlice();
    void doIndexSlice();
    void lookAtDisk();

    bool countOwnWrites(qint64 before, qint64 most);
    void publish();
    void tellFailure(const Error &error);
    void tellNotes(const QList<NoteId> &notes);
    void tellMembersWhenChanged();
    void tellPeersWhenChanged();
    void indexSoon();
    template <typename Emit>
    void tell(Emit emitSignal);

    std::shared_ptr<LibraryInbox> m_inbox;
    std::shared_ptr<Mailbox> m_signalBox;
    LibraryService *m_service; ///< touched only by calls that run on its own thread
    std::unique_ptr<Library> m_library;
    std::unique_ptr<FolderWatch> m_watch;
    std::optional<RemoteBatch> m_batch;

    VersionVector m_published;
    VersionVector m_seen; ///< the vector when the signals last told of it
    Hash m_members;
    Hash m_peers;
    qint64 m_dataVersion = 0; ///< as far as told of; see countOwnWrites
    QTimer m_publishRetry;
    QTimer m_peersSettle; ///< acknowledgements come in bursts; one signal is enough

    bool m_indexNow = false; ///< a local edit waits for its index entry
    bool m_indexIdle = false;
    int m_indexNotes = 64; ///< how many fit a slice, learned
    QTimer m_indexQuiet;
    QElapsedTimer m_indexWaiting;
};

} // namespace sheaf
