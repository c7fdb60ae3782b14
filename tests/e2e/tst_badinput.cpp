#include "tests/e2e/cliprocess.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf::test;

/// Bad input of every kind: one clear sentence, the right exit code, nothing changed.
class BadInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aFileThatIsNoTextIsRefused_data();
    void aFileThatIsNoTextIsRefused();
    void aNoteOverTheLimitIsRefused();
    void importSkipsWhatIsNoNoteAndTakesTheRest();
    void aNewerLibraryIsLeftUntouched();
    void aDamagedLibraryIsLeftUntouched();
    void aFileInPlaceOfTheFolderIsNamed();
    void aFullDiskLosesNothing();
    void aPortInUseIsNamed();
    void nobodyListeningIsNamed();
    void anUnknownHostIsNamed();
    void aMissingKeychainIsNamed();

private:
    static bool oneSentence(const CliAnswer &answer);
    QByteArray libraryBytes() const;

    QTemporaryDir m_root;
    int m_number = 0;
    std::unique_ptr<CliDevice> m_device;
};

void BadInputTest::init()
{
    m_device = std::make_unique<CliDevice>(m_root.path(), u"d%1"_s.arg(m_number++));
}

/// One line that says something; the sentence itself is for people and may change.
bool BadInputTest::oneSentence(const CliAnswer &answer)
{
    const QByteArray text = answer.err.trimmed();
    const bool good = answer.out.isEmpty() && text.size() > 20 && text.count('\n') == 0
        && text.endsWith('.') && !text.contains("internal");
    if (!good) {
        qWarning("exit %d, out <%s>, err <%s>",
                 answer.exitCode,
                 answer.out.constData(),
                 text.constData());
    }
    return good;
}

