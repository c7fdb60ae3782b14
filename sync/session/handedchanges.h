/// The changes that a session has handed to the library and that are not dealt with yet, in order.
/// Shape   add() as they are handed over → dealtWith() as the library says so → nothing is left.
#pragma once

#include "model/causality/versionvector.h"

#include <deque>
#include <map>

namespace sheaf {

class HandedChanges
{
public:
    void add(const LogId &log, std::uint64_t seq);
    /// Forgets the next `count` of them and says how far they went in each log.
    VersionVector dealtWith(int count);
    /// The logs that some of them are in.
    [[nodiscard]] std::vector<LogId> logs() const;

private:
    std::deque<std::pair<LogId, std::uint64_t>> m_changes;
    std::map<LogId, int> m_logs; ///< how many in each; never 0
};

} // namespace sheaf
