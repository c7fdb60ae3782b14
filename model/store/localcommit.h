/// A local edit on its way into the log: checked, compared with what was shown, signed, stored.
/// Rules   parents are exactly the heads whose content was shown; a change carries every field whose
///         result differs from its first parent; nothing is written when nothing differs, unless forced.
/// Errors  InvalidArgument and TextNotUtf8 name the field; NoteTooLarge; NotFound; or the disk's.
/// Thread  that of its connection, inside one LibraryWrite.
#pragma once

#include "model/base/randomsource.h"
#include "model/note/noteedit.h"
#include "model/store/librarystore.h"

namespace sheaf {

/// What a commit needs from its library beyond the tables.
struct CommitContext
{
    const ChangeSigner &signer;
    const Clock &wallClock;
    HlcClock &clock;
    RandomSource &random;
};

class LocalCommit
{
public:
    LocalCommit(LibraryStore &store, LibraryRow &library, const CommitContext &context);

    Result<CommitResult> edit(const NoteEdit &edit);
    /// Writes `result` on top of `parents`, whatever was shown.
    Result<CommitResult>
    put(const NoteId &note, const std::vector<Hash> &parents, const NoteState &result);
    /// Something is shown otherwise without a change: a delete that was held back is taken now.
    [[nodiscard]] bool changedView() const { return m_changedView; }

private:
    struct Target;
    [[nodiscard]] Result<Target> find(const NoteId &note, const std::vector<Hash> &parents);
    static void keepNewestParents(Target &target);
    [[nodiscard]] std::optional<std::vector<Hash>> oneSideOf(const Target &target) const;
    [[nodiscard]] NoteState shownState(const Target &target) const;
    [[nodiscard]] static std::optional<Error> checkComplete(const NoteRow &row);
    /// `complete` is false when content below is not here: then nothing may stand on that state alone.
    [[nodiscard]] NoteState firstParentState(const Target &target, bool &complete) const;
    [[nodiscard]] bool
    isDueWhole(const Target &target, Operation operation, const NoteState &result, Hlc stamp) const;
    void packBody(const Target &target, const NoteState &first, NoteFragment &fragment) const;
    Result<CommitResult> write(Target &target, Operation operation, const NoteState &result);
    Result<CommitResult> shownResult(const NoteId &note, const Hash &change) const;
    [[nodiscard]] Hlc stamp(const Target &target);

    LibraryStore &m_store;
    LibraryRow &m_library;
    const CommitContext &m_context;
    bool m_changedView = false;
};

/// What is wrong with the values of an edit.
[[nodiscard]] std::optional<Error> checkEdit(const NoteEdit &edit);
[[nodiscard]] NoteEdit editFrom(const NoteId &note, const NoteState &state);

} // namespace sheaf
