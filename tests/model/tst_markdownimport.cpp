/// What an import takes from files, and what it leaves and says.
#include "model/base/limits.h"
#include "model/exchange/frontmatter.h"
#include "model/exchange/markdownimport.h"
#include "tests/support/libraryfixture.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

class MarkdownImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void folders_becomeNotebooks();
    void title_isTheFileName_orTheFrontMatters();
    void frontMatter_isTaken_data();
    void frontMatter_isTaken();
    void unknownKeys_stayInTheBody();
    void brokenFrontMatter_staysText_data();
    void brokenFrontMatter_staysText();
    void scalars_areReadAndWritten_data();
    void scalars_areReadAndWritten();
    void byteOrderMarkAndCrlf_go();
    void hiddenLinkedAndOtherFiles_areLeft();
    void unfitFiles_areNamed_theRestGoesOn();
    void importingTwice_doublesNothing();
    void twoDevices_makeTheSameNotes();
    void deletedNote_staysDeleted();
    void changedFile_isANewNote();
    void overlongLabels_areLeftOut_withAWarning();
    void pathThatIsNone_isRefused();
    void singleFile_isImported();
    void slices_addUpToTheWhole();

private:
    void write(const QString &path, const QByteArray &bytes);
    ImportReport import();
    [[nodiscard]] Note only() const;

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<TestDevice> m_device;
    std::unique_ptr<QTemporaryDir> m_source;
};

void MarkdownImportTest::init()
{
    m_device.reset();
    m_clock = std::make_unique<FakeClock>();
    m_device = std::make_unique<TestDevice>(1, *m_clock);
    m_device->open();
    m_source = std::make_unique<QTemporaryDir>();
}

void MarkdownImportTest::write(const QString &path, const QByteArray &bytes)
{
    QFile file(m_source->filePath(path));
    QVERIFY(QDir().mkpath(QFileInfo(file).path()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

ImportReport MarkdownImportTest::import()
{
    auto report = importMarkdown(*m_device->library, m_source->path());
    return report ? *report : ImportReport {.stopped = report.error()};
}

Note MarkdownImportTest::only() const
{
    const auto notes = m_device->library->notes({});
    if (notes.size() != 1) {
        qWarning("%d notes instead of one", static_cast<int>(notes.size()));
        return {};
    }
    return *m_device->library->note(notes.front().id);
}

void MarkdownImportTest::folders_becomeNotebooks()
{
    write(u"top.md"_s, "top");
    write(u"Work/plan.markdown"_s, "plan");
    write(u"Work/2026/goals.txt"_s, "goals");

    const auto report = import();

    QCOMPARE(report.imported, 3);
    QVERIFY(report.skipped.empty() && report.warnings.isEmpty() && !report.stopped);
    QMap<QString, QString> placed;
    for (const NoteSummary &note : m_device->library->notes({})) {
        placed[note.title] = m_device->library->notebookPath(note.notebook).join(u'/');
    }
    QCOMPARE(placed,
             (QMap<QString, QString> {
                 {u"top"_s, u""_s}, {u"plan"_s, u"Work"_s}, {u"goals"_s, u"Work/2026"_s}}));
}

void MarkdownImportTest::title_isTheFileName_orTheFrontMatters()
{
    write(u"Mr. Smith 2.5.md"_s, "# Heading\n");
    QCOMPARE(import().imported, 1);
    QCOMPARE(only().state.title, u"Mr. Smith 2.5"_s);
    QCOMPARE(only().state.body, u"# Heading\n"_s);
}

void MarkdownImportTest::frontMatter_isTaken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QStringList>("tags");
    QTest::addColumn<QString>("body");
    QTest::newRow("plain title") << QByteArray("---\ntitle: Tea: green\n---\nbody\n")
                                 << u"Tea: green"_s << QStringList() << u"body\n"_s;
    QTest::newRow("quoted title") << QByteArray("---\ntitle: \"A \\\"b\\\" \\u00e9\"\n---\n\nbody")
                                  << u"A \"b\" é"_s << QStringList() << u"body"_s;
    QTest::newRow("single quotes")
        << QByteArray("---\nTitle: 'it''s'\n---\n") << u"it's"_s << QStringList() << u""_s;
    QTest::newRow("inline tags") << QByteArray("---\ntags: [b, \"a, c\", 'd', b]\n---\nx")
                                 << u"note"_s << QStringList {u"a, c"_s, u"b"_s, u"d"_s} << u"x"_s;
    QTest::newRow("listed tags") << QByteArray("---\ntags:\n  - work\n  - \"big house\"\n---\nx")
                                 << u"note"_s << QStringList {u"big house"_s, u"work"_s} << u"x"_s;
    QTest::newRow("list at the margin") << QByteArray("---\ntags:\n- b\n- a\ntitle: T\n---\nx")
                                        << u"T"_s << QStringList {u"a"_s, u"b"_s} << u"x"_s;
    QTest::newRow("tags in a line") << QByteArray("---\ntags: #one #two/three\n---\nx") << u"note"_s
                                    << QStringList {u"one"_s, u"two/three"_s} << u"x"_s;
    QTest::newRow("tags with commas") << QByteArray("---\ntags: a b, c\n---\nx") << u"note"_s
                                      << QStringList {u"a b"_s, u"c"_s} << u"x"_s;
    QTest::newRow("ends with dots")
        << QByteArray("---\ntitle: T\n...\nx") << u"T"_s << QStringList() << u"x"_s;
    QTest::newRow("nothing below")
        << QByteArray("---\ntitle: T\n---") << u"T"_s << QStringList() << u""_s;
    QTest::newRow("second block is text") << QByteArray("---\ntitle: T\n---\n\n---\na: b\n---\n")
                                          << u"T"_s << QStringList() << u"---\na: b\n---\n"_s;
}

void MarkdownImportTest::frontMatter_isTaken()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, title);
    QFETCH(QStringList, tags);
    QFETCH(QString, body);
    write(u"note.md"_s, text);

    QCOMPARE(import().imported, 1);

    QCOMPARE(only().state.title, title);
    QCOMPARE(only().state.tags, tags);
    QCOMPARE(only().state.body, body);
}

