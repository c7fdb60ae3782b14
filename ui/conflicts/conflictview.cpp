#include "ui/conflicts/conflictview.h"

#include "model/note/textdiff.h"
#include "ui/common/theme.h"
#include "ui/conflicts/resultedit.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    /// Where the words of a region differ, as absolute ranges. A region with one empty side has no words
    /// to compare: its band says it all.
    ConflictView::WordMarks
    wordMarks(const MergeRegion &region, const TextRange &ours, const TextRange &theirs)
    {
        ConflictView::WordMarks marks;
        if (region.ours.isEmpty() || region.theirs.isEmpty()) {
            return marks;
        }
        for (const DiffHunk &hunk : diffText(region.ours, region.theirs, DiffUnit::Word).hunks) {
            if (hunk.equal) {
                continue;
            }
            if (hunk.aLength > 0) {
                marks.ours.push_back({ours.start + hunk.aStart, hunk.aLength});
            }
            if (hunk.bLength > 0) {
                marks.theirs.push_back({theirs.start + hunk.bStart, hunk.bLength});
            }
        }
        return marks;
    }

    using Ground = DifferenceText::Ground;

    Ground ground(ConflictChoice choice, bool isThis)
    {
        switch (choice) {
        case ConflictChoice::Undecided:
            return Ground::Open;
        case ConflictChoice::This:
            return isThis ? Ground::Used : Ground::Unused;
        case ConflictChoice::Other:
            return isThis ? Ground::Unused : Ground::Used;
        case ConflictChoice::Both:
            return Ground::Used;
        case ConflictChoice::Edited:
            break;
        }
        return Ground::Unused;
    }

} // namespace

void ConflictView::bindKey(QPushButton *button, const QString &keys)
{
    // Not the button's own shortcut: that waits a tenth of a second for its animation, and fast
    // fingers would be ahead of it.
    connect(new QShortcut(QKeySequence(keys), this),
            &QShortcut::activated,
            button,
            &QAbstractButton::click);
}

ConflictView::ConflictView(QWidget *parent)
    : QWidget(parent)
    , m_this(new DifferenceText)
    , m_other(new DifferenceText)
    , m_result(new ResultEdit)
{
    m_thisPane = makePane(m_this, tr("This version"), u"thisVersion"_s);
    m_otherPane = makePane(m_other, tr("Other version"), u"otherVersion"_s);
    m_resultPane = makePane(m_result, tr("Result"), u"result"_s);

    auto *sides = new QSplitter(Qt::Horizontal);
    sides->setChildrenCollapsible(false);
    sides->setHandleWidth(Theme::space(3));
    sides->addWidget(m_thisPane.frame);
    sides->addWidget(m_otherPane.frame);
    sides->setStretchFactor(0, 1);
    sides->setStretchFactor(1, 1);
    auto *lower = new QWidget;
    auto *lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(0, 0, 0, 0);
    lowerLayout->setSpacing(Theme::space(3));
    lowerLayout->addWidget(makeSteps());
    lowerLayout->addWidget(m_resultPane.frame, 1);
    auto *rows = new QSplitter(Qt::Vertical, this);
    rows->setChildrenCollapsible(false);
    rows->setHandleWidth(Theme::space(3));
    rows->addWidget(sides);
    rows->addWidget(lower);
    rows->setStretchFactor(0, 1);
    rows->setStretchFactor(1, 1);
    for (QSplitter *splitter :
         {sides, rows}) { // the panes have frames; a line between is one too many
        splitter->setStyleSheet(u"QSplitter::handle { background: transparent; }"_s);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(rows);

    connect(m_result, &ResultEdit::edited, this, &ConflictView::edited);
    connect(m_result, &ResultEdit::undoRequested, this, &ConflictView::undoRequested);
    connect(m_result, &ResultEdit::redoRequested, this, &ConflictView::redoRequested);
}

ConflictView::Pane
ConflictView::makePane(DifferenceText *text, const QString &name, const QString &objectName)
{
    Pane pane;
    pane.frame = new QWidget;
    auto *title = new QLabel(name);
    title->setFont(Theme::font(Theme::TextSize::Body, QFont::DemiBold));
    title->setBuddy(text);
    pane.whose = new QLabel;
    pane.whose->setForegroundRole(QPalette::PlaceholderText);
    pane.whose->setTextFormat(Qt::PlainText);
    pane.whose->setObjectName(objectName + u"Label"_s);
    text->setObjectName(objectName);
    text->setAccessibleName(name);
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space(2));
    head->addWidget(title);
    head->addWidget(pane.whose, 1);
    auto *layout = new QVBoxLayout(pane.frame);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(1));
    layout->addLayout(head);
    layout->addWidget(text, 1);
    return pane;
}

