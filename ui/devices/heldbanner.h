/// The quiet amber bar when another device deleted very many notes at once: "Laptop deleted 214 of 300
/// notes. They are kept here until you answer."
/// Shape   hidden while nothing waits; one device at a time, the next after its answer.
/// Rules   never takes the focus, never blocks other work.
/// Thread  GUI.
#pragma once

#include "model/store/libraryreader.h"
#include "ui/common/tintedframe.h"

class QLabel;
class QPushButton;

namespace sheaf {

/// "Laptop deleted 214 of 300 notes. They are kept here until you answer."
[[nodiscard]] QString heldSentence(const HeldDeletion &held);

class HeldBanner final : public TintedFrame
{
    Q_OBJECT

public:
    explicit HeldBanner(QWidget *parent = nullptr);

    void setHeld(const std::vector<HeldDeletion> &held);
    [[nodiscard]] QString text() const; ///< empty while hidden

Q_SIGNALS:
    void showRequested();
    void acceptRequested(const sheaf::DeviceId &device);
    void rejectRequested(const sheaf::DeviceId &device);

private:
    void answer(bool accept);

    QLabel *m_label;
    QPushButton *m_show;
    QPushButton *m_accept;
    QPushButton *m_reject;
    DeviceId m_device;
};

} // namespace sheaf
