/// Three-way merge of one line by words, only where the edits are apart and unambiguous.
/// Shape   words that occur exactly once in each of the three lines are anchors; what stands between
///         two anchors is taken from the side that changed it.
/// Rules   nothing when both sides changed the text between the same two anchors differently, when
///         the anchors do not stand in the same order everywhere (a word was moved), or when both
///         sides added, or both removed, the same word at different places. No diff is involved, so
///         there is nothing to misalign, and the cost is linear. Lines over
///         limits::kMergeWordsLineMax are left to a person: counting their words takes memory.
#pragma once

#include "model/merge/mergetext.h"

namespace sheaf {

/// The line in regions, none of them a conflict; nothing when it takes a person.
[[nodiscard]] std::optional<std::vector<MergeRegion>>
mergeWords(QStringView base, QStringView ours, QStringView theirs);

} // namespace sheaf
