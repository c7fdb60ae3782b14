#include "tests/e2e/cliprocess.h"

#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <vector>

using namespace Qt::StringLiterals;
using namespace sheaf::test;

/// Whole devices, each a process of its own, over wss on the loopback address.
class CliSyncTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void threePeersSixNotesUpdateDeleteSteadyState();
    void convergence_data();
    void convergence();
    void aLineRelaysBothWaysAndThenIsSilent();
    void liveEditsArriveWithinASecond();
    void oneLineEditedApartIsAConflictSettledOnEither_data();
    void oneLineEditedApartIsAConflictSettledOnEither();
    void pairingByDigits();
    void deniedDigitsPairNobody();
    void aWrongLinkIsRefused();
    void aLinkWorksOnce();
    void anUnpairedDeviceIsRefused();
    void theCliActsOnARunningServe();
    void theLogNamesWhatWasRepaired();

private:
    /// Devices "a", "b", … all serving; pairs are joined by links.
    std::vector<std::unique_ptr<CliDevice>> mesh(int count,
                                                 const QList<std::pair<int, int>> &pairs);
    static bool allEqual(const std::vector<std::unique_ptr<CliDevice>> &devices);

    QTemporaryDir m_root;
    int m_number = 0;
};

std::vector<std::unique_ptr<CliDevice>> CliSyncTest::mesh(int count,
                                                          const QList<std::pair<int, int>> &pairs)
{
    std::vector<std::unique_ptr<CliDevice>> devices;
    const QString root = m_root.filePath(u"w%1"_s.arg(m_number++));
    for (int i = 0; i < count; ++i) {
        devices.push_back(std::make_unique<CliDevice>(root, QString(QChar(u'a' + i))));
        devices.back()->run({u"init"_s, u"--device-name"_s, devices.back()->name()});
    }
    for (const auto &[shower, accepter] : pairs) {
        if (!pairByLink(*devices[size_t(shower)], *devices[size_t(accepter)])) {
            return {};
        }
    }
    for (const auto &device : devices) {
        if (device->serve().isEmpty()) {
            return {};
        }
    }
    return devices;
}

bool CliSyncTest::allEqual(const std::vector<std::unique_ptr<CliDevice>> &devices)
{
    const QByteArray first = devices.front()->dump();
    return std::all_of(devices.begin(), devices.end(), [&first](const auto &device) {
        return device->dump() == first;
    });
}

