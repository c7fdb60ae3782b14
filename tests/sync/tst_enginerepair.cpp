#include "tests/support/livedevice.h"
#include "tests/support/tamper.h"

#include <QtTest>

using namespace Qt::StringLiterals;
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
    QStringList events;
    for (const AuditEntry &entry : hurt.reader().auditLog(100)) {
        events.append(entry.event);
    }
    QVERIFY2(events.contains(u"repaired"_s), qPrintable(events.join(u' ')));
}

QTEST_GUILESS_MAIN(EngineRepairTest)
#include "tst_enginerepair.moc"
