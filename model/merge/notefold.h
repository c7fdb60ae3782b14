/// The state of one record as a pure function of its changes: heads, fold, conflict.
/// Rules   total order (hlc, device, incarnation, seq, hash). Heads = changes without children. The
///         heads are folded newest first; the base of each step is this same fold over the maximal
///         common ancestors, by ancestry, of what is folded so far and the next head; deeper than
///         limits::kFoldDepthMax levels there is no base. See model/MERGE.md.
/// Thread  none; a value computed from its input.
#pragma once

#include "model/causality/hlc.h"
#include "model/causality/versionvector.h"
#include "model/merge/mergenote.h"

#include <functional>
#include <vector>

namespace sheaf {

/// One change as a node of its record's history graph.
struct HistoryNode
{
    Hash hash;
    std::vector<Hash> parents;
    Hlc hlc;
    LogId log;
    std::uint64_t seq = 0;
    bool isDelete = false;
    bool hasEffect = true; ///< false: a change this program cannot understand; transparent
};

/// The one total order.
[[nodiscard]] bool precedes(const HistoryNode &a, const HistoryNode &b);

struct FoldResult
{
    std::vector<Hash> heads; ///< newest first
    std::vector<Hash> shownHeads; ///< all heads when clean; else the one whose state is shown
    MergeState merged; ///< the fold over all heads
    NoteState shown; ///< merged.state when clean; else the newest non-delete head's own state
    ConflictType conflict = ConflictType::None;
    /// Of the last fold step: base and sides, for the conflict dialog.
    std::optional<MergeState> base;
};

/// `stateOf` gives the state of a change (first parent's state with the fragment applied).
[[nodiscard]] FoldResult foldHistory(const std::vector<HistoryNode> &history,
                                     const std::function<NoteState(const Hash &)> &stateOf);

} // namespace sheaf
