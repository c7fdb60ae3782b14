/// The left pane: what there is, with counts; choosing a row fills the list.
/// Rules   headings fold and unfold; notebooks are renamed in place and moved by dragging.
/// Thread  GUI thread.
#pragma once

#include "ui/notes/sidebarmodel.h"

#include <QTreeView>

namespace sheaf {

class Sidebar final : public QTreeView
{
    Q_OBJECT

public:
    explicit Sidebar(SidebarModel &model, QWidget *parent = nullptr);

    void choose(const NoteFilter &filter); ///< without telling anyone
    [[nodiscard]] NoteId currentNotebook() const; ///< null when none is chosen
    void rename(const NoteId &notebook); ///< begins to edit its name, as soon as it is there

Q_SIGNALS:
    void filterChosen(const sheaf::NoteFilter &filter);
    void notebookMenuRequested(const sheaf::NoteId &notebook, const QPoint &globalPosition);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void mousePressEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void
    drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;
    void drawRow(QPainter *painter,
                 const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    SidebarModel &m_model;
    NoteId m_toRename;
    bool m_quiet = false;
};

} // namespace sheaf
