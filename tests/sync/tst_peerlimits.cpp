/// The bounds on what one peer, one device and one network may ask for in a time.
#include "sync/engine/handshakelimiter.h"
#include "sync/engine/peerlimiter.h"
#include "sync/engine/sessionlimiter.h"
#include "sync/limits.h"
#include "sync/transport/connectionlimiter.h"

#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

class PeerLimitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bucket_givesABurst_thenItsRate()
    {
        TokenBucket bucket(10, 100);
        QVERIFY(bucket.take(100, 0));
        QVERIFY(!bucket.take(1, 0));
        QVERIFY(!bucket.take(1, 99));
        QVERIFY(bucket.take(1, 100));
        QVERIFY(!bucket.take(11, 1100));
        QVERIFY(bucket.take(10, 1100));
        QVERIFY(bucket.take(100, 1'000'000'000'000)); // full, not more
        QVERIFY(!bucket.take(1, 1'000'000'000'000));
        QVERIFY(!bucket.take(1, 0)); // a clock that steps back gives nothing
        QVERIFY(bucket.take(1, 100));
    }

    void bucket_remembersADebt()
    {
        TokenBucket bucket(10, 100);
        bucket.charge(1000, 0); // one burst at most
        QVERIFY(!bucket.take(1, 10'000));
        QVERIFY(bucket.take(1, 10'100));
        QVERIFY(!bucket.isFull(10'100));
        QVERIFY(bucket.isFull(30'000));
    }

    void idleMessages_areBounded()
    {
        const std::vector<std::optional<Message>> idle {
            message::Ping {}, message::EndOfStored {}, std::nullopt};
        for (const auto &message : idle) {
            PeerLimiter limiter;
            for (int i = 0; i < limits::kIdleMessagesBurst; ++i) {
                QVERIFY(!limiter.admit(message, 4, 0));
            }
            const auto fault = limiter.admit(message, 4, 0);
            QVERIFY(fault);
            QCOMPARE(fault->code, ErrorCode::RateLimited);
            QVERIFY(!limiter.admit(message, 4, 1000 / limits::kIdleMessagesPerSecond));
        }
    }

    void anHonestComparison_isNotBounded()
    {
        // Every round with as many differences as one has, and as many Wants as one session says.
        PeerLimiter limiter;
        for (int round = 0; round < limits::kCompareRoundsMax; ++round) {
            QVERIFY(!limiter.admit(message::Compare {}, 40, 0));
            for (int i = 0; i < 2 * limits::kCompareRecordsMax; ++i) {
                QVERIFY(!limiter.admit(message::Compare {}, 40, 0));
            }
        }
        for (int i = 0; i < limits::kCompareRecordsMax; ++i) {
            QVERIFY(!limiter.admit(message::Compare {}, 40, 0));
        }
        for (int i = 0; i < limits::kWantsMax; ++i) {
            QVERIFY(!limiter.admit(message::Want {}, 40, 0));
        }
    }

    void questions_areBounded()
    {
        PeerLimiter limiter;
        for (int i = 0; i < limits::kAsksBurst; ++i) {
            QVERIFY(!limiter.admit(message::Want {}, 40, 0));
        }
        QVERIFY(limiter.admit(message::Probe {}, 40, 0));
        QVERIFY(limiter.admit(message::Compare {}, 40, 0));
        QVERIFY(!limiter.admit(message::Ack {}, 40, 0)); // what is no question goes on
    }

    void messagesAndTheirBytes_areBounded()
    {
        PeerLimiter many;
        for (int i = 0; i < limits::kMessagesBurst; ++i) {
            QVERIFY(!many.admit(message::Ack {}, 4, 0));
        }
        QVERIFY(many.admit(message::Ack {}, 4, 0));

        PeerLimiter large;
        for (qint64 bytes = limits::kDecompressedBytesMax; bytes <= limits::kMessageBytesBurst;
             bytes += limits::kDecompressedBytesMax) {
            QVERIFY(!large.admit(message::Members {}, limits::kDecompressedBytesMax, 0));
        }
        QVERIFY(large.admit(message::Members {}, limits::kDecompressedBytesMax, 0));
    }

    void changes_areNeverCounted()
    {
        // 50,000 notes at once, faster than any disk, and then as many pushed one by one.
        PeerLimiter limiter;
        for (int i = 0; i < 50'000; ++i) {
            QVERIFY(!limiter.admit(message::Changes {}, limits::kBatchBytesMax, 0));
            QVERIFY(!limiter.admit(message::Part {}, limits::kPartBytesMax, 0));
        }
        // Their acknowledgements, as fast as a loopback carries them.
        for (int i = 0; i < 50'000; ++i) {
            QVERIFY(!limiter.admit(message::Ack {}, 200, i / 5));
        }
    }

    void connections_ofOneNetwork_areBounded_othersAreNot()
    {
        ConnectionLimiter limiter;
        for (int i = 0; i < limits::kWaitingPerHostMax; ++i) {
            QVERIFY(limiter.arrive(u"192.0.2.1"_s, 0));
        }
        QVERIFY(!limiter.arrive(u"192.0.2.1"_s, 0));
        QVERIFY(limiter.arrive(u"192.0.2.2"_s, 0));
        for (int i = 0; i < limits::kUnauthenticatedPerHostMax; ++i) {
            QVERIFY(limiter.begin(u"192.0.2.1"_s));
        }
        QVERIFY(!limiter.begin(u"192.0.2.1"_s));
        QVERIFY(limiter.begin(u"192.0.2.2"_s));

        limiter.leave(u"192.0.2.1"_s, true);

        QVERIFY(limiter.begin(u"192.0.2.1"_s));
        QVERIFY(limiter.arrive(u"192.0.2.1"_s, 0));
    }

    void connections_mayNotComeTooOften()
    {
        ConnectionLimiter limiter;
        for (int i = 0; i < limits::kConnectionsBurst; ++i) {
            QVERIFY(limiter.arrive(u"192.0.2.1"_s, 0));
            limiter.leave(u"192.0.2.1"_s, false);
        }
        QVERIFY(!limiter.arrive(u"192.0.2.1"_s, 0));
        QVERIFY(limiter.arrive(u"192.0.2.1"_s, 1000));
    }

    void manyNetworks_areForgottenAgain()
    {
        ConnectionLimiter limiter;
        for (int i = 0; i < 5000; ++i) {
            const QString network = QString::number(i);
            QVERIFY(limiter.arrive(network, 0));
            if (i > 0) {
                limiter.leave(network, false);
            }
        }
        for (int i = 1; i < limits::kWaitingPerHostMax; ++i) {
            QVERIFY(limiter.arrive(u"0"_s, 0)); // who is here is not forgotten
        }
        QVERIFY(!limiter.arrive(u"0"_s, 0));
    }

    void network_isWhatOnePersonCanHave_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("network");
        QTest::newRow("v4") << u"192.0.2.1"_s << u"192.0.2.1"_s;
        QTest::newRow("v6") << u"2001:db8:1:2:3:4:5:6"_s << u"2001:db8:1:2::"_s;
        QTest::newRow("same v6") << u"2001:db8:1:2::9"_s << u"2001:db8:1:2::"_s;
        QTest::newRow("link local") << u"fe80::1%eth0"_s << u"fe80::1%eth0"_s;
        QTest::newRow("loopback") << u"::1"_s << u"::1"_s;
        QTest::newRow("no address") << u"desk"_s << u"desk"_s;
    }
    void network_isWhatOnePersonCanHave()
    {
        QFETCH(QString, host);
        QFETCH(QString, network);

        QCOMPARE(limitedNetwork(host), network);
    }

    void sessionsOfOneDevice_areBounded_faultyOnesMore()
    {
        DeviceId honest;
        honest.bytes.fill(1);
        DeviceId faulty;
        faulty.bytes.fill(2);
        SessionLimiter limiter;
        int taken = 0;
        while (limiter.admits(honest, 0)) {
            ++taken;
        }
        QCOMPARE(taken, limits::kSessionsBurst);
        taken = 0;
        while (limiter.admits(faulty, 0)) {
            limiter.faulted(faulty, 0);
            ++taken;
        }
        QCOMPARE(taken, limits::kSessionsBurst / limits::kSessionFaultCost);
        // A device in trouble that comes again as the backoff says is heard each time.
        QVERIFY(limiter.admits(faulty, 64'000));
    }

    void failedHandshakes_areForgottenAfterAMinute_orAfterASuccess()
    {
        const QString host = u"192.0.2.1"_s;
        HandshakeLimiter limiter;
        const auto allows = [&limiter](const QString &from, qint64 nowMs) {
            const bool entered = limiter.enter(from, nowMs);
            if (entered) {
                limiter.leave(from);
            }
            return entered;
        };
        for (int i = 0; i < limits::kHandshakesPerMinuteMax; ++i) {
            QVERIFY(allows(host, i));
            limiter.failed(host, i);
        }
        QVERIFY(!allows(host, 59'999));
        QVERIFY(allows(u"192.0.2.2"_s, 59'999));
        QVERIFY(allows(host, 60'000)); // the first of them is a minute old
        limiter.succeeded(host);
        QVERIFY(allows(host, 0));
    }

    void handshakesAtOnce_areBounded_inAllAndOfOneNetwork()
    {
        HandshakeLimiter limiter;
        for (int i = 0; i < limits::kUnauthenticatedPerHostMax; ++i) {
            QVERIFY(limiter.enter(u"192.0.2.1"_s, 0));
        }
        QVERIFY(!limiter.enter(u"192.0.2.1"_s, 0));
        for (int i = limits::kUnauthenticatedPerHostMax; i < limits::kUnauthenticatedMax; ++i) {
            QVERIFY(limiter.enter(QString::number(i), 0));
        }
        QVERIFY(!limiter.enter(u"192.0.2.9"_s, 0));
        limiter.leave(u"192.0.2.1"_s);
        QVERIFY(limiter.enter(u"192.0.2.9"_s, 0));
    }
};

QTEST_APPLESS_MAIN(PeerLimitsTest)
#include "tst_peerlimits.moc"
