/// Three-way merge of texts by lines, and within a line by words where the edits are apart and
/// unambiguous. The laws are in model/MERGE.md; tests state them as properties.
/// Rules   swapping the sides gives the same text; merging again changes nothing; no word of either
///         side is lost or doubled by a clean merge; adjacent edits, edits that touch a run of
///         identical base lines, a missing base and an exhausted bound are conflicts.
/// Errors  none; what cannot be merged comes back as regions with `conflict` set.
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace sheaf {

/// A stretch of the three texts, in order; concatenating one side's members gives that whole text.
struct MergeRegion
{
    enum class Kind { Unchanged, Ours, Theirs, BothEqual, Conflict };
    Kind kind = Kind::Unchanged;
    QString base;
    QString ours;
    QString theirs;
    QString merged; ///< meaningful unless kind is Conflict

    friend bool operator==(const MergeRegion &, const MergeRegion &) = default;
};

struct TextMerge
{
    std::vector<MergeRegion> regions;
    bool clean = false;
    bool bounded = false; ///< gave up for size; one Conflict region

    /// The merged text; only when clean.
    [[nodiscard]] QString text() const;
    [[nodiscard]] int conflicts() const;
};

/// `base` absent: everything that differs is a conflict.
[[nodiscard]] TextMerge
mergeText(const std::optional<QString> &base, const QString &ours, const QString &theirs);

} // namespace sheaf
