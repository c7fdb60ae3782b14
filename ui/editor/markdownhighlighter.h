/// Colours and weights of Markdown while it is written. The marks stay visible but recede.
/// Rules   works line by line: a line is looked at again only when it, or the state in which the line
///         before it ends (inside a code fence or not), has changed.
/// Thread  GUI thread.
#pragma once

#include <QFont>
#include <QSyntaxHighlighter>
#include <QTextCharFormat>

namespace sheaf {

class MarkdownHighlighter final : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit MarkdownHighlighter(QTextDocument *document);

    void restyle(); ///< the theme has changed
    void setWritingFont(const QFont &font);

protected:
    void highlightBlock(const QString &text) override;

private:
    bool highlightFence(const QString &text);
    bool highlightWholeLine(const QString &text);
    int highlightStart(const QString &text);
    void highlightInline(const QString &text, int start);
    int markSpan(const QString &text, int at, QStringView mark, const QTextCharFormat &format);
    int linkSpan(const QString &text, int at);
    void add(int start, int count, const QTextCharFormat &format);
    void buildFormats();

    QFont m_font;
    QTextCharFormat m_mark;
    QTextCharFormat m_strong;
    QTextCharFormat m_emphasis;
    QTextCharFormat m_strike;
    QTextCharFormat m_code;
    QTextCharFormat m_link;
    QTextCharFormat m_quote;
    QTextCharFormat m_bullet;
    QTextCharFormat m_done;
};

} // namespace sheaf
