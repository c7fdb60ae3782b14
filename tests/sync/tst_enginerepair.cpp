#include "sync/engine/syncround.h"
#include "tests/support/livedevice.h"
#include "tests/support/tamper.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace sheaf;
using namespace sheaf::test;

// Damage to a library on disk, between two whole devices: after the next sync it is gone, and told.

namespace {

QStringList shown(LiveDevice &device)
{
    QStringList lines;
    for (const NoteId &id : device.reader().allNotes()) {
        const Result<Note> note = device.reader().note(id);
        lines.append(note ? id.toHex() + u'|' + note->state.title + u'|' + note->state.body
                          : id.toHex());
    }
    return lines;
}

QStringList eventsOf(LiveDevice &device)
{
    QStringList events;
    for (const AuditEntry &entry : device.reader().auditLog(100)) {
        events.append(entry.event);
    }
    return events;
}

QStringList problemsOf(LiveDevice &device)
{
    QStringList problems;
    bool done = false;
    device.service().run([](Library &library) { return library.check(); },
                         &device,
                         [&](const CheckReport &report) {
                             problems = report.problems;
                             done = true;
                         });
    return QTest::qWaitFor([&] { return done; }, 30'000) ? problems : QStringList {u"no answer"_s};
}

} // namespace

class EngineRepairTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void damageOnDisk_isGoneAfterTheNextSync_data();
    void damageOnDisk_isGoneAfterTheNextSync();
    void damageThatNobodyCanMend_isTold_andASyncRoundEnds();
};

void EngineRepairTest::damageOnDisk_isGoneAfterTheNextSync_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::newRow("a title") << QStringList {u"UPDATE notes SET title = x'42' WHERE id = 2"_s};
    QTest::newRow("the sum") << QStringList {u"UPDATE library SET state_sum = zeroblob(32)"_s};
    QTest::newRow("a lost row") << QStringList {u"DELETE FROM notes WHERE id = 2"_s};
    QTest::newRow("a body and a signature")
        << QStringList {u"UPDATE note_fragments SET body = x'00' || substr(body, 2) WHERE id = 2"_s,
                        u"UPDATE note_changes SET signature = zeroblob(64) WHERE id = 3"_s,
                        u"DELETE FROM local_values WHERE key = CAST('proven-up-to' AS BLOB)"_s};
}

void EngineRepairTest::damageOnDisk_isGoneAfterTheNextSync()
{
    QFETCH(QStringList, statements);
    LiveDevice hurt(u"hurt"_s);
    LiveDevice whole(u"whole"_s);
    QVERIFY(hurt.start() && whole.start());
    QVERIFY(befriend(hurt, whole));
    for (int i = 0; i < 5; ++i) {
        hurt.write(u"note %1"_s.arg(i), u"the text of note %1"_s.arg(i));
    }
    QTRY_VERIFY_WITH_TIMEOUT(whole.reader().allNotes().size() == 5, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(hurt.isUpToDate() && whole.isUpToDate(), 20'000);
    const QStringList right = shown(whole);
    const QString folder = hurt.service().folder();
    // As long as a device has been looked through, it is not looked through again.
    QTRY_VERIFY_WITH_TIMEOUT(hurt.reader().lacking(1).empty(), 20'000);
    hurt.stop();
    tamperFile(folder,
               {u"INSERT OR REPLACE INTO local_values (key, value) VALUES "
                "(CAST('proven-up-to' AS BLOB), CAST('0' AS BLOB))"_s});
    tamperFile(folder, statements);

    QVERIFY(hurt.start());

    QTRY_VERIFY_WITH_TIMEOUT(hurt.isUpToDate(), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(shown(hurt), right, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(problemsOf(hurt), QStringList(), 30'000);
    QCOMPARE(shown(whole), right);
    QCOMPARE(hurt.reader().stateDigest(), whole.reader().stateDigest());
    QVERIFY(hurt.reader().lacking(10).empty());
    const QStringList events = eventsOf(hurt);
    QVERIFY2(events.contains(u"repaired"_s), qPrintable(events.join(u' ')));
}

void EngineRepairTest::damageThatNobodyCanMend_isTold_andASyncRoundEnds()
{
    LiveDevice hurt(u"hurt"_s);
    LiveDevice other(u"other"_s);
    QVERIFY(hurt.start() && other.start());
    QVERIFY(befriend(hurt, other));
    QTRY_VERIFY_WITH_TIMEOUT(hurt.isUpToDate() && other.isUpToDate(), 20'000);
    const QStringList events = eventsOf(hurt);
    QVERIFY2(!events.contains(u"compared"_s) && !events.contains(u"diverged"_s),
             qPrintable(events.join(u' '))); // equal states are no news
    other.stopEngine();
    QTRY_VERIFY_WITH_TIMEOUT(!hurt.peer(other)->online, 20'000);
    hurt.write(u"only here"_s, u"a text that is about to be damaged"_s);
    const QString folder = hurt.service().folder();
    hurt.stop();
    tamperFile(folder, {u"UPDATE note_fragments SET body = x'00' || substr(body, 2)"_s});
    QVERIFY(hurt.start() && other.startEngine());
    hurt.engine().setPeerAddresses(other.identity().device(), {other.address()});

    QTRY_COMPARE_WITH_TIMEOUT(hurt.engine().status().phase, SyncStatus::Phase::HeldUp, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(other.engine().status().phase, SyncStatus::Phase::HeldUp, 20'000);
    QVERIFY(hurt.engine().status().problem.contains(u"on this computer"_s));
    QVERIFY(other.engine().status().problem.contains(u"hurt"_s));
    QVERIFY(!hurt.peer(other)->syncing && !other.peer(hurt)->syncing);
    for (LiveDevice *device : {&hurt, &other}) {
        SyncRound round(device->engine(), device->reader(), {}, 60s);
        QList<PeerOutcome> outcomes;
        connect(&round, &SyncRound::finished, device, [&](const QList<PeerOutcome> &all) {
            outcomes = all;
        });
        round.start();
        QTRY_COMPARE_WITH_TIMEOUT(outcomes.size(), 1, 10'000); // not only when its time is over
        QVERIFY(!outcomes[0].ok);
        QCOMPARE(outcomes[0].error, device->engine().status().problem);
    }

    hurt.write(u"later"_s, u"waits behind the damage"_s);
    other.write(u"meanwhile"_s, u"still comes"_s);
    QTRY_COMPARE_WITH_TIMEOUT(hurt.reader().allNotes().size(), 3, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(hurt.engine().status().phase, SyncStatus::Phase::HeldUp, 20'000);
}

QTEST_GUILESS_MAIN(EngineRepairTest)
#include "tst_enginerepair.moc"
