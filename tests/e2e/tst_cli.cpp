#include "tests/e2e/cliprocess.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf::test;

/// The contract of sheaf-cli on one device, from outside.
class CliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void initNamesTheDevice();
    void aNoteKeepsEveryField();
    void editChangesOnlyWhatIsNamed();
    void editWithNothingNewWritesNoChange();
    void moveDeleteRestoreAndHistory();
    void anEarlierVersionIsShownAndRestored();
    void queryFindsWordsAndTags();
    void dumpIsSortedByGuid();
    void changesTellUserAndTime();
    void settingsKeepThePolicy();
    void checkIsCleanAfterAllThis();
    void exitCodesSayWhatHappened_data();
    void exitCodesSayWhatHappened();
    void exportImportsBackEqual();
    void aMovedLibraryIsTheSameDevice();
    void aCopyOfALibraryIsRefused();
    void aLibraryWithoutItsKeyIsRefused();

private:
    QTemporaryDir m_root;
    int m_number = 0;
    std::unique_ptr<CliDevice> m_device;
};

void CliTest::init()
{
    m_device = std::make_unique<CliDevice>(m_root.path(), u"d%1"_s.arg(m_number++));
}

void CliTest::initNamesTheDevice()
{
    const CliAnswer answer =
        m_device->run({u"init"_s, u"--device-name"_s, u"desk"_s, u"--user"_s, u"ann"_s});

    QCOMPARE_EQ(answer.exitCode, 0);
    QCOMPARE_EQ(answer.object()[u"deviceName"_s].toString(), u"desk"_s);
    QCOMPARE_EQ(answer.object()[u"userId"_s].toString(), u"ann"_s);
    QCOMPARE_EQ(answer.object()[u"libraryId"_s].toString().size(), 32);
    QCOMPARE_EQ(answer.object()[u"deviceId"_s].toString().size(), 64);
    const CliAnswer again = m_device->run({u"init"_s});
    QCOMPARE_EQ(again.object(), answer.object());
}

void CliTest::aNoteKeepsEveryField()
{
    const CliAnswer added = m_device->run({u"note"_s,
                                           u"add"_s,
                                           u"--title"_s,
                                           u"Käse 🧀"_s,
                                           u"--body-file"_s,
                                           u"-"_s,
                                           u"--description"_s,
                                           u"d"_s,
                                           u"--tag"_s,
                                           u"b"_s,
                                           u"--tag"_s,
                                           u"a"_s,
                                           u"--category"_s,
                                           u"food"_s,
                                           u"--notebook"_s,
                                           u"Home/Kitchen"_s},
                                          "line\nöäü\n");
    QCOMPARE_EQ(added.exitCode, 0);

    const QJsonObject note = m_device->note(added.object()[u"guid"_s].toString());
    QCOMPARE_EQ(note[u"title"_s].toString(), u"Käse 🧀"_s);
    QCOMPARE_EQ(note[u"body"_s].toString(), u"line\nöäü\n"_s);
    QCOMPARE_EQ(note[u"description"_s].toString(), u"d"_s);
    QCOMPARE_EQ(note[u"tags"_s].toArray(), (QJsonArray {u"a"_s, u"b"_s}));
    QCOMPARE_EQ(note[u"categories"_s].toArray(), QJsonArray {u"food"_s});
    QCOMPARE_EQ(note[u"notebook"_s].toString(), u"Home/Kitchen"_s);
    QCOMPARE_EQ(note[u"deleted"_s].toBool(true), false);
    QCOMPARE_EQ(note[u"conflict"_s].toBool(true), false);
    QCOMPARE_EQ(note[u"heads"_s].toArray().size(), 1);
    QVERIFY(note[u"createdAt"_s].toString().endsWith(u'Z'));
}

void CliTest::editChangesOnlyWhatIsNamed()
{
    const QString guid = m_device->addNote(u"One"_s, "body");

    const CliAnswer edited = m_device->run({u"note"_s,
                                            u"edit"_s,
                                            guid,
                                            u"--title"_s,
                                            u"Two"_s,
                                            u"--add-tag"_s,
                                            u"x"_s,
                                            u"--add-category"_s,
                                            u"c"_s});

    QCOMPARE_EQ(edited.exitCode, 0);
    QCOMPARE_EQ(edited.object()[u"change"_s].toString().size(), 64);
    const QJsonObject note = m_device->note(guid);
    QCOMPARE_EQ(note[u"title"_s].toString(), u"Two"_s);
    QCOMPARE_EQ(note[u"body"_s].toString(), u"body"_s);
    QCOMPARE_EQ(note[u"tags"_s].toArray(), QJsonArray {u"x"_s});
    QCOMPARE_EQ(m_device->run({u"note"_s, u"edit"_s, guid, u"--remove-tag"_s, u"x"_s}).exitCode, 0);
    QCOMPARE_EQ(m_device->note(guid)[u"tags"_s].toArray(), QJsonArray());
}

