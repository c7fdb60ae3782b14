/// How well a few typed letters fit a name: they must appear in order; starts of words and runs count
/// more, gaps count less.
/// Rules   pure; ignores case and marks on letters ("cafe" finds "Café").
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace sheaf {

struct FuzzyScore
{
    int score = 0; ///< higher is better
    std::vector<qsizetype> positions; ///< of the matched letters in the name
};

/// Nothing when it does not fit; an empty pattern fits everything with score 0.
[[nodiscard]] std::optional<FuzzyScore> fuzzyMatch(QStringView pattern, QStringView name);

} // namespace sheaf
