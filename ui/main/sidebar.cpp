#include "ui/main/sidebar.h"

#include "ui/common/theme.h"
#include "ui/main/sidebardelegate.h"

#include <QContextMenuEvent>
#include <QPainter>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {
    constexpr int kChevronSize = 12; ///< px
}

Sidebar::Sidebar(SidebarModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
{
    setModel(&model);
    setItemDelegate(new SidebarDelegate(this));
    setAccessibleName(tr("Sidebar"));
    setObjectName(u"sidebar"_s);
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setIndentation(Theme::space(4));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    setEditTriggers(QAbstractItemView::EditKeyPressed);
    setAutoExpandDelay(600);
    setExpandsOnDoubleClick(true);
    for (const auto kind : {SidebarModel::Kind::Notebooks, SidebarModel::Kind::Tags}) {
        setExpanded(model.heading(kind), true);
    }
    connect(&model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &above) {
        // The first notebook or tag of all shows itself.
        if (m_model.isHeading(above) && m_model.rowCount(above) == 1) {
            setExpanded(above, true);
        }
        if (!m_toRename.isNull()) {
            rename(m_toRename);
        }
    });
}

void Sidebar::choose(const NoteFilter &filter)
{
    m_quiet = true;
    setCurrentIndex(m_model.indexOf(filter));
    m_quiet = false;
}

NoteId Sidebar::currentNotebook() const
{
    return currentIndex().isValid() ? m_model.notebook(currentIndex()) : NoteId {};
}

void Sidebar::rename(const NoteId &notebook)
{
    NoteFilter filter;
    filter.scope = NoteFilter::Scope::Notebook;
    filter.notebook = notebook;
    const QModelIndex at = m_model.indexOf(filter);
    if (!at.isValid()) {
        m_toRename = notebook;
        return;
    }
    m_toRename = {};
    // After the row signals that brought it are through with the view.
    QTimer::singleShot(0, this, [this, row = QPersistentModelIndex(at)] {
        if (row.isValid()) {
            setExpanded(row.parent(), true);
            setCurrentIndex(row);
            edit(row);
        }
    });
}

void Sidebar::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    if (!m_quiet && current.isValid() && !m_model.isHeading(current)) {
        Q_EMIT filterChosen(m_model.filter(current));
    }
}

void Sidebar::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex at = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && at.isValid() && m_model.isHeading(at)) {
        setExpanded(at, !isExpanded(at));
        return;
    }
    QTreeView::mousePressEvent(event);
}

void Sidebar::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex at = indexAt(event->pos());
    Q_EMIT notebookMenuRequested(at.isValid() ? m_model.notebook(at) : NoteId {},
                                 event->globalPos());
}

void Sidebar::drawRow(QPainter *painter,
                      const QStyleOptionViewItem &option,
                      const QModelIndex &index) const
{
    const bool selected = selectionModel()->isSelected(index);
    const bool over = !m_model.isHeading(index)
        && indexAt(viewport()->mapFromGlobal(QCursor::pos())) == index && viewport()->underMouse();
    if (selected || over) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? Theme::color(Theme::Role::Selection)
                                   : Theme::hover(Theme::Role::Window));
        painter->drawRoundedRect(
            option.rect.adjusted(Theme::space(2), 1, -Theme::space(2), -1), 6, 6);
        painter->restore();
    }
    QTreeView::drawRow(painter, option, index);
}

void Sidebar::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    if (m_model.rowCount(index) == 0) {
        return;
    }
    const QRect place(rect.right() - kChevronSize,
                      rect.top() + (rect.height() - kChevronSize) / 2,
                      kChevronSize,
                      kChevronSize);
    Theme::icon(isExpanded(index) ? u"chevron-down"_s : u"chevron-right"_s).paint(painter, place);
}

} // namespace sheaf
