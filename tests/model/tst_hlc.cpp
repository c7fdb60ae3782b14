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
    void aClockSetRight_isFollowedBack();
    void aClockThatCannotBeRight_followsTheOthers();
    void counterCarriesIntoTheMilliseconds();
    void stampIsAboveItsParents();
    void adoptedStampsAreOvertaken();
    void stampTooFarAheadIsRefused_data();
    void stampTooFarAheadIsRefused();
    void parentYearsAheadLiftsOneStampOnly();
    void clockBeforeTheEpochStillAscends();
    void randomUseAscendsAndStaysBelievable();
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

    clock.set(clock.nowMs() - kSkewMs);

    const Hlc after = hlc.now();
    QVERIFY(after > before);
    QVERIFY(hlc.now() > after);
}

void HlcTest::aClockSetRight_isFollowedBack()
{
    FakeClock clock;
    const qint64 now = clock.nowMs();
    HlcClock hlc(clock);
    clock.set(now + 10 * kYearMs);
    const Hlc wrong = hlc.now();

    clock.set(now);

    const Hlc right = hlc.now();
    QCOMPARE(right, Hlc::fromMs(now));
    QVERIFY(hlc.now() > right);
    QVERIFY(hlc.now(wrong) > wrong); // on top of what was made then
    QCOMPARE(hlc.now().ms(), now);
    QVERIFY(!hlc.adopt(wrong));
}

void HlcTest::aClockThatCannotBeRight_followsTheOthers()
{
    FakeClock clock;
    const qint64 now = clock.nowMs();
    clock.set(1000);
    HlcClock hlc(clock);

    QVERIFY(hlc.adopt(Hlc::fromMs(now)));

    QVERIFY(hlc.now() > Hlc::fromMs(now));
    clock.set(now - kYearMs); // set to something that can be right
    QCOMPARE(hlc.now(), Hlc::fromMs(now - kYearMs));
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

void HlcTest::randomUseAscendsAndStaysBelievable()
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
        const bool wasBelievable = hlc.isBelievable(issued);
        const Hlc stamp = hlc.now();
        // Above what was issued, but for a clock that was set back by more than clocks differ.
        QVERIFY(wasBelievable ? stamp > issued : stamp.ms() >= clock.nowMs());
        QVERIFY(hlc.isBelievable(stamp));
        issued = stamp;
    }
}

QTEST_GUILESS_MAIN(HlcTest)
#include "tst_hlc.moc"
