/// "History…": the versions of one note, who made them where, and how each read. Only for looking.
/// Thread  GUI thread. Show it with open() or show(), never exec().
#pragma once

#include "model/store/libraryreader.h"

#include <QDialog>

namespace sheaf {

class HistoryDialog final : public QDialog
{
    Q_OBJECT

public:
    HistoryDialog(const LibraryReader &reader, const NoteId &note, QWidget *parent = nullptr);
};

} // namespace sheaf
