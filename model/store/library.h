/// The one door to a library for writing. All edits, imports and remote changes enter here, each as
/// one transaction with its cursors, cache and conflict rows; a change is handed out only when durable.
/// Rules   (device, incarnation, seq) is never reused: the sidecar in the state folder tells a restored
///         or copied library from its own past, and a new incarnation starts before the first write.
/// Errors  every call leaves the library as it was, or fully changed.
/// Thread  one instance on one thread (LibraryService owns one); other processes may write too.
#pragma once

#include "model/base/clock.h"
#include "model/base/randomsource.h"
#include "model/note/changesigner.h"
#include "model/note/noteedit.h"
#include "model/store/libraryreader.h"
#include "model/store/vectorcomparison.h"
#include "model/store/wantedstore.h"

#include <functional>
#include <span>

namespace sheaf {

class HlcClock;
struct Checkpoint;
class LibraryWrite;
class StateFiles;
struct ForkFindings;
struct ChangeVerdict;
struct LibraryRow;
struct NoteRow;

struct LibraryConfig
{
    QString folder; ///< holds library.sqlite, search.sqlite, attachments/; made when missing
    QString stateFolder; ///< holds the sidecar; outside `folder`
    const ChangeSigner *signer = nullptr;
    const Clock *clock = nullptr;
    RandomSource *random = nullptr;
    QString deviceName; ///< used when the library is made
    QString user; ///< likewise
    StateFiles *stateFiles = nullptr; ///< where the sidecar is kept; null = the file system
};

/// What a batch of remote changes did.
struct ApplyReport
{
    int applied = 0; ///< changes stored by this call; the rest of the batch was known already
    int consumed = 0; ///< changes of the batch that are dealt with (stored or known)
    std::vector<NoteId> touched; ///< records whose state may have changed
    VersionVector durable; ///< the library's vector afterwards
    std::vector<DeviceId> skewedClocks; ///< devices whose stamps are far ahead of our clock
    std::optional<Error> fault; ///< why the change after `consumed` was refused (session must end)
};

/// What was made whole again.
struct RepairReport
{
    int consumed = 0; ///< of what was given or asked; the rest is for another call
    int repaired = 0; ///< changes or records that are as they should be now, and were not before
    std::vector<Hash> refused; ///< given, but no better than what is here
    std::vector<NoteId> touched; ///< records whose state may have changed
    qint64 lacking = 0; ///< changes that are still to be fetched
};

/// What one piece of proving found.
struct ProofReport
{
    bool done = false; ///< nothing is left to be proven
    int bad = 0; ///< changes found bad: they are wanted now
    std::vector<NoteId> touched; ///< records that were made again
};

/// A problem found by `check`.
struct CheckReport
{
    QStringList problems; ///< empty = everything verified
    qint64 changes = 0;
    qint64 notes = 0;
};

/// What one call of `upkeep` did.
struct UpkeepReport
{
    bool more = false; ///< call again when idle; else in an hour
    int dropped = 0; ///< contents of old versions
    bool wroteCheckpoint = false;
    std::vector<NoteId> touched; ///< deleted notes whose content is gone
};

class Library final : public LibraryReader
{
public:
    /// Opens or makes a library.
    [[nodiscard]] static Result<std::unique_ptr<Library>> open(const LibraryConfig &config);
    ~Library() override;

    // Local edits
    Result<CommitResult> commit(const NoteEdit &edit);
    /// All or nothing, one transaction.
    Result<std::vector<CommitResult>> commitAll(const std::vector<NoteEdit> &edits);
    /// Finds or makes the notebooks of a path; returns the innermost. Two devices that make the same
    /// path apart make the same records.
    Result<NoteId> ensureNotebook(const QStringList &path);
    Outcome setSetting(const QString &key, const QString &value); ///< replicated
    /// Ends a conflict: `result` becomes the record's state, on top of exactly `heads`.
    /// StaleHeads when other heads have come since: show them first.
    Result<CommitResult>
    resolve(const NoteId &note, const std::vector<Hash> &heads, const NoteState &result);
    /// The same, and the loser's content goes on as a new note whose id is derived from the heads.
    Result<std::vector<CommitResult>> resolveKeepingBoth(const NoteId &note,
                                                         const std::vector<Hash> &heads,
                                                         const NoteState &result,
                                                         const NoteState &loser);

    // Mass deletions that wait for an answer; NotFound when none of `device` does
    Result<int> acceptHeld(const DeviceId &device); ///< deleted here too; answers how many notes
    /// Writes restores, which spread; answers how many. What cannot be restored goes on waiting; when that
    /// is all, the answer is why.
    Result<int> rejectHeld(const DeviceId &device);
    /// What `peer` told of its clock in a session. Devices whose clocks are wrong are named by clocks().
    void notePeerClock(const DeviceId &peer, qint64 aheadMs);
    /// This device has all that another one had: from here on the person is taken to have seen it.
    void noteCaughtUp();

