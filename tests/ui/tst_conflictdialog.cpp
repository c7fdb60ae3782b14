#include "tests/ui/conflictdesk.h"
#include "ui/common/messagebar.h"
#include "ui/common/theme.h"
#include "ui/conflicts/conflictbanner.h"
#include "ui/conflicts/conflictdialog.h"
#include "ui/conflicts/conflictdraft.h"
#include "ui/conflicts/conflictlistdialog.h"
#include "ui/conflicts/conflictlistmodel.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

const QString kBase = u"milk\n\nbread\n\ncheese\n\ntea\n"_s;
const QString kOurs = u"cream\n\nbread\n\ngouda\n\ntea\n"_s;
const QString kTheirs = u"oats\n\nbread\n\nbrie\n\ntea\n"_s;

void makeConflict(ConflictDesk &desk)
{
    desk.write(u"Shopping"_s, kBase);
    desk.editApart({bodyEdit(desk.note, kOurs), bodyEdit(desk.note, kTheirs)});
    desk.open();
    QVERIFY(desk.inConflict());
}

template <typename T>
T *part(const QWidget &dialog, const QString &name)
{
    T *found = dialog.findChild<T *>(name);
    if (found == nullptr) {
        qFatal("there is no %s", qPrintable(name));
    }
    return found;
}

QString resultOf(const QWidget &dialog)
{
    return part<QPlainTextEdit>(dialog, u"result"_s)->toPlainText();
}

void press(const QWidget &dialog, const QString &name)
{
    auto *button = part<QAbstractButton>(dialog, name);
    QVERIFY2(button->isEnabled() && button->isVisible(), qPrintable(name));
    QTest::mouseClick(button, Qt::LeftButton);
}

/// Which side the shown one is depends on the total order; tests choose by text.
QString chooseText(ConflictDialog &dialog, const QString &wanted)
{
    const bool isThis =
        part<QPlainTextEdit>(dialog, u"thisVersion"_s)->toPlainText().contains(wanted);
    press(dialog, isThis ? u"useThis"_s : u"useOther"_s);
    return isThis ? u"useThis"_s : u"useOther"_s;
}

} // namespace

class ConflictDialogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void parts_areFoundByTheirNames();
    void headline_namesDevicesAndTimes();
    void choosingAndResolving_endsTheConflictOnBothDevices();
    void keyboardAlone_settlesIt();
    void everyChoice_canBeUndone();
    void typing_isUndoneTogetherWithChoices();
    void resolvingTooEarly_goesToTheOpenDifference();
    void later_keepsTheResult_andReopeningBringsItBack();
    void headsThatMove_keepTheChoices_andSaySo();
    void earlierResult_canBeTakenWhole();
    void settledOnAnotherDevice_isSaid();
    void keepAsTwoNotes_losesNeither();
    void titleConflict_isARowOfChoices();
    void deleteConflict_keepsOrDeletes_data();
    void deleteConflict_keepsOrDeletes();
    void threeVersions_areSettledStepByStep();
    void carriageReturns_surviveTheDialog();
    void banner_showsOnlyAConflict();
    void list_followsTheLibrary();
};

void ConflictDialogTest::initTestCase()
{
    Theme::apply(Theme::Mode::Light);
}

void ConflictDialogTest::parts_areFoundByTheirNames()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();

    QCOMPARE(dialog.accessibleName(), u"Resolve conflict"_s);
    for (const QString &name : {u"This version"_s,
                                u"Other version"_s,
                                u"Result"_s,
                                u"Previous difference"_s,
                                u"Next difference"_s,
                                u"Use this"_s,
                                u"Use other"_s,
                                u"Use both"_s,
                                u"Keep as two notes"_s,
                                u"Resolve"_s,
                                u"Later"_s}) {
        const QList<QWidget *> widgets = dialog.findChildren<QWidget *>();
        QVERIFY2(std::any_of(widgets.begin(),
                             widgets.end(),
                             [&name](const QWidget *w) { return w->accessibleName() == name; }),
                 qPrintable(name));
    }
    QCOMPARE(part<QLabel>(dialog, u"differenceCount"_s)->text(), u"1 of 2"_s);
    QVERIFY(!part<QPlainTextEdit>(dialog, u"result"_s)->isReadOnly());
    QVERIFY(part<QPlainTextEdit>(dialog, u"thisVersion"_s)->isReadOnly());
}

