/// What is exported can be imported again, and nothing that exists is touched.
#include "model/exchange/exportfolder.h"
#include "model/exchange/htmlexport.h"
#include "model/exchange/jsonexport.h"
#include "model/exchange/markdownexport.h"
#include "model/exchange/markdownimport.h"
#include "tests/support/libraryfixture.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

namespace {

/// Everything of a note that an export keeps, as one line.
QStringList contents(const Library &library)
{
    QStringList lines;
    for (const NoteSummary &summary : library.notes({})) {
        const Note note = *library.note(summary.id);
        lines += QStringList {note.state.title,
                              note.state.description,
                              note.state.body,
                              note.state.tags.join(u'|'),
                              note.state.categories.join(u'|'),
                              library.notebookPath(note.state.place.parent).join(u'|')}
                     .join(QChar(0x1e));
    }
    lines.sort();
    return lines;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class MarkdownExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void exportAndImport_giveTheSameNotes();
    void exportOfAnImport_isImportedAgainAlike();
    void folderThatHoldsSomething_isRefused();
    void names_areSafe_data();
    void names_areSafe();
    void equalNames_getNumbers();
    void trash_staysOut();
    void json_isOneDocument_withTheTrash();
    void json_doesNotOverwrite();
    void html_showsMarkdown_withoutScripts();

private:
    NoteId add(const NoteEdit &edit, const QStringList &notebook = {});
    [[nodiscard]] QString target() const { return m_target->filePath(u"out"_s); }

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<TestDevice> m_device;
    std::unique_ptr<QTemporaryDir> m_target;
};

void MarkdownExportTest::init()
{
    m_device.reset();
    m_clock = std::make_unique<FakeClock>();
    m_device = std::make_unique<TestDevice>(1, *m_clock);
    m_device->open();
    m_target = std::make_unique<QTemporaryDir>();
}

NoteId MarkdownExportTest::add(const NoteEdit &edit, const QStringList &notebook)
{
    NoteEdit placed = edit;
    if (!notebook.isEmpty()) {
        const auto parent = m_device->library->ensureNotebook(notebook);
        placed.place = Place {.parent = *parent, .order = {}, .kind = RecordKind::Note};
    }
    return commit(*m_device, placed).note;
}

void MarkdownExportTest::exportAndImport_giveTheSameNotes()
{
    NoteEdit rich = newNote(u"Title: with \"quotes\" \\ and [brackets]"_s, u"body\n\n---\n\nend"_s);
    rich.description = u"two\nlines"_s;
    rich.tags = QStringList {u"a, b"_s, u"日本"_s, u"work/urgent"_s};
    rich.categories = QStringList {u"Reise & Co"_s};
    add(rich, {u"Work"_s, u"2026"_s});
    add(newNote(u"same"_s, u"one"_s), {u"Work"_s});
    add(newNote(u"same"_s, u"two"_s), {u"Work"_s});
    add(newNote(u"SAME"_s, u"three"_s), {u"Work"_s});
    add(newNote(u"a/b\\c:*?"_s, u"---\nkey: value\n---\n\ntext"_s), {u"N/A"_s, u".dot"_s});
    add(newNote(u""_s, u""_s));
    add(newNote(u"  .hidden  "_s, u"\n\nleading and trailing\n\n"_s));
    add(newNote(u"no newline"_s, u"🎉 ends here"_s), {u"n_a"_s});
    add(newNote(u"x"_s.repeated(400), u"long title"_s));
    const QStringList before = contents(*m_device->library);

    const auto exported = exportMarkdown(*m_device->library, target());

    QVERIFY(exported);
    QCOMPARE(exported->exported, 9);
    TestDevice other(2, *m_clock);
    other.open();
    const auto imported = importMarkdown(*other.library, target());
    QVERIFY(imported);
    QCOMPARE(imported->imported, 9);
    QVERIFY(imported->skipped.empty());
    QCOMPARE(contents(*other.library), before);
}

void MarkdownExportTest::exportOfAnImport_isImportedAgainAlike()
{
    const QString source = m_target->filePath(u"source"_s);
    QVERIFY(QDir().mkpath(source));
    QFile file(source + u"/note.md"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("---\ntitle: T\ncreated: 2020\nodd: {a: b}\n---\n\nbody\n");
    file.close();
    QVERIFY(importMarkdown(*m_device->library, source));
    const QStringList before = contents(*m_device->library);

    QVERIFY(exportMarkdown(*m_device->library, target()));
    TestDevice other(2, *m_clock);
    other.open();
    QVERIFY(importMarkdown(*other.library, target()));

    QCOMPARE(contents(*other.library), before);
}

void MarkdownExportTest::folderThatHoldsSomething_isRefused()
{
    add(newNote(u"a"_s));
    QVERIFY(QDir().mkpath(target()));
    QVERIFY(exportMarkdown(*m_device->library, target())); // an empty folder will do

    const auto again = exportMarkdown(*m_device->library, target());
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::InvalidArgument);
    const auto html = exportHtml(*m_device->library, target());
    QVERIFY(!html && html.error().code == ErrorCode::InvalidArgument);
    const auto file = exportMarkdown(*m_device->library, target() + u"/a.md"_s);
    QVERIFY(!file && file.error().code == ErrorCode::InvalidArgument);
}

void MarkdownExportTest::names_areSafe_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << u"Crème brûlée 日本"_s << u"Crème brûlée 日本"_s;
    QTest::newRow("separators") << u"../a\\b:c"_s << u"_._a_b_c"_s;
    QTest::newRow("wildcards") << u"a*?\"<>|b"_s << u"a______b"_s;
    QTest::newRow("control characters") << u"a\u0001\u007fb"_s << u"a__b"_s;
    QTest::newRow("white space") << u" a \n b "_s << u"a b"_s;
    QTest::newRow("dots at the end") << u"etc..."_s << u"etc"_s;
    QTest::newRow("only dots") << u".."_s << u"_"_s;
    QTest::newRow("nothing") << u"  "_s << u"Untitled"_s;
    QTest::newRow("device") << u"CON.txt"_s << u"CON.txt_"_s;
}

