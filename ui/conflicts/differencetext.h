/// A text with its differences marked: a band over the lines of each, stronger marks on the words that
/// differ, a bar beside the one that is looked at.
/// Shape   positions are UTF-16 units of the text that was shown. Characters that a text document would
///         swallow (carriage returns, separators) show as signs of the same length, so that positions
///         hold; they are never written back.
/// Thread  GUI.
#pragma once

#include "model/search/searchresult.h"

#include <QPlainTextEdit>

namespace sheaf {

class DifferenceText : public QPlainTextEdit
{
    Q_OBJECT

public:
    enum class Ground { Open, Used, Unused, Merged };
    struct Mark
    {
        TextRange range; ///< empty: something stands here in the other text only
        Ground ground = Ground::Open;
        bool current = false;
        std::vector<TextRange> words {}; ///< absolute

        friend bool operator==(const Mark &, const Mark &) = default;
    };

    explicit DifferenceText(QWidget *parent = nullptr);

    void showText(const QString &text); ///< replaces only what differs
    void setMarks(std::vector<Mark> marks);
    void reveal(const TextRange &range); ///< puts the caret there and scrolls it to the middle
    [[nodiscard]] const std::vector<Mark> &marks() const { return m_marks; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    [[nodiscard]] bool updating() const { return m_updating; }
    [[nodiscard]] static QString displayed(QString text);

    QString m_shown; ///< the document's text, in displayed form

private:
    void markWords();
    void paintBand(QPainter &painter, const Mark &mark) const;

    std::vector<Mark> m_marks;
    bool m_updating = false;
};

} // namespace sheaf
