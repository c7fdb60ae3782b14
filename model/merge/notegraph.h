/// The history graph of one record: its heads, and the ancestors that heads have in common.
/// Shape   nodes by index; changes without effect are kept, ancestry passes through them, but they
///         are never a head nor a common ancestor.
/// Rules   answers depend on the set of changes only, not on their order. Everything is iterative;
///         a question costs no more than the part of the graph between the asked and the answer.
/// Errors  none: parents that are not in the history, doubles and impossible cycles are left out.
#pragma once

#include "model/merge/notefold.h"

#include <QHash>

namespace sheaf {

class NoteGraph
{
public:
    /// Keeps a reference: `history` must outlive the graph.
    explicit NoteGraph(const std::vector<HistoryNode> &history);

    [[nodiscard]] const HistoryNode &node(int index) const
    {
        return m_history[static_cast<std::size_t>(index)];
    }
    /// Changes with effect from which no other one descends, newest first.
    [[nodiscard]] std::vector<int> heads() const;
    /// Sorts the graph; needed before maximalCommonAncestors, not for heads.
    void prepareAncestry();
    /// Ancestors both of one of `ours` and of `theirs` (themselves included) from which no other
    /// such one descends, newest first.
    [[nodiscard]] std::vector<int> maximalCommonAncestors(const std::vector<int> &ours,
                                                          int theirs) const;

private:
    [[nodiscard]] std::vector<int> parents(int index) const;
    void sortNewestFirst(std::vector<int> &nodes) const;

    const std::vector<HistoryNode> &m_history;
    QHash<Hash, int> m_byHash;
    std::vector<int> m_rank; ///< position in a topological order; higher than all ancestors
};

} // namespace sheaf
