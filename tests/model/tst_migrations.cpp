#include "tests/support/librarystory.h"

#include <QElapsedTimer>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QtTest>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// Every released schema opens; what is not ours to open stays byte for byte as it is.

namespace {

constexpr int kNewestSchema = 2; ///< released

QString goldenFile(int schema = kNewestSchema)
{
    return QStringLiteral(SHEAF_SOURCE_DIR "/tests/golden/schema/v%1.sqlite").arg(schema);
}

QByteArray bytesOf(const QString &file)
{
    QFile read(file);
    return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
}

/// A library with a whole story in it, as the program of that schema wrote it, and its portrait, as the
/// same program saw it. Schema 1's was written by the program of schema 2 without what 2 brought, and
/// its one new table dropped again.
QString storyFile(int schema, const QString &suffix)
{
    return QStringLiteral(SHEAF_SOURCE_DIR "/tests/fixtures/library-v%1.%2")
        .arg(schema)
        .arg(suffix);
}

void runSql(const QString &file, const QStringList &statements)
{
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"raw"_s);
        raw.setDatabaseName(file);
        QVERIFY(raw.open());
        for (const QString &statement : statements) {
            QVERIFY2(QSqlQuery(raw).exec(statement), qPrintable(statement));
        }
    }
    QSqlDatabase::removeDatabase(u"raw"_s);
}

/// SHEAF_WRITE_GOLDEN=1 writes the newest schema's where it is missing; one that is there stays.
void writeStory()
{
    const QString file = storyFile(kNewestSchema, u"sqlite"_s);
    if (QFile::exists(file)) {
        return;
    }
    FakeClock clock;
    TestDevice teller(1, clock);
    teller.open();
    tellStory(teller, clock, Era::Schema2);
    QFile text(storyFile(kNewestSchema, u"txt"_s));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write(portrait(*teller.library));
    teller.close();
    QVERIFY(QFile::copy(teller.folder() + u"/library.sqlite"_s, file));
    runSql(file,
           {u"PRAGMA wal_checkpoint(TRUNCATE)"_s, u"VACUUM"_s, u"PRAGMA journal_mode=DELETE"_s});
}

QStringList linesOf(const QByteArray &text)
{
    return QString::fromUtf8(text).split(u'\n');
}

/// Every file that holds something; whoever reads leaves SQLite's shared memory and an empty log.
QMap<QString, QByteArray> filesIn(const QString &folder)
{
    QMap<QString, QByteArray> files;
    for (const QFileInfo &file : QDir(folder).entryInfoList(QDir::Files)) {
        if (file.size() > 0 && !file.fileName().endsWith(u"-shm"_s)) {
            files.insert(file.fileName(), bytesOf(file.filePath()));
        }
    }
    return files;
}

