#include "tests/support/livedevice.h"
#include "ui/common/theme.h"
#include "ui/devices/devicesdialog.h"
#include "ui/devices/peerlistmodel.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kWait = 20000; // ms; a busy machine, not an expectation

template <typename T>
T *part(const QWidget &dialog, const QString &name)
{
    T *found = dialog.findChild<T *>(name);
    if (found == nullptr) {
        qFatal("there is no %s", qPrintable(name));
    }
    return found;
}

Peer peerOf(char fill, const QString &name)
{
    Peer peer;
    peer.device = *DeviceId::fromBytes(QByteArray(32, fill));
    peer.name = name;
    return peer;
}

/// Also when the other device's program has ended.
Peer known(LiveDevice &at, const DeviceId &device)
{
    for (const Peer &peer : at.engine().peers()) {
        if (peer.device == device) {
            return peer;
        }
    }
    return {};
}

} // namespace

class DevicesDialogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void alone_saysWhatBelongsHere();
    void device_isListedWithItsState();
    void rename_reachesTheEngine();
    void addresses_areJudgedLineByLine_andSaved();
    void newsAboutADevice_leaveTypingAlone();
    void unreachableDevice_saysWhy();
    void model_emitsTheSmallestSignals();
};

void DevicesDialogTest::initTestCase()
{
    Theme::apply(Theme::Mode::Light);
}

void DevicesDialogTest::alone_saysWhatBelongsHere()
{
    LiveDevice desk(u"Desk"_s);
    QVERIFY(desk.start());
    DevicesDialog dialog(desk.engine());
    QSignalSpy asked(&dialog, &DevicesDialog::pairRequested);
    dialog.show();

    QCOMPARE(dialog.accessibleName(), u"Devices"_s);
    QVERIFY(part<QLabel>(dialog, u"noDevices"_s)->isVisible());
    QVERIFY(!part<QListView>(dialog, u"deviceList"_s)->isVisible());
    QTRY_VERIFY(part<QLabel>(dialog, u"ownAddresses"_s)->text().contains(desk.address()));
    QTest::mouseClick(part<QPushButton>(dialog, u"pairADevice"_s), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
}

void DevicesDialogTest::device_isListedWithItsState()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start());
    DevicesDialog dialog(desk.engine());
    dialog.show();

    QVERIFY(befriend(laptop, desk));

    auto *list = part<QListView>(dialog, u"deviceList"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, kWait);
    QVERIFY(list->isVisible());
    QCOMPARE(list->accessibleName(), u"Device list"_s);
    QCOMPARE(part<QLabel>(dialog, u"deviceName"_s)->text(), u"Laptop"_s);
    QTRY_COMPARE_WITH_TIMEOUT(
        part<QLabel>(dialog, u"deviceState"_s)->text(), u"online, everything is there"_s, kWait);
}

void DevicesDialogTest::rename_reachesTheEngine()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start() && befriend(laptop, desk));
    DevicesDialog dialog(desk.engine());
    dialog.show();
    auto *rename = part<QPushButton>(dialog, u"rename"_s);
    QVERIFY(!rename->isEnabled()); // the name it has already

    auto *name = part<QLineEdit>(dialog, u"newName"_s);
    name->selectAll();
    QTest::keyClicks(name, u"Kitchen"_s);
    QTest::mouseClick(rename, Qt::LeftButton);

    QTRY_COMPARE_WITH_TIMEOUT(desk.peer(laptop)->name, u"Kitchen"_s, kWait);
    QTRY_COMPARE_WITH_TIMEOUT(part<QLabel>(dialog, u"deviceName"_s)->text(), u"Kitchen"_s, kWait);
    QVERIFY(!rename->isEnabled());
}

void DevicesDialogTest::addresses_areJudgedLineByLine_andSaved()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start() && befriend(laptop, desk));
    DevicesDialog dialog(desk.engine());
    dialog.show();
    auto *addresses = part<QPlainTextEdit>(dialog, u"addresses"_s);
    auto *save = part<QPushButton>(dialog, u"saveAddresses"_s);

    addresses->setPlainText(u"laptop.local\nnot an address"_s);
    QVERIFY(!save->isEnabled());
    QVERIFY(part<QLabel>(dialog, u"addressesHint"_s)->text().contains(u"no address"_s));
    addresses->setPlainText(u"laptop.local\n\n10.0.0.7:5000\n"_s);
    QVERIFY(save->isEnabled());
    QTest::mouseClick(save, Qt::LeftButton);

    QTRY_VERIFY_WITH_TIMEOUT(desk.peer(laptop)->addresses.contains(u"wss://laptop.local:47800"_s)
                                 && desk.peer(laptop)->addresses.contains(u"wss://10.0.0.7:5000"_s),
                             kWait);
}

void DevicesDialogTest::newsAboutADevice_leaveTypingAlone()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start() && befriend(laptop, desk));
    const DeviceId device = laptop.identity().device();
    QTRY_VERIFY_WITH_TIMEOUT(known(desk, device).online, kWait);
    DevicesDialog dialog(desk.engine());
    dialog.show();
    auto *name = part<QLineEdit>(dialog, u"newName"_s);
    name->selectAll();
    QTest::keyClicks(name, u"half a na"_s);

    laptop.stop();

    QTRY_VERIFY_WITH_TIMEOUT(!known(desk, device).online, kWait);
    QVERIFY(part<QLabel>(dialog, u"deviceState"_s)->text().contains(u"last seen"_s));
    QCOMPARE(name->text(), u"half a na"_s);
}

void DevicesDialogTest::unreachableDevice_saysWhy()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start() && befriend(laptop, desk));
    const DeviceId device = laptop.identity().device();
    desk.engine().setPeerAddresses(device, {laptop.address()});
    DevicesDialog dialog(desk.engine());
    dialog.show();

    laptop.stop();
    desk.engine().syncNow();

    auto *problem = part<QLabel>(dialog, u"deviceProblem"_s);
    QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible() && !problem->text().isEmpty(), kWait);
    QCOMPARE(problem->text(), known(desk, device).problem);
}

void DevicesDialogTest::model_emitsTheSmallestSignals()
{
    PeerListModel model;
    const QAbstractItemModelTester tester(&model);
    Peer laptop = peerOf('a', u"Laptop"_s);
    const Peer desk = peerOf('b', u"Desk"_s);
    model.setPeers({laptop, desk});
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);

    model.setPeers({laptop, desk});
    QVERIFY(changed.isEmpty());
    laptop.online = true;
    model.setPeers({laptop, desk});
    QCOMPARE(changed.size(), 1);
    laptop.revoked = true;
    model.setPeers({laptop, desk});
    QCOMPARE(removed.size(), 1);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data().toString(), u"Desk"_s);
    QVERIFY(inserted.isEmpty() && reset.isEmpty());
    QVERIFY(!model.indexOf(laptop.device).isValid());
}

QTEST_MAIN(DevicesDialogTest)
#include "tst_devicesdialog.moc"
