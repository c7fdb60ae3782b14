/// How many bytes of large changes all sessions together may hold that are not whole yet. They grow with
/// what has come, never with what was promised, and a hostile member could begin one in each session.
/// Thread  that of the sessions that share it.
#pragma once

#include "sync/limits.h"

namespace sheaf {

class AssemblyBudget
{
public:
    /// False, and nothing is taken, when there is no room.
    [[nodiscard]] bool take(qint64 bytes)
    {
        if (bytes > limits::kAssembledBytesMax - m_used) {
            return false;
        }
        m_used += bytes;
        return true;
    }
    void giveBack(qint64 bytes) { m_used -= bytes; }
    [[nodiscard]] qint64 used() const { return m_used; }

private:
    qint64 m_used = 0;
};

} // namespace sheaf
