/// The safety net under every clean text merge: counts words, whatever the merge itself believed.
/// Rules   for each word: merged = base + (ours - base) + (theirs - base), where a change that both
///         sides made alike counts once. And a word is not in balance when both sides moved it to
///         different places, or when the merge dropped three in a row that both sides still have.
#pragma once

#include "model/merge/mergetext.h"

namespace sheaf {

/// True when the clean merge neither lost nor doubled a word.
[[nodiscard]] bool wordsBalance(const TextMerge &merge);

} // namespace sheaf
