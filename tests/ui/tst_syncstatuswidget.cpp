#include "ui/common/theme.h"
#include "ui/devices/syncstatuswidget.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

class SyncStatusWidgetTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sentence_data();
    void sentence();
    void peerLine_data();
    void peerLine();
    void button_isFoundByItsName_andSaysTheSentence();
    void tooltip_hasALineForEveryDevice_andNoMarkup();
    void conflicts_areSaidUntilTheyAreSettled();
    void click_asksForTheDevices();
};

void SyncStatusWidgetTest::initTestCase()
{
    Theme::apply(Theme::Mode::Light);
}

void SyncStatusWidgetTest::sentence_data()
{
    using Phase = SyncStatus::Phase;
    QTest::addColumn<SyncStatus>("status");
    QTest::addColumn<int>("conflicts");
    QTest::addColumn<QString>("expected");
    const auto make = [](Phase phase, int online, qint64 waiting, qint64 done, qint64 total) {
        SyncStatus status;
        status.phase = phase;
        status.devicesOnline = online;
        status.waiting = waiting;
        status.done = done;
        status.total = total;
        return status;
    };
    QTest::newRow("alone") << make(Phase::Alone, 0, 7, 0, 0) << 0 << u"Only on this computer"_s;
    QTest::newRow("up to date with two")
        << make(Phase::UpToDate, 2, 0, 0, 0) << 0 << u"Up to date · 2 devices online"_s;
    QTest::newRow("up to date with one")
        << make(Phase::UpToDate, 1, 0, 0, 0) << 0 << u"Up to date · 1 device online"_s;
    QTest::newRow("moving") << make(Phase::Syncing, 1, 0, 1240, 10000) << 0
                            << u"Syncing 1,240 of 10,000"_s;
    QTest::newRow("never more than all")
        << make(Phase::Syncing, 1, 0, 12, 10) << 0 << u"Syncing 10 of 10"_s;
    QTest::newRow("moving, count not known yet")
        << make(Phase::Syncing, 1, 0, 0, 0) << 0 << u"Syncing…"_s;
    QTest::newRow("offline with changes")
        << make(Phase::Offline, 0, 12, 0, 0) << 0 << u"Offline · 12 changes waiting"_s;
    QTest::newRow("offline with one change")
        << make(Phase::Offline, 0, 1, 0, 0) << 0 << u"Offline · 1 change waiting"_s;
    QTest::newRow("offline, all there")
        << make(Phase::Offline, 0, 0, 0, 0) << 0 << u"Offline · nothing waiting"_s;
    QTest::newRow("damage") << make(Phase::HeldUp, 1, 3, 0, 0) << 0
                            << u"Held up by damaged notes"_s;
    QTest::newRow("one conflict") << make(Phase::UpToDate, 2, 0, 0, 0) << 1
                                  << u"1 conflict needs you"_s;
    QTest::newRow("several conflicts")
        << make(Phase::Offline, 0, 3, 0, 0) << 4 << u"4 conflicts need you"_s;
    QTest::newRow("a conflict waits while changes move")
        << make(Phase::Syncing, 1, 0, 1, 2) << 1 << u"Syncing 1 of 2"_s;
    SyncStatus stopped = make(Phase::Stopped, 0, 0, 0, 0);
    QTest::newRow("stopped") << stopped << 0 << u"Sync is off"_s;
    stopped.problem = u"Port 47800 is taken; choose another with --listen."_s;
    QTest::newRow("stopped, with its reason") << stopped << 1 << stopped.problem;
}

void SyncStatusWidgetTest::sentence()
{
    QFETCH(SyncStatus, status);
    QFETCH(int, conflicts);
    QFETCH(QString, expected);

    QCOMPARE(statusSentence(status, conflicts), expected);
}

void SyncStatusWidgetTest::peerLine_data()
{
    QTest::addColumn<Peer>("peer");
    QTest::addColumn<QString>("expected");
    Peer peer;
    peer.name = u"Laptop"_s;
    QTest::newRow("never reached") << peer << u"Laptop: not reached yet"_s;
    peer.pending = 3;
    QTest::newRow("never reached, changes wait")
        << peer << u"Laptop: 3 changes waiting, not reached yet"_s;
    peer.online = true;
    QTest::newRow("online, changes wait") << peer << u"Laptop: online, 3 changes waiting"_s;
    peer.syncing = true;
    peer.expecting = 7;
    QTest::newRow("moving") << peer << u"Laptop: online, syncing, 10 changes to go"_s;
    peer.syncing = false;
    peer.pending = 0;
    peer.expecting = 0;
    QTest::newRow("all there") << peer << u"Laptop: online, everything is there"_s;
    peer.online = false;
    peer.lastSeenMs = QDateTime(QDate(2026, 5, 3), QTime(14, 2)).toMSecsSinceEpoch();
    QTest::newRow("away") << peer
                          << u"Laptop: has everything from here, last seen today at 14:02"_s;
}

void SyncStatusWidgetTest::peerLine()
{
    QFETCH(Peer, peer);
    QFETCH(QString, expected);

    QCOMPARE(peerSentence(peer, QDateTime(QDate(2026, 5, 3), QTime(15, 0))), expected);
}

void SyncStatusWidgetTest::button_isFoundByItsName_andSaysTheSentence()
{
    SyncStatusWidget widget;
    SyncStatus status;
    status.phase = SyncStatus::Phase::UpToDate;
    status.devicesOnline = 2;

    widget.setStatus(status);

    QCOMPARE(widget.accessibleName(), u"Sync status"_s);
    QCOMPARE(widget.objectName(), u"syncStatus"_s);
    QCOMPARE(widget.text(), u"Up to date · 2 devices online"_s);
    QCOMPARE(widget.accessibleDescription(), widget.text());
    QVERIFY(!widget.icon().isNull());
}

void SyncStatusWidgetTest::tooltip_hasALineForEveryDevice_andNoMarkup()
{
    SyncStatusWidget widget;
    Peer laptop;
    laptop.name = u"<b>Laptop</b>"_s;
    laptop.online = true;
    Peer gone;
    gone.name = u"Sold"_s;
    gone.revoked = true;
    Peer desk;
    desk.name = u"Desk"_s;
    desk.problem = u"Switch it on."_s;

    widget.setPeers({laptop, gone, desk});

    QVERIFY(widget.toolTip().contains(u"&lt;b&gt;Laptop"_s));
    QVERIFY(widget.toolTip().contains(u"Desk: not reached yet"_s));
    QVERIFY(widget.toolTip().contains(u"Switch it on."_s));
    QVERIFY(!widget.toolTip().contains(u"Sold"_s));
}

void SyncStatusWidgetTest::conflicts_areSaidUntilTheyAreSettled()
{
    SyncStatusWidget widget;

    widget.setConflicts(1);
    QCOMPARE(widget.text(), u"1 conflict needs you"_s);
    widget.setConflicts(0);
    QCOMPARE(widget.text(), u"Only on this computer"_s);
}

void SyncStatusWidgetTest::click_asksForTheDevices()
{
    SyncStatusWidget widget;
    QSignalSpy clicked(&widget, &QToolButton::clicked);

    QTest::mouseClick(&widget, Qt::LeftButton);

    QCOMPARE(clicked.size(), 1);
}

QTEST_MAIN(SyncStatusWidgetTest)
#include "tst_syncstatuswidget.moc"
