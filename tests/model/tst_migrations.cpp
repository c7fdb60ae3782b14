#include "tests/support/libraryfixture.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// Every released schema opens; what is not ours to open stays byte for byte as it is.

namespace {

constexpr int kNewestSchema = 2;

QString goldenFile(int schema = kNewestSchema)
{
    return QStringLiteral(SHEAF_SOURCE_DIR "/tests/golden/schema/v%1.sqlite").arg(schema);
}

QByteArray bytesOf(const QString &file)
{
    QFile read(file);
    return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
}

/// The library that stands in the golden files; SHEAF_WRITE_GOLDEN=1 writes the newest anew.
void writeGolden()
{
    FakeClock clock;
    const auto pair = devices(2, clock);
    TestDevice &a = *pair[0];
    NoteEdit edit = newNote(u"Grüße \u2603"_s, u"# Heading\n\nfirst\nsecond\n"_s);
    edit.tags = QStringList {u"home"_s, u"ä"_s};
    edit.place =
        Place {*a.library->ensureNotebook({u"Work"_s, u"Plans"_s}), u"m"_s, RecordKind::Note};
    const NoteId note = commit(a, edit).note;
    syncPair(a, *pair[1]);
    commit(a, titleEdit(note, u"One"_s));
    commit(*pair[1], titleEdit(note, u"Two"_s));
    commit(a, deletion(commit(a, newNote(u"gone"_s)).note));
    QVERIFY(a.library->setSetting(u"theme"_s, u"dark"_s));
    syncPair(a, *pair[1]);
    a.close();
    QFile::remove(goldenFile());
    QVERIFY(QFile::copy(a.folder() + u"/library.sqlite"_s, goldenFile()));
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
    void aLibraryOfEveryReleasedSchema_opensWhole_data();
    void aLibraryOfEveryReleasedSchema_opensWhole();
    void aNewerLibrary_isRefused_untouched();
    void aDamagedLibrary_isRefused_untouched_data();
    void aDamagedLibrary_isRefused_untouched();
    void aFileInPlaceOfTheFolder_isRefused();
    void anEmptyFile_becomesALibrary();
    void anotherDevicesFolder_isRefused();
    void filesAndFolders_arePrivate();
};

void MigrationsTest::initTestCase()
{
    if (qEnvironmentVariableIsSet("SHEAF_WRITE_GOLDEN")) {
        writeGolden();
    }
}

void MigrationsTest::aLibraryOfEveryReleasedSchema_opensWhole_data()
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

void MigrationsTest::aNewerLibrary_isRefused_untouched()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    commit(device, newNote(u"N"_s));
    device.close();
    const QString file = device.folder() + u"/library.sqlite"_s;
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
        raw.setDatabaseName(file);
        QVERIFY(raw.open());
        QVERIFY(QSqlQuery(raw).exec(u"PRAGMA user_version = 999"_s));
    }
    QSqlDatabase::removeDatabase(u"newer"_s);
    const QByteArray before = bytesOf(file);

    const auto opened = Library::open(device.config());
    const auto reader = LibraryReader::open(device.folder());

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::LibraryNewer);
    QVERIFY(!reader);
    QCOMPARE(reader.error().code, ErrorCode::LibraryNewer);
    QCOMPARE(bytesOf(file), before);
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
