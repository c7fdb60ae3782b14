/// A note as it reads: rendered Markdown in the same calm column as the editor.
/// Rules   nothing is loaded from the network or the disk; a link opens in the browser, and only if it
///         is one for the browser or mail program.
/// Thread  GUI thread.
#pragma once

#include <QTextBrowser>

namespace sheaf {

class MarkdownPreview final : public QTextBrowser
{
    Q_OBJECT

public:
    explicit MarkdownPreview(QWidget *parent = nullptr);

    void setMarkdown(const QString &markdown);
    void setWritingFont(const QFont &font);
    void setColumnMargin(int margin);
    /// A document for paper: the title, then the text, in black on white.
    static void
    printDocument(QTextDocument &document, const QString &title, const QString &markdown);

protected:
    [[nodiscard]] QVariant loadResource(int type, const QUrl &name) override;
    void changeEvent(QEvent *event) override;

private:
    void render();

    QString m_markdown;
    QFont m_font;
};

} // namespace sheaf