QPushButton *
ConflictView::makeChoice(const QString &name, const QString &objectName, const QString &shortcut)
{
    auto *button = new QPushButton(name);
    button->setObjectName(objectName);
    button->setAccessibleName(name);
    button->setCheckable(true);
    button->setAutoDefault(false);
    bindKey(button, shortcut);
    button->setToolTip(u"%1 (%2)"_s.arg(name, shortcut));
    return button;
}

QWidget *ConflictView::makeSteps()
{
    auto *row = new QWidget;
    const auto makeStep = [this](const QString &name,
                                 const QString &icon,
                                 const QString &objectName,
                                 const QString &shortcut,
                                 int by) {
        auto *button = new QPushButton;
        button->setIcon(Theme::icon(icon));
        button->setObjectName(objectName);
        button->setAccessibleName(name);
        button->setAutoDefault(false);
        bindKey(button, shortcut);
        button->setToolTip(u"%1 (%2)"_s.arg(name, shortcut));
        button->setProperty("quiet", true);
        connect(button, &QPushButton::clicked, this, [this, by] { step(by); });
        return button;
    };
    m_previous = makeStep(
        tr("Previous difference"), u"chevron-up"_s, u"previousDifference"_s, u"Alt+Up"_s, -1);
    m_next =
        makeStep(tr("Next difference"), u"chevron-down"_s, u"nextDifference"_s, u"Alt+Down"_s, 1);
    m_count = new QLabel;
    m_count->setObjectName(u"differenceCount"_s);
    m_useThis = makeChoice(tr("Use this"), u"useThis"_s, u"Alt+1"_s);
    m_useOther = makeChoice(tr("Use other"), u"useOther"_s, u"Alt+2"_s);
    m_useBoth = makeChoice(tr("Use both"), u"useBoth"_s, u"Alt+3"_s);
    const auto choose = [this](QPushButton *button, ConflictChoice choice) {
        connect(button, &QPushButton::clicked, this, [this, choice] {
            Q_EMIT chosen(m_current, choice);
            showStep(); // a second click on the same choice must not uncheck it
        });
    };
    choose(m_useThis, ConflictChoice::This);
    choose(m_useOther, ConflictChoice::Other);
    choose(m_useBoth, ConflictChoice::Both);
    const auto makeUndo = [](const QString &name, const QString &icon, const QString &objectName) {
        auto *button = new QToolButton;
        button->setObjectName(objectName);
        button->setIcon(Theme::icon(icon));
        button->setAccessibleName(name);
        button->setToolTip(name);
        button->setEnabled(false);
        button->setFocusPolicy(Qt::TabFocus);
        return button;
    };
    m_undo = makeUndo(tr("Undo"), u"undo"_s, u"undo"_s);
    m_redo = makeUndo(tr("Redo"), u"redo"_s, u"redo"_s);
    connect(m_undo, &QToolButton::clicked, this, &ConflictView::undoRequested);
    connect(m_redo, &QToolButton::clicked, this, &ConflictView::redoRequested);

    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(2));
    layout->addWidget(m_previous);
    layout->addWidget(m_count);
    layout->addWidget(m_next);
    layout->addSpacing(Theme::space(3));
    layout->addWidget(m_useThis);
    layout->addWidget(m_useOther);
    layout->addWidget(m_useBoth);
    layout->addStretch(1);
    layout->addWidget(m_undo);
    layout->addWidget(m_redo);
    return row;
}

