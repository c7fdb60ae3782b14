/// Undo, clipboard and marks for whichever text field has the focus.
/// Thread  GUI thread.
#pragma once

#include <QObject>

namespace sheaf {

class Actions;
class MarkdownEdit;

class EditActions final : public QObject
{
    Q_OBJECT

public:
    EditActions(const Actions &actions, MarkdownEdit &body, QObject *parent);
};

} // namespace sheaf
