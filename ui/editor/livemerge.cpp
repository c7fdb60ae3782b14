#include "ui/editor/livemerge.h"

#include "model/merge/mergetext.h"
#include "model/note/textdiff.h"

#include <algorithm>

namespace sheaf {

// Never cuts through the middle of a surrogate pair.
std::optional<TextEdit> trimmedEdit(qsizetype position, QStringView from, QStringView to)
{
    qsizetype prefix = 0;
    const qsizetype shorter = std::min(from.size(), to.size());
    while (prefix < shorter && from[prefix] == to[prefix]) {
        ++prefix;
    }
    if (prefix > 0 && from[prefix - 1].isHighSurrogate()) {
        --prefix;
    }
    qsizetype suffix = 0;
    while (suffix < shorter - prefix
           && from[from.size() - 1 - suffix] == to[to.size() - 1 - suffix]) {
        ++suffix;
    }
    if (suffix > 0 && from[from.size() - suffix].isLowSurrogate()) {
        --suffix;
    }
    const QStringView removed = from.mid(prefix, from.size() - prefix - suffix);
    const QStringView inserted = to.mid(prefix, to.size() - prefix - suffix);
    if (removed.isEmpty() && inserted.isEmpty()) {
        return std::nullopt;
    }
    return TextEdit {position + prefix, removed.toString(), inserted.toString()};
}

namespace {

    void appendEdits(qsizetype offset,
                     const QString &from,
                     const QString &to,
                     std::vector<TextEdit> &edits)
    {
        if (from == to) {
            return;
        }
        if (from.isEmpty() || to.isEmpty()) {
            edits.push_back({offset, from, to});
            return;
        }
        const TextDiff diff = diffText(from, to, DiffUnit::Word);
        for (const DiffHunk &hunk : diff.hunks) {
            if (!hunk.equal) {
                const auto edit = trimmedEdit(offset + hunk.aStart,
                                              QStringView(from).mid(hunk.aStart, hunk.aLength),
                                              QStringView(to).mid(hunk.bStart, hunk.bLength));
                if (edit) {
                    edits.push_back(*edit);
                }
            }
        }
    }

} // namespace

std::vector<TextEdit> textEdits(const QString &from, const QString &to)
{
    std::vector<TextEdit> edits;
    appendEdits(0, from, to, edits);
    return edits;
}

LiveMerge liveMerge(const QString &base, const QString &mine, const QString &theirs)
{
    LiveMerge result;
    if (theirs == base || theirs == mine) {
        result.clean = true;
        result.merged = mine;
        return result;
    }
    if (mine == base) {
        result.clean = true;
        result.merged = theirs;
        result.edits = textEdits(mine, theirs);
        return result;
    }
    const TextMerge merge = mergeText(base, mine, theirs);
    if (!merge.clean) {
        return result;
    }
    result.clean = true;
    qsizetype position = 0;
    for (const MergeRegion &region : merge.regions) {
        appendEdits(position, region.ours, region.merged, result.edits);
        position += region.ours.size();
        result.merged += region.merged;
    }
    return result;
}

qsizetype movedPosition(qsizetype position, const std::vector<TextEdit> &edits)
{
    qsizetype shift = 0;
    for (const TextEdit &edit : edits) {
        const qsizetype end = edit.position + edit.removed.size();
        if (position <= edit.position) {
            break;
        }
        if (position < end) {
            // Inside what was replaced: as far in as before, but not beyond the new text.
            const qsizetype inside = std::min(position - edit.position, edit.inserted.size());
            return edit.position + shift + inside;
        }
        shift += edit.inserted.size() - edit.removed.size();
    }
    return position + shift;
}

} // namespace sheaf
