#include "ui/editor/markdownedit.h"

#include "ui/common/theme.h"
#include "ui/editor/markdownhighlighter.h"
#include "ui/editor/marklines.h"

#include <QContextMenuEvent>
#include <QDateTime>
#include <QDesktopServices>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocument>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    constexpr int kMarginMin = 32; ///< px of air on each side of the column
    constexpr int kIndentColumns = 4;

    // QTextDocument::toPlainText() would turn no-break spaces into spaces; the raw text keeps them.
    QString rawText(const QTextDocument &document)
    {
        QString text = document.toRawText();
        text.replace(QChar::ParagraphSeparator, u'\n');
        return text;
    }

    QString rawText(QTextDocument &document, int position, int length)
    {
        QTextCursor cursor(&document);
        cursor.setPosition(position);
        cursor.setPosition(position + length, QTextCursor::KeepAnchor);
        QString text = cursor.selectedText();
        text.replace(QChar::ParagraphSeparator, u'\n');
        return text;
    }

    // Keys that a text field keeps for itself; every other shortcut belongs to the window.
    bool isTextKey(const QKeyEvent &event)
    {
        if (!(event.modifiers() & Qt::ControlModifier)) {
            return true;
        }
        switch (event.key()) {
        case Qt::Key_A:
        case Qt::Key_C:
        case Qt::Key_V:
        case Qt::Key_X:
        case Qt::Key_Y:
        case Qt::Key_Z:
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_Insert:
        case Qt::Key_Backspace:
        case Qt::Key_Delete:
            return true;
        default: // an enum of Qt's with hundreds of values
            return false;
        }
    }

} // namespace

MarkdownEdit::MarkdownEdit(QWidget *parent)
    : QTextEdit(parent)
    , m_highlighter(new MarkdownHighlighter(document()))
    , m_font(font())
{
    setAcceptRichText(false);
    setUndoRedoEnabled(false); // m_history knows whose edit is whose, Qt's stack does not
    setTabChangesFocus(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(document(), &QTextDocument::contentsChange, this, &MarkdownEdit::takeChange);
    setText({});
}

void MarkdownEdit::setText(const QString &text)
{
    setBody(text);
    m_history.clear();
    moveCursor(QTextCursor::Start);
    verticalScrollBar()->setValue(0);
}

void MarkdownEdit::setBody(const QString &text)
{
    m_loading = true;
    clear();
    // The first line takes the format and hands it on to all that are inserted: one layout, not two.
    QTextBlockFormat format;
    format.setLineHeight(kLineHeightPercent, QTextBlockFormat::ProportionalHeight);
    QTextCursor start(document());
    start.beginEditBlock();
    start.setBlockFormat(format);
    start.insertText(text);
    start.endEditBlock();
    m_loading = false;
    m_text = rawText(*document());
}

void MarkdownEdit::takeChange(int position, int removed, int added)
{
    if (m_loading) {
        return;
    }
    const qsizetype length = document()->characterCount() - 1;
    std::optional<TextEdit> edit;
    if (added - removed == length - m_text.size() && position + removed <= m_text.size()
        && position + added <= length) {
        edit = trimmedEdit(position,
                           QStringView(m_text).mid(position, removed),
                           rawText(*document(), position, added));
    } else {
        // Qt counts the final separator in some changes; then the whole text tells what happened.
        edit = trimmedEdit(0, m_text, rawText(*document()));
    }
    if (!edit) {
        return; // only the format changed
    }
    m_text.replace(edit->position, edit->removed.size(), edit->inserted);
    if (m_foreign) {
        return;
    }
    if (m_recorded) {
        m_history.record(*edit, QDateTime::currentMSecsSinceEpoch());
    }
    Q_EMIT edited();
}

void MarkdownEdit::apply(const TextEdit &edit)
{
    QTextCursor cursor(document());
    cursor.setPosition(static_cast<int>(edit.position));
    cursor.setPosition(static_cast<int>(edit.position + edit.removed.size()),
                       QTextCursor::KeepAnchor);
    cursor.insertText(edit.inserted);
}

void MarkdownEdit::applyRemote(const std::vector<TextEdit> &edits)
{
    if (edits.empty()) {
        return;
    }
    const QTextCursor before = textCursor();
    const qsizetype anchor = movedPosition(before.anchor(), edits);
    const qsizetype position = movedPosition(before.position(), edits);
    // The line at the top of the view stays where it is, whatever grows above it.
    QTextCursor top = cursorForPosition(QPoint(0, 0));
    const int topBefore = cursorRect(top).top();

    m_foreign = true;
    QTextCursor block(document());
    block.beginEditBlock();
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
        apply(*edit);
    }
    block.endEditBlock();
    m_foreign = false;
    m_history.transform(edits);

    QTextCursor after(document());
    after.setPosition(static_cast<int>(anchor));
    after.setPosition(static_cast<int>(position), QTextCursor::KeepAnchor);
    const int scroll = verticalScrollBar()->value() + cursorRect(top).top() - topBefore;
    setTextCursor(after);
    verticalScrollBar()->setValue(scroll);
}

