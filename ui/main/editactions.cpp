#include "ui/main/editactions.h"

#include "ui/editor/markdownedit.h"
#include "ui/main/actions.h"

#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace sheaf {

EditActions::EditActions(const Actions &actions, MarkdownEdit &body, QObject *parent)
    : QObject(parent)
{
    // One row for each action: what it is called in each kind of text field.
    const auto connectEdit = [this](QAction *action, auto inBody, auto inField, auto inText) {
        connect(action, &QAction::triggered, this, [inBody, inField, inText] {
            QWidget *focus = QApplication::focusWidget();
            if (auto *text = qobject_cast<MarkdownEdit *>(focus)) {
                (text->*inBody)();
            } else if (auto *field = qobject_cast<QLineEdit *>(focus)) {
                (field->*inField)();
            } else if (auto *plain = qobject_cast<QPlainTextEdit *>(focus)) {
                (plain->*inText)();
            }
        });
    };
    connectEdit(actions.undo, &MarkdownEdit::undoEdit, &QLineEdit::undo, &QPlainTextEdit::undo);
    connectEdit(actions.redo, &MarkdownEdit::redoEdit, &QLineEdit::redo, &QPlainTextEdit::redo);
    connectEdit(actions.cut, &QTextEdit::cut, &QLineEdit::cut, &QPlainTextEdit::cut);
    connectEdit(actions.copy, &QTextEdit::copy, &QLineEdit::copy, &QPlainTextEdit::copy);
    connectEdit(actions.paste, &QTextEdit::paste, &QLineEdit::paste, &QPlainTextEdit::paste);
    connect(actions.bold, &QAction::triggered, &body, [&body] { body.toggleMark(u"**"_s); });
    connect(actions.italic, &QAction::triggered, &body, [&body] { body.toggleMark(u"*"_s); });
}

} // namespace sheaf
