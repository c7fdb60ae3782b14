/// Three-way merge of whole records, field by field.
/// Rules   each field by its own merge; equal values collapse; independent fields never conflict;
///         place.order alone never conflicts (the side later in the total order gives it). A delete
///         against a side that changed something is a DeleteConflict. A field in conflict
///         carries the value of `newer`, so that the result is total; callers look at
///         `conflictMask` before they use it.
#pragma once

#include "model/note/note.h"

#include <optional>

namespace sheaf {

/// A state as an input or result of a merge: in `conflictMask` are the fields without one value.
struct MergeState
{
    NoteState state;
    quint32 conflictMask = 0; ///< field bits; as a base these fields count as "no base"
    bool deleteConflict = false;
    bool kindConflict = false; ///< the place is in conflict because the sides differ in kind

    [[nodiscard]] bool clean() const { return conflictMask == 0 && !deleteConflict; }
    friend bool operator==(const MergeState &, const MergeState &) = default;
};

/// `newer` comes after `older` in the total order of changes.
[[nodiscard]] MergeState
mergeNote(const std::optional<MergeState> &base, const MergeState &older, const MergeState &newer);

/// The type that a conflict is shown as, the gravest first: Delete, Structural, ConcurrentEdit, Move,
/// Metadata.
[[nodiscard]] ConflictType conflictType(const MergeState &merged);

} // namespace sheaf
