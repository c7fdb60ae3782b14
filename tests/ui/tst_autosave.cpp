#include "ui/editor/autosave.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace sheaf;

class AutosaveTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPause_makesItDue();
    void continuousTyping_isDueAtTheLatestAfterTheLongestTime();
    void flush_isAtOnce_andOnlyOnce();
    void flush_withNothingWaiting_isSilent();
    void failure_isTriedAgain_laterEachTime();
    void cancel_stopsEverything();
};

void AutosaveTest::aPause_makesItDue()
{
    Autosave autosave;
    QSignalSpy due(&autosave, &Autosave::due);
    QElapsedTimer clock;
    clock.start();

    autosave.touch();

    QVERIFY(autosave.isWaiting());
    QTRY_COMPARE(due.count(), 1);
    QVERIFY(clock.elapsed() >= Autosave::kIdle.count() * 9 / 10);
    QVERIFY(!autosave.isWaiting());
}

void AutosaveTest::continuousTyping_isDueAtTheLatestAfterTheLongestTime()
{
    Autosave autosave;
    QSignalSpy due(&autosave, &Autosave::due);
    QTimer typing;
    connect(&typing, &QTimer::timeout, &autosave, &Autosave::touch);
    typing.start(40); // never a pause as long as kIdle

    QTRY_VERIFY_WITH_TIMEOUT(due.count() >= 1, 3 * Autosave::kLongest.count());
}

void AutosaveTest::flush_isAtOnce_andOnlyOnce()
{
    Autosave autosave;
    QSignalSpy due(&autosave, &Autosave::due);
    autosave.touch();

    autosave.flush();
    autosave.flush();

    QCOMPARE(due.count(), 1);
    QVERIFY(!due.wait(static_cast<int>(Autosave::kIdle.count()) * 2));
}

void AutosaveTest::flush_withNothingWaiting_isSilent()
{
    Autosave autosave;
    QSignalSpy due(&autosave, &Autosave::due);

    autosave.flush();

    QCOMPARE(due.count(), 0);
}

void AutosaveTest::failure_isTriedAgain_laterEachTime()
{
    Autosave autosave;
    QSignalSpy due(&autosave, &Autosave::due);
    QElapsedTimer clock;
    clock.start();

    autosave.failed();
    QTRY_COMPARE_WITH_TIMEOUT(due.count(), 1, 5000);
    const qint64 first = clock.restart();
    autosave.failed();
    QTRY_COMPARE_WITH_TIMEOUT(due.count(), 2, 8000);

    QVERIFY(first >= Autosave::kRetryFirst.count() * 9 / 10);
    QVERIFY(clock.elapsed() >= Autosave::kRetryFirst.count() * 18 / 10);
}

void AutosaveTest::cancel_stopsEverything()
{
    Autosave autosave;
    QSignalSpy due(&autosave, &Autosave::due);
    autosave.touch();

    autosave.cancel();

    QVERIFY(!autosave.isWaiting());
    QVERIFY(!due.wait(static_cast<int>(Autosave::kIdle.count()) * 2));
}

QTEST_GUILESS_MAIN(AutosaveTest)
#include "tst_autosave.moc"
