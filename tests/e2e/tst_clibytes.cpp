#include "tests/e2e/cliprocess.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf::test;

/// What goes in by --body-file comes out of `dump` byte for byte, here and on the other device.
class CliBytesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyByteStays_data() { texts(); }
    void everyByteStays();
    void everyByteStaysInAnEdit();
    void everyByteArrivesThere();

private:
    static void texts();
    /// A JSON string as `dump` writes it, with its quotes.
    static QByteArray inJson(const QByteArray &text);
    static QByteArray lineOf(const QByteArray &dump, const QString &guid);

    QTemporaryDir m_root;
    std::unique_ptr<CliDevice> m_desk;
    std::unique_ptr<CliDevice> m_laptop;
};

void CliBytesTest::initTestCase()
{
    m_desk = std::make_unique<CliDevice>(m_root.path(), u"desk"_s);
    m_laptop = std::make_unique<CliDevice>(m_root.path(), u"laptop"_s);
}

void CliBytesTest::texts()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("one newline") << QByteArray("\n");
    QTest::newRow("no newline at the end") << QByteArray("one\ntwo");
    QTest::newRow("newlines at the end") << QByteArray("one\n\n\n");
    QTest::newRow("CRLF") << QByteArray("one\r\ntwo\r\n");
    QTest::newRow("CRLF and LF") << QByteArray("one\r\ntwo\nthree\r\n");
    QTest::newRow("CR alone") << QByteArray("one\rtwo\r\r\nthree");
    QTest::newRow("a mark at the start") << QByteArray("\xEF\xBB\xBFone\n");
    QTest::newRow("two marks") << QByteArray("\xEF\xBB\xBF\xEF\xBB\xBFone\n\xEF\xBB\xBF");
    QTest::newRow("tabs and spaces") << QByteArray("\t- one \t \n \n  two  \n\t");
    QTest::newRow("front matter") << QByteArray("---\ntitle: x\ntags: [a]\n---\n\nbody\n");
    QTest::newRow("emoji, CJK") << QByteArray("🧀 漢字 👩‍👩‍👧 한국어\n");
    QTest::newRow("combining") << QByteArray("e\xCC\x81 and \xC3\xA9, \xE2\x80\x8F\xD7\xA2\n");
    QTest::newRow("separators") << QByteArray("a\xE2\x80\xA8"
                                              "b\xE2\x80\xA9"
                                              "c\xC2\x85"
                                              "d\x0B\x0C\x1B\x7F");
    QTest::newRow("quotes") << QByteArray("\"\\ \\n / \b </script>\n");
}

QByteArray CliBytesTest::inJson(const QByteArray &text)
{
    // QString::fromUtf8 drops a leading mark; what stands in the middle is kept.
    const QString behind = QString::fromUtf8("x" + text);
    QByteArray array = QJsonDocument(QJsonArray {behind}).toJson(QJsonDocument::Compact);
    array = array.mid(1, array.size() - 2);
    return '"' + array.mid(2);
}

QByteArray CliBytesTest::lineOf(const QByteArray &dump, const QString &guid)
{
    for (const QByteArray &line : dump.split('\n')) {
        if (line.contains(guid.toLatin1())) {
            return line;
        }
    }
    return {};
}

void CliBytesTest::everyByteStays()
{
    QFETCH(QByteArray, text);
    QFile file(m_root.filePath(u"text.md"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
    file.close();

    const QString piped = m_desk->addNote(u"piped"_s, text);
    const CliAnswer added = m_desk->run(
        {u"note"_s, u"add"_s, u"--title"_s, u"read"_s, u"--body-file"_s, file.fileName()});
    const QString read = added.object()[u"guid"_s].toString();

    const QByteArray said = "\"body\":" + inJson(text);
    const QByteArray dump = m_desk->dump();
    QVERIFY2(lineOf(dump, piped).contains(said), lineOf(dump, piped).constData());
    QVERIFY2(lineOf(dump, read).contains(said), lineOf(dump, read).constData());
    QVERIFY(m_desk->run({u"note"_s, u"show"_s, piped}).out.contains(said));
}

void CliBytesTest::everyByteStaysInAnEdit()
{
    const QString guid = m_desk->addNote(u"edited"_s, "before\n");
    const QByteArray text = "\xEF\xBB\xBF"
                            "before\r\n\tafter";

    QCOMPARE(m_desk->editBody(guid, text).exitCode, 0);

    const QByteArray line = lineOf(m_desk->dump(), guid);
    QVERIFY2(line.contains("\"body\":" + inJson(text)), line.constData());
    // The same text again is no change.
    const auto history = m_desk->run({u"note"_s, u"history"_s, guid}).out;
    QCOMPARE(m_desk->editBody(guid, text).exitCode, 0);
    QCOMPARE(m_desk->run({u"note"_s, u"history"_s, guid}).out, history);
}

void CliBytesTest::everyByteArrivesThere()
{
    QVERIFY(pairByLink(*m_desk, *m_laptop));

    QVERIFY(syncOnce(*m_laptop));

    QVERIFY(m_desk->dump().size() > 1000);
    QCOMPARE(m_laptop->dump(), m_desk->dump());
}

QTEST_GUILESS_MAIN(CliBytesTest)
#include "tst_clibytes.moc"