void MarkdownExportTest::names_areSafe()
{
    QFETCH(QString, title);
    QFETCH(QString, name);

    QCOMPARE(ExportFolder::safeName(title), name);
    QVERIFY(ExportFolder::safeName(u"🎉"_s.repeated(200)).toUtf8().size() <= 120);
    QVERIFY(ExportFolder::safeName(u"🎉"_s.repeated(200)).isValidUtf16());
}

void MarkdownExportTest::equalNames_getNumbers()
{
    for (int i = 0; i < 3; ++i) {
        add(newNote(i == 1 ? u"NAME"_s : u"name"_s, QString::number(i)), {u"Box"_s});
    }

    QVERIFY(exportMarkdown(*m_device->library, target()));

    QStringList folded;
    QDirIterator it(target(), QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        folded += QDir(target()).relativeFilePath(it.next()).toLower();
    }
    folded.sort();
    QCOMPARE(folded, (QStringList {u"box/name (2).md"_s, u"box/name (3).md"_s, u"box/name.md"_s}));
}

void MarkdownExportTest::trash_staysOut()
{
    add(newNote(u"kept"_s));
    const NoteId gone = add(newNote(u"gone"_s));
    commit(*m_device, deletion(gone));

    const auto exported = exportMarkdown(*m_device->library, target());

    QVERIFY(exported);
    QCOMPARE(exported->exported, 1);
    QVERIFY(QFile::exists(target() + u"/kept.md"_s) && !QFile::exists(target() + u"/gone.md"_s));
}

void MarkdownExportTest::json_isOneDocument_withTheTrash()
{
    NoteEdit rich = newNote(u"T"_s, u"body \"x\""_s);
    rich.tags = QStringList {u"b"_s, u"a"_s};
    const NoteId kept = add(rich, {u"A"_s, u"B"_s});
    const NoteId gone = add(newNote(u"gone"_s));
    commit(*m_device, deletion(gone));
    const QString file = m_target->filePath(u"notes.json"_s);

    const auto exported = exportJson(*m_device->library, file);

    QVERIFY(exported);
    QCOMPARE(exported->exported, 2);
    const auto document = QJsonDocument::fromJson(contentOf(file));
    QCOMPARE(document[u"format"].toString(), u"sheaf-notes"_s);
    const QJsonArray notes = document[u"notes"].toArray();
    QCOMPARE(notes.size(), 2);
    QVERIFY(notes[0][u"guid"].toString() < notes[1][u"guid"].toString());
    const QJsonObject note = notes[notes[0][u"guid"] == kept.toHex() ? 0 : 1].toObject();
    QCOMPARE(note[u"body"].toString(), u"body \"x\""_s);
    QCOMPARE(note[u"notebook"].toString(), u"A/B"_s);
    QCOMPARE(note[u"tags"].toArray(), (QJsonArray {u"a"_s, u"b"_s}));
    QVERIFY(note[u"conflict"].isNull());
    QVERIFY(note[u"createdAt"].toString().endsWith(u'Z'));
}

void MarkdownExportTest::json_doesNotOverwrite()
{
    const QString path = m_target->filePath(u"notes.json"_s);
    QVERIFY(exportJson(*m_device->library, path));
    const QByteArray before = contentOf(path);
    add(newNote(u"a"_s));

    const auto again = exportJson(*m_device->library, path);

    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(contentOf(path), before);
    QVERIFY(QDir().mkpath(target()));
    QVERIFY(exportJson(*m_device->library, target()));
    QVERIFY(QFile::exists(target() + u"/notes.json"_s));
}

void MarkdownExportTest::html_showsMarkdown_withoutScripts()
{
    add(newNote(
            u"<b>Title</b> %1 %2"_s,
            u"# Head\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n~~old~~\n\n<script>alert(1)</script>\n\n"
            u"[x](javascript:alert(2)) %2\n"_s),
        {u"A&B"_s});

    const auto exported = exportHtml(*m_device->library, target());

    QVERIFY(exported);
    QCOMPARE(exported->exported, 1);
    const QString page = QString::fromUtf8(contentOf(target() + u"/A&B/_b_Title__b_ %1 %2.html"_s));
    QVERIFY(page.contains(u"<h1>&lt;b&gt;Title&lt;/b&gt; %1 %2</h1>"_s));
    QVERIFY(page.contains(u"<table>"_s) && page.contains(u"<del>old</del>"_s));
    QVERIFY(!page.contains(u"<script"_s) && !page.contains(u"javascript:"_s));
    const QString index = QString::fromUtf8(contentOf(target() + u"/index.html"_s));
    QVERIFY(index.contains(u"A&amp;B"_s) && index.contains(u"href=\"A%26B/"_s));
}

QTEST_GUILESS_MAIN(MarkdownExportTest)
#include "tst_markdownexport.moc"
