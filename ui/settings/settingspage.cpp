#include "ui/settings/settingspage.h"

#include "ui/common/theme.h"

namespace sheaf::settingspage {

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setFont(Theme::font(Theme::TextSize::Large, QFont::DemiBold));
    return label;
}

QLabel *hint(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QVBoxLayout *column(QWidget *page)
{
    auto *column = new QVBoxLayout(page);
    const int edge = Theme::space(6);
    column->setContentsMargins(edge, edge, edge, edge);
    column->setSpacing(Theme::space(2));
    return column;
}

} // namespace sheaf::settingspage