void MarkdownImportTest::unknownKeys_stayInTheBody()
{
    write(
        u"note.md"_s,
        "---\ntitle: T\ncreated: 2020-01-01\naliases:\n  - x\n  - y\nnested:\n  a: 1\n---\n\nbody");

    QCOMPARE(import().imported, 1);

    QCOMPARE(only().state.title, u"T"_s);
    QCOMPARE(only().state.body,
             u"---\ncreated: 2020-01-01\naliases:\n  - x\n  - y\nnested:\n  a: 1\n---\n\nbody"_s);
}

void MarkdownImportTest::brokenFrontMatter_staysText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("never closed") << QByteArray("---\ntitle: T\nand so on\n");
    QTest::newRow("not at the start") << QByteArray("\n---\ntitle: T\n---\n");
    QTest::newRow("a rule, then text") << QByteArray("---\n");
    QTest::newRow("four dashes") << QByteArray("----\ntitle: T\n----\n");
}

void MarkdownImportTest::brokenFrontMatter_staysText()
{
    QFETCH(QByteArray, text);
    write(u"note.md"_s, text);

    QCOMPARE(import().imported, 1);

    QCOMPARE(only().state.title, u"note"_s);
    QCOMPARE(only().state.body, QString::fromUtf8(text));
}

void MarkdownImportTest::scalars_areReadAndWritten_data()
{
    QTest::addColumn<QString>("value");
    for (const QString &value : {u""_s,
                                 u"plain"_s,
                                 u"a: b # c"_s,
                                 u"\"quoted\" and \\back\\"_s,
                                 u"line\nbreak\ttab\r"_s,
                                 u"[list], {map}"_s,
                                 u"\u0001\u0085\u2028"_s,
                                 u"日本語 🎉"_s,
                                 u"- dash"_s,
                                 u"  spaces  "_s}) {
        QTest::addRow("value of %lld characters", static_cast<long long>(value.size())) << value;
    }
}

void MarkdownImportTest::scalars_areReadAndWritten()
{
    QFETCH(QString, value);
    const QString text = u"---\none: "_s + frontMatterText(value) + u"\nmany: "_s
        + frontMatterList({value + u'x', value + u'y'}) + u"\n---\n\nbody"_s;

    const auto front = parseFrontMatter(text);

    QVERIFY(front && front->find(u"one") && front->find(u"many"));
    QCOMPARE(front->find(u"one")->values, QStringList {value});
    QCOMPARE(front->find(u"many")->values, (QStringList {value + u'x', value + u'y'}));
    QCOMPARE(front->body, u"body"_s);
}

void MarkdownImportTest::byteOrderMarkAndCrlf_go()
{
    write(u"note.md"_s, "\xEF\xBB\xBF---\r\ntitle: T\r\n---\r\none\r\ntwo\r\r\n");

    QCOMPARE(import().imported, 1);

    QCOMPARE(only().state.title, u"T"_s);
    QCOMPARE(only().state.body, u"one\ntwo\n"_s);
}

void MarkdownImportTest::hiddenLinkedAndOtherFiles_areLeft()
{
    write(u"note.md"_s, "x");
    write(u".obsidian/config.md"_s, "x");
    write(u".hidden.md"_s, "x");
    write(u"picture.png"_s, "x");
    QVERIFY(QFile::link(m_source->filePath(u"note.md"_s), m_source->filePath(u"link.md"_s)));
    QVERIFY(QFile::link(m_source->path(), m_source->filePath(u"loop"_s)));

    const auto report = import();

    QCOMPARE(report.imported, 1);
    QCOMPARE(report.skipped.size(), size_t(2));
    QCOMPARE(report.skipped[0].path, u"link.md"_s);
    QCOMPARE(report.warnings, QStringList {u"1 files of other kinds were left out."_s});
}

