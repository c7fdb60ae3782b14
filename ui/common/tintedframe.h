/// A frame on a thin tint of one colour role: the ground of quiet notices.
/// Thread  GUI.
#pragma once

#include "ui/common/theme.h"

#include <QFrame>

namespace sheaf {

class TintedFrame : public QFrame
{
    Q_OBJECT

public:
    explicit TintedFrame(Theme::Role role, QWidget *parent = nullptr);

    void setRole(Theme::Role role);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme::Role m_role;
};

} // namespace sheaf