    // Remote changes
    /// Applies, in one transaction, the longest prefix of `changes` that fits one slice: of
    /// limits::kApplySliceMax, or with `isAwaited` until that is true, limits::kApplyAloneMax at most.
    /// Every transaction waits for the disk once, so a long one without need of a pause is cheaper.
    Result<ApplyReport> apply(std::span<const PackedChange> changes,
                              const DeviceId &from,
                              const std::function<bool()> &isAwaited = {});
    /// What a peer's Have means by the names that logs have here. Cuts our logs where its names say that
    /// they fork (then `mine` is no longer what was announced), takes back what it had acknowledged and
    /// has lost, and ends the own log when it has more of it.
    /// Errors  ProtocolViolation: its heads contradict the chains.
    Result<VectorComparison> compare(const DeviceId &peer, const VersionVector &theirs);
    /// Cuts a log after that change (null: before the first one): there it forks. False: nothing to cut.
    Result<bool> cutLog(const LogId &root, const Hash &last);
    Result<int> addMemberRecords(const std::vector<QByteArray> &records);
    /// False: it could not be written down; tell it again.
    bool markSyncedToPeer(const DeviceId &peer, const VersionVector &acked);

    /// Makes all own changes sendable: brings the sidecar up to the log. Returns the vector that may
    /// be announced.
    Result<VersionVector> publish();

    // Repair
    /// Peers are to be asked for these changes, which are here in name only.
    Outcome want(std::span<const Hash> changes, WantReason reason);
    /// Changes that a peer gave for wanted ones: each goes in the place of its damaged or empty row, or
    /// lends it its signature, only where hash, commitments and signature prove it to be the same.
    Result<RepairReport> repair(std::span<const PackedChange> given, const DeviceId &from);
    /// Looks, for one slice or until `isAwaited`, whether rows and changes are as they were written; makes
    /// wrong rows again, wants bad changes. For when nothing else is to be done.
    Result<ProofReport> prove(const std::function<bool()> &isAwaited);
    /// Makes the rows of these records again from the log, as many as fit one slice; wants what is found
    /// damaged. `withSum`: the sum over all records as well.
    Result<RepairReport>
    repairRecords(std::span<const NoteId> records, bool withSum, const DeviceId &peer);

    // Joining
    /// Accepts that this library (one device, see Membership) becomes part of `library`: `records` end
    /// with the Add record signed by both. Own notes stay; the next own change opens a new incarnation.
    Outcome join(const LibraryId &library, const std::vector<QByteArray> &records);
    /// For the Add record: all logs here that belong to this library's id.
    [[nodiscard]] std::vector<AdoptedLog> ownLogs() const;

    // Peers and local values
    Outcome setPeerName(const DeviceId &peer, const QString &name);
    Outcome setPeerAddresses(const DeviceId &peer, const QStringList &addresses);
    void notePeerSeen(const DeviceId &peer,
                      quint64 changesSent,
                      quint64 changesReceived,
                      quint64 bytesSent,
                      quint64 bytesReceived); ///< adds to the counters
    void audit(const QString &event, const DeviceId &device, const QString &text);
    Outcome setDeviceName(const QString &name);
    Outcome setUser(const QString &user);
    Outcome setLocalValue(const QString &key, const QString &value);

    // Upkeep
    /// Feeds the search index; at most `maxNotes` records. True when it is up to date.
    bool updateIndex(int maxNotes);
    [[nodiscard]] CheckReport check();
    /// One short piece of what is done when nothing else waits: drops what a checkpoint allows, writes a
    /// checkpoint when it is time, gives free space back. A transaction of its own; may be cut anywhere.
    Result<UpkeepReport> upkeep();

private:
    struct Private;
    Library(QString folder, std::unique_ptr<LibraryStore> store);
    /// Makes a new library, or checks that this one is ours and whether its own log may go on.
    Outcome settle();
    Outcome lookAgainAtKept();
    Outcome lookAgainAtSomeKept(bool &done);
    Outcome begin(LibraryWrite &write) const;
    /// First in each write: what this device's clock says now, and whether it was set since the last.
    void noticeTime(LibraryWrite &write) const;
    /// The same at the start, with a write only where it is needed.
    Outcome settleTime();
    /// After the first commit of a new incarnation: notes it beside the library.
    void markNewLog(const LibraryRow &library);
    [[nodiscard]] bool newestWins() const;
    /// When the conflict policy is among the touched records: shows all open forks by the new one. When
    /// it is the checkpoint: see renewWanted.
    Outcome applyPolicy(LibraryWrite &write, const std::vector<NoteId> &touched) const;
    [[nodiscard]] Result<NoteRow> conflictRow(const NoteId &note,
                                              const std::vector<Hash> &heads) const;
    Outcome
    settleForks(const DeviceId &peer, const ForkFindings &found, const VersionVector &proven);
    Outcome noteBad(const std::vector<ChangeVerdict> &bad, qint64 provenUpTo);
    Result<ProofReport> renewSomeRows();
    struct RestoredSlice
    {
        int looked = 0;
        int restored = 0;
        qint64 last = 0; ///< row of the last note that was looked at
        std::optional<Error> kept; ///< why one of them goes on waiting
    };
    Result<RestoredSlice> restoreHeld(const DeviceId &device, qint64 after);
    Outcome writeValues(const std::function<void()> &change);
    Result<UpkeepReport> obeyCheckpoint(const Checkpoint &checkpoint, const QString &key);
    Result<UpkeepReport> lookForCheckpoint();
    /// A new checkpoint says of some contents that nobody has them any longer.
    Outcome renewWanted(LibraryWrite &write) const;
    Outcome writeCheckpoint(const Checkpoint &checkpoint);
    bool giveSpaceBack();

    std::unique_ptr<Private> d;
};

} // namespace sheaf
