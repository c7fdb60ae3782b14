// What a screen reader says and what a test from outside finds: the parts of every window by name.

#include "tests/ui/conflictdesk.h"
#include "tests/ui/windowfixture.h"
#include "ui/conflicts/conflictdialog.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSlider>
#include <QStackedWidget>
#include <QTabBar>
#include <QTextEdit>

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

bool isInteractive(const QWidget &widget)
{
    return widget.focusPolicy() != Qt::NoFocus
        && (qobject_cast<const QAbstractButton *>(&widget)
            || qobject_cast<const QAbstractItemView *>(&widget)
            || qobject_cast<const QAbstractSpinBox *>(&widget)
            || qobject_cast<const QComboBox *>(&widget) || qobject_cast<const QLineEdit *>(&widget)
            || qobject_cast<const QPlainTextEdit *>(&widget)
            || qobject_cast<const QSlider *>(&widget) || qobject_cast<const QTextEdit *>(&widget));
}

/// Qt's own inner parts speak through the widget that they belong to.
bool isInnerPart(const QWidget &widget)
{
    return widget.objectName().startsWith(u"qt_"_s)
        || qobject_cast<const QComboBox *>(widget.parentWidget())
        || qobject_cast<const QAbstractSpinBox *>(widget.parentWidget())
        || qobject_cast<const QLineEdit *>(widget.parentWidget())
        || qobject_cast<const QTabBar *>(widget.parentWidget());
}

QStringList namelessIn(const QWidget &window)
{
    QStringList nameless;
    const auto widgets = window.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisible() || !isInteractive(*widget) || isInnerPart(*widget)) {
            continue;
        }
        QString name = widget->accessibleName();
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget); button) {
            name += button->text(); // Qt reads a button's text as its name
        }
        if (name.trimmed().isEmpty()) {
            nameless.append(QLatin1String(widget->metaObject()->className()) + u" \""_s
                            + widget->objectName() + u"\" in "_s
                            + QLatin1String(widget->parentWidget()->metaObject()->className()));
        }
    }
    return nameless;
}

QStringList missingIn(const QObject &window, const QStringList &objectNames)
{
    QStringList missing;
    for (const QString &name : objectNames) {
        if (window.objectName() != name && !window.findChild<QObject *>(name)) {
            missing.append(name);
        }
    }
    return missing;
}

} // namespace

class AccessibleNamesTest final : public QObject
{
    Q_OBJECT

private:
    /// The dialog that an action of the main window opens.
    static QDialog *opened(WindowFixture &desk, const char *action, const QString &dialog)
    {
        desk.find<QAction>(action)->trigger();
        QDialog *found = nullptr;
        const bool there = QTest::qWaitFor([&] {
            found = desk.window->findChild<QDialog *>(dialog);
            return found && found->isVisible();
        });
        return there ? found : nullptr;
    }