void put(TestDevice &device, const QByteArray &bytes)
{
    QVERIFY(QDir().mkpath(device.folder()));
    QFile file(device.folder() + u"/library.sqlite"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

class MigrationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aLibraryOfEveryReleasedSchema_opensWhole_data() { everySchema(); }
    void aLibraryOfEveryReleasedSchema_opensWhole();
    void aWholeStory_comesThroughTheUpgrade_data() { everySchema(); }
    void aWholeStory_comesThroughTheUpgrade();
    void anUpgradedLibrary_goesOn_data() { everySchema(); }
    void anUpgradedLibrary_goesOn();
    void anUpgradeThatIsKilled_isDoneOrNotBegun_data() { everySchema(); }
    void anUpgradeThatIsKilled_isDoneOrNotBegun();
    void aWriteThatWasCutOff_isTakenBack();
    void aNewerLibrary_isRefused_untouched();
    void aDamagedLibrary_isRefused_untouched_data();
    void aDamagedLibrary_isRefused_untouched();
    void aFileInPlaceOfTheFolder_isRefused();
    void anEmptyFile_becomesALibrary();
    void anotherDevicesFolder_isRefused();
    void filesAndFolders_arePrivate();

private:
    static void everySchema();
};

void MigrationsTest::initTestCase()
{
    if (qEnvironmentVariableIsSet("SHEAF_WRITE_GOLDEN")) {
        writeStory();
    }
}

void MigrationsTest::everySchema()
{
    QTest::addColumn<int>("schema");
    for (int schema = 1; schema <= kNewestSchema; ++schema) {
        QTest::newRow(qPrintable(u"v%1"_s.arg(schema))) << schema;
    }
}

void MigrationsTest::aLibraryOfEveryReleasedSchema_opensWhole()
{
    QFETCH(int, schema);
    FakeClock clock;
    TestDevice device(1, clock);
    put(device, bytesOf(goldenFile(schema)));

    device.open();

    QCOMPARE(device.library->check().problems, QStringList());
    QCOMPARE(device.library->counts().notes, 1);
    QCOMPARE(device.library->counts().trash, 1);
    QCOMPARE(device.library->counts().conflicts, 1);
    QCOMPARE(device.library->setting(u"theme"_s), u"dark"_s);
    const NoteSummary summary = device.library->notes({}).at(0);
    QCOMPARE(summary.tags, (QStringList {u"home"_s, u"ä"_s}));
    QCOMPARE(device.library->notebookPath(summary.notebook), (QStringList {u"Work"_s, u"Plans"_s}));
    const NoteConflict conflict = device.library->conflicts().at(0);
    QCOMPARE(conflict.sides.size(), size_t(2));
    QCOMPARE(conflict.base->title, u"Grüße \u2603"_s);
    QVERIFY(device.library->resolve(conflict.note, conflict.heads, conflict.merged));
    QCOMPARE(device.library->check().problems, QStringList());
}

void MigrationsTest::aWholeStory_comesThroughTheUpgrade()
{
    QFETCH(int, schema);
    FakeClock clock;
    TestDevice device(1, clock);
    put(device, bytesOf(storyFile(schema, u"sqlite"_s)));

    device.open();

    QCOMPARE(linesOf(portrait(*device.library)), linesOf(bytesOf(storyFile(schema, u"txt"_s))));
    QCOMPARE(device.library->check().problems, QStringList());
    device.reopen();
    QCOMPARE(linesOf(portrait(*device.library)), linesOf(bytesOf(storyFile(schema, u"txt"_s))));
}

void MigrationsTest::anUpgradedLibrary_goesOn()
{
    QFETCH(int, schema);
    FakeClock clock;
    clock.advance(std::chrono::hours(1)); // after the story
    TestDevice device(1, clock);
    put(device, bytesOf(storyFile(schema, u"sqlite"_s)));
    device.open();
    const qint64 kept = device.library->changesNeedingUpdate();

    for (const NoteConflict &conflict : device.library->conflicts()) {
        QVERIFY(device.library->resolve(conflict.note, conflict.heads, conflict.merged));
    }
    for (const NoteId &id : device.library->allNotes()) {
        if (!device.library->note(id)->state.deleted) {
            commit(device, bodyEdit(id, device.library->note(id)->state.body + u"and on\n"_s));
        }
    }
    TestDevice fresh(5, clock);
    fresh.open();
    commit(fresh, newNote(u"from the new device"_s));
    pair(device, fresh);
    syncPair(device, fresh);

    QCOMPARE(dump(*fresh.library), dump(*device.library));
    QCOMPARE(fresh.library->stateDigest(), device.library->stateDigest());
    QCOMPARE(fresh.library->changesNeedingUpdate(), kept);
    QCOMPARE(device.library->conflicts().size(), size_t(0));
    QCOMPARE(device.library->check().problems, QStringList());
    QCOMPARE(fresh.library->check().problems, QStringList());
}

void MigrationsTest::anUpgradeThatIsKilled_isDoneOrNotBegun()
{
    QFETCH(int, schema);
    const QByteArray old = bytesOf(storyFile(schema, u"sqlite"_s));
    const QStringList story = linesOf(bytesOf(storyFile(schema, u"txt"_s)));
    FakeClock clock;
    // How long it takes when nothing happens says when to strike.
    QElapsedTimer timer;
    timer.start();
    {
        TestDevice whole(1, clock);
        put(whole, old);
        whole.open();
    }
    const std::chrono::microseconds duration(timer.nsecsElapsed() / 1000);
    constexpr int kStrikes = 40;
    for (int strike = 0; strike < kStrikes; ++strike) {
        TestDevice device(1, clock);
        put(device, old);
        const pid_t child = fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            const auto opened = Library::open(device.config());
            _exit(opened ? 0 : 1);
        }
        std::this_thread::sleep_for(duration * strike / kStrikes);
        kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);

        device.open();

        QCOMPARE(linesOf(portrait(*device.library)), story);
        QCOMPARE(device.library->check().problems, QStringList());
    }
}

