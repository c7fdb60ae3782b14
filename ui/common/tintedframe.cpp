#include "ui/common/tintedframe.h"

#include <QPainter>

namespace sheaf {

TintedFrame::TintedFrame(Theme::Role role, QWidget *parent)
    : QFrame(parent)
    , m_role(role)
{
    setFrameShape(QFrame::NoFrame);
}

void TintedFrame::setRole(Theme::Role role)
{
    m_role = role;
    update();
}

void TintedFrame::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.fillRect(rect(), Theme::tint(m_role));
    painter.fillRect(QRect(0, height() - 1, width(), 1), Theme::color(Theme::Role::Border));
}

} // namespace sheaf
