#include "ui/notes/notelistview.h"

#include "ui/common/humanize.h"
#include "ui/common/theme.h"
#include "ui/notes/notelistdelegate.h"
#include "ui/notes/notelistmodel.h"

#include <QContextMenuEvent>
#include <QDrag>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

NoteListView::NoteListView(NoteListModel &notes, QWidget *parent)
    : QListView(parent)
    , m_notes(notes)
{
    setModel(&notes);
    setItemDelegate(new NoteListDelegate(this));
    setAccessibleName(tr("Notes list"));
    setObjectName(u"notesList"_s);
    setUniformItemSizes(true); // else 50,000 rows would be measured one by one
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setDragEnabled(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    connect(&notes, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_quiet = true; });
    connect(&notes, &QAbstractItemModel::rowsRemoved, this, [this] { m_quiet = false; });
    connect(&notes, &QAbstractItemModel::modelReset, this, [this] { select(m_current); });
}

void NoteListView::select(const NoteId &id)
{
    m_current = id;
    const QModelIndex row = m_notes.indexOf(id);
    if (row == currentIndex() && row.isValid()) {
        return;
    }
    m_quiet = true;
    if (row.isValid()) {
        setCurrentIndex(row);
        scrollTo(row);
    } else {
        clearSelection();
        setCurrentIndex({});
    }
    m_quiet = false;
    viewport()->update();
}

QList<NoteId> NoteListView::selectedNotes() const
{
    QList<NoteId> ids;
    const QModelIndexList rows = selectionModel()->selectedIndexes();
    for (const QModelIndex &row : rows) {
        if (const NoteSummary *note = m_notes.summary(row)) {
            ids.append(note->id);
        }
    }
    return ids;
}

NoteId NoteListView::noteBeside(const QList<NoteId> &leaving) const
{
    const int start = std::max(currentIndex().row(), 0);
    for (int distance = 1; distance <= m_notes.rowCount(); ++distance) {
        for (const int row : {start + distance, start - distance}) {
            const NoteSummary *note = m_notes.summary(m_notes.index(row));
            if (note && !leaving.contains(note->id)) {
                return note->id;
            }
        }
    }
    return {};
}

void NoteListView::step(int direction)
{
    const int row = currentIndex().isValid() ? currentIndex().row() + direction : 0;
    if (row >= 0 && row < m_notes.rowCount()) {
        setCurrentIndex(m_notes.index(row));
    }
}

void NoteListView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (m_quiet) {
        return;
    }
    if (const NoteSummary *note = m_notes.summary(current)) {
        if (note->id != m_current) {
            m_current = note->id;
            const NoteId chosen = note->id;
            Q_EMIT noteChosen(chosen);
        }
    }
}

void NoteListView::focusInEvent(QFocusEvent *event)
{
    // Qt makes the first row the current one; coming by with Tab must not open another note.
    const bool none = !currentIndex().isValid();
    m_quiet = true;
    QListView::focusInEvent(event);
    if (none) {
        selectionModel()->clearCurrentIndex();
    }
    m_quiet = false;
}

void NoteListView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT editRequested();
        return;
    }
    if (event->key() == Qt::Key_Delete) {
        Q_EMIT deleteRequested();
        return;
    }
    QListView::keyPressEvent(event);
}

void NoteListView::contextMenuEvent(QContextMenuEvent *event)
{
    if (indexAt(event->pos()).isValid()) {
        Q_EMIT menuRequested(event->globalPos());
    }
}

void NoteListView::startDrag(Qt::DropActions supported)
{
    Q_UNUSED(supported)
    const QModelIndexList rows = selectionModel()->selectedIndexes();
    if (rows.isEmpty()) {
        return;
    }
    // A small card in place of a picture of all rows.
    const QString text = Humanize::notes(static_cast<int>(rows.size()));
    const QSize size(fontMetrics().horizontalAdvance(text) + Theme::space(6), Theme::space(8));
    QPixmap card(size * devicePixelRatio());
    card.setDevicePixelRatio(devicePixelRatio());
    card.fill(Qt::transparent);
    QPainter painter(&card);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Theme::color(Theme::Role::Accent));
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(QRectF(QPointF(0, 0), size), 6, 6);
    painter.setPen(Theme::color(Theme::Role::OnAccent));
    painter.drawText(QRect(QPoint(0, 0), size), Qt::AlignCenter, text);
    painter.end();
    auto *drag = new QDrag(this);
    drag->setMimeData(m_notes.mimeData(rows));
    drag->setPixmap(card);
    drag->exec(Qt::MoveAction);
}

void NoteListView::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    if (m_notes.rowCount() > 0) {
        return;
    }
    using Scope = NoteFilter::Scope;
    QString text;
    if (!m_notes.filter().query.isEmpty()) {
        text = tr("Nothing found for “%1”.").arg(m_notes.filter().query);
    } else {
        switch (m_notes.filter().scope) {
        case Scope::Held:
            text = tr("Nothing waits here any more.");
            break;
        case Scope::All:
            text = tr("No notes yet.\nCtrl+N starts the first one.");
            break;
        case Scope::Notebook:
            text = tr("This notebook is empty.\nDrag notes here, or press Ctrl+N.");
            break;
        case Scope::Tag:
        case Scope::Category:
            text = tr("No note carries this mark.");
            break;
        case Scope::Private:
            text = tr("Notes that you mark as private appear here.");
            break;
        case Scope::Conflicts:
            text = tr("No conflicts.\nEverything fits together.");
            break;
        case Scope::Trash:
            text = tr("The trash is empty.\nDeleted notes wait here.");
            break;
        }
    }
    QPainter painter(viewport());
    painter.setFont(Theme::font(Theme::TextSize::Body));
    painter.setPen(Theme::color(Theme::Role::Muted));
    const int edge = Theme::space(6);
    painter.drawText(viewport()->rect().adjusted(edge, Theme::space(16), -edge, 0),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                     text);
}

} // namespace sheaf
