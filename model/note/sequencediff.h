/// The differences between two sequences of numbered tokens.
/// Shape   edits in order with at least one equal token between two of them; what no edit covers is
///         equal in both.
/// Rules   tokens that occur once in both sequences are matched first (their longest ascending
///         run), the gaps by Myers' O(ND) algorithm in linear space; or all by Myers alone, which may
///         line up a moved text otherwise. Deterministic: the bound is counted steps.
/// Errors  over `stepsMax`: `bounded`, and one edit that replaces everything.
/// Source  Myers, "An O(ND) Difference Algorithm and Its Variations", 1986; Cohen, patience diff.
#pragma once

#include <QtGlobal>

#include <vector>

namespace sheaf {

struct SequenceEdit
{
    int aStart = 0;
    int aEnd = 0;
    int bStart = 0;
    int bEnd = 0;

    friend bool operator==(const SequenceEdit &, const SequenceEdit &) = default;
};

struct SequenceDiff
{
    std::vector<SequenceEdit> edits;
    bool bounded = false;
};

enum class DiffAnchors { UniqueTokens, None };

/// Tokens are numbers from 0 up, best without gaps.
[[nodiscard]] SequenceDiff diffSequences(const std::vector<int> &a,
                                         const std::vector<int> &b,
                                         qint64 stepsMax,
                                         DiffAnchors anchors = DiffAnchors::UniqueTokens);

} // namespace sheaf