QByteArray BadInputTest::libraryBytes() const
{
    QFile file(m_device->folder() + u"/library.sqlite"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void BadInputTest::aFileThatIsNoTextIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("latin-1") << QByteArray("caf\xe9");
    QTest::newRow("a picture") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    QTest::newRow("a NUL byte") << QByteArray("a\0b", 3);
    QTest::newRow("half a character") << QByteArray("\xf0\x9f\xa7");
}

void BadInputTest::aFileThatIsNoTextIsRefused()
{
    QFETCH(QByteArray, bytes);
    const QString guid = m_device->addNote(u"kept"_s, "text");

    const CliAnswer answer = m_device->editBody(guid, bytes);

    QCOMPARE_EQ(answer.exitCode, 1);
    QVERIFY(oneSentence(answer));
    QCOMPARE_EQ(m_device->note(guid)[u"body"_s].toString(), u"text"_s);
}

void BadInputTest::aNoteOverTheLimitIsRefused()
{
    const QByteArray justFits(16 * 1024 * 1024, 'a');

    const CliAnswer at = m_device->run(
        {u"note"_s, u"add"_s, u"--title"_s, u"t"_s, u"--body-file"_s, u"-"_s}, justFits);
    const CliAnswer above = m_device->run(
        {u"note"_s, u"add"_s, u"--title"_s, u"t"_s, u"--body-file"_s, u"-"_s}, justFits + 'a');

    QVERIFY2(at.exitCode == 0, at.err.constData());
    QCOMPARE_EQ(above.exitCode, 1);
    QVERIFY(oneSentence(above));
    QCOMPARE_EQ(m_device->status()[u"notes"_s].toInt(), 1);
}

void BadInputTest::importSkipsWhatIsNoNoteAndTakesTheRest()
{
    const QString source = m_root.filePath(u"source"_s);
    QVERIFY(QDir().mkpath(source + u"/sub"_s));
    const auto write = [&source](const QString &name, const QByteArray &bytes) {
        QFile file(source + u'/' + name);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    };
    QVERIFY(write(u"good.md"_s, "# good"));
    QVERIFY(write(u"sub/also.md"_s, "fine"));
    QVERIFY(write(u"broken.md"_s, "caf\xe9"));
    QVERIFY(write(u"zero.md"_s, QByteArray("a\0b", 3)));

    const CliAnswer answer = m_device->run({u"import"_s, source});

    QCOMPARE_EQ(answer.exitCode, 0);
    QCOMPARE_EQ(answer.object()[u"imported"_s].toInt(), 2);
    QCOMPARE_EQ(answer.object()[u"skipped"_s].toArray().size(), 2);
    const CliAnswer missing = m_device->run({u"import"_s, source + u"/nowhere"_s});
    QVERIFY(missing.exitCode != 0);
    QVERIFY(oneSentence(missing));
}

void BadInputTest::aNewerLibraryIsLeftUntouched()
{
    m_device->addNote(u"kept"_s, "text");
    QProcess sqlite;
    sqlite.start(u"python3"_s,
                 {u"-c"_s,
                  u"import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); "
                  "c.execute('PRAGMA user_version=9999'); c.commit(); "
                  "c.execute('PRAGMA wal_checkpoint(TRUNCATE)'); c.close()"_s,
                  m_device->folder() + u"/library.sqlite"_s});
    QVERIFY(sqlite.waitForFinished());
    QCOMPARE_EQ(sqlite.exitCode(), 0);
    const QByteArray before = libraryBytes();

    const CliAnswer answer = m_device->run({u"note"_s, u"list"_s});

    QCOMPARE_EQ(answer.exitCode, 5);
    QVERIFY(oneSentence(answer));
    QCOMPARE_EQ(libraryBytes(), before);
}

void BadInputTest::aDamagedLibraryIsLeftUntouched()
{
    m_device->addNote(u"kept"_s, "text");
    QDir folder(m_device->folder());
    for (const QString &name : folder.entryList({u"library.sqlite-*"_s})) {
        folder.remove(name);
    }
    QFile file(m_device->folder() + u"/library.sqlite"_s);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write(QByteArray(4096, 'z'));
    file.close();
    const QByteArray before = libraryBytes();

    const CliAnswer answer = m_device->run({u"note"_s, u"list"_s});

    QCOMPARE_EQ(answer.exitCode, 5);
    QVERIFY(oneSentence(answer));
    QCOMPARE_EQ(libraryBytes(), before);
}

void BadInputTest::aFileInPlaceOfTheFolderIsNamed()
{
    QFile file(m_device->folder());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("not a folder");
    file.close();

    const CliAnswer answer = m_device->run({u"note"_s, u"list"_s});

    QCOMPARE_EQ(answer.exitCode, 1);
    QVERIFY(oneSentence(answer));
}

void BadInputTest::aFullDiskLosesNothing()
{
    const QString guid = m_device->addNote(u"kept"_s, "text");
    // The kernel refuses to let any file of this process grow: what a full disk does, without one.
    QProcess limited;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QString root = m_device->folder().chopped(int(sizeof("/library") - 1));
    environment.insert(u"SHEAF_KEYSTORE"_s, u"file"_s);
    environment.insert(u"SHEAF_LIBRARY"_s, m_device->folder());
    environment.insert(u"XDG_STATE_HOME"_s, root + u"/state"_s);
    limited.setProcessEnvironment(environment);
    limited.start(u"bash"_s,
                  {u"-c"_s,
                   u"trap '' XFSZ; ulimit -f 1; head -c 3000000 /dev/urandom | base64 | "
                   "\"$0\" --json note edit \"$1\" --body-file -"_s,
                   QStringLiteral(SHEAF_BIN_DIR "/sheaf-cli"),
                   guid});
    QVERIFY(limited.waitForFinished(30'000));

    QCOMPARE_EQ(limited.exitCode(), 1);
    const QByteArray text = limited.readAllStandardError().trimmed();
    QVERIFY2(text.contains("space") || text.contains("full") || text.contains("disk"),
             text.constData());
    QCOMPARE_EQ(m_device->note(guid)[u"body"_s].toString(), u"text"_s);
    QCOMPARE_EQ(m_device->run({u"check"_s}).exitCode, 0);
}

void BadInputTest::aPortInUseIsNamed()
{
    QVERIFY(!m_device->serve().isEmpty());
    CliDevice other(m_root.path(), u"other"_s);

    const CliAnswer answer = other.run({u"serve"_s, u"--listen"_s, m_device->address()});

    QCOMPARE_EQ(answer.exitCode, 1);
    QVERIFY(oneSentence(answer));
    QVERIFY(answer.err.contains(m_device->address().section(u':', -1).toUtf8()));
}

void BadInputTest::nobodyListeningIsNamed()
{
    QVERIFY(!m_device->serve().isEmpty());
    const QString address = m_device->address();
    m_device->stop();
    CliDevice other(m_root.path(), u"lonely"_s);

    const CliAnswer answer = other.run({u"pair"_s, u"request"_s, u"wss://"_s + address});

    QCOMPARE_EQ(answer.exitCode, 1);
    QVERIFY(oneSentence(answer));
}

void BadInputTest::anUnknownHostIsNamed()
{
    const CliAnswer answer =
        m_device->run({u"pair"_s, u"request"_s, u"wss://no-such-host.invalid:4000"_s});

    QCOMPARE_EQ(answer.exitCode, 1);
    QVERIFY(oneSentence(answer));
}

void BadInputTest::aMissingKeychainIsNamed()
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"SHEAF_KEYSTORE"_s);
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent/bus"_s);
    environment.insert(u"SHEAF_LIBRARY"_s, m_root.filePath(u"keyless/library"_s));
    environment.insert(u"XDG_STATE_HOME"_s, m_root.filePath(u"keyless/state"_s));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SHEAF_BIN_DIR "/sheaf-cli"), {u"note"_s, u"list"_s});
    QVERIFY(process.waitForFinished(60'000));

    QCOMPARE_EQ(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("SHEAF_KEYSTORE=file"));
    QVERIFY(!QFile::exists(m_root.filePath(u"keyless/library/library.sqlite"_s)));
}

QTEST_GUILESS_MAIN(BadInputTest)
#include "tst_badinput.moc"
