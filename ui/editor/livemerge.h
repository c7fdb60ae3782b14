/// Someone else's edit brought into a text that is being typed: the smallest edits of the open text
/// that turn it into the merge of both.
/// Shape   edits in ascending order of position; positions are those of the text *before* any of them,
///         in UTF-16 units; applied from the last to the first they need no adjusting.
/// Rules   pure. Clean only when the model's three-way merge is; then applying the edits to `mine`
///         gives exactly `merged`, and what the person typed since `base` is in it.
/// Errors  none; what cannot be merged is not clean and has no edits.
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace sheaf {

/// Replaces `removed` by `inserted` at `position`.
struct TextEdit
{
    qsizetype position = 0;
    QString removed;
    QString inserted;

    friend bool operator==(const TextEdit &, const TextEdit &) = default;
};

struct LiveMerge
{
    bool clean = false;
    QString merged;
    std::vector<TextEdit> edits;
};

/// `base`: what both sides started from; `mine`: the open text; `theirs`: what has come in.
[[nodiscard]] LiveMerge liveMerge(const QString &base, const QString &mine, const QString &theirs);

/// The one edit that turns `from` at `position` into `to`, without common ends; nothing when equal.
[[nodiscard]] std::optional<TextEdit>
trimmedEdit(qsizetype position, QStringView from, QStringView to);

/// The edits that turn `from` into `to`, word by word, each without common ends.
[[nodiscard]] std::vector<TextEdit> textEdits(const QString &from, const QString &to);

/// Where a caret at `position` stands after `edits`; a caret at the place of an insertion stays in
/// front of it.
[[nodiscard]] qsizetype movedPosition(qsizetype position, const std::vector<TextEdit> &edits);

} // namespace sheaf
