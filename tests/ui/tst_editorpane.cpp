#include "tests/ui/windowfixture.h"
#include "ui/editor/editorpane.h"
#include "ui/editor/findbar.h"
#include "ui/editor/markdownedit.h"
#include "ui/editor/markdownhtml.h"
#include "ui/editor/marklines.h"
#include "ui/notes/tagbar.h"

#include <QLineEdit>
#include <QRandomGenerator>
#include <QTextBlock>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

namespace {

/// An editor alone, over a real library, without the window around it.
struct Pane
{
    explicit Pane(WindowFixture &fixture)
        : drafts(*fixture.library, *fixture.reader)
        , editor(drafts, *fixture.reader)
    {
        QObject::connect(
            fixture.library.get(), &LibraryService::notesChanged, &drafts, &Drafts::refresh);
        editor.resize(700, 500);
        editor.show();
        editor.activateWindow();
    }
    [[nodiscard]] MarkdownEdit &body() const { return editor.body(); }
    [[nodiscard]] QString stored(const WindowFixture &f) const
    {
        const Result<Note> note = f.reader->note(editor.noteId());
        return note ? note->state.body : QString();
    }

    Drafts drafts;
    EditorPane editor;
};

} // namespace

class EditorPaneTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolate(m_home); }
    void typing_isStored();
    void noBreakSpaces_survive();
    void enter_continuesLists_data();
    void enter_continuesLists();
    void tab_indentsListItems();
    void anEditFromElsewhere_keepsCaretSelectionAndUndo();
    void randomEditsFromElsewhere_loseNoKeystroke();
    void theSameWordsChangedElsewhere_becomeAConflict_andNothingIsLost();
    void aNewNote_existsOnlyOnceSomethingIsTyped();
    void switchingNotes_storesTheFirst();
    void findBar_countsAndReplaces();
    void preview_leavesOutRawHtml_andShowsTables();
    void links_onlyOpenWhatABrowserTakes();
    void tags_areTakenFromTheField();

private:
    QTemporaryDir m_home;
};

void EditorPaneTest::typing_isStored()
{
    WindowFixture f;
    const NoteId id = f.add(u"note"_s, u"start\n"_s);
    Pane pane(f);
    QVERIFY(pane.editor.showNote(id));

    pane.body().moveCursor(QTextCursor::End);
    QTest::keyClicks(&pane.body(), u"more words"_s);

    QTRY_COMPARE(pane.stored(f), u"start\nmore words"_s);
}

void EditorPaneTest::noBreakSpaces_survive()
{
    WindowFixture f;
    const QString body = u"10\u00a0km\u2028soft line\n"_s;
    const NoteId id = f.add(u"note"_s, body);
    Pane pane(f);
    QVERIFY(pane.editor.showNote(id));

    QCOMPARE(pane.body().text(), body);
    pane.body().moveCursor(QTextCursor::End);
    QTest::keyClicks(&pane.body(), u"x"_s);

    QTRY_COMPARE(pane.stored(f), body + u"x"_s);
}

void EditorPaneTest::enter_continuesLists_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("after");
    QTest::newRow("bullet") << u"- a"_s << u"- a\n- "_s;
    QTest::newRow("number") << u"9. a"_s << u"9. a\n10. "_s;
    QTest::newRow("task") << u"- [x] a"_s << u"- [x] a\n- [ ] "_s;
    QTest::newRow("indented") << u"    * a"_s << u"    * a\n    * "_s;
    QTest::newRow("quotation") << u"> a"_s << u"> a\n> "_s;
    QTest::newRow("empty item ends the list") << u"- "_s << QString();
    QTest::newRow("plain") << u"a"_s << u"a\n"_s;
}

void EditorPaneTest::enter_continuesLists()
{
    QFETCH(QString, line);
    QFETCH(QString, after);
    MarkdownEdit edit;
    edit.setText(line);
    edit.moveCursor(QTextCursor::End);

    QTest::keyClick(&edit, Qt::Key_Return);

    QCOMPARE(edit.text(), after);
}

