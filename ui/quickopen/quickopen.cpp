#include "ui/quickopen/quickopen.h"

#include "ui/common/theme.h"
#include "ui/quickopen/choicedelegate.h"
#include "ui/quickopen/quickopenmodel.h"

#include <QAction>
#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {
    constexpr int kWidth = 560; ///< px
    constexpr int kTop = 72; ///< px below the window's top edge
    constexpr int kShadowBlur = 32;
    constexpr int kRowsShown = 9;
}

QuickOpen::QuickOpen(const LibraryReader &reader, const QList<QAction *> &commands, QWidget *window)
    : QFrame(window)
    , m_model(new QuickOpenModel(reader, commands, this))
    , m_field(new QLineEdit(this))
    , m_list(new QListView(this))
{
    setProperty("popup", true);
    setObjectName(u"quickOpenPopup"_s);
    setAccessibleName(tr("Quick open"));
    m_field->setObjectName(u"quickOpenField"_s);
    m_field->setAccessibleName(tr("Quick open field"));
    m_field->setPlaceholderText(tr("Open a note · # tags · @ notebooks · > commands"));
    m_field->setFont(Theme::font(Theme::TextSize::Large));
    m_field->installEventFilter(this);
    m_list->setObjectName(u"quickOpenList"_s);
    m_list->setAccessibleName(tr("Quick open list"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ChoiceDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::space(2), Theme::space(2), Theme::space(2), Theme::space(2));
    column->setSpacing(Theme::space(1));
    column->addWidget(m_field);
    column->addWidget(m_list, 1);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(kShadowBlur);
    shadow->setOffset(0, Theme::space(2));
    shadow->setColor(QColor(0, 0, 0, 70));
    setGraphicsEffect(shadow);

    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setQuery(text);
        m_list->setCurrentIndex(m_model->index(0));
        arrange();
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &row) {
        m_list->setCurrentIndex(row);
        choose();
    });
    window->installEventFilter(this);
    hide();
}

void QuickOpen::open(const QString &prefix)
{
    if (!isVisible()) {
        m_before = QApplication::focusWidget();
    }
    m_model->read();
    {
        const QSignalBlocker quiet(m_field);
        m_field->setText(prefix);
    }
    m_model->setQuery(prefix);
    m_list->setCurrentIndex(m_model->index(0));
    arrange();
    show();
    raise();
    m_field->setFocus();
    m_field->deselect();
}

void QuickOpen::arrange()
{
    const int rows = std::clamp(m_model->rowCount(), 1, kRowsShown);
    const int row = std::max(m_list->sizeHintForRow(0), Theme::space(8));
    const int height =
        m_field->sizeHint().height() + rows * row + Theme::space(2) * 2 + Theme::space(1);
    const int width = std::min(kWidth, parentWidget()->width() - Theme::space(8));
    setGeometry((parentWidget()->width() - width) / 2, kTop, width, height);
}

void QuickOpen::leave()
{
    hide();
    if (m_before) {
        m_before->setFocus();
    }
}

void QuickOpen::step(int direction)
{
    const int rows = m_model->rowCount();
    if (rows > 0) {
        const int row = (m_list->currentIndex().row() + direction + rows) % rows;
        m_list->setCurrentIndex(m_model->index(row));
    }
}

void QuickOpen::choose()
{
    const Choice *row = m_model->choice(m_list->currentIndex());
    if (!row) {
        return;
    }
    const Choice chosen = *row;
    leave();
    switch (chosen.kind) {
    case Choice::Kind::Note:
        Q_EMIT noteChosen(chosen.id);
        break;
    case Choice::Kind::Tag:
        Q_EMIT tagChosen(chosen.name);
        break;
    case Choice::Kind::Notebook:
        Q_EMIT notebookChosen(chosen.id);
        break;
    case Choice::Kind::Command:
        if (chosen.action) {
            chosen.action->trigger();
        }
        break;
    case Choice::Kind::NewNote:
        Q_EMIT newNoteAsked(chosen.name);
        break;
    }
}

bool QuickOpen::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible()) {
            arrange();
        }
        return QFrame::eventFilter(watched, event);
    }
    if (event->type() == QEvent::FocusOut && isVisible()) {
        hide();
    }
    if (event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Escape:
            leave();
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose();
            return true;
        case Qt::Key_Down:
            step(1);
            return true;
        case Qt::Key_Up:
            step(-1);
            return true;
        default: // an enum of Qt's with hundreds of values
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace sheaf
