/// Changes from elsewhere on their way into the log, one transaction at a time.
/// Rules   accepted is only what continues a chain that is here, by seq and previous hash. Of a log's run
///         in the batch only the last signature is checked: the chain vouches for the rest. What
///         continues a log in its middle is a fork: both sides are kept (LogForks), and as the sender's
///         names for them may be others, nothing more is taken of that batch (isElsewhere). A change of
///         this device's present log was made by a copy of it: the log is not continued. What is well signed but
///         not understood is kept without effect. A parent that is not here counts as absent until it
///         comes. Records that need more than one step are computed once, in settle(): a long history
///         that arrives beside another is folded once a transaction, not once a change.
/// Errors  a fault names why the change after the accepted ones was refused.
/// Thread  that of its connection, inside one LibraryWrite.
#pragma once

#include "model/note/notechange.h"
#include "model/store/deletionguard.h"
#include "model/store/logforks.h"

#include <QSet>

#include <map>
#include <set>
#include <span>

namespace sheaf {

class RemoteApply
{
public:
    enum class Step { Stored, Known, Refused, Failed };

    /// `trusted` holds hashes whose run's signature was checked before; it is brought up to date.
    RemoteApply(LibraryStore &store,
                LibraryRow &library,
                HlcClock &clock,
                qint64 nowMs,
                QSet<Hash> &trusted);

    /// Who the changes come from, for the bounds on what one device brings.
    void setSender(const DeviceId &from) { m_forks.setSender(from); }
    /// Checks chains and the last signature of each log's run; take() refuses what does not hold.
    void authenticate(std::span<const PackedChange> changes);
    Step take(const PackedChange &packed, std::size_t index);
    /// Puts `packed` in the place of row `id`, which is the same change but damaged or without its
    /// content. False: see lastError.
    bool replace(qint64 id, const PackedChange &packed, const Hash &hash);
    /// Brings the records' rows up to what was taken; once, before the commit. False: see lastError.
    bool settle();

    /// The last change was stored in a log of another name than its sender's.
    [[nodiscard]] bool isElsewhere() const { return m_elsewhere; }
    [[nodiscard]] const Error &fault() const { return m_fault; }
    [[nodiscard]] const std::vector<NoteId> &touched() const { return m_touched; }
    [[nodiscard]] const std::vector<DeviceId> &skewedClocks() const { return m_skewed; }

private:
    /// One change on its way in, or looked at again.
    struct Arrival
    {
        const PackedChange &packed;
        LogId place;
        Hash hash;
        ChangeMeta meta;
        std::optional<NoteFragment> fragment; ///< nothing: kept as raw bytes
        std::optional<NoteRow> before;
        std::vector<qint64> parents;
        std::vector<Hash> missing;
        std::optional<QByteArray> body;
        int deltaDepth = 0;
        bool effect = true;
        bool withheld = false; ///< came without its content
        bool awaits = false; ///< its body stands on a content that is not here
        bool canonical = true; ///< its rows give its bytes back
        Hash bodyHash {}; ///< null: not known yet
    };
    [[nodiscard]] static bool isWithheld(const PackedChange &packed);
    [[nodiscard]] bool isOwnStamp(const Arrival &arrival) const;
    void judgeClocks();
    /// What authenticate() found out about a change.
    struct Checked
    {
        Hash hash;
        Hash prev;
        bool known = false; ///< it is here already
    };
    /// The changes of one log in a batch, one after the other.
    struct Run
    {
        std::uint64_t first = 0; ///< seq of the first; 0 = none yet
        std::vector<Hash> hashes; ///< from `first` on
        std::vector<std::size_t> indices; ///< in the batch, of those that are new here
        bool ended = false;
    };
    using Runs = std::map<LogId, Run>;
    void follow(Runs &runs, const PackedChange &packed, std::size_t index);
    /// The hash before the first change of a branch, where that comes in the same batch.
    [[nodiscard]] static std::optional<Hash> hashBefore(const Runs &runs,
                                                        const PackedChange &packed);
    [[nodiscard]] LogForks::Place placeFor(const PackedChange &packed, const Checked &checked);
    void resolveParents(Arrival &arrival, qint64 note);
    bool expandBody(Arrival &arrival);
    bool store(Arrival &arrival);
    [[nodiscard]] JournalEntry entryOf(const Arrival &arrival, qint64 noteRow) const;
    [[nodiscard]] qint64 rowFor(const NoteId &note, qint64 was);
    void welcomeParent(const Hash &hash);
    bool reconsider(qint64 note);
    bool judgeAgain(const JournalRow &row);
    bool storeUnread(const PackedChange &packed, const LogId &place, const Hash &hash);
    void touch(const NoteId &note);
    Step refuse(ErrorCode code, const QString &why);
    Step refuse(const Error &why);

    LibraryStore &m_store;
    LibraryRow &m_library;
    HlcClock &m_clock;
    qint64 m_nowMs;
    QSet<Hash> &m_trusted;
    bool m_waiting; ///< some changes wait for parents
    std::map<qint64, NoteId> m_unsettled; ///< rows of notes to compute in settle()
    std::set<qint64> m_adopted; ///< changes that got a parent in this transaction
    std::set<qint64> m_named; ///< changes of which nobody knew before to which record they belong
    LogForks m_forks;
    bool m_elsewhere = false;
    std::vector<std::optional<Checked>> m_checked; ///< authenticated changes, by index in the batch
    std::map<LogId, Error> m_faults; ///< why a log's run was not authenticated
    std::vector<NoteId> m_touched;
    QSet<NoteId> m_touchedSet;
    std::set<DeviceId> m_doubted; ///< whose clocks were found wrong before
    std::map<DeviceId, Hlc> m_stamps; ///< the last one of each device that tells of its clock
    std::vector<DeviceId> m_skewed;
    DeletionGuard m_guard;
    Error m_fault;
};

} // namespace sheaf
