#include "model/base/randomsource.h"
#include "sync/engine/addressbook.h"
#include "sync/engine/diagnosis.h"
#include "sync/engine/handshakelimiter.h"
#include "sync/engine/retrypolicy.h"
#include "sync/limits.h"

#include <QSet>
#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

/// Gives the same byte for ever.
class FixedRandom final : public RandomSource
{
public:
    explicit FixedRandom(char byte)
        : m_byte(byte)
    {
    }
    void fill(char *data, qsizetype size) override { std::fill_n(data, size, m_byte); }

private:
    char m_byte;
};

} // namespace

class RetryPolicyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsDouble_upTo64Seconds()
    {
        FixedRandom none(0);
        RetryPolicy policy;
        QList<qint64> waits;

        for (int i = 0; i < 9; ++i) {
            waits << policy.nextDelayMs(none);
        }

        QCOMPARE(waits,
                 (QList<qint64> {1000, 2000, 4000, 8000, 16000, 32000, 64000, 64000, 64000}));
    }

    void jitter_shortensByAThirdAtMost()
    {
        SystemRandom random;
        QSet<qint64> seen;
        for (int i = 0; i < 200; ++i) {
            RetryPolicy policy;
            policy.giveTime();
            const qint64 wait = policy.nextDelayMs(random);
            QVERIFY(wait <= 64000);
            QVERIFY(wait >= 64000 - 64000 / 3);
            seen << wait;
        }
        QVERIFY(seen.size() > 50);
    }

    void reset_startsAgain()
    {
        FixedRandom none(0);
        RetryPolicy policy;
        policy.giveTime();
        QCOMPARE(policy.nextDelayMs(none), 64000);

        policy.reset();

        QCOMPARE(policy.failures(), 0);
        QCOMPARE(policy.nextDelayMs(none), 1000);
    }

    void limiter_blocksTheHostThatFails_andOnlyThat()
    {
        HandshakeLimiter limiter;
        const auto allows = [&limiter](const QString &host, qint64 nowMs) {
            const bool allowed = limiter.enter(host, nowMs);
            if (allowed) {
                limiter.leave(host);
            }
            return allowed;
        };
        for (int i = 0; i < limits::kHandshakesPerMinuteMax; ++i) {
            QVERIFY(allows(u"a"_s, 1000));
            limiter.failed(u"a"_s, 1000);
        }

        QVERIFY(!allows(u"a"_s, 60'999));
        QVERIFY(allows(u"b"_s, 1000));
        QVERIFY(allows(u"a"_s, 61'000));
    }

    void limiter_successForgets()
    {
        HandshakeLimiter limiter;
        const auto allows = [&limiter](const QString &host, qint64 nowMs) {
            const bool allowed = limiter.enter(host, nowMs);
            if (allowed) {
                limiter.leave(host);
            }
            return allowed;
        };
        for (int i = 0; i < limits::kHandshakesPerMinuteMax; ++i) {
            limiter.failed(u"a"_s, 0);
        }
        QVERIFY(!allows(u"a"_s, 1));

        limiter.succeeded(u"a"_s);

        QVERIFY(allows(u"a"_s, 1));
    }

    void addresses_lastGoodFirst_boundedAndWithoutDoubles()
    {
        QStringList known;
        for (int i = 1; i <= limits::kAddressesPerPeerMax + 3; ++i) {
            known << u"wss://h%1:1"_s.arg(i);
        }

        const QStringList list = withGoodAddress(known, u"h3:1"_s);

        QCOMPARE(list.size(), limits::kAddressesPerPeerMax);
        QCOMPARE(list.first(), u"wss://h3:1"_s);
        QCOMPARE(list.count(u"wss://h3:1"_s), 1);
    }

    void addresses_learned_takeTheObservedHostAndNoForeignLoopback()
    {
        const QStringList list =
            withLearnedAddresses({u"wss://desk:4000"_s},
                                 {u"127.0.0.1:5000"_s, u"192.0.2.7:5000"_s, u"x y"_s, u"h:0"_s},
                                 u"198.51.100.3"_s);

        QCOMPARE(list,
                 (QStringList {u"wss://desk:4000"_s,
                               u"wss://198.51.100.3:5000"_s,
                               u"wss://192.0.2.7:5000"_s}));
        QCOMPARE(withLearnedAddresses({}, {u"127.0.0.1:5000"_s}, u"127.0.0.1"_s),
                 QStringList {u"wss://127.0.0.1:5000"_s});
    }

    void ownAddresses_ofAWildcard_areNoWildcards()
    {
        QCOMPARE(ownAddresses(u"127.0.0.1:4000"_s), QStringList {u"wss://127.0.0.1:4000"_s});
        const QStringList any = ownAddresses(u"0.0.0.0:4000"_s);
        QVERIFY(!any.isEmpty());
        for (const QString &address : any) {
            QVERIFY(address.endsWith(":4000"_L1));
            QVERIFY(!address.contains("0.0.0.0"_L1));
        }
        QVERIFY(ownAddresses(QString()).isEmpty());
    }

    void everyProblem_isASentenceWithAStep()
    {
        for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
            const Error why {ErrorCode(code), u"raw detail"_s};
            for (const QString &text : {peerProblem(why, u"wss://desk:4000"_s),
                                        peerProblem(why, QString()),
                                        sessionProblem(why, true),
                                        sessionProblem(why, false),
                                        listenProblem(why, u"0.0.0.0:4000"_s),
                                        storageProblem(why)}) {
                QVERIFY2(text.endsWith(u'.') && text.contains(". "_L1) | text.contains("; "_L1),
                         qPrintable(text));
                QVERIFY2(text.front().isUpper(), qPrintable(text));
                QVERIFY2(!text.contains("raw detail"_L1), qPrintable(text));
                QVERIFY2(!text.contains(u'%'), qPrintable(text));
            }
        }
        QVERIFY(noAddressProblem().contains(". "_L1));
    }
};

QTEST_GUILESS_MAIN(RetryPolicyTest)
#include "tst_retrypolicy.moc"
