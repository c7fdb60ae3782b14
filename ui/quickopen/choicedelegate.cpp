#include "ui/quickopen/choicedelegate.h"

#include "ui/common/theme.h"
#include "ui/quickopen/quickopenmodel.h"

#include <QAction>
#include <QPainter>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    constexpr int kIconSize = 18; ///< px
    constexpr int kRadius = 5;

    QIcon iconOf(const Choice &choice)
    {
        switch (choice.kind) {
        case Choice::Kind::Note:
            return Theme::icon(u"note"_s);
        case Choice::Kind::Tag:
            return Theme::icon(u"tag"_s);
        case Choice::Kind::Notebook:
            return Theme::icon(u"notebook"_s);
        case Choice::Kind::NewNote:
            return Theme::icon(u"plus"_s);
        case Choice::Kind::Command:
            break;
        }
        return choice.action && !choice.action->icon().isNull() ? choice.action->icon()
                                                                : Theme::icon(u"command"_s);
    }

} // namespace

QSize ChoiceDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(index)
    return {Theme::space(40), QFontMetrics(option.font).height() + Theme::space(4)};
}

void ChoiceDelegate::paint(QPainter *painter,
                           const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    using Role = Theme::Role;
    const auto *model = qobject_cast<const QuickOpenModel *>(index.model());
    const Choice *choice = model ? model->choice(index) : nullptr;
    if (!choice) {
        return;
    }
    painter->save();
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.state & QStyle::State_Selected ? Theme::color(Role::Selection)
                                                                : Theme::hover(Role::Raised));
        painter->drawRoundedRect(option.rect, kRadius, kRadius);
    }
    QRect inner = option.rect.adjusted(Theme::space(2), 0, -Theme::space(2), 0);
    const QRect place(
        inner.left(), inner.top() + (inner.height() - kIconSize) / 2, kIconSize, kIconSize);
    iconOf(*choice).paint(painter, place);
    inner.setLeft(place.right() + Theme::space(3));

    const QFont small = Theme::font(Theme::TextSize::Small);
    const QString detail =
        QFontMetrics(small).elidedText(choice->detail, Qt::ElideLeft, inner.width() / 2);
    painter->setFont(small);
    painter->setPen(Theme::color(Role::Muted));
    painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, detail);
    inner.setRight(inner.right() - QFontMetrics(small).horizontalAdvance(detail) - Theme::space(3));

    QTextLayout layout(choice->name, option.font);
    QList<QTextLayout::FormatRange> marks;
    QTextCharFormat hit;
    hit.setForeground(Theme::color(Role::Accent));
    hit.setFontWeight(QFont::Bold);
    for (const qsizetype at : choice->marks) {
        marks.append({static_cast<int>(at), 1, hit});
    }
    layout.setFormats(marks);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setNumColumns(static_cast<int>(choice->name.size()));
    layout.endLayout();
    painter->setClipRect(inner);
    painter->setPen(Theme::color(Role::Text));
    layout.draw(painter, QPointF(inner.left(), inner.top() + (inner.height() - line.height()) / 2));
    painter->restore();
}

} // namespace sheaf
