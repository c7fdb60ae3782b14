/// What a device has of every log: the highest contiguous sequence number and that change's hash.
/// Shape   LogId -> {seq, hash}; a missing log means seq 0. Sequence numbers start at 1.
/// Rules   entries only grow, until a fork becomes known: then the library's vector names the pieces
///         anew (see follow). Comparison of vectors is by seq; hashes tell forks apart.
#pragma once

#include "model/base/ids.h"

#include <map>
#include <vector>

namespace sheaf {

/// One append-only, hash-chained log of changes.
/// Rules   the changes of one device and incarnation form a chain, or where it forked a tree. Its
///         pieces between two forks are logs of their own: the one at the root without a branch, each
///         other named by its first change. Sequence numbers count on through them: the first change of
///         a branch comes after the last of the piece before it.
struct LogId
{
    DeviceId device;
    std::uint64_t incarnation =
        0; ///< renewed after a restored backup, a copied folder, an adoption
    Hash branch; ///< null but for forks: hash of the branch's first header

    /// The log at the root of the same tree.
    [[nodiscard]] LogId root() const { return {device, incarnation, {}}; }

    friend auto operator<=>(const LogId &, const LogId &) = default;
    friend bool operator==(const LogId &, const LogId &) = default;
};
[[nodiscard]] size_t qHash(const LogId &log, size_t seed = 0);

struct LogHead
{
    std::uint64_t seq = 0;
    Hash hash;
    std::uint64_t first = 1; ///< of a branch: its first seq, where known; for counting only

    friend bool operator==(const LogHead &a, const LogHead &b)
    {
        return a.seq == b.seq && a.hash == b.hash;
    }
};

/// A run of sequence numbers of one log, both ends included.
struct LogRange
{
    LogId log;
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    friend bool operator==(const LogRange &, const LogRange &) = default;
};

class VersionVector
{
public:
    [[nodiscard]] std::uint64_t seq(const LogId &log) const;
    [[nodiscard]] LogHead head(const LogId &log) const;
    [[nodiscard]] bool has(const LogId &log, std::uint64_t seq) const
    {
        return seq <= this->seq(log);
    }
    /// Moves the log's head forward, or names the hash where it stands; a lower seq changes nothing.
    void advance(const LogId &log, LogHead head);
    /// The pointwise maximum of both.
    void join(const VersionVector &other);
    /// Takes over what another vector of the same library says, newer or older. Where forks became known
    /// in between, the one that names more branches counts alone: the other one's logs were cut since.
    void follow(const VersionVector &other);
    /// Whether this is a later vector of the same library in which logs of `before` were cut.
    [[nodiscard]] bool cuts(const VersionVector &before) const;
    [[nodiscard]] std::size_t branches() const; ///< entries that are branches
    /// For one log only: as if nothing more was known of it.
    void lower(const LogId &log, LogHead head);
    /// The pointwise minimum: what both have.
    [[nodiscard]] VersionVector meet(const VersionVector &other) const;
    /// True when this has everything that `other` has.
    [[nodiscard]] bool covers(const VersionVector &other) const;
    /// What this has and `other` lacks, by log.
    [[nodiscard]] std::vector<LogRange> missingIn(const VersionVector &other) const;
    /// Number of changes that this has and `other` lacks.
    [[nodiscard]] std::uint64_t countMissingIn(const VersionVector &other) const;
    [[nodiscard]] const std::map<LogId, LogHead> &heads() const { return m_heads; }
    [[nodiscard]] bool isEmpty() const { return m_heads.empty(); }
    /// 32 bytes that are equal exactly when the vectors, hashes included, are.
    [[nodiscard]] Hash digest() const;

    friend bool operator==(const VersionVector &, const VersionVector &) = default;

private:
    std::map<LogId, LogHead> m_heads;
};

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::VersionVector)
