#include "tests/e2e/cliprocess.h"
#include "tests/support/cuttingproxy.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf::test;

/// The first sync of a grown library under the worst of conditions: a wire that breaks off anywhere, and
/// either process killed while it works. It ends complete, and both libraries are whole.
class CliStormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstSyncThroughCutsAndKills();

private:
    static constexpr int kNotes = 10'000;

    bool makeNotes(CliDevice &device, QRandomGenerator &random) const;
    /// One `sync` of `device`, on its way while the test goes on.
    static std::unique_ptr<QProcess> startSync(const CliDevice &device);
    static bool isClean(const CliDevice &device);

    QTemporaryDir m_root;
};

bool CliStormTest::makeNotes(CliDevice &device, QRandomGenerator &random) const
{
    const QString source = m_root.filePath(u"source"_s);
    QDir().mkpath(source);
    for (int i = 0; i < kNotes; ++i) {
        QFile file(source + u"/n%1.md"_s.arg(i));
        if (!file.open(QIODevice::WriteOnly)) {
            return false;
        }
        QByteArray body = "note " + QByteArray::number(i) + '\n';
        for (quint32 words = random.bounded(200U); words > 0; --words) {
            body += QByteArray::number(random.bounded(100'000U), 36) + ' ';
        }
        file.write(body);
    }
    return device.run({u"import"_s, source}).object()[u"imported"_s].toInt() == kNotes;
}

std::unique_ptr<QProcess> CliStormTest::startSync(const CliDevice &device)
{
    return device.start({u"--json"_s, u"sync"_s, u"--timeout"_s, u"20"_s});
}

bool CliStormTest::isClean(const CliDevice &device)
{
    const CliAnswer check = device.run({u"check"_s});
    if (check.exitCode != 0) {
        qWarning("check of %s: %s", qPrintable(device.name()), check.out.constData());
    }
    return check.exitCode == 0;
}

void CliStormTest::firstSyncThroughCutsAndKills()
{
    QRandomGenerator random(20'260'101);
    CliDevice sender(m_root.path(), u"sender"_s);
    CliDevice receiver(m_root.path(), u"receiver"_s);
    for (const CliDevice *device : {&sender, &receiver}) {
        QCOMPARE_EQ(device->run({u"init"_s, u"--device-name"_s, device->name()}).exitCode, 0);
    }
    QVERIFY(makeNotes(sender, random));
    QVERIFY(pairByLink(sender, receiver));
    sender.stop();
    const int atTheStart = receiver.status()[u"notes"_s].toInt();

    int senderKills = 0;
    int receiverKills = 0;
    int cuts = 0;
    int partly = 0; ///< rounds that ended with some notes there and some not
    for (int round = 0; round < 12; ++round) {
        QVERIFY(sender.serving() || !sender.serve().isEmpty());
        CuttingProxy proxy(sender.address());
        QCOMPARE_EQ(
            receiver.run({u"peer"_s, u"address"_s, u"sender"_s, u"wss://"_s + proxy.address()})
                .exitCode,
            0);
        auto sync = startSync(receiver);
        QVERIFY(sync->waitForStarted());
        switch (round % 3) {
        case 0: // the wire breaks in the middle of whatever it carries
            proxy.cutAfter(random.bounded(40'000, 1'500'000));
            QTest::qWait(200 + int(random.bounded(300)));
            cuts += proxy.cuts();
            break;
        case 1:
            QTest::qWait(int(random.bounded(450)));
            sender.kill();
            ++senderKills;
            break;
        default:
            QTest::qWait(int(random.bounded(450)));
            ++receiverKills;
        }
        sync->kill();
        sync->waitForFinished();
        const int now = receiver.status()[u"notes"_s].toInt();
        partly += now > atTheStart && now < kNotes ? 1 : 0;
    }
    QVERIFY2(cuts > 0 && senderKills > 0 && receiverKills > 0, "the storm did not happen");
    QVERIFY2(partly > 0, "nothing was ever under way when it struck");

    QVERIFY(isClean(sender) && isClean(receiver));
    QVERIFY(sender.serving() || !sender.serve().isEmpty());
    QCOMPARE_EQ(receiver.run({u"peer"_s, u"address"_s, u"sender"_s, u"wss://"_s + sender.address()})
                    .exitCode,
                0);
    QVERIFY(syncOnce(receiver, 120));
    QCOMPARE_EQ(receiver.status()[u"notes"_s].toInt(), kNotes);
    QCOMPARE_EQ(receiver.dump(), sender.dump());
    QVERIFY(isClean(receiver));
}

QTEST_GUILESS_MAIN(CliStormTest)
#include "tst_clistorm.moc"
