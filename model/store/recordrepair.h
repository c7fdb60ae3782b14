/// Makes the rows of records again from their changes, after looking whether these are sound.
/// Rules   a record with a damaged change keeps its row until the change has been fetched again: a state
///         made from damage would be worse. A lost row comes back under the number that its changes name.
/// Thread  that of its connection, inside one LibraryWrite.
#pragma once

#include "model/store/changeproof.h"
#include "model/store/librarystore.h"

namespace sheaf {

class RecordRepair
{
public:
    RecordRepair(LibraryStore &store, LibraryRow &library, qint64 nowMs);

    /// False: see the database's lastError.
    bool renew(const NoteId &record);
    /// Makes the sum over all rows again; true when it was another one.
    bool renewSum();

    [[nodiscard]] const std::vector<NoteId> &repaired() const { return m_repaired; }
    /// Changes newly found damaged or wrongly signed; they are wanted now.
    [[nodiscard]] const std::vector<ChangeVerdict> &bad() const { return m_bad; }

private:
    [[nodiscard]] qint64 adoptOrphans(const NoteId &record);
    [[nodiscard]] bool isSound(qint64 row);

    LibraryStore &m_store;
    LibraryRow &m_library;
    qint64 m_nowMs;
    std::vector<NoteId> m_repaired;
    std::vector<ChangeVerdict> m_bad;
};

} // namespace sheaf
