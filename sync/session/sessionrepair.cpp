#include "sync/session/sessionrepair.h"

#include "sync/limits.h"

#include <iterator>

namespace sheaf {

void SessionRepair::begin(const std::optional<Hash> &ours,
                          const std::optional<Hash> &theirs,
                          const VersionVector &vector)
{
    m_comparison.begin(ours, theirs, vector);
    readLacking();
}

void SessionRepair::beginUnequal()
{
    m_comparison.stop();
    readLacking();
}

void SessionRepair::stopComparing()
{
    m_comparison.stop();
}

void SessionRepair::readLacking()
{
    m_lackingUpTo = {};
    m_readAgain = m_readingLacking;
    readOn();
}

void SessionRepair::readOn()
{
    m_moreLacking = false;
    if (!std::exchange(m_readingLacking, true)) {
        m_actions.emplace_back(session::ReadLacking {m_lackingUpTo});
    }
}

void SessionRepair::on(const session::Lacking &lacking)
{
    m_readingLacking = false;
    if (std::exchange(m_readAgain, false)) {
        readOn();
    } else if (lacking.changes.size() >= static_cast<std::size_t>(limits::kWantHashesMax)) {
        m_lackingUpTo = lacking.changes.back();
        m_moreLacking = true;
    }
    m_refetch.want(lacking.changes);
}

void SessionRepair::on(const session::GivenStored &stored)
{
    m_refetch.on(stored);
    m_comparison.countRepaired(stored.repaired);
}

void SessionRepair::on(const session::RecordsRepaired &repaired)
{
    m_comparison.on(repaired);
    if (m_comparison.isRepairing()) {
        readLacking(); // it may have found damage
    }
}

std::vector<SyncSession::Action> SessionRepair::takeActions()
{
    if (m_moreLacking && m_refetch.isIdle() && !m_refetch.isSpent()) {
        readOn(); // what is not to be had must not stand before what is
    }
    if (m_comparison.isRepaired() && !m_readingLacking && m_refetch.isIdle()) {
        m_comparison.onRefetched();
    }
    std::vector<SyncSession::Action> actions = std::exchange(m_actions, {});
    for (auto part : {m_refetch.takeActions(), m_comparison.takeActions()}) {
        std::move(part.begin(), part.end(), std::back_inserter(actions));
    }
    return actions;
}

} // namespace sheaf
