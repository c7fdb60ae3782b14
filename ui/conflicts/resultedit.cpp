#include "ui/conflicts/resultedit.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QTextDocument>

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

ResultEdit::ResultEdit(QWidget *parent)
    : DifferenceText(parent)
{
    setReadOnly(false);
    setTextInteractionFlags(Qt::TextEditorInteraction);
    connect(document(), &QTextDocument::contentsChange, this, &ResultEdit::onContentsChange);
}

QString ResultEdit::documentText(int position, int length) const
{
    QTextCursor cursor(document());
    cursor.setPosition(position);
    cursor.setPosition(position + length, QTextCursor::KeepAnchor);
    QString text = cursor.selectedText(); // unlike toPlainText() it keeps no-break spaces
    text.replace(QChar(QChar::ParagraphSeparator), u'\n');
    return text;
}

void ResultEdit::onContentsChange(int position, int removed, int added)
{
    if (updating()) {
        return;
    }
    // The document reports generously, and counts its closing separator in: trust the lengths only
    // where they add up.
    const int size = document()->characterCount() - 1;
    const auto before = static_cast<int>(m_shown.size());
    int from = position;
    int cut = std::min(removed, before - position);
    int insert = std::min(added, size - position);
    if (from > before || before - cut + insert != size) {
        from = 0;
        cut = before;
        insert = size;
    }
    QString text = documentText(from, insert);
    const QString gone = m_shown.mid(from, cut);
    const auto least = std::min(text.size(), gone.size());
    qsizetype prefix = 0;
    while (prefix < least && text[prefix] == gone[prefix]) {
        ++prefix;
    }
    qsizetype suffix = 0;
    while (suffix < least - prefix
           && text[text.size() - 1 - suffix] == gone[gone.size() - 1 - suffix]) {
        ++suffix;
    }
    text = text.mid(prefix, text.size() - prefix - suffix);
    const qsizetype start = from + prefix;
    const qsizetype length = cut - prefix - suffix;
    if (length == 0 && text.isEmpty()) {
        return; // formats only
    }
    m_shown.replace(start, length, displayed(text));
    text.replace(QChar(QChar::LineSeparator), u'\n'); // Shift+Enter means a line break here too
    Q_EMIT edited(start, length, text);
}

bool ResultEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore(); // the dialog's own undo hears it
            return false;
        }
    }
    return DifferenceText::event(event);
}

void ResultEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Undo)) {
        Q_EMIT undoRequested();
        return;
    }
    if (event->matches(QKeySequence::Redo)) {
        Q_EMIT redoRequested();
        return;
    }
    DifferenceText::keyPressEvent(event);
}

void ResultEdit::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Undo"), this, &ResultEdit::undoRequested);
    menu->addAction(tr("Redo"), this, &ResultEdit::redoRequested);
    menu->addSeparator();
    menu->addAction(tr("Cut"), this, &QPlainTextEdit::cut);
    menu->addAction(tr("Copy"), this, &QPlainTextEdit::copy);
    menu->addAction(tr("Paste"), this, &QPlainTextEdit::paste);
    menu->addAction(tr("Select all"), this, &QPlainTextEdit::selectAll);
    menu->popup(event->globalPos());
}

} // namespace sheaf