void CliTest::editWithNothingNewWritesNoChange()
{
    const QString guid = m_device->addNote(u"One"_s, "body");
    const qint64 before = m_device->status()[u"changes"_s].toInteger();

    const CliAnswer edited = m_device->run({u"note"_s, u"edit"_s, guid, u"--title"_s, u"One"_s});

    QCOMPARE_EQ(edited.exitCode, 0);
    QCOMPARE_EQ(m_device->status()[u"changes"_s].toInteger(), before);
}

void CliTest::moveDeleteRestoreAndHistory()
{
    const QString guid = m_device->addNote(u"One"_s, "body");

    QCOMPARE_EQ(m_device->run({u"note"_s, u"move"_s, guid, u"--notebook"_s, u"A/B"_s}).exitCode, 0);
    QCOMPARE_EQ(m_device->run({u"note"_s, u"delete"_s, guid}).exitCode, 0);
    QCOMPARE_EQ(m_device->run({u"note"_s, u"list"_s}).json().array().size(), 0);
    QCOMPARE_EQ(m_device->run({u"note"_s, u"list"_s, u"--trash"_s}).json().array().size(), 1);
    QCOMPARE_EQ(m_device->run({u"note"_s, u"restore"_s, guid}).exitCode, 0);

    QCOMPARE_EQ(m_device->run({u"note"_s, u"list"_s}).json().array().size(), 1);
    const QJsonObject note = m_device->note(guid);
    QCOMPARE_EQ(note[u"notebook"_s].toString(), u"A/B"_s);
    QCOMPARE_EQ(note[u"body"_s].toString(), u"body"_s);
    const QJsonArray history = m_device->run({u"note"_s, u"history"_s, guid}).json().array();
    QCOMPARE_EQ(history.size(), 4);
    QCOMPARE_EQ(history.first()[u"operation"_s].toString(), u"update"_s);
    QCOMPARE_EQ(history.last()[u"operation"_s].toString(), u"create"_s);
    QCOMPARE_EQ(history[1][u"operation"_s].toString(), u"delete"_s);
    QCOMPARE_EQ(history[0][u"parents"_s][0].toString(), history[1][u"change"_s].toString());
}

void CliTest::anEarlierVersionIsShownAndRestored()
{
    const QString guid = m_device->addNote(u"One"_s, "first");
    const QString first = m_device->note(guid)[u"heads"_s][0].toString();
    QCOMPARE_EQ(m_device->editBody(guid, "second").exitCode, 0);

    const CliAnswer then = m_device->run({u"note"_s, u"show"_s, guid, u"--at"_s, first});
    QCOMPARE_EQ(then.object()[u"body"_s].toString(), u"first"_s);
    QCOMPARE_EQ(m_device->run({u"note"_s, u"restore"_s, guid, u"--at"_s, first}).exitCode, 0);
    QCOMPARE_EQ(m_device->note(guid)[u"body"_s].toString(), u"first"_s);
}

void CliTest::queryFindsWordsAndTags()
{
    m_device->addNote(u"Shopping"_s, "buy cheese and bread");
    const QString tagged = m_device->addNote(u"Work"_s, "meeting");
    QCOMPARE_EQ(m_device->run({u"note"_s, u"edit"_s, tagged, u"--add-tag"_s, u"office"_s}).exitCode,
                0);

    const auto found = [this](const QString &query) {
        QStringList titles;
        const auto notes =
            m_device->run({u"note"_s, u"list"_s, u"--query"_s, query}).json().array();
        for (const auto &note : notes) {
            titles.append(note.toObject()[u"title"_s].toString());
        }
        return titles;
    };
    QCOMPARE_EQ(found(u"chee"_s), QStringList {u"Shopping"_s});
    QCOMPARE_EQ(found(u"tag:office"_s), QStringList {u"Work"_s});
    QCOMPARE_EQ(found(u"nothing-like-this"_s), QStringList());
}

void CliTest::dumpIsSortedByGuid()
{
    for (int i = 0; i < 5; ++i) {
        m_device->addNote(u"n%1"_s.arg(i), "x");
    }

    QStringList guids;
    for (const QByteArray &line : m_device->dump().trimmed().split('\n')) {
        guids.append(QJsonDocument::fromJson(line).object()[u"guid"_s].toString());
    }
    QStringList sorted = guids;
    sorted.sort();
    QCOMPARE_EQ(guids.size(), 5);
    QCOMPARE_EQ(guids, sorted);
}

