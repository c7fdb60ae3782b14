/// An icon standing alone. Unlike a label's pixmap it follows the theme.
/// Thread  GUI.
#pragma once

#include <QIcon>
#include <QWidget>

namespace sheaf {

class IconLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(const QIcon &icon, int size, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override { return {m_size, m_size}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
    int m_size;
};

} // namespace sheaf