    QTemporaryDir m_home;

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolate(m_home); }

    void theMainWindowHasItsParts()
    {
        WindowFixture desk;
        desk.add(u"Groceries"_s, u"milk"_s, {u"home"_s});
        MainWindow &window = desk.show();
        auto *list = desk.find<QAbstractItemView>("notesList");
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, {20, 20});
        QTRY_VERIFY(desk.find<QWidget>("noteBody")->isVisible());
        QCOMPARE(missingIn(window,
                           {u"sidebar"_s,
                            u"searchNotes"_s,
                            u"notesList"_s,
                            u"noteTitle"_s,
                            u"noteTags"_s,
                            u"noteBody"_s,
                            u"syncStatus"_s}),
                 QStringList());
        desk.find<QAction>("findInNote")->trigger();
        QCOMPARE(namelessIn(window), QStringList());
    }

    void aFreshLibraryHasItsParts()
    {
        WindowFixture desk;
        QCOMPARE(namelessIn(desk.show()), QStringList());
    }

    void everyActionOfTheContractIsThere_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("key");
        const auto row = [](const char *name, const char *text, const char *key) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(key);
        };
        row("newNote", "New note", "Ctrl+N");
        row("newNotebook", "New notebook", "");
        row("quickOpen", "Quick open", "Ctrl+P");
        row("findInNote", "Find in note", "Ctrl+F");
        row("searchAllNotes", "Search all notes", "Ctrl+Shift+F");
        row("commandPalette", "Command palette", "Ctrl+Shift+P");
        row("back", "Back", "Alt+Left");
        row("forward", "Forward", "Alt+Right");
        row("deleteNote", "Delete note", "");
        row("history", "History…", "");
        row("togglePreview", "Toggle preview", "Ctrl+E");
        row("pairADevice", "Pair a device…", "");
        row("devices", "Devices…", "");
        row("syncNow", "Sync now", "Ctrl+S");
        row("conflicts", "Conflicts…", "");
        row("settings", "Settings…", "Ctrl+,");
        row("import", "Import…", "");
        row("export", "Export…", "");
        row("print", "Print…", "Ctrl+Alt+P");
    }
    void everyActionOfTheContractIsThere()
    {
        QFETCH(QString, text);
        QFETCH(QString, key);
        WindowFixture desk;
        const auto *action =
            desk.show().findChild<QAction *>(QLatin1String(QTest::currentDataTag()));
        QVERIFY(action);
        QCOMPARE(action->text().remove(u'&'), text);
        if (!key.isEmpty()) {
            QVERIFY(action->shortcuts().contains(QKeySequence(key)));
        }
    }

    void ctrlDIsUnbound()
    {
        WindowFixture desk;
        const auto actions = desk.show().findChildren<QAction *>();
        for (const QAction *action : actions) {
            QVERIFY2(!action->shortcuts().contains(QKeySequence(u"Ctrl+D"_s)),
                     qPrintable(action->text()));
        }
    }

    void thePairingWizardHasItsParts()
    {
        WindowFixture desk;
        desk.show();
        QDialog *wizard = opened(desk, "pairADevice", u"pairADevice"_s);
        QVERIFY(wizard);
        QCOMPARE(missingIn(*wizard,
                           {u"nearbyDevices"_s,
                            u"address"_s,
                            u"pairingLink"_s,
                            u"pairingCode"_s,
                            u"theCodesMatch"_s,
                            u"theyDiffer"_s}),
                 QStringList());
        QCOMPARE(namelessIn(*wizard), QStringList());
    }

    void theDevicesDialogHasItsParts()
    {
        WindowFixture desk;
        desk.show();
        QDialog *devices = opened(desk, "devices", u"devices"_s);
        QVERIFY(devices);
        QCOMPARE(missingIn(*devices, {u"deviceList"_s, u"rename"_s}), QStringList());
        QCOMPARE(namelessIn(*devices), QStringList());
    }

    void theSettingsHaveTheirParts()
    {
        WindowFixture desk;
        desk.show();
        QDialog *settings = opened(desk, "settings", u"settingsDialog"_s);
        QVERIFY(settings);
        auto *pages = settings->findChild<QStackedWidget *>();
        QVERIFY(pages && pages->count() > 1);
        for (int page = 0; page < pages->count(); ++page) {
            pages->setCurrentIndex(page);
            QCOMPARE(namelessIn(*settings), QStringList());
        }
    }

    void theConflictDialogHasItsParts()
    {
        ConflictDesk desk;
        desk.write(u"List"_s, u"one\ntwo\nthree\n"_s);
        desk.editApart({bodyEdit(desk.note, u"one here\ntwo\nthree here\n"_s),
                        bodyEdit(desk.note, u"one there\ntwo\nthree there\n"_s)});
        desk.open();
        ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
        dialog.show();
        QTRY_VERIFY(dialog.isVisible());
        QCOMPARE(missingIn(dialog,
                           {u"resolveConflict"_s,
                            u"thisVersion"_s,
                            u"otherVersion"_s,
                            u"result"_s,
                            u"previousDifference"_s,
                            u"nextDifference"_s,
                            u"useThis"_s,
                            u"useOther"_s,
                            u"useBoth"_s,
                            u"keepAsTwoNotes"_s,
                            u"resolve"_s,
                            u"later"_s}),
                 QStringList());
        QCOMPARE(namelessIn(dialog), QStringList());
    }
};

QTEST_MAIN(AccessibleNamesTest)

#include "tst_accessiblenames.moc"
