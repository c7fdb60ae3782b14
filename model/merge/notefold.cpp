#include "model/merge/notefold.h"

#include "model/base/limits.h"
#include "model/merge/notegraph.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace sheaf {

namespace {

    /// Folds sets of changes; remembers what it has folded, because criss-cross merges ask for the same
    /// bases again and again.
    class NoteFold
    {
    public:
        using StateOf = std::function<NoteState(const Hash &)>;

        struct Step
        {
            MergeState merged;
            std::optional<MergeState> base; ///< of the last merge
        };

        NoteFold(const NoteGraph &graph, const StateOf &stateOf)
            : m_graph(graph)
            , m_stateOf(stateOf)
        {
        }

        /// `nodes` newest first, not empty, none an ancestor of another. Nothing: the bound on work for
        /// bases is used up (at depth 0 never).
        std::optional<Step> fold(const std::vector<int> &nodes, int depth)
        {
            Step step {stateOf(nodes.front()), std::nullopt};
            std::vector<int> folded {nodes.front()};
            for (std::size_t i = 1; i < nodes.size(); ++i) {
                if (depth > 0 && m_baseSteps++ >= limits::kFoldBaseStepsMax) {
                    return std::nullopt;
                }
                const MergeState next = stateOf(nodes[i]);
                step.base.reset();
                // Equal and settled sides merge to themselves whatever the base is.
                if (next != step.merged || !next.clean()) {
                    step.base = baseOf(folded, nodes[i], depth);
                    step.merged = mergeNote(step.base, next, step.merged);
                }
                folded.push_back(nodes[i]);
            }
            return step;
        }

        MergeState stateOf(int node)
        {
            const auto known = m_states.find(node);
            if (known != m_states.end()) {
                return known->second;
            }
            MergeState side;
            side.state = m_stateOf(m_graph.node(node).hash);
            side.state.deleted = side.state.deleted || m_graph.node(node).isDelete;
            m_states.emplace(node, side);
            return side;
        }

    private:
        std::optional<MergeState> baseOf(const std::vector<int> &folded, int next, int depth)
        {
            const std::vector<int> common = m_graph.maximalCommonAncestors(folded, next);
            if (common.empty() || depth + 1 > limits::kFoldDepthMax) {
                return std::nullopt;
            }
            if (common.size() == 1) {
                return stateOf(common.front());
            }
            // The depth belongs to the key: near the limit the same changes may fold without a base.
            const auto key = std::pair(depth + 1, common);
            const auto known = m_bases.find(key);
            if (known != m_bases.end()) {
                return known->second;
            }
            std::optional<MergeState> base;
            if (std::optional<Step> step = fold(common, depth + 1)) {
                base = std::move(step->merged);
            }
            m_bases.emplace(key, base);
            return base;
        }

        const NoteGraph &m_graph;
        const StateOf &m_stateOf;
        std::map<int, MergeState> m_states;
        std::map<std::pair<int, std::vector<int>>, std::optional<MergeState>> m_bases;
        int m_baseSteps = 0;
    };

} // namespace

bool precedes(const HistoryNode &a, const HistoryNode &b)
{
    return std::tie(a.hlc, a.log.device, a.log.incarnation, a.seq, a.hash)
        < std::tie(b.hlc, b.log.device, b.log.incarnation, b.seq, b.hash);
}

FoldResult foldHistory(const std::vector<HistoryNode> &history,
                       const std::function<NoteState(const Hash &)> &stateOf)
{
    FoldResult result;
    NoteGraph graph(history);
    const std::vector<int> heads = graph.heads();
    for (const int head : heads) {
        result.heads.push_back(graph.node(head).hash);
    }
    result.shownHeads = result.heads;
    if (heads.empty()) {
        return result;
    }
    NoteFold fold(graph, stateOf);
    if (heads.size() == 1) {
        result.merged = fold.stateOf(heads.front());
        result.shown = result.merged.state;
        return result;
    }
    graph.prepareAncestry();
    if (std::optional<NoteFold::Step> step = fold.fold(heads, 0)) {
        result.merged = std::move(step->merged);
        result.base = std::move(step->base);
    }
    result.conflict = conflictType(result.merged);
    if (result.merged.clean()) {
        result.shown = result.merged.state;
        return result;
    }
    const auto live = std::find_if(heads.begin(), heads.end(), [&fold](int head) {
        return !fold.stateOf(head).state.deleted;
    });
    const int shown = live == heads.end() ? heads.front() : *live;
    result.shown = fold.stateOf(shown).state;
    result.shownHeads = {graph.node(shown).hash};
    return result;
}

} // namespace sheaf
