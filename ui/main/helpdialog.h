/// The two windows of the Help menu. The help is a text in the program, never a note in the library.
#pragma once

class QWidget;

namespace sheaf {

void showHelp(QWidget *parent);
void showAbout(QWidget *parent);

} // namespace sheaf
