/// What comes in of a peer's changes: checks their order, puts large ones together from their parts,
/// and keeps count of what is handed to the library but not stored yet.
/// Rules   of each log: ascending, gapless above what this device has (the library judges where a branch
///         begins), never what it has announced. One large change at a time. At most
///         limits::kWindowBatches batches that are not acknowledged, and of more than
///         limits::kWindowBytesMax only one alone.
/// Errors  ProtocolViolation naming the rule, RateLimited when all sessions together are putting too much
///         together; the intake is of no use afterwards.
#pragma once

#include "model/base/result.h"
#include "sync/session/assemblybudget.h"
#include "sync/wire/message.h"

#include <deque>
#include <map>
#include <optional>

namespace sheaf {

class ChangeIntake
{
public:
    /// `budget` absent: this intake's own bounds are enough.
    explicit ChangeIntake(AssemblyBudget *budget = nullptr)
        : m_budget(budget)
    {
    }
    ~ChangeIntake() { giveBack(); }
    ChangeIntake(const ChangeIntake &) = delete;
    ChangeIntake &operator=(const ChangeIntake &) = delete;

    /// What this device told the peer that it has: from here on the peer sends.
    void announce(const VersionVector &ours) { m_announced = ours; }

    /// Checks a batch that goes to the library as it is, also what came from another peer meanwhile: by
    /// hash the library tells whether that was the same. `mine` is what this device has, `acked` what of
    /// it the peer has been told.
    [[nodiscard]] Outcome take(const std::vector<PackedChange> &changes,
                               const VersionVector &mine,
                               const VersionVector &acked);
    /// The changes, when this was their last part: a large one, with those after it up to one whose
    /// signature vouches for it. Empty: more parts follow.
    [[nodiscard]] Result<std::vector<PackedChange>> takePart(const message::Part &part,
                                                             const VersionVector &acked);
    [[nodiscard]] bool isAssembling() const { return m_total != 0; }

    /// So many of the changes that take() let pass have been dealt with. True: a batch is complete.
    bool stored(int consumed);
    [[nodiscard]] bool isIdle() const { return m_batches.empty() && !isAssembling(); }
    /// Has everything that the peer announced come, or was it here before?
    [[nodiscard]] bool hasAll(const VersionVector &announced, const VersionVector &mine) const;

private:
    struct Batch
    {
        std::map<LogId, std::uint64_t> last; ///< of what was not here when it came
        qint64 bytes = 0;
        int left = 0;
    };
    struct Open
    {
        int batches = 0;
        qint64 bytes = 0;
    };

    [[nodiscard]] std::optional<Error> faultOf(const PackedChange &change,
                                               const VersionVector &mine) const;
    [[nodiscard]] std::uint64_t lastReceived(const LogId &log) const;
    /// What has not been acknowledged.
    [[nodiscard]] Open open(const VersionVector &acked) const;
    void giveBack();

    AssemblyBudget *m_budget;
    VersionVector m_announced;
    std::map<LogId, std::uint64_t> m_received; ///< highest seq of each log in this session
    std::deque<Batch> m_batches; ///< handed on, not stored yet
    Hash m_hash; ///< of the change being put together
    quint64 m_total = 0; ///< 0 = none
    QByteArray m_bytes;
};

} // namespace sheaf
