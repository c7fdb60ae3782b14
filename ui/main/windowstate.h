/// What the window remembers: its place, the widths of its panes, which of them are shown, the note
/// that was open. Kept on this device, never replicated.
/// Thread  GUI thread.
#pragma once

#include "model/base/ids.h"

class QMainWindow;
class QSplitter;

namespace sheaf {

class WindowState
{
public:
    WindowState(QMainWindow &window, QSplitter &panes);

    void restore();
    void save(const NoteId &openNote) const;
    [[nodiscard]] static NoteId openNote();

private:
    QMainWindow &m_window;
    QSplitter &m_panes;
};

} // namespace sheaf
