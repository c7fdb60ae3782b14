/// Paints a row of a short list: an icon where the model has one, a name, and a quieter line under it.
/// Thread  GUI.
#pragma once

#include <QStyledItemDelegate>

namespace sheaf {

class TwoLineDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// `secondLine`: the model's role of the quieter text.
    explicit TwoLineDelegate(int secondLine, QObject *parent = nullptr);

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    int m_secondLine;
};

} // namespace sheaf
