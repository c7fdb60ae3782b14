#include "model/merge/mergetext.h"

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

TextMerge mergeText(const std::optional<QString> &base, const QString &ours, const QString &theirs)
{
    using Kind = MergeRegion::Kind;
    TextMerge merge;
    merge.clean = true;
    if (ours == theirs) {
        const bool same = base && *base == ours;
        merge.regions.push_back({same ? Kind::Unchanged : Kind::BothEqual,
                                 base.value_or(QString()),
                                 ours,
                                 theirs,
                                 ours});
    } else if (base && *base == ours) {
        merge.regions.push_back({Kind::Theirs, *base, ours, theirs, theirs});
    } else if (base && *base == theirs) {
        merge.regions.push_back({Kind::Ours, *base, ours, theirs, ours});
    } else {
        merge.regions.push_back(
            {Kind::Conflict, base.value_or(QString()), ours, theirs, QString()});
        merge.clean = false;
    }
    return merge;
}

} // namespace sheaf
