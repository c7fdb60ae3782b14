/// The quiet amber bar above a note in conflict: "Edited on laptop 14:02 and here 14:05: choose".
/// Shape   hidden while the note has no conflict.
/// Thread  GUI.
#pragma once

#include "ui/common/tintedframe.h"
#include "ui/conflicts/conflictwording.h"

class QLabel;
class QPushButton;

namespace sheaf {

class ConflictBanner final : public TintedFrame
{
    Q_OBJECT

public:
    explicit ConflictBanner(QWidget *parent = nullptr);

    /// `conflict` absent hides the bar.
    void setConflict(const std::optional<NoteConflict> &conflict, const DeviceId &own);
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void resolveRequested(const sheaf::NoteId &note);

private:
    QLabel *m_label;
    QPushButton *m_choose;
    NoteId m_note;
};

} // namespace sheaf
