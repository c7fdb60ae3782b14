/// Logs that go two ways. After a restored backup or a copied folder the same (device, incarnation, seq)
/// may exist twice: the chain of one incarnation is then a tree, and its pieces between two forks are
/// logs of their own (see LogId). Here they are found, cut and named.
/// Rules   how a tree is cut follows from the changes that are known here and from the names of branches
///         that other devices use; where two devices cut differently, whoever learns more cuts as well,
///         so that devices with the same changes name them alike. A piece that others fork from is
///         closed. No change is written, signed or dropped by any of it: rows only move to another log.
///         An own log that forks is not continued: the next own change opens a new incarnation.
/// Errors  `full`: more logs than limits allow. false: see Database::lastError. ProtocolViolation: a
///         vector that contradicts the chains.
/// Thread  that of its connection; what writes, inside one LibraryWrite.
#pragma once

#include "model/store/librarystore.h"

namespace sheaf {

/// What an examination of another device's vector found.
struct ForkFindings
{
    VersionVector theirs; ///< by our names
    VersionVector known; ///< of `theirs`: what is proven by a hash that is here
    std::vector<Hash> names; ///< of branches that begin inside of our logs
    std::vector<LogRange> forks;
    bool ownLogGrew = false; ///< they have changes of our present log that are not here
};

class LogForks
{
public:
    explicit LogForks(LibraryStore &store);

    /// What makes up the hash of a change that comes from elsewhere: the hash before it, found by the
    /// place that its sender names. Nothing: the one before it is not here.
    [[nodiscard]] std::optional<Hash> hashBefore(const PackedChange &change) const;

    /// The hash of a change that is here already, whatever its sender calls its log.
    [[nodiscard]] std::optional<Hash> hashOfKnown(const PackedChange &change) const;

    struct Place
    {
        LogId log;
        bool elsewhere = false; ///< not where its sender keeps it: its names and ours differ
        bool failed = false;
        bool full = false; ///< more logs than limits allow: nothing was done
    };
    /// Who the changes come from: a device may bring fewer logs of its own than others relay of it.
    void setSender(const DeviceId &from) { m_from = from; }
    /// The log in which a new change is to be stored; cuts and begins logs where it forks.
    [[nodiscard]] Place place(const PackedChange &change,
                              const Hash &prev,
                              const Hash &hash,
                              LibraryRow &library,
                              qint64 nowMs);

    /// Cuts a log after `last` (0 only in a log without branch: before its first change).
    bool cut(const LogId &log, std::uint64_t last, LibraryRow &library, qint64 nowMs);
    /// Where to cut after a change of that device and incarnation, null = before the first one.
    /// Nothing: it is not here, or nothing comes after it.
    [[nodiscard]] std::optional<std::pair<LogId, std::uint64_t>> cutAfter(const LogId &root,
                                                                          const Hash &last) const;
    /// Cuts so that the change which that name says begins a log.
    bool cutByName(const Hash &branch, LibraryRow &library, qint64 nowMs);

    [[nodiscard]] Result<ForkFindings> examine(const VersionVector &theirs,
                                               const LibraryRow &library) const;

    /// When a log of this device forked; 0 = never, or the person has been told.
    static constexpr QStringView kNoticeKey = u"own-log-forked";

private:
    void learnName(const LogId &log, ForkFindings &found) const;
    void fill(const LogId &log, LogHead head, VersionVector &vector) const;
    void noteCut(const LogId &log, LibraryRow &library, qint64 nowMs);

    [[nodiscard]] bool hasRoomFor(int more, const DeviceId &device) const;

    LibraryStore &m_store;
    DeviceId m_from;
};

} // namespace sheaf