void CliTest::changesTellUserAndTime()
{
    QCOMPARE_EQ(m_device->run({u"init"_s, u"--user"_s, u"ann"_s}).exitCode, 0);
    m_device->addNote(u"One"_s, "x");
    const QString between = QDateTime::currentDateTimeUtc().addMSecs(1).toString(Qt::ISODateWithMs);
    QTest::qWait(5); // the next stamp lies after `between`
    m_device->addNote(u"Two"_s, "y");

    const auto changes = [this](const QStringList &more) {
        return m_device->run(QStringList {u"changes"_s} + more).json().array();
    };
    QCOMPARE_EQ(changes({}).size(), 2);
    QCOMPARE_EQ(changes({u"--user"_s, u"ann"_s}).size(), 2);
    QCOMPARE_EQ(changes({u"--user"_s, u"bob"_s}).size(), 0);
    const QJsonArray late = changes({u"--since"_s, between});
    QCOMPARE_EQ(late.size(), 1);
    QCOMPARE_EQ(late[0][u"fragment"_s][u"title"_s].toString(), u"Two"_s);
    QCOMPARE_EQ(changes({u"--limit"_s, u"1"_s}).size(), 1);
}

void CliTest::settingsKeepThePolicy()
{
    const auto get = [this] {
        return m_device->run({u"settings"_s, u"get"_s, u"conflict-policy"_s}).object()[u"value"_s];
    };
    QCOMPARE_EQ(get().toString(), u"ask"_s);
    QCOMPARE_EQ(
        m_device->run({u"settings"_s, u"set"_s, u"conflict-policy"_s, u"newest"_s}).exitCode, 0);
    QCOMPARE_EQ(get().toString(), u"newest"_s);
    QVERIFY(m_device->run({u"settings"_s, u"set"_s, u"conflict-policy"_s, u"maybe"_s}).exitCode
            != 0);
}

void CliTest::checkIsCleanAfterAllThis()
{
    const QString guid = m_device->addNote(u"One"_s, "first");
    QCOMPARE_EQ(m_device->editBody(guid, "second").exitCode, 0);
    QCOMPARE_EQ(m_device->run({u"note"_s, u"move"_s, guid, u"--notebook"_s, u"A"_s}).exitCode, 0);

    const CliAnswer answer = m_device->run({u"check"_s});

    QVERIFY2(answer.exitCode == 0, answer.out.constData());
    QCOMPARE_EQ(answer.object()[u"ok"_s].toBool(), true);
    QCOMPARE_EQ(answer.object()[u"problems"_s].toArray(), QJsonArray());
}

void CliTest::exitCodesSayWhatHappened_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("exitCode");
    const QString nobody = QString(32, u'0');
    QTest::newRow("no command") << QStringList {} << 2;
    QTest::newRow("unknown command") << QStringList {u"frobnicate"_s} << 2;
    QTest::newRow("unknown option") << QStringList {u"status"_s, u"--loud"_s} << 2;
    QTest::newRow("missing title") << QStringList {u"note"_s, u"add"_s} << 2;
    QTest::newRow("missing value") << QStringList {u"note"_s, u"add"_s, u"--title"_s} << 2;
    QTest::newRow("no such note") << QStringList {u"note"_s, u"show"_s, nobody} << 3;
    QTest::newRow("no guid") << QStringList {u"note"_s, u"delete"_s, u"hello"_s} << 3;
    QTest::newRow("no such conflict")
        << QStringList {u"conflict"_s, u"resolve"_s, nobody, u"--take"_s, u"local"_s} << 3;
    QTest::newRow("nothing to take") << QStringList {u"conflict"_s, u"resolve"_s, nobody} << 2;
    QTest::newRow("no such peer") << QStringList {u"peer"_s, u"rename"_s, u"bob"_s, u"x"_s} << 3;
    QTest::newRow("nothing held") << QStringList {u"held"_s, u"accept"_s, u"bob"_s} << 3;
    QTest::newRow("wrong link") << QStringList {u"pair"_s,
                                                u"accept"_s,
                                                u"sheaf:pair?v=1&nonsense"_s}
                                << 4;
    QTest::newRow("no body file")
        << QStringList {u"note"_s, u"add"_s, u"--title"_s, u"t"_s, u"--body-file"_s, u"/nowhere"_s}
        << 1;
    QTest::newRow("not yet") << QStringList {u"peer"_s, u"revoke"_s, u"bob"_s} << 1;
    QTest::newRow("private not yet")
        << QStringList {u"note"_s, u"add"_s, u"--title"_s, u"t"_s, u"--private"_s} << 1;
}

void CliTest::exitCodesSayWhatHappened()
{
    QFETCH(QStringList, words);
    QFETCH(int, exitCode);

    const CliAnswer answer = m_device->run(words);

    QCOMPARE_EQ(answer.exitCode, exitCode);
    QVERIFY2(answer.out.isEmpty(), answer.out.constData());
    QCOMPARE_EQ(answer.err.trimmed().count('\n'), 0); // one sentence or two, one line
    QVERIFY(answer.err.size() > 20);
}

