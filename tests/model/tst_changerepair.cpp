#include "model/store/librarystore.h"
#include "tests/support/libraryfixture.h"
#include "tests/support/tamper.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// What is damaged on one device is made whole from the log, or from another device by hash.

namespace {

/// What `from` gives for all that `to` lacks.
RepairReport fetch(TestDevice &from, TestDevice &to)
{
    const std::vector<Hash> lacking = to.library->lacking(1000);
    const Result<FoundChanges> found = from.library->changesByHash(lacking, 1 << 24);
    std::vector<PackedChange> given;
    for (const auto &[hash, change] : found->changes) {
        given.push_back(change);
    }
    RepairReport all;
    std::span<const PackedChange> rest(given);
    while (!rest.empty()) {
        const Result<RepairReport> report = to.library->repair(rest, from.id());
        if (!report) {
            qFatal("repair: %s", qPrintable(report.error().detail));
        }
        all.repaired += report->repaired;
        all.refused.insert(all.refused.end(), report->refused.begin(), report->refused.end());
        all.lacking = report->lacking;
        rest = rest.subspan(static_cast<std::size_t>(report->consumed));
    }
    return all;
}

RepairReport renew(TestDevice &device, const std::vector<NoteId> &records, bool withSum = false)
{
    const Result<RepairReport> report = device.library->repairRecords(records, withSum, {});
    if (!report) {
        qFatal("repairRecords: %s", qPrintable(report.error().detail));
    }
    return *report;
}

QString longBody(int lines)
{
    QString body;
    for (int i = 0; i < lines; ++i) {
        body += u"line %1 of a text that is long enough for a delta\n"_s.arg(i);
    }
    return body;
}

} // namespace

class ChangeRepairTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aChangedRow_isMadeAgainFromTheLog_data();
    void aChangedRow_isMadeAgainFromTheLog();
    void aDamagedChange_isFetchedAgain_data();
    void aDamagedChange_isFetchedAgain();
    void onlyTheSameChange_isTaken();
    void whatNobodyWanted_changesNothing();
    void aDeletedRecord_hashesTheSameWhateverItHeld();
    void aSumOfOlderRules_isMadeAgain();
    void digestsByPrefix_addUp();
    void aPolicyThatComesBack_isApplied();
    void whatCannotEvenBeNamed_isToldByItsHash();
};

void ChangeRepairTest::aChangedRow_isMadeAgainFromTheLog_data()
{
    QTest::addColumn<QString>("statement");
    QTest::newRow("title") << u"UPDATE notes SET title = x'42' WHERE id = 1"_s;
    QTest::newRow("heads") << u"UPDATE notes SET heads = zeroblob(32) WHERE id = 1"_s;
    QTest::newRow("body")
        << u"UPDATE notes SET body_change = NULL, body_hash = NULL WHERE id = 1"_s;
    QTest::newRow("lost") << u"DELETE FROM notes WHERE id = 1"_s;
    QTest::newRow("sum") << u"UPDATE library SET state_sum = zeroblob(32)"_s;
}

void ChangeRepairTest::aChangedRow_isMadeAgainFromTheLog()
{
    QFETCH(QString, statement);
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const NoteId note = commit(device, newNote(u"A"_s, longBody(100))).note;
    commit(device, bodyEdit(note, longBody(101)));
    commit(device, newNote(u"B"_s));
    const QStringList before = dump(*device.library);
    const Hash digest = device.library->stateDigest();
    tamper(device, {statement});
    QVERIFY(!device.library->check().problems.isEmpty());

    const RepairReport report = renew(device, {note}, true);

    QCOMPARE(report.repaired, 1);
    QCOMPARE(device.library->check().problems, QStringList());
    QCOMPARE(dump(*device.library), before);
    QCOMPARE(device.library->stateDigest(), digest);
    QCOMPARE(device.library->auditLog(1).at(0).event, u"repaired"_s);
    QCOMPARE(renew(device, {note}, true).repaired, 0);
}

void ChangeRepairTest::aDamagedChange_isFetchedAgain_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::newRow("a body's byte") << QStringList {
        u"UPDATE note_fragments SET body = x'00' || substr(body, 2) WHERE id = 1"_s};
    QTest::newRow("a delta") << QStringList {
        u"UPDATE note_fragments SET delta_hash = zeroblob(32) WHERE id = 2"_s};
    QTest::newRow("a fragment lost") << QStringList {u"DELETE FROM note_fragments WHERE id = 2"_s};
    QTest::newRow("a title") << QStringList {
        u"UPDATE note_fragments SET title = x'42' WHERE id = 1"_s};
    QTest::newRow("a stamp") << QStringList {
        u"UPDATE note_changes SET hlc = hlc + 1 WHERE id = 2"_s};
    QTest::newRow("parents") << QStringList {
        u"UPDATE note_changes SET parents = NULL WHERE id = 2"_s};
    QTest::newRow("a salt") << QStringList {
        u"UPDATE note_changes SET salts = zeroblob(32) WHERE id = 2"_s};
    QTest::newRow("a signature") << QStringList {
        u"UPDATE note_changes SET signature = zeroblob(64) WHERE id = 1"_s};
    QTest::newRow("bytes, signature, and the row")
        << QStringList {u"UPDATE note_changes SET signature = zeroblob(64) WHERE id = 1"_s,
                        u"UPDATE note_fragments SET title = x'42' WHERE id = 1"_s,
                        u"UPDATE notes SET title = x'42' WHERE id = 1"_s};
}

