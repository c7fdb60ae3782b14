#include "sync/engine/pairinground.h"

namespace sheaf {

PairingRound::PairingRound(SyncEngine &engine, quint64 request, QObject *parent)
    : QObject(parent)
    , m_request(request)
{
    connect(&engine, &SyncEngine::pairingChanged, this, &PairingRound::onPairing);
}

void PairingRound::onPairing(const PairingRequest &request)
{
    if (request.id != m_request || m_finished) {
        return;
    }
    if (request.state == PairingRequest::State::Comparing && !m_shown && !request.code.isEmpty()) {
        m_shown = true;
        Q_EMIT codeShown(request.code);
    }
    if (request.state == PairingRequest::State::Done
        || request.state == PairingRequest::State::Failed) {
        m_finished = true;
        Q_EMIT finished(request);
    }
}

} // namespace sheaf
