/// The menu bar and the context menus: the actions in their order.
#pragma once

class QMenu;
class QMenuBar;

namespace sheaf {

class Actions;

void fillMenuBar(QMenuBar &bar, const Actions &actions);
void fillNoteMenu(QMenu &menu, const Actions &actions);

} // namespace sheaf
