#include "sync/session/keepalive.h"
#include "sync/session/syncsession.h"

#include <QTest>

using namespace sheaf;

class KeepAliveTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSlowLine_isNotADeadOne();
    void silence_isAskedOnce_thenGivenUp();
};

void KeepAliveTest::aSlowLine_isNotADeadOne()
{
    SyncSession session;
    (void)session.handle(session::Started {}, 0);
    (void)session.handle(session::PeerSaid {message::Members {}}, 0);
    (void)session.handle(session::PeerSaid {message::Have {VersionVector().digest(), {}, {}}}, 0);

    // One batch, a frame every twenty seconds, for five minutes.
    for (qint64 nowMs = 20'000; nowMs <= 300'000; nowMs += 20'000) {
        (void)session.handle(session::PieceHeard {}, nowMs);
        (void)session.handle(session::DeadlinePassed {}, nowMs + 10'000);
        QVERIFY(!session.ended());
    }

    (void)session.handle(session::DeadlinePassed {}, 300'000 + 75'000);
    QVERIFY(session.ended());
}

void KeepAliveTest::silence_isAskedOnce_thenGivenUp()
{
    KeepAlive line;
    line.start(0);

    QVERIFY(!line.look(24'000, true).ping);
    QVERIFY(line.look(25'000, true).ping);
    QVERIFY(!line.look(50'000, true).ping);
    QVERIFY(line.look(74'999, true).fault.isEmpty());
    QVERIFY(!line.look(75'000, true).fault.isEmpty());
}

QTEST_GUILESS_MAIN(KeepAliveTest)
#include "tst_keepalive.moc"
