#include "ui/common/iconlabel.h"

#include <QPainter>

namespace sheaf {

IconLabel::IconLabel(const QIcon &icon, int size, QWidget *parent)
    : QWidget(parent)
    , m_icon(icon)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setMinimumSize(size, size);
}

void IconLabel::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    m_icon.paint(&painter, QRect((width() - m_size) / 2, (height() - m_size) / 2, m_size, m_size));
}

} // namespace sheaf
