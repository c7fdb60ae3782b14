/// The settings' page on how long older versions are kept.
/// Rules   a longer span holds at once; a shorter one only after a second press, because what it clears
///         away on all devices does not come back. The mouse wheel changes nothing.
/// Thread  GUI thread.
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace sheaf {

class HistoryPage final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kForEver = 0;
    static constexpr int kUsualDays = 365;

    explicit HistoryPage(int days, QWidget *parent = nullptr);

    [[nodiscard]] int days() const { return m_days; } ///< what holds now

Q_SIGNALS:
    void daysChosen(int days);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void choose();
    void confirm();
    void showQuestion(bool asked);
    void showSpan(int days);

    int m_days;
    QComboBox *m_span;
    QWidget *m_question;
    QLabel *m_warning;
    QPushButton *m_shorten;
    QPushButton *m_keep;
};

} // namespace sheaf
