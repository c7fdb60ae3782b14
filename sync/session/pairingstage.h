/// What the two stages of a pairing share: actions to be handed out, and the ways to end.
#pragma once

#include "sync/session/pairingsession.h"
#include "sync/session/pairingstep.h"

namespace sheaf {

class PairingStage
{
public:
    [[nodiscard]] std::vector<PairingSession::Action> takeActions()
    {
        return std::exchange(m_actions, {});
    }
    [[nodiscard]] bool isEnded() const { return m_ended; }

    /// Tells the other side and ends.
    void fail(const Error &why);
    /// Ends without a word: the other side knows, or is gone.
    void end(const Error &why);

protected:
    void act(PairingSession::Action action) { m_actions.push_back(std::move(action)); }
    void say(const pairing::Step &step) { act(session::Say {encodePairingStep(step)}); }
    void fail(ErrorCode code, const QString &detail) { fail(Error {code, detail}); }
    void violate();
    void finish(pairing::Paired paired);

private:
    std::vector<PairingSession::Action> m_actions;
    bool m_ended = false;
};

} // namespace sheaf
