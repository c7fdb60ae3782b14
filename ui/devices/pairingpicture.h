/// A small picture of both screens with the same digits: what the person should look for.
/// Thread  GUI.
#pragma once

#include <QWidget>

namespace sheaf {

class PairingPicture final : public QWidget
{
    Q_OBJECT

public:
    explicit PairingPicture(QWidget *parent = nullptr);

    void setRequest(const QString &code, const QString &otherName);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintScreen(QPainter &painter, const QRectF &screen, const QString &name) const;

    QString m_code;
    QString m_otherName;
};

} // namespace sheaf
