/// The notebook tree made from every notebook's winning place: no cycle, no orphan.
/// Rules   places are walked in the total order of the changes that set them; one that would close a
///         cycle, or go deeper than limits::kNotebookDepthMax, stands at top level as a MoveConflict.
///         What has lost its notebook (unknown, deleted) stands under "Recovered", which is computed
///         and never written.
#pragma once

#include "model/merge/notefold.h"

#include <QHash>
#include <QSet>

namespace sheaf {

struct NotebookPlace
{
    NoteId id;
    NoteId parent; ///< as written
    QString name;
    QString order;
    bool deleted = false;
    HistoryNode placedBy; ///< the change that set the place: its position in the total order
};

struct NotebookTree
{
    struct Node
    {
        NoteId parent; ///< effective: null = top level
        QString name;
        QString order;
        bool recovered = false; ///< shown under "Recovered"
        bool moveConflict = false;
    };
    QHash<NoteId, Node> nodes; ///< without deleted notebooks

    /// Names from the top, e.g. {"A", "B"}; starts with "Recovered" where that applies; {} for null.
    [[nodiscard]] QStringList path(const NoteId &notebook) const;
};

[[nodiscard]] NotebookTree buildNotebookTree(const std::vector<NotebookPlace> &places);

/// A key strictly between two order keys (either may be empty = open end), ended by `suffix`.
[[nodiscard]] QString
orderKeyBetween(const QString &before, const QString &after, QStringView suffix);

} // namespace sheaf
