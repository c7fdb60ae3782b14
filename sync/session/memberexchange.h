/// Which membership records a peer still has to be told: those that this device has and that the peer
/// neither sent nor was sent nor, by equal digests, has anyway.
#pragma once

#include "model/base/result.h"
#include "sync/wire/message.h"

#include <set>

namespace sheaf {

class MemberExchange
{
public:
    void setOurs(const Hash &digest, const std::vector<QByteArray> &records);
    [[nodiscard]] const Hash &digest() const { return m_digest; }

    /// The records in it that are new here.
    /// Errors  ProtocolViolation: together more than a library can have.
    [[nodiscard]] Result<std::vector<QByteArray>> heard(const message::Members &members);
    /// What the peer lacks, in messages within bounds; they count as told.
    [[nodiscard]] std::vector<Message> tell();

private:
    Hash m_digest;
    std::set<QByteArray> m_ours;
    std::set<QByteArray> m_theirs; ///< known to be there
    qsizetype m_heardBytes = 0;
};

} // namespace sheaf
