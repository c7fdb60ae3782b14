#include "ui/conflicts/differencetext.h"

#include "ui/common/theme.h"

#include <QEvent>
#include <QPainter>
#include <QTextBlock>

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kBarWidth = 3;

    Theme::Role role(DifferenceText::Ground ground)
    {
        switch (ground) {
        case DifferenceText::Ground::Open:
            return Theme::Role::Warning;
        case DifferenceText::Ground::Used:
            return Theme::Role::Success;
        case DifferenceText::Ground::Unused:
            return Theme::Role::Muted;
        case DifferenceText::Ground::Merged:
            return Theme::Role::Accent;
        }
        return Theme::Role::Muted;
    }

    QColor wordColor(DifferenceText::Ground ground)
    {
        QColor color = Theme::color(role(ground));
        color.setAlphaF(Theme::isDark() ? 0.32F : 0.22F);
        return color;
    }

} // namespace

DifferenceText::DifferenceText(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    // A caret also where nothing can be typed: the text can be walked and copied by keyboard.
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setProperty("framed", true);
    setFont(Theme::font(Theme::TextSize::Body));
    document()->setDocumentMargin(Theme::space(3));
}

QString DifferenceText::displayed(QString text)
{
    text.replace(u'\r', QChar(0x240d));
    text.replace(QChar(QChar::ParagraphSeparator), QChar(0x00b6));
    text.replace(QChar(0xfdd0), QChar(QChar::ReplacementCharacter));
    text.replace(QChar(0xfdd1), QChar(QChar::ReplacementCharacter));
    return text;
}

void DifferenceText::showText(const QString &text)
{
    const QString now = displayed(text);
    if (now == m_shown) {
        return;
    }
    const auto least = std::min(now.size(), m_shown.size());
    const auto prefix =
        std::mismatch(now.begin(), now.begin() + least, m_shown.begin()).first - now.begin();
    qsizetype suffix = 0;
    while (suffix < least - prefix
           && now[now.size() - 1 - suffix] == m_shown[m_shown.size() - 1 - suffix]) {
        ++suffix;
    }
    m_updating = true;
    QTextCursor cursor(document());
    cursor.setPosition(static_cast<int>(prefix));
    cursor.setPosition(static_cast<int>(m_shown.size() - suffix), QTextCursor::KeepAnchor);
    cursor.insertText(now.mid(prefix, now.size() - prefix - suffix));
    m_shown = now;
    m_updating = false;
}

void DifferenceText::setMarks(std::vector<Mark> marks)
{
    m_marks = std::move(marks);
    markWords();
    viewport()->update();
}

void DifferenceText::markWords()
{
    QList<QTextEdit::ExtraSelection> selections;
    const auto end = m_shown.size();
    for (const Mark &mark : m_marks) {
        for (const TextRange &word : mark.words) {
            QTextEdit::ExtraSelection selection;
            selection.cursor = QTextCursor(document());
            selection.cursor.setPosition(static_cast<int>(std::min(word.start, end)));
            selection.cursor.setPosition(static_cast<int>(std::min(word.start + word.length, end)),
                                         QTextCursor::KeepAnchor);
            selection.format.setBackground(wordColor(mark.ground));
            selections.append(selection);
        }
    }
    setExtraSelections(selections);
}

void DifferenceText::reveal(const TextRange &range)
{
    QTextCursor cursor(document());
    const auto end = m_shown.size();
    cursor.setPosition(static_cast<int>(std::min(range.start, end)));
    setTextCursor(cursor);
    centerCursor();
}

void DifferenceText::paintBand(QPainter &painter, const Mark &mark) const
{
    const auto end = static_cast<int>(m_shown.size());
    const int from = std::min(static_cast<int>(mark.range.start), end);
    int last = std::min(static_cast<int>(mark.range.start + mark.range.length), end);
    const QTextBlock first = document()->findBlock(from);
    const QColor strong = Theme::color(role(mark.ground));
    const QRectF top = blockBoundingGeometry(first).translated(contentOffset());
    if (mark.range.length == 0) {
        painter.fillRect(QRectF(0, top.top() - 1, viewport()->width(), mark.current ? 2 : 1),
                         strong);
        if (mark.current) {
            painter.fillRect(QRectF(0, top.top() - 4, kBarWidth, 8), strong);
        }
        return;
    }
    if (last > from && m_shown[last - 1] == u'\n') {
        --last; // the line break belongs to the last line, not to the next
    }
    const QTextBlock lastBlock = document()->findBlock(last);
    const QRectF bottom = blockBoundingGeometry(lastBlock).translated(contentOffset());
    const QRectF band(0, top.top(), viewport()->width(), bottom.bottom() - top.top());
    painter.fillRect(band, Theme::tint(role(mark.ground)));
    if (mark.current) {
        painter.fillRect(QRectF(0, band.top(), kBarWidth, band.height()), strong);
    }
}

void DifferenceText::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        for (const Mark &mark : m_marks) {
            paintBand(painter, mark);
        }
    }
    QPlainTextEdit::paintEvent(event);
}

void DifferenceText::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && document() != nullptr) {
        markWords();
    }
}

} // namespace sheaf
