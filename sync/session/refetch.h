/// Changes that are fetched again by hash: what this library lacks is asked for, what the peer asks for
/// is given.
/// Rules   one Want at a time on the wire, each way; nothing is asked twice in one session. Answers are
///         read about limits::kBatchBytesMax at a time. What is too large for a Given travels in Parts.
/// Errors  ProtocolViolation naming the rule; of no use afterwards.
/// Source  sync/PROTOCOL.md, "Repair".
#pragma once

#include "sync/session/syncsession.h"

#include <deque>
#include <set>

namespace sheaf {

class Refetch
{
public:
    void want(const std::vector<Hash> &changes);
    [[nodiscard]] Outcome heard(const message::Want &want);
    [[nodiscard]] Outcome heard(const message::Given &given);
    /// A change put together from Parts that was not sent to be stored. True: it was wanted.
    [[nodiscard]] bool takeLarge(const PackedChange &change);
    void on(session::WantedRead read);
    void on(const session::GivenStored &stored);

    /// All that was asked for has been answered, and the answers stored.
    [[nodiscard]] bool isIdle() const
    {
        return m_toAsk.empty() && m_awaited == 0 && m_storing == 0;
    }
    [[nodiscard]] std::vector<SyncSession::Action> takeActions()
    {
        return std::exchange(m_actions, {});
    }

private:
    void ask();
    void store(std::vector<PackedChange> changes);

    std::deque<Hash> m_toAsk;
    std::set<Hash> m_asked; ///< ever, in this session
    std::size_t m_awaited = 0; ///< of the last Want, what is not answered yet
    int m_storing = 0;
    bool m_reading = false; ///< the peer's Want is being answered
    std::vector<SyncSession::Action> m_actions;
};

} // namespace sheaf