/// A library in a rollback journal (a copy that a tool made, or the first moment of a new one) whose writer
/// died: a reader alone could never open it again.
void MigrationsTest::aWriteThatWasCutOff_isTakenBack()
{
    FakeClock clock;
    TestDevice writer(1, clock);
    TestDevice found(1, clock);
    put(writer, bytesOf(storyFile(kNewestSchema, u"sqlite"_s)));
    const QString file = u"/library.sqlite"_s;
    const QString journal = u"/library.sqlite-journal"_s;
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"cut"_s);
        raw.setDatabaseName(writer.folder() + file);
        QVERIFY(raw.open());
        for (const QString &sql : {u"PRAGMA cache_size=2"_s,
                                   u"BEGIN IMMEDIATE"_s,
                                   u"UPDATE note_changes SET user = NULL, signature = x'00'"_s}) {
            QVERIFY2(QSqlQuery(raw).exec(sql), qPrintable(sql));
        }
        put(found, bytesOf(writer.folder() + file)); // as a power cut leaves it
        QVERIFY(QFile::copy(writer.folder() + journal, found.folder() + journal));
    }
    QSqlDatabase::removeDatabase(u"cut"_s);
    QVERIFY(bytesOf(found.folder() + file) != bytesOf(storyFile(kNewestSchema, u"sqlite"_s)));

    found.open();

    QCOMPARE(linesOf(portrait(*found.library)),
             linesOf(bytesOf(storyFile(kNewestSchema, u"txt"_s))));
    QCOMPARE(found.library->check().problems, QStringList());
}

void MigrationsTest::aNewerLibrary_isRefused_untouched()
{
    FakeClock clock;
    TestDevice device(1, clock);
    put(device, bytesOf(storyFile(kNewestSchema, u"sqlite"_s)));
    device.open();
    device.close();
    runSql(device.folder() + u"/library.sqlite"_s, {u"PRAGMA user_version = 999"_s});
    const QMap<QString, QByteArray> before = filesIn(device.folder());

    const auto opened = Library::open(device.config());
    const auto reader = LibraryReader::open(device.folder());

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::LibraryNewer);
    QVERIFY(!reader);
    QCOMPARE(reader.error().code, ErrorCode::LibraryNewer);
    QCOMPARE(filesIn(device.folder()), before);
}

void MigrationsTest::aDamagedLibrary_isRefused_untouched_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray golden = bytesOf(goldenFile());
    QTest::newRow("no database at all")
        << QByteArray("these are no notes, but some other file\n").repeated(100);
    QTest::newRow("too short for a header") << golden.first(50);
    QTest::newRow("cut in the middle") << golden.first(golden.size() / 2);
    QTest::newRow("schema overwritten")
        << golden.first(100) + QByteArray(4000, '\x5a') + golden.sliced(4100);
}

void MigrationsTest::aDamagedLibrary_isRefused_untouched()
{
    QFETCH(QByteArray, bytes);
    FakeClock clock;
    TestDevice device(1, clock);
    put(device, bytes);

    const auto opened = Library::open(device.config());

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::LibraryDamaged);
    QCOMPARE(bytesOf(device.folder() + u"/library.sqlite"_s), bytes);
}

void MigrationsTest::aFileInPlaceOfTheFolder_isRefused()
{
    FakeClock clock;
    TestDevice device(1, clock);
    QFile file(device.folder());
    QVERIFY(file.open(QIODevice::WriteOnly));

    const auto opened = Library::open(device.config());

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::LibraryUnreadable);
}

void MigrationsTest::anEmptyFile_becomesALibrary()
{
    FakeClock clock;
    TestDevice device(1, clock);
    put(device, {});

    device.open();

    QCOMPARE(commit(device, newNote(u"N"_s)).shown.state.title, u"N"_s);
}

void MigrationsTest::anotherDevicesFolder_isRefused()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    device.close();
    const TestDevice other(2, clock);
    LibraryConfig config = other.config();
    config.folder = device.folder();

    const auto opened = Library::open(config);

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Refused);
}

void MigrationsTest::filesAndFolders_arePrivate()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    commit(device, newNote(u"N"_s));

    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup
        | QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
    QVERIFY(!(QFileInfo(device.folder()).permissions() & others));
    const QFileInfoList files = QDir(device.folder()).entryInfoList(QDir::Files);
    QVERIFY(files.size() >= 2);
    for (const QFileInfo &file : files) {
        QVERIFY2(!(file.permissions() & others), qPrintable(file.fileName()));
    }
}

QTEST_GUILESS_MAIN(MigrationsTest)
#include "tst_migrations.moc"
