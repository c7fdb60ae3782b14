#include "tests/support/libraryfixture.h"
#include "tests/support/newerprogram.h"
#include "tests/support/tamper.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// Changes of newer programs on their way through this one, and what becomes of them after an upgrade.

namespace {

constexpr std::uint8_t kNewerDevice = 9;

std::vector<PackedChange> everyChange(const Library &library)
{
    const Result<ChangeBatch> all = library.changesAfter({}, library.vector(), 100'000, 1 << 26);
    return all ? all->changes : std::vector<PackedChange> {};
}

QList<QByteArray> bytesOfLog(const Library &library, const DeviceId &device)
{
    QList<QByteArray> bytes;
    for (const PackedChange &change : everyChange(library)) {
        if (change.log.device == device) {
            bytes.append(change.toCbor());
        }
    }
    return bytes;
}

/// The library as a program left it that could read neither meta nor content of these changes.
void forget(TestDevice &device, const std::vector<PackedChange> &changes)
{
    const QString file = device.folder() + u"/library.sqlite"_s;
    device.close();
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"older"_s);
        raw.setDatabaseName(file);
        QVERIFY(raw.open());
        QSqlQuery query(raw);
        for (const PackedChange &change : changes) {
            QVERIFY(query.prepare(u"SELECT id FROM note_changes WHERE signature = ?"_s));
            query.addBindValue(change.signature.toBytes());
            QVERIFY(query.exec() && query.next());
            const qint64 id = query.value(0).toLongLong();
            for (const QString &sql : {u"DELETE FROM note_fragments WHERE id = %1"_s,
                                       u"DELETE FROM raw_changes WHERE id = %1"_s,
                                       u"UPDATE notes SET title = x'3f' WHERE id = "
                                       "(SELECT note_guid FROM note_changes WHERE id = %1)"_s,
                                       u"UPDATE note_changes SET note_guid = NULL, operation = 0, "
                                       "user = NULL, hlc = NULL, parents = NULL, effect = 0, "
                                       "extra = NULL WHERE id = %1"_s}) {
                QVERIFY2(query.exec(sql.arg(id)), qPrintable(sql));
            }
            QVERIFY(query.prepare(u"INSERT INTO raw_changes (id, meta, content, body) "
                                  "VALUES (?, ?, ?, ?)"_s));
            query.addBindValue(id);
            query.addBindValue(change.meta);
            query.addBindValue(change.content);
            query.addBindValue(change.body);
            QVERIFY(query.exec());
        }
        // Nor does that program's sum of the states fit the rows that it leaves.
        QVERIFY(query.exec(u"DELETE FROM local_values WHERE key = CAST('state-sum' AS BLOB)"_s));
        QVERIFY(query.exec(u"UPDATE local_values SET value = x'30' "
                           "WHERE key = CAST('understanding' AS BLOB)"_s));
        QCOMPARE(query.numRowsAffected(), 1);
    }
    QSqlDatabase::removeDatabase(u"older"_s);
}

} // namespace

class KeptChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatANewerProgramWrote_passesThroughUnchanged();
    void whatWasKept_takesEffectAfterTheUpgrade();
    void manyOfThem_takeEffectPieceByPiece_alsoWhenCutOff();
    void whatStandsOnItInAnotherNote_isJudgedAgain();
    void whatNobodyUnderstandsYet_staysKeptAfterAnUpgrade();
};

