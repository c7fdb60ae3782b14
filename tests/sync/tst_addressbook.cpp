#include "sync/engine/addressbook.h"
#include "sync/limits.h"

#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

class AddressBookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void learned_comeAfterKnown()
    {
        const QStringList list = withLearnedAddresses(
            {u"wss://10.0.0.2:1000"_s}, {u"10.0.0.9:1000"_s}, u"192.168.0.5"_s);

        QCOMPARE(
            list,
            QStringList(
                {u"wss://10.0.0.2:1000"_s, u"wss://192.168.0.5:1000"_s, u"wss://10.0.0.9:1000"_s}));
    }

    void fullOfOldOnes_makesRoomForWhatIsTrueNow()
    {
        QStringList known;
        for (int i = 1; i <= limits::kAddressesPerPeerMax; ++i) {
            known << u"wss://10.0.0.%1:1000"_s.arg(i);
        }

        const QStringList list =
            withLearnedAddresses(known, {u"10.0.0.8:1000"_s}, u"192.168.0.5"_s);

        QCOMPARE(list.size(), limits::kAddressesPerPeerMax);
        QCOMPARE(list.first(), known.first());
        QVERIFY(list.contains(u"wss://192.168.0.5:1000"_s));
        QVERIFY(list.contains(u"wss://10.0.0.8:1000"_s));
        QCOMPARE(withLearnedAddresses(list, {u"10.0.0.8:1000"_s}, u"192.168.0.5"_s), list);
    }
};

QTEST_GUILESS_MAIN(AddressBookTest)
#include "tst_addressbook.moc"