void ConflictView::showModel(const ConflictModel &model,
                             const QString &thisLabel,
                             const QString &otherLabel)
{
    m_model = &model;
    const bool compares = model.comparisons() > 0;
    m_thisPane.whose->setText(thisLabel);
    m_otherPane.frame->setVisible(compares);
    m_otherPane.whose->setText(otherLabel);
    m_resultPane.whose->setText(tr("becomes the note on all your devices"));
    const bool deleted = compares && model.otherSide().deleted;
    m_other->setPlaceholderText(deleted ? tr("Deleted: there is no text on this side.")
                                        : QString());
    m_this->showText(model.thisText());
    m_other->showText(deleted ? QString() : model.otherText());
    m_result->showText(model.resultText());
    findWords();
    const int last = model.differences() - 1;
    if (m_current > last || m_current < 0) {
        m_current = last < 0 ? -1 : model.firstUndecided().value_or(0);
        goTo(m_current);
    }
    showMarks();
    showStep();
}

void ConflictView::findWords()
{
    const std::pair<QString, QString> texts {m_model->thisText(), m_model->otherText()};
    if (texts == m_wordsOf && !m_words.empty()) {
        return;
    }
    m_wordsOf = texts;
    m_words.clear();
    for (int i = 0; i < m_model->differences(); ++i) {
        const auto region = static_cast<std::size_t>(m_model->regionOf(i));
        m_words.push_back(wordMarks(
            m_model->regions()[region], m_model->rangeInThis(i), m_model->rangeInOther(i)));
    }
}

void ConflictView::showMarks()
{
    std::vector<DifferenceText::Mark> ours;
    std::vector<DifferenceText::Mark> theirs;
    std::vector<DifferenceText::Mark> results;
    const std::vector<TextRange> inResult = m_model->rangesInResult();
    for (int i = 0; i < m_model->differences(); ++i) {
        const ConflictChoice choice = m_model->choice(i);
        const WordMarks &words = m_words[static_cast<std::size_t>(i)];
        const bool current = i == m_current;
        ours.push_back({m_model->rangeInThis(i), ground(choice, true), current, words.ours});
        theirs.push_back({m_model->rangeInOther(i), ground(choice, false), current, words.theirs});
        Ground resultGround = m_model->mergedByItself(i) ? Ground::Merged : Ground::Used;
        if (choice == ConflictChoice::Undecided) {
            resultGround = Ground::Open;
        }
        results.push_back({inResult[static_cast<std::size_t>(i)], resultGround, current, {}});
    }
    m_this->setMarks(std::move(ours));
    m_other->setMarks(std::move(theirs));
    m_result->setMarks(std::move(results));
}

void ConflictView::showStep()
{
    const int count = m_model == nullptr ? 0 : m_model->differences();
    const bool any = count > 0 && m_current >= 0;
    const bool comparesTexts =
        m_model != nullptr && m_model->comparisons() > 0 && !m_model->otherSide().deleted;
    m_count->setText(any ? tr("%1 of %2").arg(m_current + 1).arg(count)
                         : tr("The text is the same in both."));
    m_count->setVisible(any || comparesTexts);
    const ConflictChoice choice = any ? m_model->choice(m_current) : ConflictChoice::Undecided;
    m_previous->setVisible(any);
    m_next->setVisible(any);
    m_previous->setEnabled(count > 1);
    m_next->setEnabled(count > 1);
    for (const auto &[button, value] : {std::pair {m_useThis, ConflictChoice::This},
                                        std::pair {m_useOther, ConflictChoice::Other},
                                        std::pair {m_useBoth, ConflictChoice::Both}}) {
        button->setVisible(any);
        button->setEnabled(any && !m_settled);
        button->setChecked(any && choice == value);
    }
}

void ConflictView::goTo(int difference)
{
    if (m_model == nullptr || difference < 0 || difference >= m_model->differences()) {
        return;
    }
    m_current = difference;
    m_this->reveal(m_model->rangeInThis(difference));
    m_other->reveal(m_model->rangeInOther(difference));
    m_result->reveal(m_model->rangesInResult()[static_cast<std::size_t>(difference)]);
    showMarks();
    showStep();
    Q_EMIT wentTo(difference);
}

void ConflictView::step(int by)
{
    const int count = m_model == nullptr ? 0 : m_model->differences();
    if (count > 0) {
        goTo((m_current + by + count) % count);
    }
}

void ConflictView::setUndoState(bool canUndo, bool canRedo)
{
    m_undo->setEnabled(canUndo && !m_settled);
    m_redo->setEnabled(canRedo && !m_settled);
}

void ConflictView::setSettled()
{
    m_settled = true;
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setUndoState(false, false);
    showStep();
}

} // namespace sheaf