void ConflictDialogTest::headline_namesDevicesAndTimes()
{
    ConflictDesk desk;
    makeConflict(desk);
    const NoteConflict conflict = *desk.reader->conflict(desk.note);
    const ConflictReading reading {desk.reader->device(),
                                   QDateTime::fromMSecsSinceEpoch(desk.clock.nowMs())};

    const QString headline = conflictHeadline(conflict, reading);

    QVERIFY2(headline.startsWith(u"Edited on Device 2 "_s), qPrintable(headline));
    QVERIFY2(headline.contains(u" and here "_s), qPrintable(headline));
    QVERIFY2(headline.endsWith(u": choose"_s), qPrintable(headline));
    QVERIFY(!headline.contains(u"local"_s) && !headline.contains(u"remote"_s));
}

void ConflictDialogTest::choosingAndResolving_endsTheConflictOnBothDevices()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    QSignalSpy resolved(&dialog, &ConflictDialog::resolved);
    dialog.show();

    chooseText(dialog, u"oats"_s);
    press(dialog, u"nextDifference"_s);
    QCOMPARE(part<QLabel>(dialog, u"differenceCount"_s)->text(), u"2 of 2"_s);
    chooseText(dialog, u"gouda"_s);
    QCOMPARE(resultOf(dialog), u"oats\n\nbread\n\ngouda\n\ntea\n"_s);
    press(dialog, u"resolve"_s);

    QTRY_COMPARE(resolved.size(), 1);
    QVERIFY(!desk.inConflict());
    QCOMPARE(desk.state().body, u"oats\n\nbread\n\ngouda\n\ntea\n"_s);
    desk.reader.reset();
    desk.service.reset();
    desk.devices[0]->open();
    syncPair(*desk.devices[0], *desk.devices[1]);
    QVERIFY(!desk.devices[1]->library->conflict(desk.note));
    QCOMPARE(dump(*desk.devices[0]->library), dump(*desk.devices[1]->library));
}

void ConflictDialogTest::keyboardAlone_settlesIt()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    QSignalSpy resolved(&dialog, &ConflictDialog::resolved);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    part<QPlainTextEdit>(dialog, u"result"_s)->setFocus();

    QTest::keyClick(&dialog, Qt::Key_2, Qt::AltModifier);
    QTest::keyClick(&dialog, Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(&dialog, Qt::Key_3, Qt::AltModifier);
    const QString wanted = resultOf(dialog);
    QVERIFY(wanted.contains(u"gouda"_s) && wanted.contains(u"brie"_s));
    QTest::keyClick(&dialog, Qt::Key_Return, Qt::ControlModifier);

    QTRY_COMPARE(resolved.size(), 1);
    QCOMPARE(desk.state().body, wanted);
}

void ConflictDialogTest::everyChoice_canBeUndone()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();
    const QString before = resultOf(dialog);

    press(dialog, u"useOther"_s);
    const QString chosen = resultOf(dialog);
    QVERIFY(chosen != before);
    press(dialog, u"undo"_s);
    QCOMPARE(resultOf(dialog), before);
    QVERIFY(!part<QAbstractButton>(dialog, u"useOther"_s)->isChecked());
    press(dialog, u"redo"_s);
    QCOMPARE(resultOf(dialog), chosen);
    QVERIFY(part<QAbstractButton>(dialog, u"useOther"_s)->isChecked());
}

