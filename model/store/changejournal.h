/// The log on disk: appends changes exactly as they came and reads them back, byte for byte.
/// Rules   the id of a change grows with its arrival; parents come before children but where a sender
///         did not keep to that (see missingParents). What can be derived (header, commitments, hash of
///         the previous header) is not stored but made again when a change is read. A change this
///         program cannot understand is kept as raw bytes.
/// Errors  append answers 0 and the connection's lastError; reading answers Internal or NotFound.
#pragma once

#include "model/note/notechange.h"
#include "model/note/packedchange.h"
#include "model/store/libraryreader.h"
#include "model/store/logstore.h"

#include <set>

namespace sheaf {

/// A change to be stored.
struct JournalEntry
{
    const PackedChange *packed = nullptr;
    std::optional<LogId> place {}; ///< the log it goes into, where that is not what `packed` says
    const ChangeMeta *meta = nullptr; ///< null when it cannot be read
    const NoteFragment *fragment = nullptr; ///< null when it cannot be read: kept as raw bytes
    Hash hash;
    qint64 note = 0; ///< row in notes; 0 = belongs to none
    std::vector<qint64> parents; ///< rows in note_changes, the first parent first
    std::vector<Hash> missing; ///< parents that are not here (yet)
    int deltaDepth = 0;
    bool effect = true;
    bool withheld = false; ///< its content did not come along
    bool verbatim = false; ///< its bytes are not those that its fields give: keep them as they are
    qint64 nowMs = 0;
};

/// A stored change without its content.
struct JournalRow
{
    qint64 id = 0;
    qint64 note = 0;
    Hash hash;
    Operation operation = Operation::Update;
    Hlc hlc;
    LogId log;
    std::uint64_t seq = 0;
    std::vector<qint64> parents; ///< the first parent first
    QString user;
    qint64 createdAtMs = 0;
    bool effect = true;
};

class ChangeJournal
{
public:
    ChangeJournal(Database &database, LogStore &logs);

    qint64 append(const JournalEntry &entry);
    /// Puts a change's rows in place of those that stand under `id`: the same change, undamaged.
    bool rewrite(qint64 id, const JournalEntry &entry);
    bool setSignature(qint64 id, const Signature &signature);
    /// What a change is worth once more of its parents are here.
    void revise(qint64 id, const std::vector<qint64> &parents, int deltaDepth, bool effect);
    /// Takes a change's content away; what remains can still be verified and relayed. A change that
    /// sets nothing stays as it is, and so does one that is not as its author signed it.
    enum class Drop { Dropped, Nothing, Damaged, Failed };
    [[nodiscard]] Drop dropContent(qint64 id);
    [[nodiscard]] bool hasContent(qint64 id) const;
    /// Whether any change waits for a parent.
    [[nodiscard]] bool hasMissingParents() const;
    /// The changes that waited for `parent`; they wait for it no longer.
    [[nodiscard]] std::vector<qint64> takeWaiting(const Hash &parent);
    [[nodiscard]] qint64 missingParents(qint64 id) const;
    /// All changes that were made on one of these; looks at every change.
    [[nodiscard]] std::vector<qint64> childrenOf(const std::set<qint64> &parents) const;
    /// The local audit row for a received batch (operation 9); old ones are dropped.
    void appendSyncRow(qint64 nowMs);

    [[nodiscard]] std::optional<qint64> idOf(const Hash &hash) const;
    /// Where a change stands: its log and seq.
    [[nodiscard]] std::optional<std::pair<LogId, std::uint64_t>> placeOf(const Hash &hash) const;
    /// The hash of the change before that one, of the log or of those that it forks from; null before
    /// the first. Nothing where it is not here.
    [[nodiscard]] std::optional<Hash> hashBefore(const LogId &log, std::uint64_t seq) const;
    [[nodiscard]] Hash hashOf(qint64 id) const;
    [[nodiscard]] Hash hashAt(qint64 log, std::uint64_t seq) const;
    [[nodiscard]] std::optional<JournalRow> row(qint64 id) const;
    [[nodiscard]] std::vector<JournalRow> rowsOfNote(qint64 note) const; ///< by id
    /// Rows for lists: from `sinceMs` on, by `user` (0 = any), the oldest `limit`, in order of id.
    [[nodiscard]] std::vector<JournalRow> rowsSince(qint64 sinceMs, qint64 user, int limit) const;
    /// Rows of one log from `first` to `last`, at most `limit`.
    [[nodiscard]] std::vector<JournalRow> rowsOfLog(const LogRange &range, int limit) const;

    [[nodiscard]] NoteFragment fragment(qint64 id) const; ///< with its body, text or delta
    [[nodiscard]] Result<PackedChange> packed(qint64 id) const;
    [[nodiscard]] Result<NoteChange> change(qint64 id) const;
    /// Rows in `upTo` that `after` lacks, each with its place: the first `maxChanges` as they came.
    [[nodiscard]] std::vector<std::pair<qint64, LogRange>>
    idsAfter(const VersionVector &after, const VersionVector &upTo, int maxChanges) const;
    [[nodiscard]] qint64 withoutEffect() const;
    /// Changes that are kept and relayed, without effect; by id, the next ones after that one.
    [[nodiscard]] std::vector<qint64> keptOnly(qint64 after, int limit) const;

    /// The newest of `parents` in the total order comes first: their first parent.
    void putFirstParentFirst(std::vector<qint64> &parents) const;

private:
    void bindChange(Statement &statement, const JournalEntry &entry);
    bool appendParts(qint64 id, const JournalEntry &entry);
    /// Of a content that is not here.
    [[nodiscard]] std::optional<Hash> commitmentOf(qint64 id) const;
    bool appendFragment(qint64 id, const JournalEntry &entry);
    bool appendWithheld(qint64 id, const ChangeMeta &meta);
    bool appendMissing(qint64 id, const std::vector<Hash> &missing);
    bool appendRaw(qint64 id, const PackedChange &packed, bool whole);
    [[nodiscard]] JournalRow readRow(Statement &select) const;

    Database &m_database;
    LogStore &m_logs;
};

} // namespace sheaf
