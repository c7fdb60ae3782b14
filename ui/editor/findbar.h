/// Finding and replacing in the open note: counts as one types, walks with Enter, leaves with Escape.
/// Rules   a plain search that ignores case unless the pattern has a capital letter.
/// Thread  GUI thread.
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace sheaf {

class MarkdownEdit;

class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(MarkdownEdit &editor, QWidget *parent = nullptr);

    void open(); ///< shows itself with what is selected
    void openWith(const QString &pattern); ///< marks the hits of a search without taking the focus
    void close();
    void next();
    void previous();
    void refresh(); ///< the text has changed

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search(int from);
    void select(int index);
    void showMarks();
    void replaceOne();
    void replaceAll();
    [[nodiscard]] Qt::CaseSensitivity sensitivity() const;

    MarkdownEdit &m_editor;
    QLineEdit *m_pattern;
    QLineEdit *m_replacement;
    QLabel *m_count;
    QList<int> m_hits; ///< positions, ascending
    int m_current = -1;
};

} // namespace sheaf
