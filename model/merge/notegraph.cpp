#include "model/merge/notegraph.h"

#include <queue>

#include <algorithm>
#include <unordered_map>

namespace sheaf {

namespace {

    std::size_t at(int index)
    {
        return static_cast<std::size_t>(index);
    }

} // namespace

NoteGraph::NoteGraph(const std::vector<HistoryNode> &history)
    : m_history(history)
{
    m_byHash.reserve(static_cast<qsizetype>(history.size()));
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (!m_byHash.contains(history[i].hash)) {
            m_byHash.insert(history[i].hash, static_cast<int>(i));
        }
    }
}

std::vector<int> NoteGraph::parents(int index) const
{
    std::vector<int> found;
    for (const Hash &parent : node(index).parents) {
        const auto it = m_byHash.find(parent);
        if (it != m_byHash.end() && *it != index) {
            found.push_back(*it);
        }
    }
    return found;
}

void NoteGraph::sortNewestFirst(std::vector<int> &nodes) const
{
    std::sort(
        nodes.begin(), nodes.end(), [this](int a, int b) { return precedes(node(b), node(a)); });
}

std::vector<int> NoteGraph::heads() const
{
    // Covered: something with effect descends from it. A change without effect hands it on.
    std::vector<bool> covered(m_history.size(), false);
    std::vector<int> pending;
    for (const int index : m_byHash) {
        if (node(index).hasEffect) {
            pending.push_back(index);
        }
    }
    while (!pending.empty()) {
        const int index = pending.back();
        pending.pop_back();
        for (const int parent : parents(index)) {
            if (!covered[at(parent)]) {
                covered[at(parent)] = true;
                if (!node(parent).hasEffect) {
                    pending.push_back(parent);
                }
            }
        }
    }
    std::vector<int> found;
    for (const int index : m_byHash) {
        if (node(index).hasEffect && !covered[at(index)]) {
            found.push_back(index);
        }
    }
    sortNewestFirst(found);
    return found;
}

void NoteGraph::prepareAncestry()
{
    std::vector<std::vector<int>> children(m_history.size());
    std::vector<int> missing(m_history.size(), 0);
    std::vector<int> ready;
    for (const int index : m_byHash) {
        for (const int parent : parents(index)) {
            children[at(parent)].push_back(index);
            ++missing[at(index)];
        }
        if (missing[at(index)] == 0) {
            ready.push_back(index);
        }
    }
    m_rank.assign(m_history.size(), -1);
    int rank = 0;
    while (!ready.empty()) {
        const int index = ready.back();
        ready.pop_back();
        m_rank[at(index)] = rank++;
        for (const int child : children[at(index)]) {
            if (--missing[at(child)] == 0) {
                ready.push_back(child);
            }
        }
    }
}

std::vector<int> NoteGraph::maximalCommonAncestors(const std::vector<int> &ours, int theirs) const
{
    // Paint from both sides, descendants before ancestors. What has both colours is common; below
    // it everything is common too, but not maximal. Ends when only such nodes are left.
    enum : unsigned { Ours = 1, Theirs = 2, Below = 4, Both = Ours | Theirs };
    std::unordered_map<int, unsigned> colour;
    std::priority_queue<std::pair<int, int>> queue; // highest rank first
    int open = 0; // in the queue without Below
    const auto paint = [&](int index, unsigned add) {
        if (m_rank[at(index)] < 0) {
            return;
        }
        const auto [it, fresh] = colour.emplace(index, 0U);
        const unsigned before = it->second;
        it->second |= add;
        if (fresh) {
            queue.emplace(m_rank[at(index)], index);
            open += (add & Below) == 0 ? 1 : 0;
        } else if ((before & Below) == 0 && (add & Below) != 0) {
            --open;
        }
    };
    for (const int index : ours) {
        paint(index, Ours);
    }
    paint(theirs, Theirs);
    std::vector<int> found;
    while (open > 0) {
        const int index = queue.top().second;
        queue.pop();
        unsigned own = colour[index];
        open -= (own & Below) == 0 ? 1 : 0;
        if ((own & Both) == Both && (own & Below) == 0 && node(index).hasEffect) {
            found.push_back(index);
            own |= Below;
        }
        for (const int parent : parents(index)) {
            paint(parent, own);
        }
    }
    sortNewestFirst(found);
    return found;
}

} // namespace sheaf