void KeptChangesTest::whatANewerProgramWrote_passesThroughUnchanged()
{
    FakeClock clock;
    auto world = devices(3, clock);
    TestDevice &first = *world[0];
    TestDevice &relay = *world[1];
    TestDevice &last = *world[2];
    TestDevice newer(kNewerDevice, clock);
    newer.open();
    pair(first, newer);
    NewerProgram author(kNewerDevice, first.library->id(), 4242);
    std::vector<PackedChange> written;
    QList<QByteArray> bytes;
    for (const NewerProgram::Novelty novelty : NewerProgram::kNovelties) {
        const CommitResult note = commit(first, newNote(u"before"_s, u"text\n"_s));
        written.push_back(
            author.write(novelty, note.note, {note.change}, Hlc::fromMs(clock.nowMs())));
        bytes.append(written.back().toCbor());
    }
    const Result<ApplyReport> applied = first.library->apply(written, newer.id());
    QVERIFY(applied && !applied->fault);

    for (TestDevice *to : {&relay, &last}) {
        sendAll(to == &relay ? first : relay, *to);
        to->reopen();
        QCOMPARE(bytesOfLog(*to->library, newer.id()), bytes);
        QCOMPARE(to->library->changesNeedingUpdate(), 3); // format, operation, limit
        QCOMPARE(dump(*to->library), dump(*first.library));
        QCOMPARE(to->library->check().problems, QStringList());
    }
    // What is understood in part is shown, and an edit here takes what is unknown along.
    const NoteId field = [&] {
        for (const NoteId &id : last.library->allNotes()) {
            if (!last.library->note(id)->state.unknown.isEmpty()) {
                return id;
            }
        }
        return NoteId {};
    }();
    QVERIFY(!field.isNull());
    const auto unknown = last.library->note(field)->state.unknown;
    commit(last, bodyEdit(field, u"edited by an older program\n"_s));
    sendAll(last, relay);
    sendAll(relay, first);
    QCOMPARE(first.library->note(field)->state.unknown, unknown);
    QCOMPARE(first.library->note(field)->state.title, u"from a newer program"_s);
    QCOMPARE(first.library->note(field)->state.body, u"edited by an older program\n"_s);
}

void KeptChangesTest::whatWasKept_takesEffectAfterTheUpgrade()
{
    FakeClock clock;
    auto world = devices(2, clock);
    TestDevice &author = *world[0];
    TestDevice &older = *world[1];
    QString text;
    for (int i = 0; i < 200; ++i) {
        text += u"line %1 of a text that is long enough for a delta\n"_s.arg(i);
    }
    const NoteId grown = commit(author, newNote(u"grown"_s, text)).note;
    const NoteId gone = commit(author, newNote(u"gone"_s)).note;
    const NoteId forked = commit(author, newNote(u"forked"_s)).note;
    sendAll(author, older);
    commit(older, titleEdit(forked, u"here"_s));
    const std::size_t before = bytesOfLog(*author.library, author.id()).size();
    commit(author, bodyEdit(grown, text + u"one more\n"_s)); // a delta
    commit(author, bodyEdit(grown, text + u"one more\nand another\n"_s)); // a delta on it
    commit(author, deletion(gone));
    commit(author, titleEdit(forked, u"there"_s));
    commit(author, newNote(u"made there"_s, u"new\n"_s));
    syncPair(author, older);
    const QStringList whole = dump(*older.library);
    const Hash digest = older.library->stateDigest();
    const QList<QByteArray> bytes = bytesOfLog(*older.library, author.id());
    std::vector<PackedChange> late;
    for (const PackedChange &change : everyChange(*older.library)) {
        if (change.log.device == author.id() && change.seq > before) {
            late.push_back(change);
        }
    }
    QCOMPARE(late.size(), std::size_t(5));

    forget(older, late);
    older.open();

    QCOMPARE(older.library->changesNeedingUpdate(), 0);
    QCOMPARE(dump(*older.library), whole);
    QCOMPARE(older.library->stateDigest(), digest);
    QCOMPARE(bytesOfLog(*older.library, author.id()), bytes);
    QCOMPARE(older.library->check().problems, QStringList());
    // Once is enough, and it goes on from there.
    older.reopen();
    commit(older, bodyEdit(grown, u"edited\n"_s));
    syncPair(author, older);
    QCOMPARE(dump(*author.library), dump(*older.library));
}