void MarkdownEdit::replay(const std::vector<TextEdit> &edits)
{
    m_recorded = false;
    for (const TextEdit &edit : edits) {
        apply(edit);
        QTextCursor cursor = textCursor();
        cursor.setPosition(static_cast<int>(edit.position + edit.inserted.size()));
        setTextCursor(cursor);
    }
    m_recorded = true;
}

void MarkdownEdit::undoEdit()
{
    replay(m_history.undo());
}

void MarkdownEdit::redoEdit()
{
    replay(m_history.redo());
}

void MarkdownEdit::setWritingFont(const QFont &font)
{
    m_font = font;
    m_highlighter->setWritingFont(font);
    useFont();
}

void MarkdownEdit::useFont()
{
    if (document()->defaultFont() != m_font) {
        document()->setDefaultFont(m_font);
    }
    setTabStopDistance(QFontMetricsF(m_font).horizontalAdvance(u' ') * kIndentColumns);
    layoutColumn();
}

void MarkdownEdit::setMarks(const QList<QTextEdit::ExtraSelection> &marks)
{
    setExtraSelections(marks);
}

int MarkdownEdit::columnMargin() const
{
    return m_margin;
}

void MarkdownEdit::layoutColumn()
{
    const int column = static_cast<int>(QFontMetricsF(m_font).averageCharWidth() * kColumnsMax);
    const int margin = std::max(kMarginMin, (width() - column) / 2);
    if (margin != m_margin) {
        m_margin = margin;
        const int documentMargin = static_cast<int>(document()->documentMargin());
        setViewportMargins(margin - documentMargin, 0, margin - documentMargin, 0);
        Q_EMIT columnChanged();
    }
    // QTextEdit lays out for the size that the event carries, which the margins have changed since.
    if (!qFuzzyCompare(document()->textWidth(), viewport()->width())) {
        document()->setTextWidth(viewport()->width());
    }
}

void MarkdownEdit::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    layoutColumn();
}

void MarkdownEdit::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        useFont();
    }
    if (event->type() == QEvent::PaletteChange) {
        m_highlighter->restyle();
    }
}

bool MarkdownEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (!isTextKey(*key)) {
            event->ignore();
            return true;
        }
    }
    return QTextEdit::event(event);
}

void MarkdownEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Undo)) {
        undoEdit();
        return;
    }
    if (event->matches(QKeySequence::Redo)) {
        redoEdit();
        return;
    }
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier))) {
        if ((event->modifiers() & Qt::ShiftModifier) || !continueList()) {
            textCursor().insertText(u"\n"_s);
        }
        ensureCursorVisible();
        return;
    }
    if (event->key() == Qt::Key_Tab && event->modifiers() == Qt::NoModifier) {
        indent(1);
        return;
    }
    if (event->key() == Qt::Key_Backtab) {
        indent(-1);
        return;
    }
    QTextEdit::keyPressEvent(event);
}

bool MarkdownEdit::continueList()
{
    QTextCursor cursor = textCursor();
    if (cursor.hasSelection()) {
        return false;
    }
    const QString line = cursor.block().text();
    const std::optional<MarkLine> mark = markLine(line);
    if (!mark || cursor.positionInBlock() < mark->contentStart) {
        return false;
    }
    cursor.beginEditBlock();
    if (QStringView(line).mid(mark->contentStart).trimmed().isEmpty()) {
        cursor.movePosition(QTextCursor::StartOfBlock);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.removeSelectedText();
    } else {
        cursor.insertText(u'\n' + mark->next);
    }
    cursor.endEditBlock();
    return true;
}

void MarkdownEdit::indent(int direction)
{
    QTextCursor cursor = textCursor();
    const QTextBlock first = document()->findBlock(cursor.selectionStart());
    const QTextBlock last = document()->findBlock(cursor.selectionEnd());
    if (direction > 0 && first == last && !markLine(first.text())) {
        cursor.insertText(u"\t"_s);
        return;
    }
    QTextCursor edit(document());
    edit.beginEditBlock();
    for (QTextBlock block = first; block.isValid(); block = block.next()) {
        edit.setPosition(block.position());
        const QString text = block.text();
        if (direction > 0) {
            if (!text.isEmpty()) {
                edit.insertText(u"    "_s);
            }
        } else {
            int cut = text.startsWith(u'\t') ? 1 : 0;
            while (cut < kIndentColumns && cut < text.size() && text[cut] == u' ') {
                ++cut;
            }
            edit.setPosition(block.position() + cut, QTextCursor::KeepAnchor);
            edit.removeSelectedText();
        }
        if (block == last) {
            break;
        }
    }
    edit.endEditBlock();
}

