/// All tables of one library on one connection, and what is kept in memory between calls.
/// Rules   Snapshot opens every public read, LibraryWrite every write: both bring the short numbers and
///         heads (LogStore) up to what other connections wrote meanwhile.
/// Thread  that of its connection.
#pragma once

#include "model/membership/membership.h"
#include "model/merge/notebooktree.h"
#include "model/store/checkpoint.h"
#include "model/store/helddeletes.h"
#include "model/store/materialise.h"
#include "model/store/peerstore.h"
#include "model/store/wantedstore.h"

namespace sheaf {

class SearchIndex;

class LibraryStore
{
public:
    explicit LibraryStore(std::unique_ptr<Database> connection);
    ~LibraryStore();
    LibraryStore(const LibraryStore &) = delete;
    LibraryStore &operator=(const LibraryStore &) = delete;

    std::unique_ptr<Database> database;
    LogStore logs;
    ChangeJournal journal;
    HistoryStore history;
    ClockStore clocks;
    NoteStore notes;
    Materialise materialise;
    PeerStore peers;
    HeldDeletes held;
    WantedStore wanted;
    std::unique_ptr<SearchIndex> searchReader; ///< made on first use

    /// How many notes the deletion guard last left in sight, so that not every transaction counts them.
    struct ShownCount
    {
        qint64 version = 0; ///< the library's, with that transaction
        qint64 seen = 0; ///< see seenNotes
        qint64 notes = 0;
    };
    std::optional<ShownCount> shownCount; ///< forgotten when its transaction fails

    [[nodiscard]] LibraryRow readLibraryRow();
    bool writeLibraryRow(const LibraryRow &row);

    [[nodiscard]] const Membership &membership();
    bool replaceMembership(const Membership &membership);
    [[nodiscard]] const NotebookTree &notebookTree(qint64 version);
    [[nodiscard]] NotebookTree computeNotebookTree();

    /// The row's note as this device shows it: what is held back is not deleted.
    [[nodiscard]] Note shown(const NoteRow &row) const;
    [[nodiscard]] std::optional<QString> setting(const QString &key);
    /// What may be dropped: the join over all heads of its record, empty when there is none.
    [[nodiscard]] Checkpoint checkpoint();
    [[nodiscard]] QString localValue(const QString &key);
    bool setLocalValue(const QString &key, const QString &value);
    /// The device's name: as renamed here, else as it names itself, else the beginning of its id.
    [[nodiscard]] QString deviceName(const DeviceId &device);

private:
    /// The change that gave the record the place it shows.
    [[nodiscard]] HistoryNode placedBy(const NoteRow &row);

    Membership m_membership;
    QByteArray m_membershipKey;
    NotebookTree m_tree;
    qint64 m_treeVersion = -1;
    std::pair<qint64, qint64> m_treeStamp;
};

/// One consistent look at the library.
class Snapshot
{
public:
    explicit Snapshot(LibraryStore &store);

    LibraryRow library;

private:
    ReadScope m_scope;
};

/// One write transaction on the library.
class LibraryWrite
{
public:
    explicit LibraryWrite(LibraryStore &store);
    ~LibraryWrite();
    LibraryWrite(const LibraryWrite &) = delete;
    LibraryWrite &operator=(const LibraryWrite &) = delete;

    [[nodiscard]] bool isOpen() const { return m_transaction.isOpen(); }
    Outcome commit();
    /// What counts only once this is on disk.
    void whenCommitted(std::function<void()> then) { m_then = std::move(then); }

    LibraryRow library;

private:
    LibraryStore &m_store;
    WriteTransaction m_transaction;
    std::function<void()> m_then;
    bool m_committed = false;
};

/// Records that are found by what they stand for, so that two devices make the same one.
[[nodiscard]] NoteId settingId(const QString &key);
[[nodiscard]] NoteId notebookId(const NoteId &parent, const QString &name);
[[nodiscard]] NoteId keptCopyId(std::vector<Hash> heads);

} // namespace sheaf
