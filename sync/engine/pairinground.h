/// One pairing from the asking to the end, for those who wait for it (the command line).
/// Thread  the engine's thread; emits finished() once.
#pragma once

#include "sync/engine/syncengine.h"

namespace sheaf {

class PairingRound final : public QObject
{
    Q_OBJECT

public:
    PairingRound(SyncEngine &engine, quint64 request, QObject *parent = nullptr);

Q_SIGNALS:
    void codeShown(const QString &code); ///< six digits to compare
    void finished(const sheaf::PairingRequest &request); ///< Done or Failed

private:
    void onPairing(const PairingRequest &request);

    quint64 m_request;
    bool m_shown = false;
    bool m_finished = false;
};

} // namespace sheaf
