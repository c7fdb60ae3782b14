/// The popup of "Quick open" and "Command palette": one field, one list, no mouse needed.
/// Shape   floats over the window near its top; gone with Escape, a choice, or a click elsewhere.
/// Thread  GUI thread.
#pragma once

#include "model/base/ids.h"

#include <QFrame>
#include <QPointer>

class QAction;
class QLineEdit;
class QListView;

namespace sheaf {

class LibraryReader;
class QuickOpenModel;

class QuickOpen final : public QFrame
{
    Q_OBJECT

public:
    /// `commands` are what the palette offers.
    QuickOpen(const LibraryReader &reader, const QList<QAction *> &commands, QWidget *window);

    /// With "" for notes, ">" for commands, "@" for notebooks.
    void open(const QString &prefix);

Q_SIGNALS:
    void noteChosen(const sheaf::NoteId &note);
    void tagChosen(const QString &tag);
    void notebookChosen(const sheaf::NoteId &notebook);
    void newNoteAsked(const QString &title);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void leave();
    void choose();
    void step(int direction);
    void arrange();

    QuickOpenModel *m_model;
    QLineEdit *m_field;
    QListView *m_list;
    QPointer<QWidget> m_before; ///< had the focus
};

} // namespace sheaf