void CliSyncTest::theLogNamesWhatWasRepaired()
{
    auto devices = mesh(2, {{0, 1}});
    QCOMPARE_EQ(devices.size(), size_t(2));
    const QString guid = devices[0]->addNote(u"a title to be mended"_s, "text");
    QTRY_COMPARE_WITH_TIMEOUT(devices[1]->status()[u"notes"_s].toInt(), 1, 20'000);
    CliDevice &damaged = *devices[1];
    damaged.stop();
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"damage"_s);
        raw.setDatabaseName(damaged.folder() + u"/library.sqlite"_s);
        QVERIFY(raw.open());
        QSqlQuery query(raw);
        QVERIFY(query.exec(u"UPDATE notes SET title = x'3f' WHERE deleted = 0 AND kind = 0"_s));
        QCOMPARE_EQ(query.numRowsAffected(), 1);
        QVERIFY(query.exec(u"UPDATE library SET state_sum = zeroblob(32)"_s));
    }
    QSqlDatabase::removeDatabase(u"damage"_s);
    QCOMPARE_EQ(damaged.note(guid)[u"title"_s].toString(), u"?"_s);

    QVERIFY(!damaged.serve().isEmpty());

    const auto repaired = [&damaged] {
        QString text;
        for (const auto &entry : damaged.run({u"log"_s}).json().array()) {
            if (entry.toObject()[u"event"_s].toString() == u"repaired"_s) {
                text += entry.toObject()[u"text"_s].toString();
            }
        }
        return text;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(
        repaired().contains(u"a title to be mended"_s), qPrintable(repaired()), 20'000);
    QCOMPARE_EQ(damaged.note(guid)[u"title"_s].toString(), u"a title to be mended"_s);
    QCOMPARE_EQ(damaged.run({u"check"_s}).exitCode, 0);
    QCOMPARE_EQ(damaged.dump(), devices[0]->dump());
}

void CliSyncTest::threePeersSixNotesUpdateDeleteSteadyState()
{
    auto devices = mesh(3, {{0, 1}, {0, 2}});
    QCOMPARE_EQ(devices.size(), size_t(3));
    // b knows c through a; told where c listens, it meets it directly: all six pairwise syncs.
    QTRY_VERIFY_WITH_TIMEOUT(
        devices[1]
                ->run({u"peer"_s, u"address"_s, u"c"_s, u"wss://"_s + devices[2]->address()})
                .exitCode
            == 0,
        20'000);
    QStringList guids;
    for (const auto &device : devices) {
        guids << device->addNote(device->name() + u"-note1"_s, "one")
              << device->addNote(device->name() + u"-note2"_s, "two");
    }
    for (const auto &device : devices) {
        QTRY_COMPARE_WITH_TIMEOUT(device->status()[u"notes"_s].toInt(), 6, 20'000);
    }

    QCOMPARE_EQ(devices[0]->editBody(guids[0], "updated").exitCode, 0);
    QCOMPARE_EQ(devices[1]->run({u"note"_s, u"delete"_s, guids[3]}).exitCode, 0);

    for (const auto &device : devices) {
        QTRY_COMPARE_WITH_TIMEOUT(
            device->note(guids[0])[u"body"_s].toString(), u"updated"_s, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(device->note(guids[3])[u"deleted"_s].toBool(), true, 20'000);
        QCOMPARE_EQ(device->status()[u"changes"_s].toInt(), 8); // 6 creates, 1 update, 1 delete
    }
    QVERIFY(allEqual(devices));
    for (const auto &device : devices) {
        for (const auto &peer : device->run({u"peer"_s, u"list"_s}).json().array()) {
            QTRY_COMPARE_WITH_TIMEOUT(
                device
                    ->run({u"changes"_s, u"--unsent-for"_s, peer.toObject()[u"peer"_s].toString()})
                    .json()
                    .array()
                    .size(),
                0,
                20'000);
        }
        const CliAnswer check = device->run({u"check"_s});
        QVERIFY2(check.exitCode == 0, check.out.constData());
    }
}

void CliSyncTest::convergence_data()
{
    QTest::addColumn<QList<int>>("links"); // pairs, flat
    QTest::newRow("line") << QList<int> {0, 1, 1, 2, 2, 3};
    QTest::newRow("ring") << QList<int> {0, 1, 1, 2, 2, 3};
    QTest::newRow("star") << QList<int> {0, 1, 0, 2, 0, 3};
    QTest::newRow("mesh") << QList<int> {0, 1, 0, 2, 0, 3};
}

/// Several rounds of edits on four devices; between the rounds only the topology's links exist.
void CliSyncTest::convergence()
{
    QFETCH(QList<int>, links);
    QList<std::pair<int, int>> pairs;
    for (qsizetype i = 0; i + 1 < links.size(); i += 2) {
        pairs.append({links[i], links[i + 1]});
    }
    auto devices = mesh(4, pairs);
    QCOMPARE_EQ(devices.size(), size_t(4));
    const QByteArrayView topology(QTest::currentDataTag());
    const auto addressOf = [&](size_t i) { return u"wss://"_s + devices[i]->address(); };
    const auto peerName = [](size_t i) { return QString(QChar(u'a' + int(i))); };
    for (size_t i = 0; i < 4; ++i) {
        for (size_t j = 0; j < 4; ++j) {
            const bool neighbours =
                (topology == "ring" && ((i + 1) % 4 == j)) || topology == "mesh";
            if (i != j && neighbours) {
                QTRY_VERIFY_WITH_TIMEOUT(
                    devices[i]->run({u"peer"_s, u"address"_s, peerName(j), addressOf(j)}).exitCode
                        == 0,
                    20'000);
            }
        }
    }

    QString shared;
    for (int round = 0; round < 3; ++round) {
        for (size_t i = 0; i < 4; ++i) {
            const QString guid = devices[i]->addNote(u"r%1-%2"_s.arg(round).arg(i), "text");
            QVERIFY(!guid.isEmpty());
            shared = shared.isEmpty() ? guid : shared;
        }
        for (const auto &device : devices) {
            QTRY_COMPARE_WITH_TIMEOUT(
                device->status()[u"notes"_s].toInt(), 4 * (round + 1), 30'000);
        }
        const auto &editor = devices[size_t(round + 1)];
        const QByteArray text = "round " + QByteArray::number(round);
        QCOMPARE_EQ(editor->editBody(shared, text).exitCode, 0);
        for (const auto &device : devices) {
            QTRY_COMPARE_WITH_TIMEOUT(
                device->note(shared)[u"body"_s].toString(), QString::fromUtf8(text), 30'000);
        }
    }
    QVERIFY(allEqual(devices));
}

void CliSyncTest::aLineRelaysBothWaysAndThenIsSilent()
{
    auto devices = mesh(3, {{0, 1}, {1, 2}});
    QCOMPARE_EQ(devices.size(), size_t(3));
    const QString guid = devices[0]->addNote(u"from a"_s, "first");
    QTRY_COMPARE_WITH_TIMEOUT(devices[2]->note(guid)[u"body"_s].toString(), u"first"_s, 20'000);

    QCOMPARE_EQ(devices[2]->editBody(guid, "edited on c").exitCode, 0);
    QTRY_COMPARE_WITH_TIMEOUT(
        devices[0]->note(guid)[u"body"_s].toString(), u"edited on c"_s, 20'000);

    const auto traffic = [&] {
        QList<qint64> bytes;
        for (const auto &device : devices) {
            const QJsonObject status = device->status();
            bytes << status[u"bytesSent"_s].toInteger() << status[u"operationsSent"_s].toInteger();
        }
        return bytes;
    };
    QTest::qWait(1500); // the last acknowledgements
    const QList<qint64> before = traffic();
    QTest::qWait(3000); // long enough for an echo, shorter than a keep-alive
    QCOMPARE_EQ(traffic(), before);
    QVERIFY(before[1] > 0);
}

void CliSyncTest::liveEditsArriveWithinASecond()
{
    auto devices = mesh(2, {{0, 1}});
    QCOMPARE_EQ(devices.size(), size_t(2));
    const QString guid = devices[0]->addNote(u"live"_s, "0");
    QTRY_COMPARE_WITH_TIMEOUT(devices[1]->note(guid)[u"body"_s].toString(), u"0"_s, 20'000);

    for (int i = 1; i <= 3; ++i) {
        const QByteArray text = QByteArray::number(i);
        QCOMPARE_EQ(devices[size_t(i % 2)]->editBody(guid, text).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(devices[size_t((i + 1) % 2)]->note(guid)[u"body"_s].toString(),
                                  QString::fromUtf8(text),
                                  1500);
    }
}

void CliSyncTest::oneLineEditedApartIsAConflictSettledOnEither_data()
{
    QTest::addColumn<int>("settler");
    QTest::addColumn<QString>("take");
    QTest::addColumn<QString>("body");
    QTest::newRow("on a, local") << 0 << u"local"_s << u"shown"_s;
    QTest::newRow("on b, remote") << 1 << u"remote"_s << u"other"_s;
    QTest::newRow("on b, newest") << 1 << u"newest"_s << u"shown"_s;
    QTest::newRow("on a, both") << 0 << u"both"_s << u"shown"_s;
}

void CliSyncTest::oneLineEditedApartIsAConflictSettledOnEither()
{
    QFETCH(int, settler);
    QFETCH(QString, take);
    QFETCH(QString, body);
    auto devices = mesh(2, {{0, 1}});
    QCOMPARE_EQ(devices.size(), size_t(2));
    const QString guid = devices[0]->addNote(u"plan"_s, "meet on monday\n");
    QTRY_COMPARE_WITH_TIMEOUT(devices[1]->status()[u"notes"_s].toInt(), 1, 20'000);

    devices[0]->stop();
    devices[1]->stop();
    QCOMPARE_EQ(devices[0]->editBody(guid, "meet on tuesday\n").exitCode, 0);
    QTest::qWait(5);
    QCOMPARE_EQ(devices[1]->editBody(guid, "meet on friday\n").exitCode, 0); // newer: it is shown
    QVERIFY(!devices[0]->serve().isEmpty());
    QVERIFY(!devices[1]->serve().isEmpty());
    for (const auto &device : devices) {
        QTRY_COMPARE_WITH_TIMEOUT(
            device->run({u"conflict"_s, u"list"_s}).json().array().size(), 1, 20'000);
        const QJsonObject conflict = device->run({u"conflict"_s, u"show"_s, guid}).object();
        QCOMPARE_EQ(conflict[u"type"_s].toString(), u"ConcurrentEdit"_s);
        QCOMPARE_EQ(conflict[u"fields"_s][0][u"base"_s].toString(), u"meet on monday\n"_s);
        QCOMPARE_EQ(conflict[u"fields"_s][0][u"local"_s].toString(), u"meet on friday\n"_s);
        QCOMPARE_EQ(conflict[u"fields"_s][0][u"remote"_s].toString(), u"meet on tuesday\n"_s);
        QCOMPARE_EQ(conflict[u"sides"_s][0][u"device"_s].toString(), u"b"_s);
        QCOMPARE_EQ(device->note(guid)[u"conflict"_s].toBool(), true);
    }

    const CliAnswer settled =
        devices[size_t(settler)]->run({u"conflict"_s, u"resolve"_s, guid, u"--take"_s, take});

    QVERIFY2(settled.exitCode == 0, settled.err.constData());
    const QString expected = body == u"shown"_s ? u"meet on friday\n"_s : u"meet on tuesday\n"_s;
    const int notes = take == u"both"_s ? 2 : 1;
    for (const auto &device : devices) {
        QTRY_COMPARE_WITH_TIMEOUT(
            device->run({u"conflict"_s, u"list"_s}).json().array().size(), 0, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(device->note(guid)[u"body"_s].toString(), expected, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(device->status()[u"notes"_s].toInt(), notes, 20'000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(allEqual(devices), 20'000);
}

void CliSyncTest::pairingByDigits()
{
    const QString root = m_root.filePath(u"digits"_s);
    CliDevice a(root, u"a"_s);
    CliDevice b(root, u"b"_s);
    QCOMPARE_EQ(a.run({u"init"_s, u"--device-name"_s, u"a"_s}).exitCode, 0);
    QCOMPARE_EQ(b.run({u"init"_s, u"--device-name"_s, u"b"_s}).exitCode, 0);
    const QString fromA = a.addNote(u"a's"_s, "x");
    const QString fromB = b.addNote(u"b's"_s, "y");
    QVERIFY(!a.serve().isEmpty());

    auto request = b.start({u"--json"_s, u"pair"_s, u"request"_s, u"wss://"_s + a.address()});
    QTRY_VERIFY_WITH_TIMEOUT((request->waitForReadyRead(50), request->canReadLine()), 20'000);
    const QString code =
        QJsonDocument::fromJson(request->readLine()).object()[u"code"_s].toString();
    QCOMPARE_EQ(code.size(), 6);
    const auto listed = [&a] { return a.run({u"pair"_s, u"list"_s}).json().array(); };
    QTRY_COMPARE_WITH_TIMEOUT(listed().size(), 1, 10'000);
    QCOMPARE_EQ(listed()[0][u"code"_s].toString(), code);
    QCOMPARE_EQ(listed()[0][u"name"_s].toString(), u"b"_s);
    QCOMPARE_EQ(a.run({u"pair"_s, u"confirm"_s, u"000000x"_s}).exitCode, 3);
    QCOMPARE_EQ(a.run({u"pair"_s, u"confirm"_s, code}).exitCode, 0);
    QCOMPARE_EQ(b.run({u"pair"_s, u"confirm"_s, code}).exitCode, 0);

    QVERIFY(request->waitForFinished(20'000));
    QCOMPARE_EQ(request->exitCode(), 0);
    QCOMPARE_EQ(QJsonDocument::fromJson(request->readLine()).object()[u"name"_s].toString(),
                u"a"_s);
    QVERIFY(syncOnce(b));
    QTRY_COMPARE_WITH_TIMEOUT(a.note(fromB)[u"body"_s].toString(), u"y"_s, 10'000);
    QCOMPARE_EQ(b.note(fromA)[u"body"_s].toString(), u"x"_s);
    const CliAnswer check = b.run({u"check"_s});
    QVERIFY2(check.exitCode == 0, check.out.constData());
}

void CliSyncTest::deniedDigitsPairNobody()
{
    const QString root = m_root.filePath(u"denied"_s);
    CliDevice a(root, u"a"_s);
    CliDevice b(root, u"b"_s);
    QVERIFY(!a.serve().isEmpty());
    auto request = b.start({u"--json"_s, u"pair"_s, u"request"_s, u"wss://"_s + a.address()});
    QTRY_VERIFY_WITH_TIMEOUT((request->waitForReadyRead(50), request->canReadLine()), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(a.run({u"pair"_s, u"list"_s}).json().array().size(), 1, 10'000);

    QCOMPARE_EQ(a.run({u"pair"_s, u"deny"_s}).exitCode, 0);

    QVERIFY(request->waitForFinished(20'000));
    QCOMPARE_EQ(request->exitCode(), 4);
    QCOMPARE_EQ(a.run({u"peer"_s, u"list"_s}).json().array().size(), 0);
    QCOMPARE_EQ(b.run({u"peer"_s, u"list"_s}).json().array().size(), 0);
}

void CliSyncTest::aWrongLinkIsRefused()
{
    const QString root = m_root.filePath(u"wrong"_s);
    CliDevice a(root, u"a"_s);
    CliDevice b(root, u"b"_s);
    QString link = a.serve({u"--pairing-link"_s})[u"pairingLink"_s].toString();
    QVERIFY(!link.isEmpty());
    const qsizetype secret = link.indexOf(u"&s="_s) + 3;
    link[secret] = link[secret] == u'A' ? u'B' : u'A';

    const CliAnswer answer = b.run({u"pair"_s, u"accept"_s, link});

    QCOMPARE_EQ(answer.exitCode, 4);
    QCOMPARE_EQ(a.run({u"peer"_s, u"list"_s}).json().array().size(), 0);
    QCOMPARE_EQ(b.run({u"peer"_s, u"list"_s}).json().array().size(), 0);
}

void CliSyncTest::aLinkWorksOnce()
{
    const QString root = m_root.filePath(u"once"_s);
    CliDevice a(root, u"a"_s);
    CliDevice b(root, u"b"_s);
    CliDevice c(root, u"c"_s);
    const QString link = a.serve({u"--pairing-link"_s})[u"pairingLink"_s].toString();
    QCOMPARE_EQ(b.run({u"pair"_s, u"accept"_s, link}).exitCode, 0);

    QCOMPARE_EQ(c.run({u"pair"_s, u"accept"_s, link}).exitCode, 4);
    QCOMPARE_EQ(c.run({u"peer"_s, u"list"_s}).json().array().size(), 0);
}

void CliSyncTest::anUnpairedDeviceIsRefused()
{
    auto devices = mesh(2, {{0, 1}});
    QCOMPARE_EQ(devices.size(), size_t(2));
    devices[0]->addNote(u"secret"_s, "x");
    // A third device with a library of its own dials as if it were paired with a.
    auto others = mesh(2, {{0, 1}});
    QCOMPARE_EQ(others.size(), size_t(2));
    others[1]->stop();
    others[0]->stop();
    QCOMPARE_EQ(others[0]
                    ->run({u"peer"_s, u"address"_s, u"b"_s, u"wss://"_s + devices[0]->address()})
                    .exitCode,
                0);

    const CliAnswer answer = others[0]->run({u"sync"_s, u"--timeout"_s, u"5"_s});

    QCOMPARE_EQ(answer.object()[u"peers"_s][0][u"ok"_s].toBool(true), false);
    QVERIFY(!answer.object()[u"peers"_s][0][u"error"_s].toString().isEmpty());
    QCOMPARE_EQ(others[0]->status()[u"notes"_s].toInt(), 0);
}

void CliSyncTest::theCliActsOnARunningServe()
{
    auto devices = mesh(2, {{0, 1}});
    QCOMPARE_EQ(devices.size(), size_t(2));
    devices[0]->addNote(u"n"_s, "x");

    const CliAnswer answer = devices[0]->run({u"sync"_s, u"--timeout"_s, u"20"_s});

    QVERIFY2(answer.exitCode == 0, answer.err.constData());
    QCOMPARE_EQ(answer.object()[u"peers"_s][0][u"ok"_s].toBool(), true);
    QCOMPARE_EQ(devices[1]->status()[u"notes"_s].toInt(), 1);
    const QJsonArray peers = devices[0]->run({u"peer"_s, u"list"_s}).json().array();
    QCOMPARE_EQ(peers[0][u"online"_s].toBool(), true);
    QCOMPARE_EQ(peers[0][u"pending"_s].toInt(-1), 0);
}

QTEST_GUILESS_MAIN(CliSyncTest)
#include "tst_clisync.moc"
