#include "sync/session/handedchanges.h"

namespace sheaf {

void HandedChanges::add(const LogId &log, std::uint64_t seq)
{
    m_changes.emplace_back(log, seq);
    ++m_logs[log];
}

VersionVector HandedChanges::dealtWith(int count)
{
    VersionVector far;
    for (; count > 0 && !m_changes.empty(); --count) {
        const auto &[log, seq] = m_changes.front();
        far.advance(log, {seq, {}});
        if (const auto it = m_logs.find(log); --it->second == 0) {
            m_logs.erase(it);
        }
        m_changes.pop_front();
    }
    return far;
}

std::vector<LogId> HandedChanges::logs() const
{
    std::vector<LogId> logs;
    logs.reserve(m_logs.size());
    for (const auto &entry : m_logs) {
        logs.push_back(entry.first);
    }
    return logs;
}

} // namespace sheaf
