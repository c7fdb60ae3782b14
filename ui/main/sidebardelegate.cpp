#include "ui/main/sidebardelegate.h"

#include "ui/common/humanize.h"
#include "ui/common/theme.h"
#include "ui/notes/sidebarmodel.h"

#include <QPainter>
#include <QPainterPath>

namespace sheaf {

namespace {
    constexpr int kIconSize = 18; ///< px
}

QSize SidebarDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool heading = index.data(SidebarModel::HeadingRole).toBool();
    const int text = QFontMetrics(option.font).height();
    return {Theme::space(30), text + (heading ? Theme::space(4) : Theme::space(3))};
}

void SidebarDelegate::paint(QPainter *painter,
                            const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    using Role = Theme::Role;
    painter->save();
    const bool heading = index.data(SidebarModel::HeadingRole).toBool();
    const int count = index.data(SidebarModel::CountRole).toInt();
    QRect inner = option.rect.adjusted(Theme::space(1), 0, -Theme::space(3), 0);

    const QFont small = Theme::font(Theme::TextSize::Small);
    if (count > 0 || !heading) {
        painter->setFont(small);
        painter->setPen(Theme::color(Role::Muted));
        const QString number = Humanize::number(count);
        painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, number);
        inner.setRight(inner.right() - QFontMetrics(small).horizontalAdvance(number)
                       - Theme::space(2));
    }
    if (heading) {
        painter->setFont(Theme::font(Theme::TextSize::Small, QFont::DemiBold));
        painter->setPen(Theme::color(Role::Muted));
    } else {
        const QRect place(
            inner.left(), inner.top() + (inner.height() - kIconSize) / 2, kIconSize, kIconSize);
        index.data(Qt::DecorationRole).value<QIcon>().paint(painter, place);
        inner.setLeft(place.right() + Theme::space(2));
        painter->setFont(option.font);
        painter->setPen(Theme::color(Role::Text));
    }
    const QString name =
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, inner.width());
    painter->drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, name);
    painter->restore();
}

void SidebarDelegate::updateEditorGeometry(QWidget *editor,
                                           const QStyleOptionViewItem &option,
                                           const QModelIndex &index) const
{
    Q_UNUSED(index)
    const int left = option.rect.left() + Theme::space(1) + kIconSize;
    editor->setGeometry(option.rect.adjusted(left - option.rect.left(), 0, -Theme::space(2), 0));
}

} // namespace sheaf
