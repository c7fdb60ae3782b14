#include "tests/e2e/cliprocess.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf::test;

/// An update that has reached only one of two devices, with whole programs over wss.
class CliVersionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noCommonProtocol_isSaidOnBothSides_andSyncGoesOnAfterTheUpdate_data();
    void noCommonProtocol_isSaidOnBothSides_andSyncGoesOnAfterTheUpdate();
};

void CliVersionsTest::noCommonProtocol_isSaidOnBothSides_andSyncGoesOnAfterTheUpdate_data()
{
    QTest::addColumn<bool>("serverIsOlder");
    QTest::newRow("the dialling program is older") << false;
    QTest::newRow("the serving program is older") << true;
}

void CliVersionsTest::noCommonProtocol_isSaidOnBothSides_andSyncGoesOnAfterTheUpdate()
{
    QFETCH(bool, serverIsOlder);
    QTemporaryDir root;
    CliDevice server(root.path(), u"server"_s);
    CliDevice client(root.path(), u"client"_s);
    for (CliDevice *device : {&server, &client}) {
        QCOMPARE_EQ(device->run({u"init"_s, u"--device-name"_s, device->name()}).exitCode, 0);
    }
    QVERIFY(pairByLink(server, client));
    QVERIFY(!server.serve().isEmpty());
    const QString shared = server.addNote(u"shared"_s, "text");
    QVERIFY(syncOnce(client));
    QCOMPARE_EQ(client.dump(), server.dump());

    CliDevice &older = serverIsOlder ? server : client;
    CliDevice &newer = serverIsOlder ? client : server;
    server.stop();
    newer.setVariable(u"SHEAF_PROTOCOL"_s, u"2-3"_s);
    QVERIFY(!server.serve().isEmpty());
    const QString here = client.addNote(u"by the client"_s, "text");
    const QString there = server.addNote(u"by the server"_s, "text");
    const QByteArray clientBefore = client.dump();
    const QByteArray serverBefore = server.dump();

    const CliAnswer refused = client.run({u"sync"_s, u"--timeout"_s, u"20"_s});

    const QJsonObject peer = refused.object()[u"peers"_s].toArray().at(0).toObject();
    QCOMPARE_EQ(peer[u"ok"_s].toBool(true), false);
    QVERIFY2(refused.exitCode != 0, refused.out.constData());
    const QString toClient = peer[u"error"_s].toString();
    QVERIFY2(toClient.contains(serverIsOlder ? u"Update Sheaf there"_s : u"Update Sheaf here"_s),
             qPrintable(toClient));
    const auto toServer = [&] {
        const CliAnswer list = server.run({u"peer"_s, u"list"_s});
        return list.json().array().at(0).toObject()[u"problem"_s].toString();
    };
    QVERIFY2(toServer().contains(serverIsOlder ? u"Update Sheaf here"_s : u"Update Sheaf there"_s),
             qPrintable(toServer()));
    QCOMPARE_EQ(client.dump(), clientBefore); // no data changed
    QCOMPARE_EQ(server.dump(), serverBefore);
    QCOMPARE_EQ(client.run({u"check"_s}).exitCode, 0);

    server.stop();
    older.setVariable(u"SHEAF_PROTOCOL"_s, u"1-3"_s); // the update
    QVERIFY(!server.serve().isEmpty());
    QVERIFY(syncOnce(client));

    QCOMPARE_EQ(client.dump(), server.dump());
    for (CliDevice *device : {&server, &client}) {
        for (const QString &note : {shared, here, there}) {
            QVERIFY(!device->note(note).isEmpty());
        }
        QCOMPARE_EQ(device->run({u"check"_s}).exitCode, 0);
    }
    QVERIFY2(!toServer().contains(u"Update Sheaf"_s), qPrintable(toServer()));
}

QTEST_GUILESS_MAIN(CliVersionsTest)
#include "tst_cliversions.moc"