void ConflictDialogTest::typing_isUndoneTogetherWithChoices()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    auto *result = part<QPlainTextEdit>(dialog, u"result"_s);
    const QString before = resultOf(dialog);
    result->setFocus();
    result->moveCursor(QTextCursor::End);

    QTest::keyClicks(result, u"rice"_s);
    press(dialog, u"useBoth"_s);
    QTest::keyClick(result, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(resultOf(dialog), before + u"rice"_s);
    QTest::keyClick(result, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(resultOf(dialog), before); // a word typed at once is one step
}

void ConflictDialogTest::resolvingTooEarly_goesToTheOpenDifference()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    QSignalSpy resolved(&dialog, &ConflictDialog::resolved);
    dialog.show();

    press(dialog, u"useThis"_s);
    press(dialog, u"resolve"_s);

    QCOMPARE(part<QLabel>(dialog, u"differenceCount"_s)->text(), u"2 of 2"_s);
    QVERIFY(part<QLabel>(dialog, u"openDifferences"_s)->text().startsWith(u"Choose"_s));
    QVERIFY(dialog.isVisible());
    QVERIFY(resolved.isEmpty());
    QVERIFY(desk.inConflict());
}

void ConflictDialogTest::later_keepsTheResult_andReopeningBringsItBack()
{
    ConflictDesk desk;
    makeConflict(desk);
    QString left;
    {
        ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
        dialog.show();
        press(dialog, u"useOther"_s);
        auto *result = part<QPlainTextEdit>(dialog, u"result"_s);
        result->moveCursor(QTextCursor::End);
        QTest::keyClicks(result, u"and rice"_s);
        left = resultOf(dialog);
        press(dialog, u"later"_s);
        QVERIFY(!dialog.isVisible());
    }
    desk.reader.reset();
    desk.service.reset(); // the program ends …
    desk.open(); // … and starts again

    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();

    QCOMPARE(resultOf(dialog), left);
    QVERIFY(part<QAbstractButton>(dialog, u"useOther"_s) != nullptr);
    QVERIFY(desk.inConflict());
    press(dialog, u"resolve"_s); // the second difference is still open
    QVERIFY(dialog.isVisible());
    press(dialog, u"useThis"_s);
    press(dialog, u"resolve"_s);
    QTRY_VERIFY(!desk.inConflict());
    QTRY_VERIFY(desk.reader->localValue(ConflictDraft::key(desk.note)).isEmpty());
}

void ConflictDialogTest::headsThatMove_keepTheChoices_andSaySo()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();
    chooseText(dialog, u"oats"_s);

    QString newer = kTheirs;
    newer.replace(u"brie"_s, u"camembert"_s);
    commit(*desk.devices[1], bodyEdit(desk.note, newer));
    desk.receiveFrom(*desk.devices[1]);

    auto *bar = dialog.findChild<MessageBar *>();
    QTRY_VERIFY2(bar->text().contains(u"1 of 1"_s), qPrintable(bar->text()));
    QVERIFY(resultOf(dialog).startsWith(u"oats\n"_s));
    const QString both = part<QPlainTextEdit>(dialog, u"thisVersion"_s)->toPlainText()
        + part<QPlainTextEdit>(dialog, u"otherVersion"_s)->toPlainText();
    QVERIFY(both.contains(u"camembert"_s));
    press(dialog, u"nextDifference"_s);
    chooseText(dialog, u"camembert"_s);
    press(dialog, u"resolve"_s);
    QTRY_VERIFY(!desk.inConflict());
    QCOMPARE(desk.state().body, u"oats\n\nbread\n\ncamembert\n\ntea\n"_s);
}

void ConflictDialogTest::earlierResult_canBeTakenWhole()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();
    auto *result = part<QPlainTextEdit>(dialog, u"result"_s);
    result->selectAll();
    QTest::keyClicks(result, u"mine alone"_s);
    commit(*desk.devices[1], bodyEdit(desk.note, u"water\n\nbread\n\nfeta\n\ntea\n"_s));
    desk.receiveFrom(*desk.devices[1]);
    QTRY_VERIFY(part<QAbstractButton>(dialog, u"messageAction"_s)->isVisible());

    press(dialog, u"messageAction"_s);

    QCOMPARE(resultOf(dialog), u"mine alone"_s);
    press(dialog, u"resolve"_s);
    QTRY_VERIFY(!desk.inConflict());
    QCOMPARE(desk.state().body, u"mine alone"_s);
}

