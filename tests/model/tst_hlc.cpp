#include "model/base/limits.h"
#include "model/causality/hlc.h"

#include <QTest>

#include <limits>
#include <random>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

class FakeClock final : public Clock
{
public:
    [[nodiscard]] qint64 nowMs() const override { return m_ms; }
    void set(qint64 ms) { m_ms = ms; }

private:
    qint64 m_ms = 1'800'000'000'000;
};

constexpr qint64 kYearMs = 365LL * 24 * 3600 * 1000;
constexpr qint64 kSkewMs = std::chrono::milliseconds(limits::kClockSkewMax).count();

} // namespace

class HlcTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stampHoldsMillisecondsAndCounter();
    void stampsAscendWhileTheClockStands();
    void stampsAscendWhileTheClockRunsBack();
    void counterCarriesIntoTheMilliseconds();
    void stampIsAboveItsParents();
    void adoptedStampsAreOvertaken();
    void stampTooFarAheadIsRefused_data();
    void stampTooFarAheadIsRefused();
    void parentYearsAheadLiftsOneStampOnly();
    void clockBeforeTheEpochStillAscends();
    void randomUseAlwaysAscends();
};

void HlcTest::stampHoldsMillisecondsAndCounter()
{
    const Hlc stamp = Hlc::fromMs(1'800'000'000'123, 77);

    QCOMPARE(stamp.ms(), 1'800'000'000'123);
    QCOMPARE(stamp.counter(), std::uint16_t(77));
    QVERIFY(stamp < Hlc::fromMs(1'800'000'000'124, 0));
}

void HlcTest::stampsAscendWhileTheClockStands()
{
    FakeClock clock;
    HlcClock hlc(clock);

    const Hlc first = hlc.now();
    const Hlc second = hlc.now();

    QCOMPARE(first.ms(), clock.nowMs());
    QCOMPARE(second.value, first.value + 1);
    QCOMPARE(hlc.last(), second);
}

void HlcTest::stampsAscendWhileTheClockRunsBack()
{
    FakeClock clock;
    HlcClock hlc(clock);
    const Hlc before = hlc.now();

    clock.set(clock.nowMs() - kYearMs);

    const Hlc after = hlc.now();
    QVERIFY(after > before);
    QVERIFY(hlc.now() > after);
}

void HlcTest::counterCarriesIntoTheMilliseconds()
{
    FakeClock clock;
    HlcClock hlc(clock);
    QVERIFY(hlc.adopt(Hlc::fromMs(clock.nowMs(), 0xffff)));

    const Hlc stamp = hlc.now();

    QCOMPARE(stamp, Hlc::fromMs(clock.nowMs() + 1, 0));
}

void HlcTest::stampIsAboveItsParents()
{
    FakeClock clock;
    HlcClock hlc(clock);
    const Hlc parent = Hlc::fromMs(clock.nowMs() + 1000, 5);

    QCOMPARE(hlc.now(parent).value, parent.value + 1);
}

void HlcTest::adoptedStampsAreOvertaken()
{
    FakeClock clock;
    HlcClock hlc(clock);
    const Hlc seen = Hlc::fromMs(clock.nowMs() + 60'000, 9);

    QVERIFY(hlc.adopt(seen));

    QVERIFY(hlc.now() > seen);
    QVERIFY(hlc.adopt(Hlc::fromMs(1))); // the past is always fine and changes nothing
    QVERIFY(hlc.now() > seen);
}

void HlcTest::stampTooFarAheadIsRefused_data()
{
    QTest::addColumn<qint64>("ahead");
    QTest::addColumn<bool>("adopted");

    QTest::newRow("just under") << kSkewMs - 1 << true;
    QTest::newRow("at the limit") << kSkewMs << true;
    QTest::newRow("just over") << kSkewMs + 1 << false;
    QTest::newRow("ten years") << 10 * kYearMs << false;
}

void HlcTest::stampTooFarAheadIsRefused()
{
    QFETCH(qint64, ahead);
    QFETCH(bool, adopted);
    FakeClock clock;
    HlcClock hlc(clock);
    const Hlc seen = Hlc::fromMs(clock.nowMs() + ahead);

    QCOMPARE(hlc.adopt(seen), adopted);

    QCOMPARE(hlc.last() == seen, adopted);
    QCOMPARE(hlc.now() > seen, adopted);
}

void HlcTest::parentYearsAheadLiftsOneStampOnly()
{
    FakeClock clock;
    HlcClock hlc(clock);
    const Hlc parent = Hlc::fromMs(clock.nowMs() + 10 * kYearMs);

    const Hlc child = hlc.now(parent);
    const Hlc next = hlc.now();

    QVERIFY(child > parent);
    QVERIFY(next.ms() <= clock.nowMs() + 1); // our own clock did not follow
    QVERIFY(hlc.now(child) > child);
    const Hlc highest {std::numeric_limits<std::uint64_t>::max()};
    QCOMPARE(hlc.now(highest), highest); // nothing is above; least of all zero
}

void HlcTest::clockBeforeTheEpochStillAscends()
{
    FakeClock clock;
    clock.set(-kYearMs);
    HlcClock hlc(clock);

    const Hlc first = hlc.now();

    QVERIFY(first.ms() >= 0);
    QVERIFY(hlc.now() > first);
}

void HlcTest::randomUseAlwaysAscends()
{
    std::mt19937 random(5);
    FakeClock clock;
    HlcClock hlc(clock);
    Hlc issued;
    for (int i = 0; i < 20000; ++i) {
        switch (random() % 3) {
        case 0:
            clock.set(clock.nowMs() + qint64(random() % 2000) * 1000 - 1000'000);
            break;
        case 1:
            (void)hlc.adopt(Hlc::fromMs(clock.nowMs() + qint64(random() % 1000)));
            break;
        default:
            break;
        }
        const Hlc stamp = hlc.now();
        QVERIFY(stamp > issued);
        issued = stamp;
    }
}

QTEST_GUILESS_MAIN(HlcTest)
#include "tst_hlc.moc"
