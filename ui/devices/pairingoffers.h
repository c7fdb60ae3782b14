/// Offers pairing to the person: at most one wizard, opened by the person or from the quiet notice that
/// another device's request brings up.
/// Rules   a request that comes in never opens a window by itself. One that is over takes its notice along.
/// Thread  GUI.
#pragma once

#include "sync/engine/syncengine.h"

#include <QPointer>

class QWidget;

namespace sheaf {

class MessageBar;
class PairingWizard;

class PairingOffers final : public QObject
{
    Q_OBJECT

public:
    /// `window` is the wizard's parent; `notices` shows what comes in. Both outlive this object.
    PairingOffers(SyncEngine &engine, MessageBar &notices, QWidget &window);

    void openWizard(); ///< "Pair a device…"
    [[nodiscard]] PairingWizard *wizard() const; ///< null when none is open

private:
    void offer(const PairingRequest &request);
    void openFor(quint64 id);

    SyncEngine &m_engine;
    MessageBar &m_notices;
    QWidget &m_window;
    QPointer<PairingWizard> m_wizard;
    quint64 m_offered = 0; ///< request whose notice is up; 0 = none
};

} // namespace sheaf
