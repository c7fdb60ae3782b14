/// Proves a library: every chain and signature, every parent, every cached row against its changes.
/// Rules   reads only, in one snapshot; answers sentences that a person can pass on.
#pragma once

#include "model/store/changeproof.h"
#include "model/store/library.h"
#include "model/store/librarystore.h"

namespace sheaf {

class LibraryCheck
{
public:
    LibraryCheck(LibraryStore &store, const LibraryRow &library);

    [[nodiscard]] CheckReport run();
    /// Changes that are damaged or wrongly signed: another device may have them whole.
    [[nodiscard]] const std::vector<ChangeVerdict> &bad() const { return m_bad; }

private:
    void checkFile();
    void checkLog(const LogId &log, const LogHead &head);
    [[nodiscard]] bool
    standsOnItsParents(qint64 id, const ChangeMeta &meta, const std::vector<qint64> &parents) const;
    /// A content that is not here: a checkpoint let it go, or it is missing.
    void checkAbsent(const LogId &log, std::uint64_t seq, qint64 id);
    void checkNotes();
    void checkNote(const NoteRow &cached);
    void found(const QString &problem);

    LibraryStore &m_store;
    const LibraryRow &m_library;
    const Checkpoint m_checkpoint;
    CheckReport m_report;
    Hash m_stateSum;
    std::vector<ChangeVerdict> m_bad;
};

} // namespace sheaf