void ChangeRepairTest::aDamagedChange_isFetchedAgain()
{
    QFETCH(QStringList, statements);
    FakeClock clock;
    const auto world = devices(2, clock);
    TestDevice &hurt = *world[0];
    TestDevice &whole = *world[1];
    const NoteId note = commit(hurt, newNote(u"A"_s, longBody(100))).note;
    commit(hurt, bodyEdit(note, longBody(101)));
    commit(hurt, titleEdit(note, u"A2"_s));
    syncPair(hurt, whole);
    const QStringList before = dump(*hurt.library);
    tamper(hurt, statements);

    const RepairReport found = renew(hurt, {note});
    QCOMPARE(found.lacking, 1);
    QCOMPARE(hurt.library->auditLog(1).at(0).event, u"damaged"_s);
    QVERIFY(!hurt.library->check().problems.isEmpty());
    const RepairReport report = fetch(whole, hurt);
    renew(hurt, {note}, true);

    QCOMPARE(report.repaired, 1);
    QCOMPARE(report.lacking, 0);
    QCOMPARE(hurt.library->check().problems, QStringList());
    QCOMPARE(dump(*hurt.library), before);
    QCOMPARE(dump(*hurt.library), dump(*whole.library));
    QCOMPARE(hurt.library->stateDigest(), whole.library->stateDigest());
    QCOMPARE(hurt.library->lacking(10), std::vector<Hash> {});
    // And it can be passed on again.
    TestDevice fresh(5, clock);
    fresh.open();
    pair(whole, fresh);
    sendAll(hurt, fresh);
    QCOMPARE(fresh.library->check().problems, QStringList());
}

void ChangeRepairTest::onlyTheSameChange_isTaken()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    TestDevice &hurt = *world[0];
    TestDevice &whole = *world[1];
    const CommitResult made = commit(hurt, newNote(u"A"_s, u"text"_s));
    syncPair(hurt, whole);
    tamper(hurt, {u"UPDATE note_changes SET signature = zeroblob(64) WHERE id = 1"_s});
    QCOMPARE(renew(hurt, {made.note}).lacking, 1);
    const Result<FoundChanges> found =
        whole.library->changesByHash(std::vector<Hash> {made.change}, 1 << 20);
    PackedChange forged = found->changes.at(0).second;
    forged.signature.bytes[0] ^= 1;

    const Result<RepairReport> report =
        hurt.library->repair(std::vector<PackedChange> {forged}, whole.id());

    QCOMPARE(report->repaired, 0);
    QCOMPARE(report->refused, std::vector<Hash> {made.change});
    QCOMPARE(hurt.library->lacking(10), std::vector<Hash> {made.change});
    PackedChange altered = found->changes.at(0).second;
    altered.contentSalt.bytes[0] ^= 1;
    QCOMPARE(hurt.library->repair(std::vector<PackedChange> {altered}, whole.id())->repaired, 0);
    QCOMPARE(fetch(whole, hurt).repaired, 1);
    QCOMPARE(hurt.library->check().problems, QStringList());
}

void ChangeRepairTest::whatNobodyWanted_changesNothing()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    const CommitResult made = commit(*world[0], newNote(u"A"_s, u"text"_s));
    syncPair(*world[0], *world[1]);
    const std::vector<Hash> asked {made.change, Hash {}};
    const Result<FoundChanges> found = world[1]->library->changesByHash(asked, 1 << 20);
    QCOMPARE(found->changes.size(), std::size_t(1));
    QCOMPARE(found->missing, std::vector<Hash> {Hash {}});
    const qint64 version = world[0]->library->dataVersion();

    const Result<RepairReport> report = world[0]->library->repair(
        std::vector<PackedChange> {found->changes.at(0).second}, world[1]->id());

    QCOMPARE(report->repaired, 0);
    QCOMPARE(report->consumed, 1);
    QCOMPARE(world[0]->library->dataVersion(), version);
}

void ChangeRepairTest::aDeletedRecord_hashesTheSameWhateverItHeld()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const NoteId note = commit(device, newNote(u"A"_s, u"text"_s)).note;
    commit(device, deletion(note));
    const Hash digest = device.library->stateDigest();
    const RecordDigests before = device.library->recordDigests({}, 10);

    tamper(device, {u"UPDATE notes SET title = x'', snippet = NULL, body_change = NULL"_s});

    QCOMPARE(device.library->recordDigests({}, 10).records, before.records);
    QCOMPARE(device.library->stateDigest(), digest);
    tamper(device, {u"UPDATE notes SET deleted = 0"_s});
    QVERIFY(device.library->recordDigests({}, 10).records != before.records);
}

