/// What happens on the library thread: takes one piece of work at a time and tells what it changed.
/// Rules   order of work: local edits, then one slice of a remote batch. The search index is fed by a
///         thread of its own (IndexFeeder), which is told what has changed.
///         After an edit: commit, answer, publish, then the signals. Nothing is announced before it
///         is durable and the sidecar has caught up.
/// Errors  a sidecar that cannot be written holds announcements back and is tried again; the edits
///         themselves stand.
/// Thread  made, used and destroyed on the library thread.
#pragma once

#include "model/service/folderwatch.h"
#include "model/service/indexfeeder.h"
#include "model/service/libraryinbox.h"

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
    void doUpkeep();
    void doProofSlice();
    void lookAtDisk();

    bool countOwnWrites(qint64 before, qint64 most);
    void publish();
    void tellFailure(const Error &error);
    void tellNotes(const QList<NoteId> &notes);
    void tellMembersWhenChanged();
    void tellPeersWhenChanged();
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
    QTimer m_proofQuiet; ///< without work, before the library is looked through
    bool m_proving = false;
    QTimer m_peersSettle; ///< acknowledgements come in bursts; one signal is enough
    QTimer m_upkeep; ///< then the library may do something for itself
    bool m_upkeepDue = false;
    std::unique_ptr<IndexFeeder> m_feeder;
};

} // namespace sheaf
