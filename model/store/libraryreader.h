/// Everything that can be read from a library, on a connection of its own.
/// Rules   never writes. Each call sees one consistent snapshot. Text comes back decompressed.
/// Errors  Result where the disk can fail in a way the caller must tell the person; elsewhere an
///         empty answer and a log line.
/// Thread  each thread opens its own reader and keeps it there.
#pragma once

#include "model/base/result.h"
#include "model/causality/clockverdict.h"
#include "model/causality/versionvector.h"
#include "model/membership/membership.h"
#include "model/note/note.h"
#include "model/note/notechange.h"
#include "model/note/packedchange.h"
#include "model/search/searchresult.h"

#include <QDateTime>

#include <limits>
#include <memory>
#include <span>

namespace sheaf {

class LibraryStore;

/// Which notes a list shows. All conditions hold together.
struct NoteFilter
{
    enum class Scope { All, Notebook, Tag, Category, Private, Conflicts, Trash, Held };
    Scope scope = Scope::All;
    NoteId notebook {}; ///< Scope::Notebook; includes the notebooks inside it
    QString name {}; ///< Scope::Tag, Scope::Category
    QString query {}; ///< as typed into the search box; empty = no search
    int limit = -1;
};

struct LibraryCounts
{
    int notes = 0; ///< not in the trash
    int trash = 0;
    int privateNotes = 0;
    int conflicts = 0; ///< notes and notebooks
    qint64 changes = 0;
    std::vector<std::pair<QString, int>> tags; ///< sorted by name
    std::vector<std::pair<QString, int>> categories;
};

/// A field in conflict, each side as readable text.
struct ConflictField
{
    QString name; ///< "title", "body", "tags", "notebook", …
    std::optional<QString> base;
    QString local; ///< the shown head
    QString remote; ///< the other
};

struct ConflictSide
{
    Hash head;
    DeviceId device;
    QString deviceName;
    qint64 timeMs = 0;
    bool deleted = false;
    NoteState state;
};

/// An open conflict of one record, ready for a dialog.
struct NoteConflict
{
    NoteId note;
    QString title;
    ConflictType type = ConflictType::None;
    std::vector<ConflictField> fields;
    std::vector<Hash> heads; ///< all, newest first: the parents of a resolution
    std::vector<ConflictSide> sides; ///< the shown one first, then the others, newest first
    std::optional<NoteState> base;
    quint32 conflictMask = 0;
    NoteState merged; ///< what merges by itself is merged; conflicting fields hold the shown side
};

/// One change of a record's history or of the log, described.
struct ChangeInfo
{
    Hash change;
    NoteId note;
    LogId log;
    std::uint64_t seq = 0;
    Operation operation = Operation::Update;
    Hlc hlc;
    QString user;
    QString deviceName;
    quint32 mask = 0;
    std::vector<Hash> parents;
    bool hasContent = true; ///< false: its text is no longer, or not yet, here
    qint64 createdAtMs = 0; ///< when this device stored it

    /// When it was made: as stamped, but not later than it came.
    [[nodiscard]] qint64 timeMs() const { return believedMs(hlc, createdAtMs); }
    std::optional<NoteFragment> fragment; ///< where asked for
};

/// What this device knows of another one. Local, not replicated (but for `name`'s default).
struct PeerRow
{
    DeviceId device;
    QString name; ///< renamed here, else as the device names itself
    QStringList addresses; ///< "wss://host:port", last successful first
    qint64 lastSeenMs = 0; ///< 0 = never
    VersionVector acked; ///< what the peer has told us it has, durably
    qint64 pending = 0; ///< changes we have that it has not acknowledged
    qint64 clockAheadMs = 0; ///< of this device's clock, where that is wrong; negative: behind
    quint64 changesSent = 0;
    quint64 changesReceived = 0;
    quint64 bytesSent = 0;
    quint64 bytesReceived = 0;
};

/// Deletes of one device that are too many to be taken without asking: stored and passed on as any
/// change, but the notes stay in sight here until the person answers.
struct HeldDeletion
{
    DeviceId device; ///< that deleted them
    QString deviceName;
    std::vector<NoteId> notes; ///< sorted
    qint64 existed = 0; ///< notes there were before
};

struct AuditEntry
{
    qint64 timeMs = 0;
    QString event; ///< "paired", "synced", "refused", …
    QString device; ///< hex id, may be empty
    QString text;
};

/// Changes ready to be sent, in causal order.
struct ChangeBatch
{
    std::vector<PackedChange> changes;
    VersionVector upTo; ///< `after` advanced over `changes`
    bool complete = false; ///< nothing more up to the asked limit
    /// Changes that hold up their log here until they have been fetched again: damaged, or with a
    /// signature that does not hold and none after it that does.
    std::vector<Hash> damaged {};
};

/// Changes asked for by hash.
struct FoundChanges
{
    std::vector<std::pair<Hash, PackedChange>> changes; ///< sound, with their payload
    std::vector<Hash> missing; ///< not here, damaged here, or without payload here
    std::vector<Hash> rest; ///< not looked at: the others filled the asked bytes
};

/// What two devices with the same changes compare.
struct StateMark
{
    VersionVector vector;
    Hash digest; ///< LibraryReader::stateDigest()
};

/// Digests of the records whose id begins alike.
struct RecordDigests
{
    VersionVector vector; ///< of the library they were read from
    std::vector<std::pair<quint32, Hash>> sums; ///< by the next byte, ascending, none zero
    std::vector<std::pair<NoteId, Hash>> records; ///< ascending; when asked for and not too many
    bool sumFits = true; ///< with an empty prefix: the kept sum is that of the records
};

class LibraryReader
{
public:
    [[nodiscard]] static Result<std::unique_ptr<LibraryReader>> open(const QString &folder);
    virtual ~LibraryReader();
    LibraryReader(const LibraryReader &) = delete;
    LibraryReader &operator=(const LibraryReader &) = delete;

