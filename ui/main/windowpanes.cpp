#include "ui/main/windowpanes.h"

#include "ui/common/messagebar.h"
#include "ui/common/theme.h"
#include "ui/conflicts/conflictbanner.h"
#include "ui/devices/heldbanner.h"
#include "ui/devices/syncstatuswidget.h"
#include "ui/editor/editorpane.h"
#include "ui/main/actions.h"
#include "ui/main/sidebar.h"
#include "ui/notes/emptystate.h"
#include "ui/notes/notelistmodel.h"
#include "ui/notes/notelistview.h"
#include "ui/notes/searchbar.h"
#include "ui/quickopen/quickopen.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMainWindow>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    QList<QAction *> commandsOf(const Actions &actions)
    {
        QList<QAction *> commands;
        for (const Actions::Entry &entry : actions.entries()) {
            if (entry.action != actions.palette && entry.action != actions.quickOpen) {
                commands.append(entry.action);
            }
        }
        return commands;
    }

} // namespace

WindowPanes::WindowPanes(QMainWindow &window,
                         Actions &actions,
                         Drafts &drafts,
                         const LibraryReader &reader)
    : QObject(&window)
    , sidebarModel(new SidebarModel(reader, this))
    , notes(new NoteListModel(reader, this))
    , splitter(new QSplitter(Qt::Horizontal))
    , sidebar(new Sidebar(*sidebarModel))
    , listPane(new QWidget)
    , search(new SearchBar)
    , list(new NoteListView(*notes))
    , pages(new QStackedWidget)
    , empty(new EmptyState(*actions.newNote, *actions.pairDevice, *actions.importNotes))
    , editor(new EditorPane(drafts, reader))
    , banner(new ConflictBanner)
    , held(new HeldBanner)
    , messages(new MessageBar)
    , words(new QLabel)
    , quickOpen(new QuickOpen(reader, commandsOf(actions), &window))
    , m_window(window)
{
    auto *central = new QWidget(&window);
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(splitter, 1);
    column->addWidget(held);
    column->addWidget(messages);
    window.setCentralWidget(central);

    buildListPane(actions);
    editor->addNotice(banner);
    pages->addWidget(empty);
    pages->addWidget(editor);
    splitter->addWidget(sidebar);
    splitter->addWidget(listPane);
    splitter->addWidget(pages);
    splitter->setHandleWidth(1);
    splitter->setStretchFactor(2, 1);
    splitter->setCollapsible(2, false);
    splitter->setObjectName(u"panes"_s);
    sidebar->setMinimumWidth(Theme::space(36));
    listPane->setMinimumWidth(Theme::space(48));
    pages->setMinimumWidth(Theme::space(80));
}

void WindowPanes::buildListPane(Actions &actions)
{
    auto *newNote = new QToolButton;
    newNote->setDefaultAction(actions.newNote);
    newNote->setIconSize(QSize(Theme::space(5), Theme::space(5)));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(Theme::space(3), Theme::space(3), Theme::space(2), Theme::space(3));
    row->setSpacing(Theme::space(2));
    row->addWidget(search, 1);
    row->addWidget(newNote);
    auto *column = new QVBoxLayout(listPane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(list, 1);
    listPane->setAutoFillBackground(true);
    listPane->setBackgroundRole(QPalette::Base);
}

void WindowPanes::addStatus(SyncStatusWidget &status)
{
    words->setFont(Theme::font(Theme::TextSize::Small));
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setContentsMargins(0, 0, Theme::space(3), 0);
    words->setAccessibleName(tr("Word count"));
    words->setObjectName(u"wordCount"_s);
    QStatusBar *bar = m_window.statusBar();
    bar->setSizeGripEnabled(false);
    bar->addWidget(&status);
    bar->addPermanentWidget(words);
}

} // namespace sheaf
