// Word boundaries come from the fixed tables in model/note/texttokens.cpp.
#include "model/note/textdiff.h"

#include "model/base/limits.h"
#include "model/note/sequencediff.h"
#include "model/note/texttokens.h"

#include <QHash>

namespace sheaf {

namespace {

    /// Numbers tokens so that equal ones of both texts get the same number.
    std::vector<int> numbered(QStringView text,
                              const std::vector<TextToken> &tokens,
                              QHash<QStringView, int> &numbers)
    {
        std::vector<int> sequence;
        sequence.reserve(tokens.size());
        for (const TextToken &token : tokens) {
            const auto next = static_cast<int>(numbers.size());
            const auto it = numbers.find(token.in(text));
            sequence.push_back(it == numbers.end() ? *numbers.insert(token.in(text), next) : *it);
        }
        return sequence;
    }

    /// Where a token starts; the end of the text for the one after the last.
    qsizetype startOf(const std::vector<TextToken> &tokens, int index, qsizetype textLength)
    {
        const auto i = static_cast<std::size_t>(index);
        return i < tokens.size() ? static_cast<qsizetype>(tokens[i].start) : textLength;
    }

} // namespace

TextDiff diffText(QStringView a, QStringView b, DiffUnit unit)
{
    const auto tokensOf = unit == DiffUnit::Line ? lineTokens : wordTokens;
    const std::vector<TextToken> aTokens = tokensOf(a);
    const std::vector<TextToken> bTokens = tokensOf(b);
    QHash<QStringView, int> numbers;
    const std::vector<int> aNumbers = numbered(a, aTokens, numbers);
    const std::vector<int> bNumbers = numbered(b, bTokens, numbers);
    const SequenceDiff sequence = diffSequences(aNumbers, bNumbers, limits::kDiffStepsMax);

    TextDiff diff;
    diff.bounded = sequence.bounded;
    qsizetype aAt = 0;
    qsizetype bAt = 0;
    const auto addUpTo = [&](qsizetype aEnd, qsizetype bEnd, bool equal) {
        if (aEnd > aAt || bEnd > bAt) {
            diff.hunks.push_back({equal, aAt, aEnd - aAt, bAt, bEnd - bAt});
        }
        aAt = aEnd;
        bAt = bEnd;
    };
    for (const SequenceEdit &edit : sequence.edits) {
        addUpTo(
            startOf(aTokens, edit.aStart, a.size()), startOf(bTokens, edit.bStart, b.size()), true);
        addUpTo(
            startOf(aTokens, edit.aEnd, a.size()), startOf(bTokens, edit.bEnd, b.size()), false);
    }
    addUpTo(a.size(), b.size(), true);
    return diff;
}

} // namespace sheaf
