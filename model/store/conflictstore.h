/// Open conflicts, described for a person: recomputed from the changes, never stored.
#pragma once

#include "model/store/librarystore.h"

namespace sheaf {

class ConflictStore
{
public:
    ConflictStore(LibraryStore &store, const LibraryRow &library);

    [[nodiscard]] std::vector<NoteId> open() const;
    [[nodiscard]] Result<NoteConflict> describe(const NoteId &id) const;

private:
    [[nodiscard]] NoteConflict describeFork(const NoteRow &row) const;
    [[nodiscard]] NoteConflict describeMove(const NoteRow &row) const;
    [[nodiscard]] std::vector<ConflictSide> sides(const NoteHistory &history,
                                                  const FoldResult &fold) const;
    [[nodiscard]] std::vector<ConflictField> fields(const NoteConflict &conflict,
                                                    const FoldResult &fold) const;
    [[nodiscard]] QString fieldText(quint32 bit, const NoteState &state) const;

    LibraryStore &m_store;
    const NotebookTree &m_tree;
};

} // namespace sheaf
