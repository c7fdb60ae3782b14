/// "Conflicts…": every open conflict, each to be settled now or later.
/// Rules   follows the library while it is open. Choosing a row asks for the dialog by signal.
/// Thread  GUI. Show it with open() or show(), never exec().
#pragma once

#include "model/service/libraryservice.h"

#include <QDialog>

class QLabel;
class QListView;
class QPushButton;

namespace sheaf {

class ConflictListModel;

class ConflictListDialog final : public QDialog
{
    Q_OBJECT

public:
    ConflictListDialog(LibraryService &service,
                       const LibraryReader &reader,
                       QWidget *parent = nullptr);

Q_SIGNALS:
    void resolveRequested(const sheaf::NoteId &note);

private:
    void refresh();
    void choose();

    ConflictListModel *m_model;
    QListView *m_list;
    QLabel *m_empty;
    QPushButton *m_resolve;
};

} // namespace sheaf
