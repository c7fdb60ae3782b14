#include "sync/session/progressmeter.h"

#include <algorithm>

namespace sheaf {

namespace {

    /// A hostile vector may claim any number; people are shown a sane one.
    qint64 shownCount(std::uint64_t count)
    {
        return static_cast<qint64>(std::min(count, std::uint64_t {1} << 52U));
    }

} // namespace

std::optional<session::Progress>
ProgressMeter::tell(const VersionVector &mine, const VersionVector &theirs, session::Progress now)
{
    now.sent = shownCount(m_sent);
    now.toSend = shownCount(m_sent + mine.countMissingIn(theirs));
    now.received = shownCount(m_received);
    now.toReceive = shownCount(m_received + theirs.countMissingIn(mine));
    if (now.live) {
        m_sent = m_received = 0; // the next exchange counts from zero
    }
    const bool same = m_told && m_told->live == now.live && m_told->sent == now.sent
        && m_told->toSend == now.toSend && m_told->received == now.received
        && m_told->toReceive == now.toReceive && m_told->heldUpHere == now.heldUpHere
        && m_told->heldUpThere == now.heldUpThere;
    const bool stillLive = m_told && m_told->live && now.live && now.sent + now.received == 0;
    if (same || stillLive) {
        return std::nullopt;
    }
    m_told = now;
    return now;
}

} // namespace sheaf
