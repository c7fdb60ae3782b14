/// What a sync session still has to say of its changes: read batches as messages, those that wait for
/// the window and those that wait for the peer's acknowledgement.
/// Rules   at most limits::kWindowBatches batches unacknowledged, and together no more than as many full
///         batches hold; a larger single change goes alone. Nothing that the peer has is said.
#pragma once

#include "sync/wire/message.h"

#include <deque>
#include <map>

namespace sheaf {

/// A large change's packed bytes as messages, to be said one right after the other.
[[nodiscard]] std::vector<Message> partsOf(const QByteArray &packed);

class ChangeOutbox
{
public:
    /// Takes one batch as it was read, in causal order; leaves out what `peerHas` holds already. It is
    /// not taken apart: only its ends are vouched for. What is too large for a message goes in Parts.
    void
    add(std::vector<PackedChange> changes, const VersionVector &upTo, const VersionVector &peerHas);
    /// The messages of the next batch, when the window has room for it; else none.
    [[nodiscard]] std::vector<Message> next();
    /// Forgets the batches that the peer has, said or not.
    void settle(const VersionVector &peerHas);

    [[nodiscard]] bool isAllSaid() const { return m_waiting.empty(); }
    [[nodiscard]] bool isIdle() const { return m_waiting.empty() && m_unacked.empty(); }
    /// How far has been read for this peer.
    [[nodiscard]] const VersionVector &readUpTo() const { return m_readUpTo; }

private:
    struct Batch
    {
        std::vector<PackedChange> changes; ///< one message, or
        QByteArray large; ///< their bytes, said in parts
        std::map<LogId, std::uint64_t> last; ///< highest seq of each log in it
        qint64 bytes = 0;
    };

    [[nodiscard]] bool hasRoomFor(const Batch &batch) const;

    std::deque<Batch> m_waiting;
    std::deque<Batch> m_unacked; ///< emptied of their bytes
    qint64 m_unackedBytes = 0;
    VersionVector m_readUpTo;
};

} // namespace sheaf
