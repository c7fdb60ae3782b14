/// The text of a note as it is written: plain Markdown in a calm column, with lists that continue,
/// indenting, and an undo that survives what others change meanwhile.
/// Rules   text() is exactly what is stored: line ends are "\n", no character is replaced. Others'
///         edits come in by applyRemote(): caret, selection, scroll position and undo stay the
///         person's own.
/// Thread  GUI thread.
#pragma once

#include "ui/editor/edithistory.h"

#include <QTextEdit>

namespace sheaf {

class MarkdownHighlighter;

class MarkdownEdit final : public QTextEdit
{
    Q_OBJECT

public:
    static constexpr int kColumnsMax = 75; ///< characters of a line at most
    static constexpr int kLineHeightPercent = 150;

    explicit MarkdownEdit(QWidget *parent = nullptr);

    void setText(const QString &text); ///< another note: history and caret start anew
    [[nodiscard]] const QString &text() const { return m_text; }
    void applyRemote(const std::vector<TextEdit> &edits);
    void setWritingFont(const QFont &font);
    /// Other people's marks in the text (search, find bar); drawn over the highlighting.
    void setMarks(const QList<QTextEdit::ExtraSelection> &marks);

    void undoEdit();
    void redoEdit();
    [[nodiscard]] const EditHistory &history() const { return m_history; }
    /// Width of the margin on each side of the text column.
    [[nodiscard]] int columnMargin() const;
    /// Puts `mark` around the selection, or takes it away: bold, italic, code, strikethrough.
    void toggleMark(const QString &mark);

Q_SIGNALS:
    void edited(); ///< by the person
    void columnChanged();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData *source) const override;
    [[nodiscard]] QMimeData *createMimeDataFromSelection() const override;

private:
    void takeChange(int position, int removed, int added);
    void apply(const TextEdit &edit);
    void replay(const std::vector<TextEdit> &edits);
    void setBody(const QString &text);
    bool continueList();
    void indent(int direction);
    bool toggleTask(const QTextCursor &at);
    [[nodiscard]] QString linkAt(const QTextCursor &at) const;
    void useFont();
    void layoutColumn();

    MarkdownHighlighter *m_highlighter;
    QString m_text; ///< the document's text, kept up to date edit by edit
    EditHistory m_history;
    bool m_loading = false; ///< the document is being filled; no edit of anybody
    bool m_foreign = false; ///< the change under way is not the person's
    bool m_recorded = true; ///< the change under way becomes a step of the history
    QFont m_font; ///< the writing font; the style sheet would put the program's in its place
    int m_margin = 0;
};

} // namespace sheaf
