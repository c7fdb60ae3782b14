#include "tests/ui/windowfixture.h"
#include "ui/editor/markdownedit.h"
#include "ui/main/actions.h"
#include "ui/main/visitednotes.h"

#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

class MainWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolate(m_home); }
    void partsAndActions_haveTheirNames();
    void noAction_usesCtrlD();
    void ctrlN_startsANote_andTypingSavesIt();
    void closing_storesWhatWasTypedJustBefore();
    void search_narrowsTheList_andEscapeWidensIt();
    void deleting_movesToTheTrash_undoBringsItBack();
    void aTrashedNote_isReadOnly_andCanBeRestored();
    void backAndForward_walkThroughVisitedNotes();
    void anEmptyLibrary_offersThreeChoices();
    void anEditElsewhere_appearsInTheList();
    void changedKeys_areKept();
    void visitedNotes_forgetWhatLayAhead();

private:
    QTemporaryDir m_home;
};

void MainWindowTest::partsAndActions_haveTheirNames()
{
    WindowFixture f;
    f.show();

    for (const QString &name : {u"Sidebar"_s,
                                u"Search notes"_s,
                                u"Notes list"_s,
                                u"Note title"_s,
                                u"Note tags"_s,
                                u"Note body"_s,
                                u"Sync status"_s}) {
        const auto widgets = f.window->findChildren<QWidget *>();
        const bool found = std::any_of(widgets.begin(), widgets.end(), [&name](const QWidget *w) {
            return w->accessibleName() == name;
        });
        QVERIFY2(found, qPrintable(name));
    }
    const QList<std::pair<QString, QString>> actions {{u"newNote"_s, u"Ctrl+N"_s},
                                                      {u"newNotebook"_s, {}},
                                                      {u"quickOpen"_s, u"Ctrl+P"_s},
                                                      {u"findInNote"_s, u"Ctrl+F"_s},
                                                      {u"searchAllNotes"_s, u"Ctrl+Shift+F"_s},
                                                      {u"commandPalette"_s, u"Ctrl+Shift+P"_s},
                                                      {u"back"_s, u"Alt+Left"_s},
                                                      {u"forward"_s, u"Alt+Right"_s},
                                                      {u"deleteNote"_s, {}},
                                                      {u"history"_s, {}},
                                                      {u"togglePreview"_s, u"Ctrl+E"_s},
                                                      {u"pairADevice"_s, {}},
                                                      {u"devices"_s, {}},
                                                      {u"syncNow"_s, u"Ctrl+S"_s},
                                                      {u"conflicts"_s, {}},
                                                      {u"settings"_s, u"Ctrl+,"_s},
                                                      {u"import"_s, {}},
                                                      {u"export"_s, {}},
                                                      {u"print"_s, u"Ctrl+Alt+P"_s}};
    for (const auto &[name, key] : actions) {
        const auto *action = f.window->findChild<QAction *>(name);
        QVERIFY2(action, qPrintable(name));
        if (!key.isEmpty()) {
            QCOMPARE(action->shortcut().toString(), key);
        }
    }
}

void MainWindowTest::noAction_usesCtrlD()
{
    WindowFixture f;
    f.show();
    std::vector<std::pair<QString, QList<QKeySequence>>> shortcuts;
    const auto actions = f.window->findChildren<QAction *>();
    for (const QAction *action : actions) {
        QVERIFY(!action->shortcuts().contains(QKeySequence(u"Ctrl+D"_s)));
        if (!action->objectName().isEmpty()) {
            shortcuts.emplace_back(action->objectName(), action->shortcuts());
        }
    }

    QVERIFY(Actions::clashes(shortcuts).empty());
}

void MainWindowTest::ctrlN_startsANote_andTypingSavesIt()
{
    WindowFixture f;
    f.show();

    QTest::keyClick(f.window.get(), Qt::Key_N, Qt::ControlModifier);
    auto *title = f.find<QLineEdit>("noteTitle");
    QVERIFY(title->hasFocus());
    QTest::keyClicks(title, u"Groceries"_s);
    QTest::keyClick(title, Qt::Key_Return);
    auto *body = f.find<MarkdownEdit>("noteBody");
    QVERIFY(body->hasFocus());
    QTest::keyClicks(body, u"milk"_s);

    QTRY_COMPARE(f.reader->notes({}).size(), std::size_t {1});
    auto *list = f.find<QListView>("notesList");
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QTRY_COMPARE(list->currentIndex().data().toString(), u"Groceries"_s);
    QTRY_COMPARE(f.reader->note(f.reader->allNotes().front())->state.body, u"milk"_s);
}

void MainWindowTest::closing_storesWhatWasTypedJustBefore()
{
    WindowFixture f;
    const NoteId id = f.add(u"note"_s, {});
    f.show().openNote(id);
    QTest::keyClicks(f.find<MarkdownEdit>("noteBody"), u"last words"_s);

    f.window->close();

    QTRY_VERIFY(!f.window->isVisible());
    QCOMPARE(f.reader->note(id)->state.body, u"last words"_s);
}

