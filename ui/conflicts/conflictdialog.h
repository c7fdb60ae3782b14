/// "Resolve conflict": this version, the other version and the editable result, difference by
/// difference; every choice can be undone, and "Later" keeps what was done.
/// Rules   the unfinished result is kept as a local draft while the dialog is open and after it, until
///         the conflict is settled. When heads move meanwhile, the sides are read anew, choices that
///         still fit are carried over, and the dialog says so in a line. Nothing is settled on heads
///         that the person has not seen.
/// Thread  GUI. Show it with open() or show(), never exec(); `service` and `reader` outlive it.
#pragma once

#include "model/service/libraryservice.h"
#include "ui/conflicts/conflictmodel.h"

#include <QDialog>

#include <memory>

class QTimer;
class QUndoStack;

namespace sheaf {

class ConflictFields;
class ConflictView;

class ConflictDialog final : public QDialog
{
    Q_OBJECT

public:
    ConflictDialog(LibraryService &service,
                   const LibraryReader &reader,
                   const NoteId &note,
                   QWidget *parent = nullptr);
    ~ConflictDialog() override;

    [[nodiscard]] NoteId note() const { return m_note; }

Q_SIGNALS:
    /// The conflict is settled; `kept` is the second note of "Keep as two notes", else null.
    void resolved(const sheaf::NoteId &note, const sheaf::NoteId &kept);

protected:
    void done(int result) override;

private:
    NoteId m_note;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sheaf
