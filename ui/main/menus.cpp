#include "ui/main/menus.h"

#include "ui/main/actions.h"

#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

#include <initializer_list>

namespace sheaf {

namespace {

    struct Menus
    {
        Q_DECLARE_TR_FUNCTIONS(Menus)
    };

    // A null stands for a separator.
    void fill(QMenu &menu, std::initializer_list<QAction *> actions)
    {
        for (QAction *action : actions) {
            if (action) {
                menu.addAction(action);
            } else {
                menu.addSeparator();
            }
        }
    }

} // namespace

void fillMenuBar(QMenuBar &bar, const Actions &a)
{
    fill(*bar.addMenu(Menus::tr("&File")),
         {a.newNote,
          a.newNotebook,
          nullptr,
          a.importNotes,
          a.exportNotes,
          a.print,
          nullptr,
          a.quit});
    fill(*bar.addMenu(Menus::tr("&Edit")),
         {a.undo,
          a.redo,
          nullptr,
          a.cut,
          a.copy,
          a.paste,
          nullptr,
          a.bold,
          a.italic,
          nullptr,
          a.findInNote,
          a.findNext,
          a.findPrevious,
          a.searchAll,
          nullptr,
          a.settings});
    fill(*bar.addMenu(Menus::tr("&View")),
         {a.quickOpen,
          a.palette,
          nullptr,
          a.back,
          a.forward,
          a.previousNote,
          a.nextNote,
          nullptr,
          a.preview,
          a.showSidebar,
          a.showList});
    fillNoteMenu(*bar.addMenu(Menus::tr("&Note")), a);
    fill(*bar.addMenu(Menus::tr("&Sync")),
         {a.syncNow, nullptr, a.pairDevice, a.devices, nullptr, a.conflicts});
    fill(*bar.addMenu(Menus::tr("&Help")), {a.help, a.about});
}

void fillNoteMenu(QMenu &menu, const Actions &a)
{
    fill(menu,
         {a.details, a.tags, a.moveNote, nullptr, a.history, nullptr, a.deleteNote, a.restoreNote});
}

} // namespace sheaf
