/// An icon drawn from a one-colour SVG in a colour role of the theme, so that a change of theme
/// recolours every icon that is already shown.
/// Rules   disabled icons are paler; the strokes stay sharp at any device pixel ratio.
/// Thread  GUI thread.
#pragma once

#include "ui/common/theme.h"

#include <QIconEngine>

namespace sheaf {

class TintedIcon final : public QIconEngine
{
public:
    TintedIcon(QString path, Theme::Role role);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    [[nodiscard]] QIconEngine *clone() const override;
    [[nodiscard]] QString key() const override;

private:
    QString m_path;
    Theme::Role m_role;
};

} // namespace sheaf
