#include "ui/common/tintedicon.h"

#include <QImage>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    QPixmap render(const QString &path, const QSize &size, const QColor &color)
    {
        const QString key = u"%1|%2x%3|%4"_s.arg(path)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(color.name(QColor::HexArgb));
        QPixmap result;
        if (QPixmapCache::find(key, &result)) {
            return result;
        }
        QImage image(size, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QSvgRenderer renderer(path);
        QPainter painter(&image);
        const int side = std::min(size.width(), size.height());
        renderer.render(
            &painter,
            QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0, side, side));
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(image.rect(), color);
        painter.end();
        result = QPixmap::fromImage(image);
        QPixmapCache::insert(key, result);
        return result;
    }

} // namespace

TintedIcon::TintedIcon(QString path, Theme::Role role)
    : m_path(std::move(path))
    , m_role(role)
{
}

void TintedIcon::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state)
{
    const double ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
    QPixmap drawn = pixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state);
    drawn.setDevicePixelRatio(ratio);
    painter->drawPixmap(rect.topLeft(), drawn);
}

QPixmap TintedIcon::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State)
{
    if (size.isEmpty()) {
        return {};
    }
    QColor color = Theme::color(m_role);
    if (mode == QIcon::Disabled) {
        color.setAlphaF(0.4F);
    }
    return render(m_path, size, color);
}

QIconEngine *TintedIcon::clone() const
{
    return new TintedIcon(*this);
}

QString TintedIcon::key() const
{
    return u"sheaf-tinted"_s;
}

} // namespace sheaf
