#include "tests/support/livedevice.h"
#include "ui/common/errortext.h"
#include "ui/common/theme.h"
#include "ui/devices/addressinput.h"
#include "ui/devices/pairingcodepage.h"
#include "ui/devices/pairingwizard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

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

void press(const QWidget &dialog, const QString &name)
{
    auto *button = part<QPushButton>(dialog, name);
    QVERIFY2(button->isEnabled() && button->isVisible(), qPrintable(name));
    QTest::mouseClick(button, Qt::LeftButton);
}

bool shows(const QWidget &dialog, const QString &name)
{
    return part<QWidget>(dialog, name)->isVisible();
}

void connectTo(PairingWizard &wizard, const QString &address)
{
    part<QLineEdit>(wizard, u"address"_s)->setText(address);
    press(wizard, u"connect"_s);
}

} // namespace

class PairingWizardTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void parts_areFoundByTheirNames();
    void address_isJudgedWhileTyping_data();
    void address_isJudgedWhileTyping();
    void twoWizards_showTheSameDigits_andPair();
    void theyDiffer_pairsNothing();
    void closingWhileComparing_deniesTheRequest();
    void pastedLink_pairsWithoutDigits();
    void nobodyThere_saysWhyAndWhatToDo();
    void usedLink_saysHowToGetAnother();
    void incomingRequest_canBeTakenUpLater();
    void consequence_saysWhoJoins();
};

void PairingWizardTest::initTestCase()
{
    Theme::apply(Theme::Mode::Light);
}

void PairingWizardTest::parts_areFoundByTheirNames()
{
    LiveDevice desk(u"Desk"_s);
    QVERIFY(desk.start());
    PairingWizard wizard(desk.engine());
    wizard.show();

    QCOMPARE(wizard.accessibleName(), u"Pair a device"_s);
    for (const QString &name : {u"Nearby devices"_s,
                                u"Address"_s,
                                u"Pairing link"_s,
                                u"Pairing code"_s,
                                u"The codes match"_s,
                                u"They differ"_s}) {
        const QList<QWidget *> widgets = wizard.findChildren<QWidget *>();
        QVERIFY2(std::any_of(widgets.begin(),
                             widgets.end(),
                             [&name](const QWidget *w) { return w->accessibleName() == name; }),
                 qPrintable(name));
    }
    auto *link = part<QLineEdit>(wizard, u"pairingLink"_s);
    QTRY_VERIFY_WITH_TIMEOUT(PairingLink::fromString(link->text()).has_value(), kWait);
    QVERIFY(link->isReadOnly());
    QVERIFY(part<QLabel>(wizard, u"ownAddresses"_s)->text().contains(desk.address()));
    press(wizard, u"copyLink"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), link->text());
}

void PairingWizardTest::address_isJudgedWhileTyping_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("address"); // empty = none
    QTest::newRow("with port") << u"192.168.1.20:5000"_s << u"wss://192.168.1.20:5000"_s;
    QTest::newRow("without port") << u" desk.local "_s << u"wss://desk.local:47800"_s;
    QTest::newRow("as a URL") << u"wss://desk:1"_s << u"wss://desk:1"_s;
    QTest::newRow("IPv6") << u"[fe80::1]:5000"_s << u"wss://[fe80::1]:5000"_s;
    QTest::newRow("bare IPv6") << u"fe80::1"_s << u"wss://[fe80::1]:47800"_s;
    QTest::newRow("nothing") << QString() << QString();
    QTest::newRow("not secure") << u"ws://desk:1"_s << QString();
    QTest::newRow("a page") << u"wss://desk:1/page"_s << QString();
    QTest::newRow("with a name in it") << u"me@desk:1"_s << QString();
    QTest::newRow("port too large") << u"desk:65536"_s << QString();
    QTest::newRow("port zero") << u"desk:0"_s << QString();
    QTest::newRow("half a number") << u"192.168.1"_s << QString();
    QTest::newRow("number too large") << u"192.168.1.256"_s << QString();
    QTest::newRow("two words") << u"my desk"_s << QString();
}

void PairingWizardTest::address_isJudgedWhileTyping()
{
    QFETCH(QString, typed);
    QFETCH(QString, address);

    QCOMPARE(normalizedAddress(typed).value_or(QString()), address);
}

void PairingWizardTest::twoWizards_showTheSameDigits_andPair()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start());
    const NoteId note = desk.write(u"from the desk"_s, u"text"_s);
    PairingWizard there(desk.engine());
    PairingWizard here(laptop.engine());
    there.show();
    here.show();

    connectTo(here, desk.address());

    QTRY_VERIFY_WITH_TIMEOUT(shows(here, u"pairingCode"_s) && shows(there, u"pairingCode"_s),
                             kWait);
    const QString digits = part<QLineEdit>(here, u"pairingCode"_s)->text();
    QCOMPARE(digits.size(), 6);
    QCOMPARE(part<QLineEdit>(there, u"pairingCode"_s)->text(), digits);
    QVERIFY(part<QLabel>(here, u"pairingQuestion"_s)->text().contains(u"Desk"_s));
    press(here, u"theCodesMatch"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!part<QPushButton>(here, u"theCodesMatch"_s)->isEnabled(), kWait);
    QVERIFY(part<QLabel>(here, u"pairingQuestion"_s)->text().startsWith(u"Now confirm"_s));
    press(there, u"theCodesMatch"_s);

    QTRY_VERIFY_WITH_TIMEOUT(shows(here, u"pairingDone"_s) && shows(there, u"pairingDone"_s),
                             kWait);
    QVERIFY(part<QLabel>(here, u"pairingDone"_s)->text().contains(u"Desk"_s));
    QTRY_COMPARE_WITH_TIMEOUT(laptop.titleOf(note), u"from the desk"_s, kWait);
    press(here, u"close"_s);
    QVERIFY(!here.isVisible());
}

