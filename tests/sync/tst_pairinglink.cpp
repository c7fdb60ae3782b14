#include "sync/limits.h"
#include "sync/peer/pairing.h"

#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

PairingLink sample()
{
    PairingLink link;
    link.addresses = {u"192.168.1.5:4711"_s, u"[fe80::1%eth0]:9"_s, u"laptop.local:65535"_s};
    link.device.bytes.fill(0xfb); // base64url differs from base64 here
    link.secret = QByteArray(16, '\xff');
    return link;
}

} // namespace

class PairingLinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void link_comesBack();
    void link_isSafeToPasteInAnAddressBar();
    void whitespaceAround_isTrimmed();
    void unknownKeys_areIgnored();
    void addresses_areBounded();
    void wrongLinks_areRefused_data();
    void wrongLinks_areRefused();
};

void PairingLinkTest::link_comesBack()
{
    QVERIFY(PairingLink::fromString(sample().toString()) == sample());
}

void PairingLinkTest::link_isSafeToPasteInAnAddressBar()
{
    for (const QChar c : sample().toString()) {
        QVERIFY(c > u' ' && c < QChar(0x7f) && c != u'"' && c != u'<' && c != u'>');
    }
    QVERIFY(sample().toString().startsWith("sheaf:pair?v=1&a="_L1));
}

void PairingLinkTest::whitespaceAround_isTrimmed()
{
    QVERIFY(PairingLink::fromString(u" \n"_s + sample().toString() + u"\r\n "_s) == sample());
}

void PairingLinkTest::unknownKeys_areIgnored()
{
    QVERIFY(PairingLink::fromString(sample().toString() + u"&later=1&x"_s) == sample());
}

void PairingLinkTest::addresses_areBounded()
{
    PairingLink link = sample();
    link.addresses = QStringList(limits::kAddressesPerPeerMax, u"host:1"_s);
    QVERIFY(PairingLink::fromString(link.toString()).has_value());

    link.addresses.append(u"host:1"_s);
    QVERIFY(!PairingLink::fromString(link.toString()).has_value());

    link.addresses = {QString(limits::kAddressBytesMax - 2, u'h') + u":1"_s};
    QVERIFY(PairingLink::fromString(link.toString()).has_value());
    link.addresses = {QString(limits::kAddressBytesMax - 1, u'h') + u":1"_s};
    QVERIFY(!PairingLink::fromString(link.toString()).has_value());
}

void PairingLinkTest::wrongLinks_areRefused_data()
{
    QTest::addColumn<QString>("text");
    const QString good = sample().toString();
    const auto with = [&good](const QString &from, const QString &to) {
        QString text = good;
        return text.replace(from, to);
    };
    const qsizetype secretAt = good.indexOf("&s="_L1);
    const qsizetype keyAt = good.indexOf("&k="_L1);
    QTest::newRow("empty") << QString();
    QTest::newRow("another scheme") << with(u"sheaf:"_s, u"http:"_s);
    QTest::newRow("a later version") << with(u"v=1"_s, u"v=2"_s);
    QTest::newRow("no version") << with(u"v=1&"_s, QString());
    QTest::newRow("no secret") << good.first(secretAt);
    QTest::newRow("no device") << good.first(keyAt) + good.sliced(secretAt);
    QTest::newRow("short secret") << good.chopped(2);
    QTest::newRow("long secret") << good + u"AA"_s;
    QTest::newRow("secret twice") << good + good.sliced(secretAt);
    QTest::newRow("stray bits in the secret") << good.chopped(1) + u"x"_s;
    QTest::newRow("padding") << good + u"=="_s;
    QTest::newRow("no base64") << good.chopped(3) + u"*!?"_s;
    QTest::newRow("no address") << u"sheaf:pair?v=1"_s + good.sliced(keyAt);
    QTest::newRow("address without port") << with(u"laptop.local:65535"_s, u"laptop.local"_s);
    QTest::newRow("port 0") << with(u":65535"_s, u":0"_s);
    QTest::newRow("port 65536") << with(u":65535"_s, u":65536"_s);
    QTest::newRow("negative port") << with(u":65535"_s, u":-1"_s);
    QTest::newRow("a path in an address") << with(u"laptop.local"_s, u"laptop/local"_s);
    QTest::newRow("a user in an address") << with(u"laptop.local"_s, u"me%40laptop"_s);
    QTest::newRow("a line break in an address") << with(u"laptop.local"_s, u"a%0Ab"_s);
    QTest::newRow("far too long") << good + u"&x="_s + QString(5000, u'x');
}

void PairingLinkTest::wrongLinks_areRefused()
{
    QFETCH(QString, text);

    QVERIFY(!PairingLink::fromString(text).has_value());
}

QTEST_APPLESS_MAIN(PairingLinkTest)
#include "tst_pairinglink.moc"
