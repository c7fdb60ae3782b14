#include "model/merge/mergetext.h"

#include "model/merge/mergelines.h"
#include "model/merge/wordbalance.h"
#include "model/note/textdiff.h"

#include <algorithm>

namespace sheaf {

QString TextMerge::text() const
{
    QString whole;
    for (const MergeRegion &region : regions) {
        whole += region.merged;
    }
    return whole;
}

int TextMerge::conflicts() const
{
    return static_cast<int>(
        std::count_if(regions.begin(), regions.end(), [](const MergeRegion &region) {
            return region.kind == MergeRegion::Kind::Conflict;
        }));
}

namespace {

    using Kind = MergeRegion::Kind;

    /// Without a base nobody knows who changed what: equal lines are equal, all else takes a person.
    TextMerge mergeWithoutBase(const QString &ours, const QString &theirs)
    {
        TextMerge merge;
        merge.clean = true;
        const bool swapped = theirs < ours; // one direction of diff, whoever asks
        const QString &first = swapped ? theirs : ours;
        const QString &second = swapped ? ours : theirs;
        const TextDiff diff = diffText(first, second, DiffUnit::Line);
        merge.bounded = diff.bounded;
        for (const DiffHunk &hunk : diff.hunks) {
            QString a = first.mid(hunk.aStart, hunk.aLength);
            QString b = second.mid(hunk.bStart, hunk.bLength);
            if (swapped) {
                a.swap(b);
            }
            if (hunk.equal) {
                merge.regions.push_back({Kind::BothEqual, {}, a, a, a});
            } else {
                merge.clean = false;
                merge.regions.push_back({Kind::Conflict, {}, a, b, {}});
            }
        }
        return merge;
    }

    /// The side `larger` as the merge, when it is `smaller` and more: where it goes on from `smaller`, that
    /// one still is as the base. Asked from the middle text, so that no line has to be guessed twice.
    std::optional<TextMerge> mergeContained(const QString &base,
                                            const QString &larger,
                                            const QString &smaller,
                                            Kind largerKind)
    {
        TextMerge merge = LineMerge(smaller, base, larger).run(LineMerge::Copies::Allowed);
        if (!merge.clean) {
            return std::nullopt;
        }
        for (MergeRegion &region : merge.regions) {
            const QString middle = region.base;
            const QString before = region.ours;
            const QString after = region.theirs;
            switch (region.kind) {
            case Kind::Unchanged:
                break;
            case Kind::Ours: // the base differs: what the smaller side did, and the larger one kept
                region = {Kind::BothEqual, before, after, after, after};
                break;
            case Kind::Theirs:
                region = largerKind == Kind::Ours
                    ? MergeRegion {largerKind, before, after, middle, after}
                    : MergeRegion {largerKind, before, middle, after, after};
                break;
            case Kind::BothEqual: // taken back by the larger side
            case Kind::Conflict:
                return std::nullopt;
            }
        }
        return merge;
    }

    /// By lines and words; failing that, one side may contain the other.
    TextMerge
    mergeSides(LineMerge &lines, const QString &base, const QString &ours, const QString &theirs)
    {
        TextMerge merge = lines.run(LineMerge::Copies::Refused);
        if (merge.clean || merge.bounded || lines.sameLineTwice()) {
            return merge;
        }
        std::optional<TextMerge> inOurs;
        std::optional<TextMerge> inTheirs;
        if (lines.contains(Kind::Ours)) {
            inOurs = mergeContained(base, ours, theirs, Kind::Ours);
        }
        if (lines.contains(Kind::Theirs)) {
            inTheirs = mergeContained(base, theirs, ours, Kind::Theirs);
        }
        if (inOurs.has_value() == inTheirs.has_value()) {
            return merge;
        }
        return inOurs ? std::move(*inOurs) : std::move(*inTheirs);
    }

    /// Whether a side that merges the result once more sees nothing new.
    bool isStable(const QString &base, const QString &merged, const QString &side)
    {
        if (merged == base || merged == side || side == base) {
            return true;
        }
        LineMerge lines(base, merged, side);
        const TextMerge again = mergeSides(lines, base, merged, side);
        return again.clean && again.text() == merged && wordsBalance(again);
    }

} // namespace

TextMerge mergeText(const std::optional<QString> &base, const QString &ours, const QString &theirs)
{
    if (!base) {
        return mergeWithoutBase(ours, theirs);
    }
    LineMerge lines(*base, ours, theirs);
    TextMerge merge = mergeSides(lines, *base, ours, theirs);
    if (!merge.clean || ours == *base || theirs == *base || ours == theirs) {
        return merge;
    }
    // The merge is believed only when independent counting agrees, and when repeating it is safe.
    const QString merged = merge.text();
    const std::optional<TextMerge> otherwise = lines.comparedOtherwise();
    if (otherwise && otherwise->clean && otherwise->text() != merged) {
        return lines.refused();
    }
    if (!wordsBalance(merge) || !isStable(*base, merged, ours)
        || !isStable(*base, merged, theirs)) {
        return lines.refused();
    }
    return merge;
}

} // namespace sheaf
