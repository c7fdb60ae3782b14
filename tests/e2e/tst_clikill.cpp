#include "tests/e2e/cliprocess.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf::test;

/// kill -9 of either process at any time: after a restart the library is whole and sync completes.
class CliKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedWhileSyncing_data();
    void killedWhileSyncing();
    void killedWhileWriting();

private:
    static bool clean(const CliDevice &device);

    QTemporaryDir m_root;
};

bool CliKillTest::clean(const CliDevice &device)
{
    const CliAnswer check = device.run({u"check"_s});
    if (check.exitCode != 0) {
        qWarning("check of %s: %s", qPrintable(device.name()), check.out.constData());
    }
    return check.exitCode == 0;
}

void CliKillTest::killedWhileSyncing_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::newRow("1") << 1U;
    QTest::newRow("2") << 2U;
}

void CliKillTest::killedWhileSyncing()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    const QString root = m_root.filePath(QString::number(seed));
    CliDevice a(root, u"a"_s);
    CliDevice b(root, u"b"_s);
    // 3,000 notes: enough that the first sync is under way when the axe falls.
    const QString source = root + u"/source"_s;
    QVERIFY(QDir().mkpath(source));
    for (int i = 0; i < 3000; ++i) {
        QFile file(source + u"/n%1.md"_s.arg(i));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray("note ") + QByteArray::number(i) + '\n'
                   + QByteArray(int(random.bounded(4000)), 'x'));
    }
    QCOMPARE_EQ(a.run({u"import"_s, source}).object()[u"imported"_s].toInt(), 3000);
    QVERIFY(pairByLink(a, b));

    for (int round = 0; round < 6; ++round) {
        QVERIFY(a.serving() || !a.serve().isEmpty());
        QVERIFY(b.serving() || !b.serve().isEmpty());
        QTest::qWait(int(random.bounded(700)));
        (random.bounded(2) == 0 ? a : b).kill();
    }
    a.kill();
    b.kill();

    QVERIFY(clean(a));
    QVERIFY(clean(b));
    QVERIFY(!a.serve().isEmpty());
    QVERIFY(!b.serve().isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(b.status()[u"notes"_s].toInt(), 3000, 60'000);
    QCOMPARE_EQ(b.dump(), a.dump());
    QVERIFY(clean(b));
}

void CliKillTest::killedWhileWriting()
{
    CliDevice device(m_root.path(), u"writer"_s);
    QCOMPARE_EQ(device.run({u"init"_s}).exitCode, 0);
    QRandomGenerator random(7);
    QStringList answered;
    for (int i = 0; i < 15; ++i) {
        auto process = device.start({u"--json"_s,
                                     u"note"_s,
                                     u"add"_s,
                                     u"--title"_s,
                                     QString::number(i),
                                     u"--body-file"_s,
                                     u"-"_s});
        QVERIFY(process->waitForStarted());
        process->write("body");
        process->closeWriteChannel();
        QTest::qWait(int(random.bounded(60)));
        process->kill();
        process->waitForFinished();
        const QString guid = QJsonDocument::fromJson(process->readAllStandardOutput())
                                 .object()[u"guid"_s]
                                 .toString();
        if (!guid.isEmpty()) {
            answered.append(guid);
        }
    }
    answered.append(device.addNote(u"last"_s, "body"));

    QVERIFY(clean(device));
    for (const QString &guid : answered) { // what was said to be done is done
        QCOMPARE_EQ(device.note(guid)[u"body"_s].toString(), u"body"_s);
    }
}

QTEST_GUILESS_MAIN(CliKillTest)
#include "tst_clikill.moc"
