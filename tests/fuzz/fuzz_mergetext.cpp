/// Three-way merges: the first byte chooses the alphabet, then base, ours and theirs, parted by zeros.
#include "model/merge/mergetext.h"
#include "model/merge/wordbalance.h"
#include "model/note/textdiff.h"
#include "tests/fuzz/fuzztargets.h"

namespace sheaf::fuzz {

namespace {

    constexpr qsizetype kTextMax = 4096; ///< UTF-16 units; longer ones only take longer

    /// Few distinct lines and words make the fuzzer meet the cases that merging is about.
    QString textOf(QByteArrayView bytes, bool fewWords)
    {
        if (!fewWords) {
            return QString::fromUtf8(bytes).left(kTextMax);
        }
        QString text;
        for (const char byte : bytes.first(std::min(bytes.size(), kTextMax / 4))) {
            const auto code = static_cast<quint8>(byte) % 16U;
            if (code < 10) {
                text += QChar(u'a' + static_cast<char16_t>(code));
            } else if (code < 12) {
                text += u' ';
            } else if (code < 15) {
                text += u'\n';
            } else {
                text += QStringLiteral("- ");
            }
        }
        return text;
    }

    void coversBoth(const QString &a, const QString &b, DiffUnit unit)
    {
        qsizetype inA = 0;
        qsizetype inB = 0;
        for (const DiffHunk &hunk : diffText(a, b, unit).hunks) {
            oracle(hunk.aStart == inA && hunk.bStart == inB, "hunks follow each other");
            inA += hunk.aLength;
            inB += hunk.bLength;
            oracle(!hunk.equal
                       || QStringView(a).sliced(hunk.aStart, hunk.aLength)
                           == QStringView(b).sliced(hunk.bStart, hunk.bLength),
                   "what is said to be equal is");
        }
        oracle(inA == a.size() && inB == b.size(), "hunks cover both texts");
    }

    void
    regionsAddUp(const TextMerge &merge, const QString &base, const QString &a, const QString &b)
    {
        QString bases;
        QString ours;
        QString theirs;
        for (const MergeRegion &region : merge.regions) {
            bases += region.base;
            ours += region.ours;
            theirs += region.theirs;
        }
        oracle(bases == base && ours == a && theirs == b, "the regions are the three texts");
        oracle(merge.clean == (merge.conflicts() == 0), "clean means: no conflict");
    }

    QString cleanText(const std::optional<QString> &base, const QString &a, const QString &b)
    {
        const TextMerge merge = mergeText(base, a, b);
        oracle(merge.clean, "this takes no person");
        return merge.text();
    }

} // namespace

void mergetext(QByteArrayView bytes)
{
    Input input(bytes);
    const bool fewWords = input.byte() % 2 == 1;
    const QString base = textOf(input.untilZero(), fewWords);
    const QString a = textOf(input.untilZero(), fewWords);
    const QString b = textOf(input.rest(), fewWords);

    const TextMerge merge = mergeText(base, a, b);
    const TextMerge swapped = mergeText(base, b, a);
    regionsAddUp(merge, base, a, b);
    oracle(merge.clean == swapped.clean, "whose side it is decides nothing");
    if (merge.clean) {
        const QString merged = merge.text();
        oracle(merged == swapped.text(), "both sides get the same text");
        oracle(wordsBalance(merge), "no word is lost or doubled");
        oracle(cleanText(base, merged, merged) == merged, "what both have stays");
    }
    oracle(cleanText(a, a, b) == b, "who changed nothing takes the other's text");
    oracle(cleanText(a, b, a) == b, "and the other way round");
    oracle(cleanText(base, a, a) == a, "equal edits collapse");
    oracle(mergeText(std::nullopt, a, b).clean == (a == b),
           "without a base, difference is conflict");
    coversBoth(a, b, DiffUnit::Line);
    coversBoth(a, b, DiffUnit::Word);
}

} // namespace sheaf::fuzz