void KeptChangesTest::manyOfThem_takeEffectPieceByPiece_alsoWhenCutOff()
{
    constexpr int kMany = 300;
    FakeClock clock;
    auto world = devices(2, clock);
    TestDevice &author = *world[0];
    TestDevice &older = *world[1];
    for (int i = 0; i < kMany; ++i) {
        commit(author, newNote(u"note %1"_s.arg(i), u"text %1\n"_s.arg(i)));
    }
    syncPair(author, older);
    const QStringList whole = dump(*older.library);
    const Hash digest = older.library->stateDigest();
    std::vector<PackedChange> all;
    for (const PackedChange &change : everyChange(*older.library)) {
        if (change.log.device == author.id()) {
            all.push_back(change);
        }
    }
    QVERIFY(all.size() >= std::size_t {kMany});

    forget(older, all);
    // The disk takes two thirds of it and no more.
    tamperFile(older.folder(),
               {u"CREATE TRIGGER full BEFORE UPDATE ON note_changes WHEN new.seq > 200 "
                "BEGIN SELECT RAISE(ABORT, 'cut off'); END"_s});
    QVERIFY(!Library::open(older.config()));
    const auto count = [&older](const QString &what) {
        qint64 rows = -1;
        {
            QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"count"_s);
            raw.setDatabaseName(older.folder() + u"/library.sqlite"_s);
            QSqlQuery query(raw);
            if (raw.open() && query.exec(what) && query.next()) {
                rows = query.value(0).toLongLong();
            }
        }
        QSqlDatabase::removeDatabase(u"count"_s);
        return rows;
    };
    const qint64 left = count(u"SELECT count(*) FROM note_changes WHERE effect = 0"_s);
    QVERIFY2(left > 0 && left < kMany - 100, qPrintable(QString::number(left)));
    QCOMPARE(count(u"SELECT count(*) FROM local_values "
                   "WHERE key = CAST('understanding-reached' AS BLOB)"_s),
             1);
    tamperFile(older.folder(), {u"DROP TRIGGER full"_s});
    older.open();

    QCOMPARE(older.library->changesNeedingUpdate(), 0);
    QCOMPARE(dump(*older.library), whole);
    QCOMPARE(older.library->stateDigest(), digest);
    QCOMPARE(older.library->check().problems, QStringList());
}

void KeptChangesTest::whatStandsOnItInAnotherNote_isJudgedAgain()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    TestDevice newer(kNewerDevice, clock);
    newer.open();
    pair(device, newer);
    const CommitResult one = commit(device, newNote(u"one"_s));
    const CommitResult other = commit(device, newNote(u"other"_s));
    NewerProgram author(kNewerDevice, device.library->id(), 4242);
    const PackedChange astray = author.write(
        NewerProgram::Novelty::Field, other.note, {one.change}, Hlc::fromMs(clock.nowMs()));
    QVERIFY(device.library->apply(std::vector<PackedChange> {astray}, newer.id()));
    const QStringList whole = dump(*device.library);
    const Hash digest = device.library->stateDigest();
    QCOMPARE(device.library->changesNeedingUpdate(), 1); // made on a change of another note
    const PackedChange parent = [&] {
        for (const PackedChange &change : everyChange(*device.library)) {
            if (change.log.device == device.id() && change.seq == 1) {
                return change;
            }
        }
        return PackedChange {};
    }();

    // A program that does not know to which note the parent belongs takes it.
    forget(device, {parent});
    tamperFile(device.folder(),
               {u"UPDATE note_changes SET effect = NULL WHERE signature = x'%1'"_s.arg(
                   QString::fromLatin1(astray.signature.toBytes().toHex()))});
    device.open();

    QCOMPARE(device.library->changesNeedingUpdate(), 1);
    QCOMPARE(device.library->check().problems, QStringList());
    QCOMPARE(dump(*device.library), whole);
    QCOMPARE(device.library->stateDigest(), digest);
}

void KeptChangesTest::whatNobodyUnderstandsYet_staysKeptAfterAnUpgrade()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    TestDevice newer(kNewerDevice, clock);
    newer.open();
    pair(device, newer);
    NewerProgram author(kNewerDevice, device.library->id(), 4242);
    std::vector<PackedChange> written;
    for (const NewerProgram::Novelty novelty :
         {NewerProgram::Novelty::Operation, NewerProgram::Novelty::Limit}) {
        const CommitResult note = commit(device, newNote(u"before"_s));
        written.push_back(
            author.write(novelty, note.note, {note.change}, Hlc::fromMs(clock.nowMs())));
    }
    QVERIFY(device.library->apply(written, newer.id()));
    const QStringList whole = dump(*device.library);
    const QList<QByteArray> bytes = bytesOfLog(*device.library, newer.id());

    forget(device, {});
    device.open();

    QCOMPARE(device.library->changesNeedingUpdate(), 2);
    QCOMPARE(dump(*device.library), whole);
    QCOMPARE(bytesOfLog(*device.library, newer.id()), bytes);
    QCOMPARE(device.library->check().problems, QStringList());
}

QTEST_GUILESS_MAIN(KeptChangesTest)
#include "tst_keptchanges.moc"
