/// One authenticated conversation with one peer, as a pure state machine: events in, actions out. It
/// never touches a socket, a clock, a database or randomness; whoever drives it does what it asks.
/// Transitions, with the function that makes each:
///   Members    -> Comparing   the peer's Members came, ours are stored      [onMembers]
///   Comparing  -> Exchanging  the peer's Have came and the library knows what it means by its own
///                             names                                         [onHave, onHaveCompared]
///   Comparing  -> Ended       a log certainly forks: where is searched with the peer, then our log is
///                             cut there                                     [onLogCut]
///   Exchanging -> Live        both sides said EndOfStored, all acknowledged [onEndOfStored, onAck]
///   Live       -> Live        commits are pushed as they are published      [onPublished]
///   any        -> Ended       LinkLost, DeadlinePassed, a fault             [end]
/// Rules   only what the peer's Ack says is durable there counts as synced; a window of
///         limits::kWindowBatches unacknowledged batches bounds memory on both sides; a change is
///         never sent to a peer that is known to have it, so the wire falls silent. All names of logs
///         and all numbers in a session stand on how the logs were cut when it began: when one is cut
///         meanwhile, by whomever, the session ends with LogForked, to begin again at once.
///         A side that acknowledges nothing for limits::kAckProgressWithin is given up.
/// Errors  a fault of the other side ends the session with one Error message that names it.
#pragma once

#include "model/base/ids.h"
#include "model/base/result.h"
#include "model/store/libraryreader.h"
#include "model/store/vectorcomparison.h"
#include "sync/session/sessionstep.h"

#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace sheaf {

class AssemblyBudget;

namespace session {

    // Events; LinkLost and DeadlinePassed are in sessionstep.h
    struct Started // the handshake is done; what this device has and who it is
    {
        VersionVector vector; ///< published: durable and sendable
        Hash membershipDigest;
        std::vector<QByteArray> memberRecords;
        QStringList features {}; ///< that both sides have
        /// Of the state at `vector`; nothing = not to be compared (the other one merges otherwise).
        std::optional<Hash> stateDigest {};
    };
    struct PeerSaid
    {
        Message message;
    };
    struct PieceHeard // of a message that is not whole yet: a slow line is not a dead one
    {
    };
    struct MembersStored // answer to StoreMembers
    {
        Hash membershipDigest;
        std::vector<QByteArray> memberRecords;
        std::optional<Error> fault {};
    };
    struct ChangesRead // answer to ReadChanges
    {
        std::vector<PackedChange> changes;
        VersionVector upTo;
        std::optional<Error> fault {};
        bool blocked = false; ///< what is left of it is damaged here
    };
    struct ChangesStored // answer to StoreChanges, possibly several times per batch
    {
        int applied = 0;
        int consumed = 0; ///< of the batch, since the last ChangesStored
        VersionVector durable;
        std::optional<Error> fault {};
    };
    struct Published // local commits, or changes that came from other peers, are durable
    {
        VersionVector vector;
    };
    struct MembersChanged
    {
        Hash membershipDigest;
        std::vector<QByteArray> memberRecords;
    };

    struct DamageFound // more is to be fetched again than ReadLacking told
    {
    };
    struct Lacking // answer to ReadLacking
    {
        std::vector<Hash> changes;
    };
    struct WantedRead // answer to ReadWanted: each asked change is in one of the three lists
    {
        std::vector<std::pair<Hash, PackedChange>> changes;
        std::vector<Hash> missing {};
        std::vector<Hash> rest {};
    };
    struct GivenStored // answer to StoreGiven, once all of it has been dealt with
    {
        int repaired = 0;
        std::optional<Error> fault {};
    };
    struct DigestsRead // answer to ReadDigests
    {
        QByteArray prefix;
        bool forPeer = false;
        RecordDigests digests {};
    };
    struct RecordsRepaired // answer to RepairRecords
    {
        int repaired = 0;
        std::optional<Error> fault {};
    };
    struct HaveCompared // answer to CompareHave
    {
        VectorComparison comparison;
        std::optional<Error> fault {};
    };
    struct ChainRead // answer to ReadChain
    {
        std::vector<Hash> hashes; ///< null where there is no such change
    };
    struct LookedUp // answer to LookUp
    {
        std::vector<Hash> known; ///< in the order asked for
        bool forPeer = false;
    };
    struct LogCut // answer to CutLog
    {
        std::optional<Error> fault {};
    };

