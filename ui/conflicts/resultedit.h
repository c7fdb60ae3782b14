/// The editable result: reports what the person typed as one replacement, and leaves undo to its owner,
/// for whom typing and choosing are one history.
/// Thread  GUI.
#pragma once

#include "ui/conflicts/differencetext.h"

namespace sheaf {

class ResultEdit final : public DifferenceText
{
    Q_OBJECT

public:
    explicit ResultEdit(QWidget *parent = nullptr);

Q_SIGNALS:
    /// `removed` UTF-16 units at `position` gave way to `added`.
    void edited(qsizetype position, qsizetype removed, const QString &added);
    void undoRequested();
    void redoRequested();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void onContentsChange(int position, int removed, int added);
    [[nodiscard]] QString documentText(int position, int length) const;
};

} // namespace sheaf
