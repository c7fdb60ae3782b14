/// Changes that are fetched again by hash: what this library lacks is asked for, what the peer asks for
/// is given.
/// Rules   one Want at a time on the wire, each way, and the next only when all that came is stored: so
///         both sides keep the pace of the slower one. Nothing is asked for again once it was answered,
///         except what the answer put off. One answer has about limits::kWindowBytesMax, or one change
///         above it. What is too large for a Given travels in Parts, right after the Given that names it.
///         At most limits::kWantsMax Wants a session; the rest waits for the next one.
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
    /// Changes put together from Parts, which were not sent to be stored. True: they were wanted.
    [[nodiscard]] bool takeLarge(const std::vector<PackedChange> &changes);
    void on(session::WantedRead read);
    void on(const session::GivenStored &stored);

    /// All that was asked for has been answered, and the answers stored.
    [[nodiscard]] bool isIdle() const
    {
        return (m_toAsk.empty() || isSpent()) && !isAwaiting() && m_storing == 0;
    }
    /// Nothing more is asked for in this session.
    [[nodiscard]] bool isSpent() const;
    [[nodiscard]] std::vector<SyncSession::Action> takeActions()
    {
        return std::exchange(m_actions, {});
    }

private:
    void ask();
    void store(std::vector<PackedChange> changes);
    [[nodiscard]] bool isAwaiting() const { return m_awaited > 0 || m_large > 0; }

    std::deque<Hash> m_toAsk;
    std::set<Hash> m_asked; ///< ever, in this session
    std::set<Hash> m_wanted; ///< by the last Want; what an answer names is taken out
    std::size_t m_awaited = 0; ///< of them, what no Given has dealt with
    std::size_t m_large = 0; ///< of them, what was named and comes in Parts
    bool m_answered = false; ///< some of the last Want was not just put off
    int m_wants = 0;
    int m_storing = 0;
    bool m_reading = false; ///< the peer's Want is being answered
    std::set<Hash> m_given; ///< to the peer, in this session
    std::vector<SyncSession::Action> m_actions;
};

} // namespace sheaf
