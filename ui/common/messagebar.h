/// A quiet notice inside a window: a sentence, perhaps one action ("Undo"), a close button. It never
/// takes the focus and never covers what the person is working on.
/// Shape   hidden while there is nothing to say; a new notice takes the place of the old one.
/// Thread  GUI.
#pragma once

#include "ui/common/tintedframe.h"

#include <chrono>
#include <functional>

class QLabel;
class QPushButton;
class QTimer;
class QToolButton;

namespace sheaf {

class MessageBar final : public TintedFrame
{
    Q_OBJECT

public:
    enum class Tone { Info, Success, Warning, Danger };
    struct Notice
    {
        QString text;
        Tone tone = Tone::Info;
        QString actionText {}; ///< empty = no button
        std::function<void()> action {}; ///< called once; the notice is gone by then
        std::chrono::milliseconds hideAfter {0}; ///< 0 = stays until closed
    };

    explicit MessageBar(QWidget *parent = nullptr);

    void show(const Notice &notice);
    void dismiss();
    [[nodiscard]] QString text() const; ///< empty while hidden

Q_SIGNALS:
    void dismissed();

private:
    void runAction();

    QLabel *m_label;
    QPushButton *m_action;
    QToolButton *m_close;
    QTimer *m_hide;
    Notice m_notice;
};

} // namespace sheaf
