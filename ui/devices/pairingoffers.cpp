#include "ui/devices/pairingoffers.h"

#include "ui/common/messagebar.h"
#include "ui/devices/pairingwizard.h"

#include <QWidget>

#include <chrono>

namespace sheaf {

using namespace Qt::StringLiterals;

PairingOffers::PairingOffers(SyncEngine &engine, MessageBar &notices, QWidget &window)
    : QObject(&window)
    , m_engine(engine)
    , m_notices(notices)
    , m_window(window)
{
    connect(&engine, &SyncEngine::pairingChanged, this, &PairingOffers::offer);
}

PairingWizard *PairingOffers::wizard() const
{
    return m_wizard;
}

void PairingOffers::openWizard()
{
    if (m_wizard.isNull()) {
        m_wizard = new PairingWizard(m_engine, &m_window);
        m_wizard->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_wizard->open();
    m_wizard->raise();
    m_wizard->activateWindow();
}

void PairingOffers::openFor(quint64 id)
{
    openWizard();
    m_wizard->follow(id);
}

void PairingOffers::offer(const PairingRequest &request)
{
    if (!request.incoming) {
        return;
    }
    const QString name =
        request.name.isEmpty() ? tr("Another device") : u"“%1”"_s.arg(request.name);
    const bool over = request.state == PairingRequest::State::Done
        || request.state == PairingRequest::State::Failed;
    if (over) {
        if (m_offered == request.id) {
            m_offered = 0;
            m_notices.dismiss();
        }
        if (request.state == PairingRequest::State::Done && m_wizard.isNull()) {
            m_notices.show({.text = tr("%1 is paired; its notes come over now.").arg(name),
                            .tone = MessageBar::Tone::Success,
                            .hideAfter = std::chrono::seconds(10)});
        }
        return;
    }
    if (request.state != PairingRequest::State::Comparing || m_offered == request.id
        || !m_wizard.isNull()) {
        return; // the open wizard shows it, or the person is busy with another one
    }
    m_offered = request.id;
    m_notices.show({.text = tr("%1 wants to share notes with this device.").arg(name),
                    .actionText = tr("Compare codes…"),
                    .action = [this, id = request.id] { openFor(id); }});
}

} // namespace sheaf