void ChangeRepairTest::aSumOfOlderRules_isMadeAgain()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    commit(device, newNote(u"A"_s, u"text"_s));
    const Hash digest = device.library->stateDigest();

    tamper(device,
           {u"UPDATE library SET state_sum = zeroblob(32)"_s,
            u"DELETE FROM local_values WHERE key = CAST('state-sum' AS BLOB)"_s});

    QCOMPARE(device.library->stateDigest(), digest);
    QCOMPARE(device.library->check().problems, QStringList());
}

void ChangeRepairTest::aPolicyThatComesBack_isApplied()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    TestDevice &whole = *world[0];
    TestDevice &hurt = *world[1];
    const NoteId note = commit(whole, newNote(u"n"_s, u"one\n"_s)).note;
    syncPair(whole, hurt);
    commit(whole, bodyEdit(note, u"one here\n"_s));
    commit(hurt, bodyEdit(note, u"one there\n"_s));
    syncPair(whole, hurt);
    QCOMPARE(hurt.library->conflicts().size(), std::size_t(1));
    const VersionVector before = hurt.library->vector();
    QVERIFY(bool(whole.library->setSetting(u"conflict-policy"_s, u"newest"_s)));
    const Result<ChangeBatch> policy =
        whole.library->changesAfter(before, *whole.library->publish(), 10, 1 << 20);
    std::vector<PackedChange> withheld = policy->changes;
    QCOMPARE(withheld.size(), std::size_t(1));
    withheld.front().content.clear();
    withheld.front().body.clear();
    withheld.front().contentSalt = Salt {};
    QVERIFY(!hurt.library->apply(withheld, whole.id())->fault);
    QCOMPARE(hurt.library->conflicts().size(), std::size_t(1));

    // Its content comes.
    QCOMPARE(hurt.library->repair(policy->changes, whole.id())->repaired, 1);

    QCOMPARE(hurt.library->conflicts().size(), std::size_t(0));
    QCOMPARE(hurt.library->check().problems, QStringList());
    QCOMPARE(dump(*hurt.library), dump(*whole.library));
    QCOMPARE(hurt.library->stateDigest(), whole.library->stateDigest());
    // Its row is made again, after what was folded meanwhile was folded without it.
    const QString guid = QString::fromLatin1(note.toBytes().toHex());
    tamper(hurt,
           {u"UPDATE notes SET deleted = 1 WHERE kind = 2"_s,
            u"UPDATE notes SET conflict = 1 WHERE guid = x'%1'"_s.arg(guid)});
    QVERIFY(!hurt.library->check().problems.isEmpty());
    renew(hurt, {settingId(u"conflict-policy"_s)});
    QCOMPARE(hurt.library->check().problems, QStringList());
    QCOMPARE(dump(*hurt.library), dump(*whole.library));
}

void ChangeRepairTest::whatCannotEvenBeNamed_isToldByItsHash()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const CommitResult made = commit(device, newNote(u"A"_s, u"text"_s));
    commit(device, titleEdit(made.note, u"B"_s));
    tamper(device, {u"UPDATE note_changes SET log = NULL WHERE id = 1"_s});

    QCOMPARE(renew(device, {made.note}).lacking, 2); // with the one that stands on it

    const AuditEntry told = device.library->auditLog(2).at(1);
    QCOMPARE(told.event, u"damaged"_s);
    QCOMPARE(told.device, QString());
    QVERIFY2(told.text.contains(made.change.toHex().first(16)), qPrintable(told.text));
    QVERIFY(!told.text.contains(u"00000000:"_s));
}

void ChangeRepairTest::digestsByPrefix_addUp()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    for (int i = 0; i < 40; ++i) {
        commit(device, newNote(u"n%1"_s.arg(i)));
    }
    const RecordDigests all = device.library->recordDigests({}, 100);
    QCOMPARE(all.records.size(), std::size_t(40));
    QVERIFY(all.sumFits);
    const RecordDigests sums = device.library->recordDigests({}, 0);
    QVERIFY(sums.records.empty());
    std::size_t seen = 0;
    for (const auto &[byte, sum] : sums.sums) {
        const QByteArray prefix(1, static_cast<char>(byte));
        const RecordDigests part = device.library->recordDigests(prefix, 100);
        Hash partSum;
        for (const auto &[id, hash] : part.records) {
            QCOMPARE(quint32(id.bytes[0]), byte);
            for (std::size_t i = 0; i < partSum.bytes.size(); ++i) {
                partSum.bytes[i] ^= hash.bytes[i];
            }
        }
        QCOMPARE(partSum, sum);
        seen += part.records.size();
    }
    QCOMPARE(seen, std::size_t(40));
    const NoteId one = all.records.at(7).first;
    QCOMPARE(device.library->recordDigests(one.toBytes(), 100).records,
             (std::vector<std::pair<NoteId, Hash>> {all.records.at(7)}));
    QVERIFY(device.library->recordDigests({}, 39).records.empty()); // too many: sums
}

QTEST_GUILESS_MAIN(ChangeRepairTest)
#include "tst_changerepair.moc"