void MarkdownImportTest::unfitFiles_areNamed_theRestGoesOn()
{
    write(u"a.md"_s, "fine");
    write(u"latin1.md"_s, "caf\xe9");
    write(u"utf16.txt"_s, QByteArray("\xff\xfeh\0i\0", 6));
    write(u"zeros.txt"_s, QByteArray("a\0b", 3));
    write(u"huge.md"_s, QByteArray(limits::kBodyBytesMax + 1, 'x'));
    write(u"z.md"_s, "fine too");

    const auto report = import();

    QCOMPARE(report.imported, 2);
    QCOMPARE(report.skipped.size(), size_t(4));
    for (const SkippedFile &skipped : report.skipped) {
        QVERIFY(!skipped.path.isEmpty());
        QVERIFY2(skipped.reason.size() > 10 && skipped.reason.endsWith(u'.'),
                 qPrintable(skipped.reason));
    }
}

void MarkdownImportTest::importingTwice_doublesNothing()
{
    write(u"A/one.md"_s, "same");
    write(u"B/one.md"_s, "same");
    QCOMPARE(import().imported, 2);
    const VersionVector before = m_device->library->vector();

    const auto again = import();

    QCOMPARE(again.imported, 0);
    QCOMPARE(again.alreadyThere, 2);
    QCOMPARE(again.skipped.size(), size_t(2));
    QCOMPARE(m_device->library->notes({}).size(), size_t(2));
    QCOMPARE(m_device->library->vector(), before);
}

void MarkdownImportTest::twoDevices_makeTheSameNotes()
{
    write(u"A/one.md"_s, "text");
    write(u"two.md"_s, "text");
    TestDevice other(2, *m_clock);
    other.open();
    pair(*m_device, other);
    QCOMPARE(import().imported, 2);
    const auto theirs = importMarkdown(*other.library, m_source->path());
    QVERIFY(theirs && theirs->imported == 2);

    syncPair(*m_device, other);

    QCOMPARE(m_device->library->notes({}).size(), size_t(2));
    QCOMPARE(m_device->library->counts().conflicts, 0);
    QCOMPARE(m_device->library->stateDigest(), other.library->stateDigest());
}

void MarkdownImportTest::deletedNote_staysDeleted()
{
    write(u"one.md"_s, "text");
    QCOMPARE(import().imported, 1);
    commit(*m_device, deletion(only().id));

    const auto again = import();

    QCOMPARE(again.alreadyThere, 1);
    QVERIFY(m_device->library->notes({}).empty());
}

void MarkdownImportTest::changedFile_isANewNote()
{
    write(u"one.md"_s, "text");
    QCOMPARE(import().imported, 1);
    write(u"one.md"_s, "text, and more");

    QCOMPARE(import().imported, 1);

    QCOMPARE(m_device->library->notes({}).size(), size_t(2));
}

void MarkdownImportTest::overlongLabels_areLeftOut_withAWarning()
{
    const QByteArray longTag(limits::kTagBytesMax + 1, 't');
    write(u"one.md"_s,
          "---\ntags: [ok, " + longTag + "]\ntitle: " + QByteArray(limits::kTitleBytesMax + 5, 'T')
              + "\n---\nx");

    const auto report = import();

    QCOMPARE(report.imported, 1);
    QCOMPARE(report.warnings.size(), 2);
    QCOMPARE(only().state.tags, QStringList {u"ok"_s});
    QCOMPARE(only().state.title.size(), limits::kTitleBytesMax);
}

void MarkdownImportTest::pathThatIsNone_isRefused()
{
    const auto missing = importMarkdown(*m_device->library, m_source->filePath(u"nowhere"_s));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);

    write(u"picture.png"_s, "x");
    const auto picture = importMarkdown(*m_device->library, m_source->filePath(u"picture.png"_s));
    QVERIFY(!picture);
    QCOMPARE(picture.error().code, ErrorCode::InvalidArgument);
}

void MarkdownImportTest::singleFile_isImported()
{
    write(u"A/one.md"_s, "text");
    write(u"A/two.md"_s, "text");

    const auto report = importMarkdown(*m_device->library, m_source->filePath(u"A/one.md"_s));

    QVERIFY(report && report->imported == 1);
    QCOMPARE(only().state.title, u"one"_s);
}

void MarkdownImportTest::slices_addUpToTheWhole()
{
    const int files = static_cast<int>(kImportSliceFiles) + 20;
    for (int i = 0; i < files; ++i) {
        write(u"n/%1.md"_s.arg(i), QByteArray::number(i));
    }
    QList<qsizetype> steps;

    const auto report =
        importMarkdown(*m_device->library, m_source->path(), [&](qsizetype done, qsizetype all) {
            QCOMPARE(all, files);
            steps += done;
        });

    QVERIFY(report);
    QCOMPARE(report->imported, files);
    QCOMPARE(steps, (QList<qsizetype> {kImportSliceFiles, files}));
    QCOMPARE(m_device->library->counts().notes, files);
}

QTEST_GUILESS_MAIN(MarkdownImportTest)
#include "tst_markdownimport.moc"