void PairingWizardTest::theyDiffer_pairsNothing()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start());
    PairingWizard there(desk.engine());
    PairingWizard here(laptop.engine());
    there.show();
    here.show();
    connectTo(here, desk.address());
    QTRY_VERIFY_WITH_TIMEOUT(shows(here, u"pairingCode"_s) && shows(there, u"pairingCode"_s),
                             kWait);

    press(here, u"theyDiffer"_s);

    QTRY_VERIFY_WITH_TIMEOUT(shows(here, u"pairingFailed"_s) && shows(there, u"pairingFailed"_s),
                             kWait);
    QVERIFY(laptop.engine().peers().isEmpty());
    QVERIFY(desk.engine().peers().isEmpty());
    press(here, u"tryAgain"_s);
    QVERIFY(shows(here, u"address"_s));
}

void PairingWizardTest::closingWhileComparing_deniesTheRequest()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start());
    PairingWizard there(desk.engine());
    PairingWizard here(laptop.engine());
    there.show();
    here.show();
    connectTo(here, desk.address());
    QTRY_VERIFY_WITH_TIMEOUT(shows(there, u"pairingCode"_s), kWait);

    there.close();

    QTRY_VERIFY_WITH_TIMEOUT(shows(here, u"pairingFailed"_s), kWait);
    QTRY_VERIFY_WITH_TIMEOUT(desk.engine().pairings().isEmpty(), kWait);
    QVERIFY(desk.engine().peers().isEmpty());
}

void PairingWizardTest::pastedLink_pairsWithoutDigits()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start());
    PairingWizard there(desk.engine());
    PairingWizard here(laptop.engine());
    there.show();
    here.show();
    auto *link = part<QLineEdit>(there, u"pairingLink"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!link->text().isEmpty(), kWait);
    QGuiApplication::clipboard()->setText(u"  "_s + link->text() + u'\n');

    press(here, u"pasteLink"_s);
    press(here, u"connect"_s);

    QTRY_VERIFY_WITH_TIMEOUT(shows(here, u"pairingDone"_s), kWait);
    QTRY_COMPARE_WITH_TIMEOUT(laptop.engine().peers().size(), 1, kWait);
    QTRY_COMPARE_WITH_TIMEOUT(desk.engine().peers().size(), 1, kWait);
}

void PairingWizardTest::nobodyThere_saysWhyAndWhatToDo()
{
    LiveDevice gone(u"Gone"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(gone.start() && laptop.start());
    const QString address = gone.address();
    gone.stop();
    PairingWizard here(laptop.engine());
    here.show();

    connectTo(here, address);

    QTRY_VERIFY_WITH_TIMEOUT(shows(here, u"pairingFailed"_s), kWait);
    QCOMPARE(part<QLabel>(here, u"pairingFailed"_s)->text(),
             errorHappened(ErrorCode::ConnectionRefused));
    QCOMPARE(part<QLabel>(here, u"pairingFailedNext"_s)->text(),
             errorRemedy(ErrorCode::ConnectionRefused));
    press(here, u"tryAgain"_s);
    QCOMPARE(part<QLineEdit>(here, u"address"_s)->text(), address); // typed once is enough
}

void PairingWizardTest::usedLink_saysHowToGetAnother()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start());
    PairingWizard here(laptop.engine());
    here.show();
    QVERIFY(!part<QPushButton>(here, u"connect"_s)->isEnabled());
    part<QLineEdit>(here, u"address"_s)->setText(u"sheaf:pair?v=1"_s);
    QVERIFY(!part<QPushButton>(here, u"connect"_s)->isEnabled()); // half a link
    PairingLink link;
    link.addresses = {desk.address()};
    link.device = desk.identity().device();
    link.secret = QByteArray(16, 's'); // none that the desk has given out

    connectTo(here, link.toString());

    QTRY_VERIFY_WITH_TIMEOUT(shows(here, u"pairingFailed"_s), kWait);
    QVERIFY(!part<QLabel>(here, u"pairingFailedNext"_s)->text().isEmpty());
    QVERIFY(laptop.engine().peers().isEmpty());
}

void PairingWizardTest::incomingRequest_canBeTakenUpLater()
{
    LiveDevice desk(u"Desk"_s);
    LiveDevice laptop(u"Laptop"_s);
    QVERIFY(desk.start() && laptop.start());
    laptop.engine().requestPairing(desk.address());
    QTRY_COMPARE_WITH_TIMEOUT(desk.engine().pairings().size(), 1, kWait);
    const PairingRequest request = desk.engine().pairings().first();
    QTRY_VERIFY_WITH_TIMEOUT(
        desk.engine().pairings().first().state == PairingRequest::State::Comparing, kWait);

    PairingWizard wizard(desk.engine());
    wizard.show();
    wizard.follow(request.id);

    QVERIFY(shows(wizard, u"pairingCode"_s));
    QCOMPARE(part<QLineEdit>(wizard, u"pairingCode"_s)->text(),
             desk.engine().pairings().first().code);
}

void PairingWizardTest::consequence_saysWhoJoins()
{
    PairingRequest request;
    request.name = u"Laptop"_s;
    request.weJoin = true;
    request.theirNotes = 120;
    QVERIFY(
        pairingConsequence(request).startsWith(u"This device joins the library of “Laptop”."_s));
    QVERIFY(pairingConsequence(request).contains(u"120 notes"_s));

    request.weJoin = false;
    QVERIFY(pairingConsequence(request).contains(u"joins your library"_s));
}

QTEST_MAIN(PairingWizardTest)
#include "tst_pairingwizard.moc"
