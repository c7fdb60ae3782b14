#include "ui/common/twolinedelegate.h"

#include "ui/common/theme.h"

#include <QPainter>

namespace sheaf {

namespace {

    constexpr int kIconSize = 20;

} // namespace

TwoLineDelegate::TwoLineDelegate(int secondLine, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_secondLine(secondLine)
{
}

void TwoLineDelegate::paint(QPainter *painter,
                            const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    painter->save();
    const QRect row = option.rect;
    if ((option.state & QStyle::State_Selected) != 0) {
        painter->fillRect(row, Theme::color(Theme::Role::Selection));
    } else if ((option.state & QStyle::State_MouseOver) != 0) {
        painter->fillRect(row, Theme::hover(Theme::Role::Surface));
    }
    const int edge = Theme::space(4);
    QRect text = row.adjusted(edge, Theme::space(2), -edge, -Theme::space(2));
    const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
    if (!icon.isNull()) {
        icon.paint(painter,
                   QRect(text.left(), row.center().y() - kIconSize / 2, kIconSize, kIconSize));
        text.setLeft(text.left() + kIconSize + Theme::space(3));
    }
    const QFont nameFont = Theme::font(Theme::TextSize::Body, QFont::Medium);
    const QFont lineFont = Theme::font(Theme::TextSize::Small);
    const QFontMetrics nameMetrics(nameFont);
    const QFontMetrics lineMetrics(lineFont);
    const QRect top(text.left(), text.top(), text.width(), nameMetrics.height());
    const QRect bottom(
        text.left(), text.bottom() - lineMetrics.height() + 1, text.width(), lineMetrics.height());
    painter->setFont(nameFont);
    painter->setPen(Theme::color(Theme::Role::Text));
    painter->drawText(top,
                      Qt::AlignLeft | Qt::AlignVCenter,
                      nameMetrics.elidedText(
                          index.data(Qt::DisplayRole).toString(), Qt::ElideRight, top.width()));
    painter->setFont(lineFont);
    painter->setPen(Theme::color(Theme::Role::Muted));
    painter->drawText(bottom,
                      Qt::AlignLeft | Qt::AlignVCenter,
                      lineMetrics.elidedText(
                          index.data(m_secondLine).toString(), Qt::ElideRight, bottom.width()));
    painter->restore();
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(option)
    Q_UNUSED(index)
    const int name = QFontMetrics(Theme::font(Theme::TextSize::Body, QFont::Medium)).height();
    const int line = QFontMetrics(Theme::font(Theme::TextSize::Small)).height();
    return {Theme::space(40), name + line + Theme::space(5)};
}

} // namespace sheaf
