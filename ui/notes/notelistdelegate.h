/// Paints one note of the list: title, date, two lines of snippet, and marks only where they say
/// something. Words that were searched for stand on a tinted ground.
/// Rules   reads nothing but the row; all colours from the theme.
/// Thread  GUI thread.
#pragma once

#include <QStyledItemDelegate>

class QTextLayout;

namespace sheaf {

struct NoteSummary;

class NoteListDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    int paintMarks(QPainter &painter, const NoteSummary &note, const QRect &line) const;
    void paintText(QPainter &painter,
                   const QString &text,
                   const QStringList &words,
                   const QRect &area,
                   int lines) const;
};

} // namespace sheaf
