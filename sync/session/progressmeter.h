/// Counts one session's changes for people, each way, from the last time that all was said.
#pragma once

#include "sync/session/syncsession.h"

namespace sheaf {

class ProgressMeter
{
public:
    void countSent(std::uint64_t changes) { m_sent += changes; }
    void countReceived(std::uint64_t changes) { m_received += changes; }
    /// Nothing when it was told like this already.
    /// `now`: live and what holds it up; the counts are filled in.
    [[nodiscard]] std::optional<session::Progress>
    tell(const VersionVector &mine, const VersionVector &theirs, session::Progress now);

private:
    std::optional<session::Progress> m_told;
    std::uint64_t m_sent = 0;
    std::uint64_t m_received = 0;
};

} // namespace sheaf