void MainWindowTest::search_narrowsTheList_andEscapeWidensIt()
{
    WindowFixture f;
    f.add(u"Garden"_s, u"cherry tree"_s);
    f.add(u"Bread"_s, u"flour"_s);
    f.show();
    auto *list = f.find<QListView>("notesList");
    QTRY_COMPARE(list->model()->rowCount(), 2);

    QTest::keyClick(f.window.get(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    auto *search = f.find<QLineEdit>("searchNotes");
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, u"cherry"_s);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"Garden"_s);

    QTest::keyClick(search, Qt::Key_Escape);
    QTRY_COMPARE(list->model()->rowCount(), 2);
}

void MainWindowTest::deleting_movesToTheTrash_undoBringsItBack()
{
    WindowFixture f;
    const NoteId id = f.add(u"note"_s, u"text"_s);
    f.add(u"other"_s, {});
    f.show().openNote(id);
    QTest::keyClicks(f.find<MarkdownEdit>("noteBody"), u"unsaved "_s);

    f.find<QAction>("deleteNote")->trigger();

    QTRY_COMPARE(f.reader->counts().trash, 1);
    QCOMPARE(f.reader->note(id)->state.body, u"unsaved text"_s);
    QCOMPARE(f.find<QLineEdit>("noteTitle")->text(), u"other"_s);
    const auto buttons = f.window->findChildren<QPushButton *>();
    const auto undo = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *button) {
        return button->text() == "Undo"_L1 && button->isVisible();
    });
    QVERIFY(undo != buttons.end());
    (*undo)->click();
    QTRY_COMPARE(f.reader->counts().trash, 0);
    QCOMPARE(f.reader->counts().notes, 2);
    QCOMPARE(f.reader->note(id)->heads.size(), std::size_t {1});
}

void MainWindowTest::aTrashedNote_isReadOnly_andCanBeRestored()
{
    WindowFixture f;
    const NoteId id = f.add(u"note"_s, u"text"_s);
    NoteEdit edit;
    edit.note = id;
    edit.operation = Operation::Delete;
    f.store(edit);
    f.show().openNote(id);
    QVERIFY(f.find<MarkdownEdit>("noteBody")->isReadOnly());
    QVERIFY(!f.find<QAction>("deleteNote")->isEnabled());

    f.find<QAction>("restoreNote")->trigger();

    QTRY_COMPARE(f.reader->counts().notes, 1);
    QTRY_VERIFY(!f.find<MarkdownEdit>("noteBody")->isReadOnly());
}

void MainWindowTest::backAndForward_walkThroughVisitedNotes()
{
    WindowFixture f;
    const NoteId one = f.add(u"one"_s, {});
    const NoteId two = f.add(u"two"_s, {});
    f.show().openNote(one);
    f.window->openNote(two);

    QTest::keyClick(f.window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(f.find<QLineEdit>("noteTitle")->text(), u"one"_s);
    QTest::keyClick(f.window.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(f.find<QLineEdit>("noteTitle")->text(), u"two"_s);
}

void MainWindowTest::anEmptyLibrary_offersThreeChoices()
{
    WindowFixture f;
    f.show();
    QStringList choices;
    const auto buttons = f.window->findChildren<QPushButton *>();
    for (const QPushButton *button : buttons) {
        if (button->isVisible() && button->property("choice").toBool()) {
            choices.append(button->accessibleName());
        }
    }

    QCOMPARE(choices,
             (QStringList {u"Start writing"_s, u"Pair with another device"_s, u"Import notes"_s}));
    QCOMPARE(f.reader->counts().changes, 0); // nothing is written until the person does
}

void MainWindowTest::anEditElsewhere_appearsInTheList()
{
    WindowFixture f;
    f.show();

    f.add(u"From elsewhere"_s, u"text"_s);

    auto *list = f.find<QListView>("notesList");
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"From elsewhere"_s);
}

void MainWindowTest::changedKeys_areKept()
{
    WindowFixture f;
    f.show();
    QSettings().setValue(u"shortcuts/newNote"_s, u"Ctrl+J"_s);

    f.show(); // a new window

    QCOMPARE(f.find<QAction>("newNote")->shortcut(), QKeySequence(u"Ctrl+J"_s));
    QSettings().remove(u"shortcuts/newNote"_s);
}

void MainWindowTest::visitedNotes_forgetWhatLayAhead()
{
    const auto note = [](std::uint8_t number) {
        NoteId id;
        id.bytes[0] = number;
        return id;
    };
    VisitedNotes visited;
    for (int number = 1; number <= 3; ++number) {
        visited.visit(note(static_cast<std::uint8_t>(number)));
    }

    QCOMPARE(visited.back(), note(2));
    visited.visit(note(2)); // showing it is no new visit
    QVERIFY(visited.canGoForward());
    visited.visit(note(4));

    QVERIFY(!visited.canGoForward());
    QCOMPARE(visited.back(), note(2));
}

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
