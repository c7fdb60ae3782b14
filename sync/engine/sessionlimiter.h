/// Slows down a device that is known but starts one session after the other: each costs a handshake and
/// lines in the audit log, and one that ends with a fault of its own may have cost a whole batch.
/// Rules   a session with a fault counts as limits::kSessionFaultCost. What is remembered is bounded by
///         the number of members.
/// Thread  none of its own; time is a parameter.
#pragma once

#include "model/base/ids.h"
#include "sync/limits.h"
#include "sync/transport/tokenbucket.h"

#include <map>

namespace sheaf {

class SessionLimiter
{
public:
    /// A device has proven who it is; false = it asks too often.
    [[nodiscard]] bool admits(const DeviceId &device, qint64 nowMs)
    {
        return m_buckets[device].take(1, nowMs);
    }
    void faulted(const DeviceId &device, qint64 nowMs)
    {
        m_buckets[device].charge(limits::kSessionFaultCost - 1, nowMs);
    }

private:
    struct Bucket : TokenBucket
    {
        Bucket()
            : TokenBucket(limits::kSessionsPerSecond, limits::kSessionsBurst)
        {
        }
    };
    std::map<DeviceId, Bucket> m_buckets;
};

} // namespace sheaf