void EditorPaneTest::tab_indentsListItems()
{
    MarkdownEdit edit;
    edit.setText(u"- a\n- b"_s);
    edit.moveCursor(QTextCursor::End);

    QTest::keyClick(&edit, Qt::Key_Tab);
    QCOMPARE(edit.text(), u"- a\n    - b"_s);
    QTest::keyClick(&edit, Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(edit.text(), u"- a\n- b"_s);
    QTest::keyClick(&edit, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(edit.text(), u"- a\n    - b"_s);
}

void EditorPaneTest::anEditFromElsewhere_keepsCaretSelectionAndUndo()
{
    WindowFixture f;
    const NoteId id = f.add(u"note"_s, u"alpha\n\nbeta\n\ngamma\n"_s);
    Pane pane(f);
    QVERIFY(pane.editor.showNote(id));
    QTextCursor cursor = pane.body().textCursor();
    cursor.setPosition(static_cast<int>(pane.body().text().indexOf(u"beta"_s)));
    cursor.insertText(u"typed "_s);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    pane.body().setTextCursor(cursor);
    QCOMPARE(cursor.selectedText(), u"beta"_s);

    NoteEdit other; // the other device changed the first line, knowing nothing of "typed"
    other.note = id;
    other.parents = f.reader->note(id)->heads;
    other.body = u"alpha, longer now\n\nbeta\n\ngamma\n"_s;
    f.store(other);

    const QString both = u"alpha, longer now\n\ntyped beta\n\ngamma\n"_s;
    QTRY_COMPARE(pane.body().text(), both);
    QCOMPARE(pane.body().textCursor().selectedText(), u"beta"_s);
    QTRY_COMPARE(pane.stored(f), both);
    QCOMPARE(f.reader->note(id)->heads.size(), std::size_t {1});

    pane.body().undoEdit();

    QCOMPARE(pane.body().text(), u"alpha, longer now\n\nbeta\n\ngamma\n"_s);
}

void EditorPaneTest::randomEditsFromElsewhere_loseNoKeystroke()
{
    WindowFixture f;
    QStringList lines;
    for (int i = 0; i < 20; ++i) {
        lines.append(u"line %1 of the note"_s.arg(i));
        lines.append(QString());
    }
    const NoteId id = f.add(u"note"_s, lines.join(u'\n'));
    Pane pane(f);
    QVERIFY(pane.editor.showNote(id));
    QTextCursor cursor = pane.body().textCursor();
    cursor.setPosition(static_cast<int>(pane.body().text().indexOf(u"line 10 "_s)) + 7);
    pane.body().setTextCursor(cursor);
    QRandomGenerator random(7);
    QString typed;
    QStringList others;

    for (int round = 0; round < 30; ++round) {
        const QString letter(1, QChar(u'a' + round % 26));
        QTest::keyClicks(&pane.body(), letter);
        typed += letter;
        if (round % 3 == 0) {
            // Another device appends to a line of its own, on what is stored at this moment.
            const Result<Note> now = f.reader->note(id);
            QStringList theirs = now->state.body.split(u'\n');
            const QString word = u"remote%1"_s.arg(round);
            others.append(word);
            const int half = random.bounded(2) == 0 ? 0 : 13;
            theirs[(half + random.bounded(6)) * 2] += u' ' + word;
            NoteEdit edit;
            edit.note = id;
            edit.parents = now->shownHeads;
            edit.body = theirs.join(u'\n');
            f.store(edit);
        }
        QTest::qWait(random.bounded(40));
    }

    QTRY_COMPARE(pane.stored(f), pane.body().text());
    QTRY_VERIFY(pane.drafts.areSaved());
    QVERIFY2(pane.body().text().contains(u"line 10"_s + typed), qPrintable(pane.body().text()));
    for (const QString &word : others) {
        QCOMPARE(pane.body().text().count(word), 1);
    }
    QCOMPARE(pane.body().textCursor().position(), pane.body().text().indexOf(typed) + typed.size());
}

void EditorPaneTest::theSameWordsChangedElsewhere_becomeAConflict_andNothingIsLost()
{
    WindowFixture f;
    const NoteId id = f.add(u"note"_s, u"colour\n"_s);
    Pane pane(f);
    QVERIFY(pane.editor.showNote(id));
    const std::vector<Hash> heads = f.reader->note(id)->heads;
    pane.body().selectAll();
    QTest::keyClicks(&pane.body(), u"red"_s);

    NoteEdit other;
    other.note = id;
    other.parents = heads;
    other.body = u"blue\n"_s;
    f.store(other);

    QTRY_VERIFY(f.reader->conflict(id));
    QTRY_VERIFY(pane.drafts.areSaved());
    const Result<NoteConflict> conflict = f.reader->conflict(id);
    QStringList bodies;
    for (const ConflictSide &side : conflict->sides) {
        bodies.append(side.state.body);
    }
    bodies.sort();
    QCOMPARE(bodies, (QStringList {u"blue\n"_s, u"red"_s}));
    // What the person typed stays in front of them.
    QCOMPARE(pane.body().text(), u"red"_s);
}

void EditorPaneTest::aNewNote_existsOnlyOnceSomethingIsTyped()
{
    WindowFixture f;
    Pane pane(f);
    pane.editor.startNote({});
    pane.editor.closeNote();
    QCOMPARE(f.reader->counts().notes, 0);

    pane.editor.startNote({});
    auto *title = pane.editor.findChild<QLineEdit *>(u"noteTitle"_s);
    QTest::keyClicks(title, u"First"_s);

    QTRY_COMPARE(f.reader->counts().notes, 1);
    QTRY_VERIFY(!pane.editor.noteId().isNull());
    QTest::keyClick(title, Qt::Key_Return);
    QTest::keyClicks(&pane.body(), u"text"_s);
    QTRY_COMPARE(pane.stored(f), u"text"_s);
    QCOMPARE(f.reader->counts().notes, 1);
}

void EditorPaneTest::switchingNotes_storesTheFirst()
{
    WindowFixture f;
    const NoteId first = f.add(u"first"_s, u"a"_s);
    const NoteId second = f.add(u"second"_s, u"b"_s);
    Pane pane(f);
    QVERIFY(pane.editor.showNote(first));
    QTest::keyClicks(&pane.body(), u"typed "_s);

    QVERIFY(pane.editor.showNote(second));

    QCOMPARE(pane.body().text(), u"b"_s);
    QTRY_COMPARE(f.reader->note(first)->state.body, u"typed a"_s);
    QCOMPARE(f.reader->note(second)->state.body, u"b"_s);
}

void EditorPaneTest::findBar_countsAndReplaces()
{
    WindowFixture f;
    const NoteId id = f.add(u"note"_s, u"one two one\nOne"_s);
    Pane pane(f);
    QVERIFY(pane.editor.showNote(id));
    pane.editor.focusFind();
    auto *field = pane.editor.findChild<QLineEdit *>(u"find"_s);

    QTest::keyClicks(field, u"one"_s);
    QCOMPARE(pane.body().extraSelections().size(), 3);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(pane.body().textCursor().selectionStart(), 8);

    auto *with = pane.editor.findChild<QLineEdit *>(u"replaceWith"_s);
    QTest::keyClicks(with, u"1"_s);
    QTest::keyClick(with, Qt::Key_Return);
    QCOMPARE(pane.body().text(), u"one two 1\nOne"_s);
    QTest::keyClick(field, Qt::Key_Escape);
    QCOMPARE(pane.editor.focusWidget(), &pane.body());
    QVERIFY(pane.body().extraSelections().isEmpty());
}

void EditorPaneTest::preview_leavesOutRawHtml_andShowsTables()
{
    const QString html =
        markdownToHtml(u"<script>alert(1)</script>\n\n| a |\n| - |\n| ~~b~~ |\n\n- [x] done\n\n"
                       "[bad](javascript:alert(1)) https://example.org"_s);

    QVERIFY(!html.contains(u"<script"_s));
    QVERIFY(!html.contains(u"javascript:"_s));
    QVERIFY(html.contains(u"<table>"_s));
    QVERIFY(html.contains(u"<del>b</del>"_s));
    QVERIFY(html.contains(u"\u2611"_s));
    QVERIFY(html.contains(u"<a href=\"https://example.org\">"_s));
}

void EditorPaneTest::links_onlyOpenWhatABrowserTakes()
{
    QCOMPARE(linkInLine(u"see [a](https://x.org) and"_s, 6), u"https://x.org"_s);
    QCOMPARE(linkInLine(u"see [a](https://x.org) and"_s, 1), QString());
    QVERIFY(isOpenable(QUrl(u"https://x.org"_s)));
    QVERIFY(!isOpenable(QUrl(u"file:///etc/passwd"_s)));
    QVERIFY(!isOpenable(QUrl(u"smb://host/share"_s)));
}

void EditorPaneTest::tags_areTakenFromTheField()
{
    WindowFixture f;
    const NoteId id = f.add(u"note"_s, u"x"_s, {u"old"_s});
    Pane pane(f);
    QVERIFY(pane.editor.showNote(id));
    auto *field = pane.editor.findChild<QLineEdit *>(u"noteTags"_s);

    QTest::keyClicks(field, u"#new"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(f.reader->note(id)->state.tags, (QStringList {u"new"_s, u"old"_s}));
    QTest::keyClick(field, Qt::Key_Backspace);
    QTRY_COMPARE(f.reader->note(id)->state.tags, QStringList {u"new"_s});
}

QTEST_MAIN(EditorPaneTest)
#include "tst_editorpane.moc"
