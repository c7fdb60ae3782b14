#include "model/merge/notebooktree.h"

#include "model/base/limits.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    /// Later places come later; equal stamps (not by honest changes) are parted by id.
    bool walkedBefore(const NotebookPlace *a, const NotebookPlace *b)
    {
        if (precedes(a->placedBy, b->placedBy) || precedes(b->placedBy, a->placedBy)) {
            return precedes(a->placedBy, b->placedBy);
        }
        return a->id < b->id;
    }

    /// Hangs one notebook after the other into the tree; nothing is ever taken out again.
    class TreeWalk
    {
    public:
        explicit TreeWalk(QHash<NoteId, NotebookTree::Node> &nodes)
            : m_nodes(nodes)
        {
        }

        void hang(const NoteId &id, const NoteId &parent)
        {
            NotebookTree::Node &node = m_nodes[id];
            if (parent.isNull()) {
                return;
            }
            if (!m_nodes.contains(parent)) {
                node.recovered = true;
                return;
            }
            const std::vector<NoteId> above = chain(parent);
            const int levels = static_cast<int>(above.size()) + 1 + m_below.value(id);
            if (std::find(above.begin(), above.end(), id) != above.end()
                || levels > limits::kNotebookDepthMax) {
                node.moveConflict = true;
                return;
            }
            node.parent = parent;
            int below = m_below.value(id);
            for (const NoteId &ancestor : above) {
                m_below[ancestor] = std::max(m_below.value(ancestor), ++below);
            }
        }

    private:
        /// `from` and everything above it; at most kNotebookDepthMax, by construction.
        [[nodiscard]] std::vector<NoteId> chain(const NoteId &from) const
        {
            std::vector<NoteId> ids;
            for (NoteId id = from; !id.isNull(); id = m_nodes.value(id).parent) {
                ids.push_back(id);
            }
            return ids;
        }

        QHash<NoteId, NotebookTree::Node> &m_nodes;
        QHash<NoteId, int> m_below; ///< levels under a notebook
    };

} // namespace

NotebookTree buildNotebookTree(const std::vector<NotebookPlace> &places)
{
    QHash<NoteId, const NotebookPlace *> latest;
    for (const NotebookPlace &place : places) {
        const NotebookPlace *&known = latest[place.id];
        if (known == nullptr || walkedBefore(known, &place)) {
            known = &place;
        }
    }
    NotebookTree tree;
    std::vector<const NotebookPlace *> walk;
    for (const NotebookPlace *place : std::as_const(latest)) {
        if (!place->deleted && !place->id.isNull()) {
            tree.nodes.insert(place->id, {NoteId(), place->name, place->order, false, false});
            walk.push_back(place);
        }
    }
    std::sort(walk.begin(), walk.end(), walkedBefore);
    TreeWalk hanging(tree.nodes);
    for (const NotebookPlace *place : walk) {
        hanging.hang(place->id, place->parent);
    }
    return tree;
}

QStringList NotebookTree::path(const NoteId &notebook) const
{
    QStringList names;
    NoteId id = notebook;
    bool recovered = false;
    while (!id.isNull() && !recovered) {
        const auto it = nodes.find(id);
        if (it == nodes.end()) {
            recovered = true;
            break;
        }
        names.prepend(it->name);
        recovered = it->recovered;
        id = it->parent;
        if (names.size() > limits::kNotebookDepthMax) {
            break; // not by buildNotebookTree
        }
    }
    if (recovered) {
        names.prepend(u"Recovered"_s);
    }
    return names;
}

} // namespace sheaf
