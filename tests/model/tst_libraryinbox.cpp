#include "model/base/limits.h"
#include "model/service/libraryinbox.h"
#include "model/service/mailbox.h"

#include <QTest>

using namespace sheaf;

class LibraryInboxTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatEndedSessionsLeft_isLetGo_whenMuchWaits();
    void fewBatches_areKept_evenOfEndedSessions();

private:
    static RemoteBatch batchFor(const std::shared_ptr<Mailbox> &reply)
    {
        return RemoteBatch {.changes = {}, .from = {}, .reply = reply, .progress = {}};
    }
    static std::size_t countWaiting(LibraryInbox &inbox)
    {
        std::size_t count = 0;
        while (inbox.takeRemote()) {
            ++count;
        }
        return count;
    }
};

void LibraryInboxTest::whatEndedSessionsLeft_isLetGo_whenMuchWaits()
{
    LibraryInbox inbox;
    QObject living;
    auto ended = std::make_unique<QObject>();
    for (std::size_t i = 0; i + 1 < limits::kRemoteBatchesKept; ++i) {
        inbox.post(batchFor(Mailbox::to(ended.get())));
    }
    inbox.post(batchFor(Mailbox::to(&living)));
    ended.reset();

    inbox.post(batchFor(Mailbox::to(&living)));

    QCOMPARE(countWaiting(inbox), std::size_t {2});
}

void LibraryInboxTest::fewBatches_areKept_evenOfEndedSessions()
{
    LibraryInbox inbox;
    QObject living;
    auto ended = std::make_unique<QObject>();
    inbox.post(batchFor(Mailbox::to(ended.get())));
    ended.reset();

    inbox.post(batchFor(Mailbox::to(&living)));

    QCOMPARE(countWaiting(inbox), std::size_t {2});
}

QTEST_GUILESS_MAIN(LibraryInboxTest)
#include "tst_libraryinbox.moc"
