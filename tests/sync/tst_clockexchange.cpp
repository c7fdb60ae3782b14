/// Two devices over wss tell each other what their clocks say.
#include "tests/support/livedevice.h"

#include <QSignalSpy>

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kWait = 15000; // ms; a busy machine, not an expectation
constexpr qint64 kYearMs = 365LL * 24 * 3600 * 1000;

qint64 aheadOf(LiveDevice &device, const LiveDevice &other)
{
    const Peer *peer = device.peer(other);
    return peer ? peer->clockAheadMs : 0;
}

} // namespace

class ClockExchangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClockThreeYearsAheadIsToldKeptAndCleared_data()
    {
        QTest::addColumn<qint64>("aheadMs");
        QTest::newRow("ahead") << 3 * kYearMs;
        QTest::newRow("behind") << -kYearMs;
    }

    void aClockThreeYearsAheadIsToldKeptAndCleared()
    {
        QFETCH(const qint64, aheadMs);
        LiveDevice wrong(u"Laptop"_s);
        LiveDevice right(u"Desk"_s);
        wrong.setClockAhead(aheadMs);
        QVERIFY(wrong.start() && right.start());
        QSignalSpy links(&right.engine(), &SyncEngine::pairingLinkReady);
        right.engine().makePairingLink();
        QTRY_COMPARE_WITH_TIMEOUT(links.size(), 1, kWait);
        wrong.engine().acceptLink(links[0][0].toString());

        // No note was written: the devices say what their clocks show.
        const auto isAbout = [](qint64 value, qint64 expected) {
            return qAbs(value - expected) < 60'000;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isAbout(aheadOf(right, wrong), aheadMs), kWait);
        QTRY_VERIFY_WITH_TIMEOUT(isAbout(aheadOf(wrong, right), -aheadMs), kWait);
        right.stopEngine();
        QVERIFY(right.startEngine());
        QTRY_VERIFY_WITH_TIMEOUT(isAbout(aheadOf(right, wrong), aheadMs), kWait);

        wrong.setClockAhead(0);
        wrong.stopEngine();
        QVERIFY(wrong.startEngine());

        QTRY_COMPARE_WITH_TIMEOUT(aheadOf(right, wrong), qint64(0), kWait);
        QTRY_COMPARE_WITH_TIMEOUT(aheadOf(wrong, right), qint64(0), kWait);
        QVERIFY(right.reader().clocks(right.service().clock().nowMs()).wrong.empty());
    }
};

QTEST_GUILESS_MAIN(ClockExchangeTest)
#include "tst_clockexchange.moc"