    // Notes
    [[nodiscard]] Result<Note> note(const NoteId &id) const; ///< NotFound
    /// As all devices with these changes show it: without what is held back here. For how long what was
    /// deleted is kept differs by device, so only that it is deleted is the same everywhere.
    [[nodiscard]] Result<Note> convergedNote(const NoteId &id) const;
    [[nodiscard]] Result<NoteState> stateAt(const Hash &change) const;
    [[nodiscard]] std::vector<NoteSummary> notes(const NoteFilter &filter) const; ///< newest first
    [[nodiscard]] std::vector<SearchHit> search(const QString &query, int limit) const;
    [[nodiscard]] std::vector<NotebookSummary> notebooks() const; ///< sorted by (parent, order)
    [[nodiscard]] QStringList notebookPath(const NoteId &notebook) const;
    [[nodiscard]] std::optional<NoteId> notebookByPath(const QStringList &path) const;
    [[nodiscard]] LibraryCounts counts() const;
    [[nodiscard]] std::vector<NoteId>
    allNotes() const; ///< kind Note, sorted by id, deleted included
    [[nodiscard]] std::optional<QString> setting(const QString &key) const; ///< replicated settings

    [[nodiscard]] std::vector<HeldDeletion> heldDeletions() const; ///< sorted by device

    // Conflicts and history
    [[nodiscard]] std::vector<NoteConflict> conflicts() const;
    [[nodiscard]] Result<NoteConflict>
    conflict(const NoteId &id) const; ///< NotFound when there is none
    [[nodiscard]] std::vector<ChangeInfo> history(const NoteId &id) const; ///< newest first

    // The log
    [[nodiscard]] LibraryId id() const;
    [[nodiscard]] Membership membership() const;
    [[nodiscard]] VersionVector vector() const;
    [[nodiscard]] Hash
    stateDigest() const; ///< over all records' states; equal on converged devices
    /// Changes in `upTo` that `after` lacks, as they are to travel together: at most `maxChanges` and
    /// about `maxBytes`, one above `aloneAboveBytes` alone; more only up to the next change whose
    /// signature holds (see BatchReader).
    [[nodiscard]] Result<ChangeBatch>
    changesAfter(const VersionVector &after,
                 const VersionVector &upTo,
                 int maxChanges,
                 qint64 maxBytes,
                 qint64 aloneAboveBytes = std::numeric_limits<qint64>::max()) const;
    /// The hashes of a log's changes at these points; null where there is none.
    [[nodiscard]] std::vector<Hash> hashesAt(const LogId &log,
                                             const std::vector<std::uint64_t> &seqs) const;
    /// Which of these changes are here, in the same order.
    [[nodiscard]] std::vector<Hash> knownChanges(const std::vector<Hash> &changes) const;
    [[nodiscard]] std::vector<ChangeInfo> unsentChangesForPeer(const DeviceId &peer,
                                                               int limit) const;
    [[nodiscard]] std::vector<ChangeInfo> userChangesSince(const QString &user, // empty = any
                                                           const QDateTime &since,
                                                           int limit) const;
    [[nodiscard]] Result<NoteChange> changeWithFragment(const Hash &change) const;
    [[nodiscard]] qint64 changesNeedingUpdate() const; ///< kept, not understood

    // Repair
    /// What this library can give of `hashes`, in their order, about `maxBytes` of it; what is damaged
    /// here counts, too, because looking at it takes as long.
    [[nodiscard]] Result<FoundChanges> changesByHash(std::span<const Hash> hashes,
                                                     qint64 maxBytes) const;
    /// Changes to be fetched again from peers, in the order of their hashes, those behind `after`.
    [[nodiscard]] std::vector<Hash> lacking(int limit, const Hash &after = {}) const;
    [[nodiscard]] StateMark stateMark() const;
    /// `recordsMax` > 0: the single records instead of sums, unless there are more.
    [[nodiscard]] RecordDigests recordDigests(QByteArrayView prefix, int recordsMax) const;

    // Peers
    [[nodiscard]] std::vector<PeerRow> peers() const; ///< members but for this device
    /// Whose clocks are wrong; `nowMs` is this device's.
    [[nodiscard]] ClockVerdict clocks(qint64 nowMs) const;
    [[nodiscard]] std::vector<AuditEntry> auditLog(int limit) const; ///< newest first
    [[nodiscard]] DeviceId device() const; ///< this device, as the library knows it
    [[nodiscard]] QString deviceName() const;
    [[nodiscard]] QString user() const;
    [[nodiscard]] QString localValue(const QString &key) const; ///< per-device, not replicated

    /// Grows whenever any connection, also of another process, commits.
    [[nodiscard]] qint64 dataVersion() const;
    [[nodiscard]] QString folder() const { return m_folder; }

protected:
    LibraryReader(QString folder, std::unique_ptr<LibraryStore> store);
    [[nodiscard]] LibraryStore &store() const { return *m_store; }

private:
    QString m_folder;
    std::unique_ptr<LibraryStore> m_store;
};

} // namespace sheaf
