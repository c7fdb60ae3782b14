/// The widgets of the main window and their places: sidebar, list, editor, notices, status bar.
/// Shape   three panes that resize, collapse and are remembered, parted by hairlines.
/// Thread  GUI thread.
#pragma once

#include "ui/editor/drafts.h"

class QLabel;
class QMainWindow;
class QSplitter;
class QStackedWidget;

namespace sheaf {

class Actions;
class ConflictBanner;
class EditorPane;
class EmptyState;
class HeldBanner;
class MessageBar;
class NoteListModel;
class NoteListView;
class QuickOpen;
class SearchBar;
class Sidebar;
class SidebarModel;
class SyncStatusWidget;

class WindowPanes final : public QObject
{
    Q_OBJECT

public:
    WindowPanes(QMainWindow &window, Actions &actions, Drafts &drafts, const LibraryReader &reader);

    SidebarModel *sidebarModel;
    NoteListModel *notes;
    QSplitter *splitter;
    Sidebar *sidebar;
    QWidget *listPane;
    SearchBar *search;
    NoteListView *list;
    QStackedWidget *pages; ///< `empty` or `editor`
    EmptyState *empty;
    EditorPane *editor;
    ConflictBanner *banner;
    HeldBanner *held;
    MessageBar *messages;
    QLabel *words;
    QuickOpen *quickOpen;

    void addStatus(SyncStatusWidget &status);

private:
    void buildListPane(Actions &actions);

    QMainWindow &m_window;
};

} // namespace sheaf
