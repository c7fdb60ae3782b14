/// The library thread: owns the one writing Library, runs local edits before remote batches, and tells
/// everyone what changed, also when another process wrote to the same folder.
/// Rules   answers and signals come by queued calls to the asker's thread; nothing is shared.
///         A slice of remote work ends when an edit waits, and after limits::kApplyAloneMax.
///         changesPublished comes only after the changes are durable and may be sent.
/// Errors  each answer carries its Result; a library that cannot be opened fails in open().
/// Thread  made and destroyed on the GUI (or main) thread; calls are safe from any thread. Signals are
///         emitted on the thread that made the service.
#pragma once

#include "model/store/library.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace sheaf {

class Mailbox;

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
    /// value on `context`'s thread; dropped when `context` is gone by then. Without a context: on the
    /// calling thread. What `work` changed is published and told right after.
    template <typename Work, typename Done>
    void run(Work work, QObject *context, Done done)
    {
        post([work = std::move(work), reply = replyTo(context), done = std::move(done)](
                 Library &library) mutable {
            auto value = work(library);
            Effect effect;
            if constexpr (requires { value.error(); }) {
                effect.failure = value ? std::nullopt : std::optional<Error>(value.error());
            }
            if constexpr (requires { value->touched; }) {
                effect.view = value && !value->touched.empty();
            }
            deliver(reply, [done = std::move(done), value = std::move(value)]() mutable {
                done(std::move(value));
            });
            return effect;
        });
    }
    /// The common edits, in the same queue.
    void commit(const NoteEdit &edit, QObject *context, Answer<Result<CommitResult>> done);
    void resolve(const NoteId &note,
                 const std::vector<Hash> &heads,
                 const NoteState &result,
                 QObject *context,
                 Answer<Result<CommitResult>> done);

    /// Answers a mass deletion of `device` (see Library::acceptHeld): with how many notes it was about.
    enum class HeldAnswer { Accept, Reject };
    void answerHeld(const DeviceId &device,
                    HeldAnswer answer,
                    QObject *context,
                    Answer<Result<int>> done);

    /// Remote work: queued behind local edits, applied slice by slice. `progress` comes after each
    /// slice and speaks of that slice alone; the batch ends when all its changes are consumed, with
    /// the first fault, or with an Error (nothing of that slice was stored).
    void applyRemote(std::vector<PackedChange> changes,
                     const DeviceId &from,
                     QObject *context,
                     Answer<Result<ApplyReport>> progress);

    /// changesPublished for another thread, without the way over this one's: a window that is busy
    /// painting does not hold up what is sent. Until unfollowPublished,
    /// which whoever follows calls on its thread before it ends.
    void followPublished(QObject *context, Answer<const VersionVector &> published);
    void unfollowPublished(const QObject *context);

    /// A reader of the same library for the calling thread.
    [[nodiscard]] Result<std::unique_ptr<LibraryReader>> openReader() const;
    [[nodiscard]] QString folder() const;
    [[nodiscard]] const Clock &clock() const; ///< this device's wall clock

Q_SIGNALS:
    /// Records changed, by whom does not matter. An empty list means "look at everything".
    void notesChanged(const QList<sheaf::NoteId> &notes);
    /// New changes are durable and may be announced; the hook that sync listens to.
    void changesPublished(const sheaf::VersionVector &vector);
    void membersChanged();
    void peersChanged();
    void indexUpdated();
    /// Changes were found that peers are to be asked for (LibraryReader::lacking).
    void damageFound();
    void storageFailed(const sheaf::Error &error);

private:
    /// What a piece of local work did, as far as it is known without asking the library.
    struct Effect
    {
        std::optional<Error> failure;
        std::optional<NoteId> note; ///< nothing = unknown, look at everything
        bool view = false; ///< what is shown may differ even where no change was written
    };
    using LocalWork = std::function<Effect(Library &)>;
    friend class LibraryInbox;
    friend class LibraryWorker;
    friend class LibraryThread;

    explicit LibraryService(LibraryConfig config);
    void post(LocalWork work);
    [[nodiscard]] static std::shared_ptr<Mailbox> replyTo(QObject *context);
    static void deliver(const std::shared_ptr<Mailbox> &reply, std::function<void()> call);
    static Effect effectOf(const Result<CommitResult> &result);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::Error)
