#include "sync/session/sessionrepair.h"

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
    ++m_readingLacking;
    m_actions.emplace_back(session::ReadLacking {});
}

void SessionRepair::on(const session::Lacking &lacking)
{
    m_readingLacking = std::max(m_readingLacking - 1, 0);
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
    if (m_comparison.isRepaired() && m_readingLacking == 0 && m_refetch.isIdle()) {
        m_comparison.onRefetched();
    }
    std::vector<SyncSession::Action> actions = std::exchange(m_actions, {});
    for (auto part : {m_refetch.takeActions(), m_comparison.takeActions()}) {
        std::move(part.begin(), part.end(), std::back_inserter(actions));
    }
    return actions;
}

} // namespace sheaf