    // Actions; Say, ArmDeadline and End are in sessionstep.h
    struct StoreMembers
    {
        std::vector<QByteArray> records;
    };
    struct ReadChanges // one outstanding at a time
    {
        VersionVector after;
        VersionVector upTo;
        int maxChanges = 0;
        qint64 maxBytes = 0;
    };
    struct StoreChanges // batches are stored in the order of these actions
    {
        std::vector<PackedChange> changes;
    };
    struct ReadLacking // LibraryReader::lacking, limits::kWantHashesMax of it
    {
        Hash after {};
    };
    struct ReadWanted // LibraryReader::changesByHash; one outstanding at a time
    {
        std::vector<Hash> changes;
        qint64 maxBytes = 0;
    };
    struct StoreGiven // Library::repair
    {
        std::vector<PackedChange> changes;
    };
    struct ReadDigests // LibraryReader::recordDigests
    {
        QByteArray prefix;
        bool records = false;
        bool forPeer = false; ///< to be handed back
    };
    struct RepairRecords // Library::repairRecords
    {
        std::vector<NoteId> records;
        bool withSum = false;
    };
    struct StateCompared // same changes, and how the states compare after repair; for people
    {
        int differed = 0; ///< records; 0 and nothing repaired: they were equal from the start
        int repaired = 0; ///< here
        std::vector<NoteId> diverged {}; ///< still different, though both made them again
    };
    struct CompareHave // what the peer's vector means here; cuts logs that fork
    {
        VersionVector theirs;
    };
    struct ReadChain // the hashes of our changes at these points of a log
    {
        LogId log;
        std::vector<std::uint64_t> seqs;
    };
    struct LookUp // which of these changes are here?
    {
        std::vector<Hash> changes;
        bool forPeer = false; ///< to be handed back
    };
    struct CutLog // it forks after that change; null: before its first
    {
        LogId root;
        Hash last;
    };
    struct PeerAcked // the peer has this much, durably
    {
        VersionVector vector;
    };
    struct Progress // for people
    {
        qint64 sent = 0; ///< changes acknowledged in this exchange
        qint64 toSend = 0;
        qint64 received = 0;
        qint64 toReceive = 0;
        bool live = false; ///< caught up, both directions
        bool heldUpHere = false; ///< nothing moves: what is left to be sent is damaged here
        bool heldUpThere = false; ///< the same at the peer, as it says
    };

} // namespace session

class SyncSession
{
public:
    using Event = std::variant<session::Started,
                               session::PeerSaid,
                               session::PieceHeard,
                               session::MembersStored,
                               session::ChangesRead,
                               session::ChangesStored,
                               session::Published,
                               session::MembersChanged,
                               session::DamageFound,
                               session::Lacking,
                               session::WantedRead,
                               session::GivenStored,
                               session::DigestsRead,
                               session::RecordsRepaired,
                               session::HaveCompared,
                               session::ChainRead,
                               session::LookedUp,
                               session::LogCut,
                               session::LinkLost,
                               session::DeadlinePassed>;
    using Action = std::variant<session::Say,
                                session::StoreMembers,
                                session::ReadChanges,
                                session::StoreChanges,
                                session::ReadLacking,
                                session::ReadWanted,
                                session::StoreGiven,
                                session::ReadDigests,
                                session::RepairRecords,
                                session::StateCompared,
                                session::CompareHave,
                                session::ReadChain,
                                session::LookUp,
                                session::CutLog,
                                session::PeerAcked,
                                session::Progress,
                                session::ArmDeadline,
                                session::End>;

    /// `budget`: shared by all sessions of a device; outlives them.
    explicit SyncSession(AssemblyBudget *budget = nullptr);
    ~SyncSession();
    SyncSession(const SyncSession &) = delete;
    SyncSession &operator=(const SyncSession &) = delete;

    [[nodiscard]] std::vector<Action> handle(const Event &event, qint64 nowMs);
    [[nodiscard]] bool ended() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sheaf
