#include "tests/e2e/cliprocess.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf::test;

/// A mass deletion on one device, and the answers of two others, all of them real processes.
class CliHeldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingWaits();
    void oneAccepts_theOtherRejects();

private:
    QTemporaryDir m_root;
};

namespace {

int heldCount(const CliDevice &device)
{
    const QJsonArray held = device.run({u"held"_s, u"list"_s}).json().array();
    return held.isEmpty() ? 0 : held[0].toObject()[u"notes"_s].toInt();
}

int listed(const CliDevice &device)
{
    return int(device.run({u"note"_s, u"list"_s}).json().array().size());
}

/// a and c have no address: each dials b alone.
bool syncWithB(const CliDevice &device)
{
    return device.run({u"sync"_s, u"--peer"_s, u"b"_s}).exitCode == 0;
}

bool isClean(const CliDevice &device)
{
    return device.run({u"check"_s}).exitCode == 0;
}

} // namespace

void CliHeldTest::nothingWaits()
{
    CliDevice alone(m_root.filePath(u"alone"_s), u"alone"_s);
    alone.run({u"init"_s});

    QCOMPARE(alone.run({u"held"_s, u"list"_s}).json().array(), QJsonArray());
    QCOMPARE(alone.run({u"held"_s, u"accept"_s, u"nobody"_s}).exitCode, 3);
    QCOMPARE(alone.run({u"held"_s, u"reject"_s, u"nobody"_s}).exitCode, 3);
    QCOMPARE(alone.run({u"held"_s, u"accept"_s}).exitCode, 2);
}

void CliHeldTest::oneAccepts_theOtherRejects()
{
    const QString root = m_root.filePath(u"three"_s);
    CliDevice a(root, u"a"_s);
    CliDevice b(root, u"b"_s);
    CliDevice c(root, u"c"_s);
    for (CliDevice *device : {&a, &b, &c}) {
        device->run({u"init"_s, u"--device-name"_s, device->name()});
    }
    // A line: c knows of a only through b.
    QVERIFY(pairByLink(b, a));
    QVERIFY(pairByLink(b, c));
    QVERIFY(!b.serve().isEmpty());
    QStringList guids;
    for (int i = 0; i < 30; ++i) {
        guids << a.addNote(u"note %1"_s.arg(i), "text");
    }
    QVERIFY(syncWithB(a));
    QVERIFY(syncWithB(c));
    QCOMPARE(listed(c), 30);

    for (const QString &guid : guids) {
        QCOMPARE(a.run({u"note"_s, u"delete"_s, guid}).exitCode, 0);
    }
    QVERIFY(syncWithB(a));
    QVERIFY(syncWithB(c));

    for (CliDevice *device : {&b, &c}) {
        QTRY_COMPARE_WITH_TIMEOUT(heldCount(*device), 30, 20'000);
        QCOMPARE(listed(*device), 30);
        QCOMPARE(device->note(guids[0])[u"deleted"_s].toBool(), false);
        QCOMPARE(device->status()[u"notes"_s].toInt(), 30);
        QCOMPARE(device->dump(), a.dump()); // what is replicated is the same everywhere
        QVERIFY(isClean(*device));
    }
    const QJsonObject asked = c.run({u"held"_s, u"list"_s}).json().array()[0].toObject();
    QCOMPARE(asked[u"name"_s].toString(), u"a"_s);
    QCOMPARE(asked[u"of"_s].toInt(), 30);
    QCOMPARE(c.run({u"held"_s, u"accept"_s, u"b"_s}).exitCode, 3); // not the one that deleted them

    const CliAnswer accepted = b.run({u"held"_s, u"accept"_s, u"a"_s});
    QCOMPARE(accepted.exitCode, 0);
    QCOMPARE(accepted.object()[u"notes"_s].toInt(), 30);
    QCOMPARE(heldCount(b), 0);
    QCOMPARE(listed(b), 0);
    QCOMPARE(b.run({u"held"_s, u"accept"_s, u"a"_s}).exitCode, 3);

    const CliAnswer rejected = c.run({u"held"_s, u"reject"_s, asked[u"peer"_s].toString()});
    QCOMPARE(rejected.exitCode, 0);
    QCOMPARE(rejected.object()[u"notes"_s].toInt(), 30);
    QVERIFY(syncWithB(c));
    QVERIFY(syncWithB(a));
    for (CliDevice *device : {&a, &b, &c}) {
        QTRY_COMPARE_WITH_TIMEOUT(listed(*device), 30, 20'000);
        QCOMPARE(heldCount(*device), 0);
        QVERIFY(isClean(*device));
    }
    QCOMPARE(a.dump(), b.dump());
    QCOMPARE(c.dump(), b.dump());
}

QTEST_GUILESS_MAIN(CliHeldTest)
#include "tst_cliheld.moc"