void MarkdownEdit::toggleMark(const QString &mark)
{
    QTextCursor cursor = textCursor();
    if (!cursor.hasSelection()) {
        cursor.select(QTextCursor::WordUnderCursor);
    }
    const int size = static_cast<int>(mark.size());
    const int start = cursor.selectionStart();
    const int end = cursor.selectionEnd();
    const bool marked =
        start >= size && m_text.mid(start - size, size) == mark && m_text.mid(end, size) == mark;
    QTextCursor edit(document());
    edit.beginEditBlock();
    if (marked) {
        edit.setPosition(end);
        edit.setPosition(end + size, QTextCursor::KeepAnchor);
        edit.removeSelectedText();
        edit.setPosition(start - size);
        edit.setPosition(start, QTextCursor::KeepAnchor);
        edit.removeSelectedText();
    } else {
        edit.setPosition(end);
        edit.insertText(mark);
        edit.setPosition(start);
        edit.insertText(mark);
    }
    edit.endEditBlock();
    const int shift = marked ? -size : size;
    cursor.setPosition(start + shift);
    cursor.setPosition(end + shift, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
}

bool MarkdownEdit::toggleTask(const QTextCursor &at)
{
    const std::optional<MarkLine> mark = markLine(at.block().text());
    if (!mark || mark->taskStart < 0) {
        return false;
    }
    const int column = at.positionInBlock();
    if (column < mark->taskStart || column > mark->taskStart + 2) {
        return false;
    }
    QTextCursor edit(document());
    edit.setPosition(at.block().position() + static_cast<int>(mark->taskStart) + 1);
    edit.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
    edit.insertText(mark->taskDone ? u" "_s : u"x"_s);
    return true;
}

QString MarkdownEdit::linkAt(const QTextCursor &at) const
{
    return linkInLine(at.block().text(), at.positionInBlock());
}

void MarkdownEdit::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        const QTextCursor at = cursorForPosition(event->position().toPoint());
        if (event->modifiers() & Qt::ControlModifier) {
            const QUrl url(linkAt(at), QUrl::StrictMode);
            if (isOpenable(url)) {
                QDesktopServices::openUrl(url);
                return;
            }
        } else if (event->modifiers() == Qt::NoModifier && toggleTask(at)) {
            return;
        }
    }
    QTextEdit::mousePressEvent(event);
}

void MarkdownEdit::mouseMoveEvent(QMouseEvent *event)
{
    const bool overLink = (event->modifiers() & Qt::ControlModifier)
        && !linkAt(cursorForPosition(event->position().toPoint())).isEmpty();
    viewport()->setCursor(overLink ? Qt::PointingHandCursor : Qt::IBeamCursor);
    QTextEdit::mouseMoveEvent(event);
}

void MarkdownEdit::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool selected = textCursor().hasSelection();
    menu->addAction(tr("Undo"), this, &MarkdownEdit::undoEdit)->setEnabled(m_history.canUndo());
    menu->addAction(tr("Redo"), this, &MarkdownEdit::redoEdit)->setEnabled(m_history.canRedo());
    menu->addSeparator();
    menu->addAction(tr("Cut"), this, &QTextEdit::cut)->setEnabled(selected && !isReadOnly());
    menu->addAction(tr("Copy"), this, &QTextEdit::copy)->setEnabled(selected);
    menu->addAction(tr("Paste"), this, &QTextEdit::paste)->setEnabled(canPaste());
    menu->addSeparator();
    menu->addAction(tr("Select all"), this, &QTextEdit::selectAll);
    menu->popup(event->globalPos());
}

bool MarkdownEdit::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasText();
}

void MarkdownEdit::insertFromMimeData(const QMimeData *source)
{
    if (source->hasText()) {
        textCursor().insertText(source->text());
        ensureCursorVisible();
    }
}

QMimeData *MarkdownEdit::createMimeDataFromSelection() const
{
    const QTextCursor cursor = textCursor();
    auto *mime = new QMimeData;
    mime->setText(
        m_text.mid(cursor.selectionStart(), cursor.selectionEnd() - cursor.selectionStart()));
    return mime;
}

} // namespace sheaf
