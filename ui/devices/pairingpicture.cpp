#include "ui/devices/pairingpicture.h"

#include "ui/common/theme.h"

#include <QPainter>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kScreenWidth = 148;
    constexpr int kScreenHeight = 84;
    constexpr int kGap = 64;
    constexpr int kNameHeight = 24;
    constexpr int kFootOverhang = 8; ///< of a laptop's foot beyond its screen, on both sides

} // namespace

PairingPicture::PairingPicture(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pairingPicture"_s);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void PairingPicture::setRequest(const QString &code, const QString &otherName)
{
    m_code = code;
    m_otherName = otherName.isEmpty() ? tr("the other device") : otherName;
    setAccessibleName(tr("Both screens show %1").arg(code));
    update();
}

QSize PairingPicture::sizeHint() const
{
    return {2 * (kScreenWidth + kFootOverhang) + kGap + 2, kScreenHeight + kNameHeight + 12};
}

void PairingPicture::paintScreen(QPainter &painter, const QRectF &screen, const QString &name) const
{
    painter.setPen(QPen(Theme::color(Theme::Role::Muted), 1.5));
    painter.setBrush(Theme::color(Theme::Role::Surface));
    painter.drawRoundedRect(screen, 6, 6);
    const QRectF foot(
        screen.left() - kFootOverhang, screen.bottom() + 3, screen.width() + 2 * kFootOverhang, 5);
    painter.drawRoundedRect(foot, 2.5, 2.5);

    painter.setPen(Theme::color(Theme::Role::Text));
    QFont digits = Theme::font(Theme::TextSize::Large, QFont::DemiBold);
    digits.setLetterSpacing(QFont::AbsoluteSpacing, 3);
    painter.setFont(digits);
    painter.drawText(screen, Qt::AlignCenter, m_code);

    painter.setPen(Theme::color(Theme::Role::Muted));
    painter.setFont(Theme::font(Theme::TextSize::Small));
    const QRectF under(screen.left(), foot.bottom() + 4, screen.width(), kNameHeight - 4);
    painter.drawText(
        under,
        Qt::AlignHCenter | Qt::AlignTop,
        painter.fontMetrics().elidedText(name, Qt::ElideRight, static_cast<int>(under.width())));
}

void PairingPicture::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF own(1 + kFootOverhang, 1, kScreenWidth, kScreenHeight);
    const QRectF other = own.translated(kScreenWidth + kGap, 0);
    paintScreen(painter, own, tr("this device"));
    paintScreen(painter, other, m_otherName);
    painter.setPen(Theme::color(Theme::Role::Accent));
    painter.setFont(Theme::font(Theme::TextSize::Title));
    painter.drawText(QRectF(own.right(), own.top(), kGap, kScreenHeight), Qt::AlignCenter, u"="_s);
}

} // namespace sheaf
