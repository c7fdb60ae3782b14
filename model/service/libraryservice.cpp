#include "model/service/libraryservice.h"

#include "model/service/libraryinbox.h"
#include "model/service/libraryworker.h"
#include "model/service/mailbox.h"

#include <QThread>

#include <future>

namespace sheaf {

/// The worker is made, lives and ends on this thread.
class LibraryThread final : public QThread
{
public:
    LibraryThread(LibraryConfig config,
                  std::shared_ptr<LibraryInbox> inbox,
                  std::shared_ptr<Mailbox> signalBox,
                  LibraryService *service)
        : m_config(std::move(config))
        , m_inbox(std::move(inbox))
        , m_signalBox(std::move(signalBox))
        , m_service(service)
    {
        setObjectName(QStringLiteral("library"));
    }

    [[nodiscard]] Outcome startAndWait()
    {
        auto opened = m_opened.get_future();
        start();
        return opened.get();
    }

protected:
    void run() override
    {
        LibraryWorker worker(m_inbox, m_signalBox, m_service);
        Outcome opened = worker.open(m_config);
        const bool usable = static_cast<bool>(opened);
        m_opened.set_value(std::move(opened));
        if (usable) {
            exec();
        }
    }

private:
    LibraryConfig m_config;
    std::shared_ptr<LibraryInbox> m_inbox;
    std::shared_ptr<Mailbox> m_signalBox;
    LibraryService *m_service;
    std::promise<Outcome> m_opened;
};

struct LibraryService::Private
{
    QString folder;
    const Clock *clock = nullptr;
    std::shared_ptr<LibraryInbox> inbox;
    std::unique_ptr<LibraryThread> thread;
};

LibraryService::LibraryService(LibraryConfig config)
    : d(std::make_unique<Private>())
{
    d->folder = config.folder;
    d->clock = config.clock;
    d->inbox = std::make_shared<LibraryInbox>();
    d->thread =
        std::make_unique<LibraryThread>(std::move(config), d->inbox, Mailbox::to(this), this);
}

LibraryService::~LibraryService()
{
    d->inbox->close();
    d->thread->wait();
}

Result<std::unique_ptr<LibraryService>> LibraryService::open(LibraryConfig config)
{
    std::unique_ptr<LibraryService> service(new LibraryService(std::move(config)));
    if (auto opened = service->d->thread->startAndWait(); !opened) {
        return opened.error();
    }
    return service;
}

void LibraryService::post(LocalWork work)
{
    d->inbox->post(std::move(work));
}

std::shared_ptr<Mailbox> LibraryService::replyTo(QObject *context)
{
    return Mailbox::to(context);
}

void LibraryService::deliver(const std::shared_ptr<Mailbox> &reply, std::function<void()> call)
{
    reply->post(std::move(call));
}

LibraryService::Effect LibraryService::effectOf(const Result<CommitResult> &result)
{
    if (!result) {
        return {.failure = result.error(), .note = std::nullopt, .view = false};
    }
    return {.failure = std::nullopt, .note = result->note, .view = false};
}

void LibraryService::commit(const NoteEdit &edit,
                            QObject *context,
                            Answer<Result<CommitResult>> done)
{
    post([edit, reply = replyTo(context), done = std::move(done)](Library &library) {
        const Result<CommitResult> result = library.commit(edit);
        deliver(reply, [done, result] { done(result); });
        return effectOf(result);
    });
}

void LibraryService::resolve(const NoteId &note,
                             const std::vector<Hash> &heads,
                             const NoteState &result,
                             QObject *context,
                             Answer<Result<CommitResult>> done)
{
    post([note, heads, result, reply = replyTo(context), done = std::move(done)](Library &library) {
        const Result<CommitResult> resolved = library.resolve(note, heads, result);
        deliver(reply, [done, resolved] { done(resolved); });
        return effectOf(resolved);
    });
}

void LibraryService::answerHeld(const DeviceId &device,
                                HeldAnswer answer,
                                QObject *context,
                                Answer<Result<int>> done)
{
    post([device, answer, reply = replyTo(context), done = std::move(done)](Library &library) {
        const Result<int> answered =
            answer == HeldAnswer::Accept ? library.acceptHeld(device) : library.rejectHeld(device);
        deliver(reply, [done, answered] { done(answered); });
        Effect effect;
        effect.failure = answered ? std::nullopt : std::optional<Error>(answered.error());
        effect.view = bool(answered);
        return effect;
    });
}

void LibraryService::applyRemote(std::vector<PackedChange> changes,
                                 const DeviceId &from,
                                 QObject *context,
                                 Answer<Result<ApplyReport>> progress)
{
    d->inbox->post(RemoteBatch {.changes = std::move(changes),
                                .from = from,
                                .reply = replyTo(context),
                                .progress = std::move(progress)});
}

void LibraryService::followPublished(QObject *context, Answer<const VersionVector &> published)
{
    d->inbox->follow(context, replyTo(context), std::move(published));
}

void LibraryService::unfollowPublished(const QObject *context)
{
    d->inbox->unfollow(context);
}

Result<std::unique_ptr<LibraryReader>> LibraryService::openReader() const
{
    return LibraryReader::open(d->folder);
}

const Clock &LibraryService::clock() const
{
    return *d->clock;
}

QString LibraryService::folder() const
{
    return d->folder;
}

} // namespace sheaf
