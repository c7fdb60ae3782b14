/// The notes list: keys, selection, dragging notes away.
/// Rules   the current note stays current when rows move; what is open is chosen by the person alone.
/// Thread  GUI thread.
#pragma once

#include "model/note/note.h"

#include <QListView>

namespace sheaf {

class NoteListModel;

class NoteListView final : public QListView
{
    Q_OBJECT

public:
    explicit NoteListView(NoteListModel &notes, QWidget *parent = nullptr);

    void select(const NoteId &id); ///< without opening it
    [[nodiscard]] QList<NoteId> selectedNotes() const;
    /// The note to show when `leaving` are gone: the next one below, else above; may be null.
    [[nodiscard]] NoteId noteBeside(const QList<NoteId> &leaving) const;
    void step(int direction); ///< to the next or previous note

Q_SIGNALS:
    void noteChosen(const sheaf::NoteId &id); ///< by click or by keys
    void editRequested(); ///< Enter: into the text
    void deleteRequested();
    void menuRequested(const QPoint &globalPosition);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void startDrag(Qt::DropActions supported) override;

private:
    NoteListModel &m_notes;
    NoteId m_current;
    bool m_quiet = false; ///< rows move; nobody has chosen anything
};

} // namespace sheaf
