/// The library thread: owns the one writing Library, runs local edits before remote batches, and tells
/// everyone what changed, also when another process wrote to the same folder.
/// Rules   answers and signals come by queued calls to the asker's thread; nothing is shared.
///         A slice of remote work ends after limits::kApplySliceMax, then waiting edits go first.
///         changesPublished comes only after the changes are durable and may be sent.
/// Errors  each answer carries its Result; a library that cannot be opened fails in open().
/// Thread  made and destroyed on the GUI (or main) thread; calls are safe from any thread.
#pragma once

#include "model/store/library.h"

#include <QObject>

#include <functional>

namespace sheaf {

class LibraryService final : public QObject
{
    Q_OBJECT

public:
    template <typename T>
    using Answer = std::function<void(T)>;

    /// Opens the library on the new thread and waits for the answer (start-up only).
    [[nodiscard]] static Result<std::unique_ptr<LibraryService>> open(LibraryConfig config);
    ~LibraryService() override; ///< finishes queued edits, then stops the thread

    /// Runs `work` on the library thread before any remote batch that waits, then calls `done` with its
    /// value on `context`'s thread; dropped when `context` is gone by then.
    template <typename Work, typename Done>
    void run(Work work, QObject *context, Done done)
    {
        post([work = std::move(work), guard = contextGuard(context), done = std::move(done)](
                 Library &library) mutable {
            auto value = work(library);
            deliver(guard, [done = std::move(done), value = std::move(value)]() mutable {
                done(std::move(value));
            });
        });
    }
    /// The common edits, in the same queue.
    void commit(const NoteEdit &edit, QObject *context, Answer<Result<CommitResult>> done);
    void resolve(const NoteId &note,
                 const std::vector<Hash> &heads,
                 const NoteState &result,
                 QObject *context,
                 Answer<Result<CommitResult>> done);

    /// Remote work: queued behind local edits, applied slice by slice; `progress` after each slice,
    /// the last one has consumed the batch or carries a fault.
    void applyRemote(std::vector<PackedChange> changes,
                     const DeviceId &from,
                     QObject *context,
                     Answer<Result<ApplyReport>> progress);

    /// A reader of the same library for the calling thread.
    [[nodiscard]] Result<std::unique_ptr<LibraryReader>> openReader() const;
    [[nodiscard]] QString folder() const;

Q_SIGNALS:
    /// Records changed, by whom does not matter. An empty list means "look at everything".
    void notesChanged(const QList<sheaf::NoteId> &notes);
    /// New changes are durable and may be announced; the hook that sync listens to.
    void changesPublished(const sheaf::VersionVector &vector);
    void membersChanged();
    void peersChanged();
    void indexUpdated();
    void storageFailed(const sheaf::Error &error);

private:
    class Worker;
    struct ContextGuard;
    explicit LibraryService(LibraryConfig config);
    void post(std::function<void(Library &)> work);
    [[nodiscard]] static std::shared_ptr<ContextGuard> contextGuard(QObject *context);
    static void deliver(const std::shared_ptr<ContextGuard> &guard, std::function<void()> call);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::Error)