void CliTest::exportImportsBackEqual()
{
    m_device->run({u"note"_s,
                   u"add"_s,
                   u"--title"_s,
                   u"A: b/c"_s,
                   u"--body-file"_s,
                   u"-"_s,
                   u"--tag"_s,
                   u"t"_s,
                   u"--notebook"_s,
                   u"X/Y"_s},
                  "# text\n\n- [ ] do\n");
    m_device->addNote(u"Second"_s, "");
    const QString folder = m_root.filePath(u"export"_s);
    QCOMPARE_EQ(m_device->run({u"export"_s, folder}).exitCode, 0);

    CliDevice other(m_root.path(), u"other"_s);
    const CliAnswer imported = other.run({u"import"_s, folder});

    QVERIFY2(imported.exitCode == 0, imported.err.constData());
    QCOMPARE_EQ(imported.object()[u"imported"_s].toInt(), 2);
    const auto content = [](const CliDevice &device) {
        QSet<QString> notes;
        for (const QByteArray &line : device.dump().trimmed().split('\n')) {
            QJsonObject note = QJsonDocument::fromJson(line).object();
            note.remove(u"guid"_s);
            notes.insert(QString::fromUtf8(QJsonDocument(note).toJson()));
        }
        return notes;
    };
    QCOMPARE_EQ(content(other), content(*m_device));
    QCOMPARE_EQ(other.run({u"import"_s, folder}).object()[u"imported"_s].toInt(), 0);
}

namespace {

CliAnswer statusIn(const CliDevice &device, const QString &folder)
{
    return device.run({u"--library"_s, folder, u"status"_s});
}

/// All files below `from`, as any program that knows nothing of libraries copies them.
void copyTree(const QString &from, const QString &to)
{
    QVERIFY(QDir().mkpath(to));
    const auto all = QDir::AllEntries | QDir::NoDotAndDotDot;
    const QFileInfoList entries = QDir(from).entryInfoList(all);
    for (const QFileInfo &entry : entries) {
        const QString target = to + u'/' + entry.fileName();
        if (entry.isDir()) {
            copyTree(entry.filePath(), target);
        } else {
            QVERIFY(QFile::copy(entry.filePath(), target));
        }
    }
}

} // namespace

void CliTest::aMovedLibraryIsTheSameDevice()
{
    m_device->addNote(u"First"_s, "text");
    const QString device = m_device->status()[u"deviceId"_s].toString();
    const QString moved = m_root.filePath(u"moved away"_s);
    QVERIFY(QDir().rename(m_device->folder(), moved));

    const CliAnswer there = statusIn(*m_device, moved);
    QVERIFY2(there.exitCode == 0, there.err.constData());
    QCOMPARE_EQ(there.object()[u"deviceId"_s].toString(), device);
    QCOMPARE_EQ(there.object()[u"notes"_s].toInt(), 1);

    // What is made at the old place is another library, and another device.
    QVERIFY(m_device->status()[u"deviceId"_s].toString() != device);
    QCOMPARE_EQ(m_device->status()[u"notes"_s].toInt(), 0);
    QCOMPARE_EQ(statusIn(*m_device, moved).object()[u"deviceId"_s].toString(), device);

    // And back again, under another name.
    const QString again = m_device->folder() + u"-2"_s;
    QVERIFY(QDir().rename(moved, again));
    QCOMPARE_EQ(statusIn(*m_device, again).object()[u"deviceId"_s].toString(), device);
}

void CliTest::aCopyOfALibraryIsRefused()
{
    m_device->addNote(u"First"_s, "text");
    const QString device = m_device->status()[u"deviceId"_s].toString();
    const QString copy = m_root.filePath(u"copy"_s);
    copyTree(m_device->folder(), copy);

    const CliAnswer refused = statusIn(*m_device, copy);

    QVERIFY(refused.exitCode != 0);
    QVERIFY2(refused.err.contains("is a copy of the library"), refused.err.constData());
    QCOMPARE_EQ(m_device->status()[u"deviceId"_s].toString(), device);
}

void CliTest::aLibraryWithoutItsKeyIsRefused()
{
    m_device->addNote(u"First"_s, "text");
    CliDevice other(m_root.path(), u"stranger%1"_s.arg(m_number));
    copyTree(m_device->folder(), other.folder());

    QVERIFY(other.run({u"status"_s}).exitCode != 0);

    // Nothing was made that would stand in the way of the right key.
    copyTree(m_device->folder() + u"/../state"_s, other.folder() + u"/../state"_s);
    QVERIFY(QDir().rename(m_device->folder(), m_device->folder() + u"-gone"_s));
    const CliAnswer opened = other.run({u"status"_s});
    QVERIFY2(opened.exitCode == 0, opened.err.constData());
    QCOMPARE_EQ(opened.object()[u"notes"_s].toInt(), 1);
}

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