void ConflictDialogTest::settledOnAnotherDevice_isSaid()
{
    ConflictDesk desk;
    makeConflict(desk);
    // The second device has both sides as well and settles it there.
    desk.reader.reset();
    desk.service.reset();
    desk.devices[0]->open();
    sendAll(*desk.devices[0], *desk.devices[1]);
    desk.open();
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();
    press(dialog, u"useOther"_s);

    const NoteConflict theirs = *desk.devices[1]->library->conflict(desk.note);
    NoteState settled = theirs.merged;
    settled.body = u"settled\n"_s;
    QVERIFY(bool(desk.devices[1]->library->resolve(desk.note, theirs.heads, settled)));
    desk.receiveFrom(*desk.devices[1]);

    auto *bar = dialog.findChild<MessageBar *>();
    QTRY_VERIFY2(bar->text().contains(u"settled on another device"_s), qPrintable(bar->text()));
    QVERIFY(!part<QAbstractButton>(dialog, u"resolve"_s)->isEnabled());
    QCOMPARE(desk.state().body, u"settled\n"_s);
}

void ConflictDialogTest::keepAsTwoNotes_losesNeither()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    QSignalSpy resolved(&dialog, &ConflictDialog::resolved);
    dialog.show();

    press(dialog, u"keepAsTwoNotes"_s);

    QTRY_COMPARE(resolved.size(), 1);
    const auto second = resolved[0][1].value<NoteId>();
    QVERIFY(!second.isNull());
    QVERIFY(!desk.inConflict());
    const QStringList bodies {desk.state().body, desk.reader->note(second)->state.body};
    QVERIFY(bodies.contains(kOurs) && bodies.contains(kTheirs));
}

void ConflictDialogTest::titleConflict_isARowOfChoices()
{
    ConflictDesk desk;
    desk.write(u"Shopping"_s, kBase);
    desk.editApart({titleEdit(desk.note, u"Groceries"_s), titleEdit(desk.note, u"Market"_s)});
    desk.open();
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();
    QCOMPARE(part<QLabel>(dialog, u"differenceCount"_s)->text(),
             u"The text is the same in both."_s);
    auto *first = part<QRadioButton>(dialog, u"titleThis"_s);
    auto *second = part<QRadioButton>(dialog, u"titleOther"_s);
    QVERIFY(!first->isChecked() && !second->isChecked());

    press(dialog, u"resolve"_s); // nothing chosen: it asks
    QVERIFY(dialog.isVisible());
    QRadioButton *market = first->text().startsWith(u"Market"_s) ? first : second;
    market->click();
    press(dialog, u"resolve"_s);

    QTRY_VERIFY(!desk.inConflict());
    QCOMPARE(desk.state().title, u"Market"_s);
    QCOMPARE(desk.state().body, kBase);
}

void ConflictDialogTest::deleteConflict_keepsOrDeletes_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<bool>("deleted");
    QTest::newRow("keep the note") << u"deletedThis"_s << false;
    QTest::newRow("delete it") << u"deletedOther"_s << true;
}

void ConflictDialogTest::deleteConflict_keepsOrDeletes()
{
    QFETCH(QString, choice);
    QFETCH(bool, deleted);
    ConflictDesk desk;
    desk.write(u"Shopping"_s, kBase);
    desk.editApart({bodyEdit(desk.note, kOurs), deletion(desk.note)});
    desk.open();
    QVERIFY(desk.inConflict());
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();
    QVERIFY(!part<QAbstractButton>(dialog, u"keepAsTwoNotes"_s)->isVisible());

    part<QRadioButton>(dialog, choice)->click();
    press(dialog, u"resolve"_s);

    QTRY_VERIFY(!desk.inConflict());
    QCOMPARE(desk.state().deleted, deleted);
    QCOMPARE(desk.state().body, kOurs);
}

