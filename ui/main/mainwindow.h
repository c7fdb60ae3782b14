/// The window: connects sidebar, list, editor, menus, notices and status; decides nothing about notes.
/// Rules   reads on its own LibraryReader, never blocks, never writes: edits go through Drafts.
///         Closing waits until everything that was typed is stored; when that fails, it asks once.
/// Thread  GUI thread. `library` and `engine` outlive the window.
#pragma once

#include "ui/editor/drafts.h"
#include "ui/main/visitednotes.h"

#include <QMainWindow>
#include <QSet>

#include <memory>

class QTimer;

namespace sheaf {

class Actions;
class ExchangeCommands;
class NoteCommands;
class SyncEngine;
class SyncPresence;
class WindowPanes;
class WindowState;

class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(LibraryService &library, SyncEngine &engine, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openNote(const NoteId &note);
    /// Another program (`sheaf-cli serve`) exchanges for this library at present.
    void setSyncedElsewhere(bool elsewhere);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void connectFileActions();
    void connectNoteActions();
    void connectViewActions();
    void connectPanes();
    void connectHeld();
    void connectLibrary();

    void startNote(const QString &title);
    void showFilter(NoteFilter filter);
    void showHeld();
    void noteShown(const NoteId &note);
    void deleteNotes();
    void askNotebook();
    void showNotebookMenu(const NoteId &notebook, const QPoint &at);
    void showSettings();
    void tell(const QString &sentence, const std::function<void()> &undo);
    void askAboutUnsaved();

    void refresh();
    void updateNote(); ///< what the shown note and the selection allow
    [[nodiscard]] QList<NoteId> chosenNotes() const;

    LibraryService &m_library;
    std::unique_ptr<LibraryReader> m_reader;
    Drafts *m_drafts;
    NoteCommands *m_commands;
    Actions *m_actions;
    WindowPanes *m_panes;
    SyncPresence *m_sync;
    ExchangeCommands *m_exchange;
    std::unique_ptr<WindowState> m_state;
    QTimer *m_refreshTimer;
    QSet<NoteId> m_changed; ///< since the last refresh
    bool m_allChanged = false;
    VisitedNotes m_visited;
    QList<NoteId> m_toMove; ///< the notes that the notebook popup is asked for
    bool m_closing = false;
};

} // namespace sheaf
