/// Line and word differences between two texts, for merging and for showing.
/// Shape   hunks in order, covering both texts completely; offsets and lengths in UTF-16 units.
/// Rules   deterministic on every machine: bounds are counted steps, word boundaries come from fixed
///         tables (Unicode categories as Qt ships them are not used for merging; see textdiff.cpp).
/// Errors  over limits::kDiffStepsMax the answer is one hunk that replaces everything, `bounded` set.
#pragma once

#include <QString>

#include <vector>

namespace sheaf {

struct DiffHunk
{
    bool equal = true;
    qsizetype aStart = 0;
    qsizetype aLength = 0;
    qsizetype bStart = 0;
    qsizetype bLength = 0;

    friend bool operator==(const DiffHunk &, const DiffHunk &) = default;
};

struct TextDiff
{
    std::vector<DiffHunk> hunks;
    bool bounded = false; ///< gave up: the hunks are coarse but still true
};

enum class DiffUnit { Line, Word };

[[nodiscard]] TextDiff diffText(QStringView a, QStringView b, DiffUnit unit);

} // namespace sheaf