void ConflictDialogTest::threeVersions_areSettledStepByStep()
{
    ConflictDesk desk(3);
    desk.write(u"Word"_s, u"base\n"_s);
    desk.editApart({bodyEdit(desk.note, u"one\n"_s),
                    bodyEdit(desk.note, u"two\n"_s),
                    bodyEdit(desk.note, u"three\n"_s)});
    desk.open();
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();
    QVERIFY(part<QComboBox>(dialog, u"compareWith"_s)->isVisible());
    QVERIFY(!part<QAbstractButton>(dialog, u"resolve"_s)->isVisible());

    press(dialog, u"useBoth"_s);
    press(dialog, u"nextVersion"_s);
    press(dialog, u"useBoth"_s);
    press(dialog, u"resolve"_s);

    QTRY_VERIFY(!desk.inConflict());
    QStringList words = desk.state().body.split(u'\n', Qt::SkipEmptyParts);
    words.sort();
    QCOMPARE(words, QStringList({u"one"_s, u"three"_s, u"two"_s}));
}

void ConflictDialogTest::carriageReturns_surviveTheDialog()
{
    const QString ours = u"one\r\ntwo\u00a0A\r\n"_s;
    const QString theirs = u"one\r\ntwo\u00a0B\r\n"_s;
    ConflictDesk desk;
    desk.write(u"From Windows"_s, u"one\r\ntwo\r\n"_s);
    desk.editApart({bodyEdit(desk.note, ours), bodyEdit(desk.note, theirs)});
    desk.open();
    ConflictDialog dialog(*desk.service, *desk.reader, desk.note);
    dialog.show();
    auto *result = part<QPlainTextEdit>(dialog, u"result"_s);

    const QString used = chooseText(dialog, u"B"_s);
    result->moveCursor(QTextCursor::Start);
    QTest::keyClicks(result, u"0"_s);
    press(dialog, u"resolve"_s);

    QTRY_VERIFY(!desk.inConflict());
    QCOMPARE(desk.state().body, u"0"_s + theirs);
    QVERIFY(!used.isEmpty());
}

void ConflictDialogTest::banner_showsOnlyAConflict()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictBanner banner;
    QSignalSpy asked(&banner, &ConflictBanner::resolveRequested);
    QVERIFY(banner.isHidden());

    banner.setConflict(*desk.reader->conflict(desk.note), desk.reader->device());
    QVERIFY(!banner.isHidden());
    QVERIFY(banner.text().endsWith(u": choose"_s));
    QTest::mouseClick(part<QPushButton>(banner, u"choose"_s), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].value<NoteId>(), desk.note);
    banner.setConflict(std::nullopt, desk.reader->device());
    QVERIFY(banner.isHidden());
}

void ConflictDialogTest::list_followsTheLibrary()
{
    ConflictDesk desk;
    makeConflict(desk);
    ConflictListModel model(*desk.reader);
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data().toString(), u"Shopping"_s);
    ConflictListDialog list(*desk.service, *desk.reader);
    QSignalSpy asked(&list, &ConflictListDialog::resolveRequested);
    list.show();
    press(list, u"resolveSelected"_s);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].value<NoteId>(), desk.note);

    const NoteConflict conflict = *desk.reader->conflict(desk.note);
    bool done = false;
    desk.service->resolve(desk.note,
                          conflict.heads,
                          conflict.merged,
                          this,
                          [&done](const Result<CommitResult> &result) { done = bool(result); });
    QTRY_VERIFY(done);
    model.refresh();

    QCOMPARE(model.rowCount(), 0);
    QTRY_VERIFY(part<QLabel>(list, u"noConflicts"_s)->isVisible());
    QVERIFY(!part<QListView>(list, u"conflictList"_s)->isVisible());
}

QTEST_MAIN(ConflictDialogTest)
#include "tst_conflictdialog.moc"
