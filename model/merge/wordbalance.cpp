#include "model/merge/wordbalance.h"

#include "model/note/texttokens.h"

#include <QHash>

#include <algorithm>
#include <deque>

namespace sheaf {

namespace {

    struct WordCount
    {
        int base = 0;
        int ours = 0;
        int theirs = 0;
        int merged = 0;
        int agreed = 0; ///< added minus removed where both sides made the same change

        [[nodiscard]] bool adds() const
        {
            return merged - base == (ours - base) + (theirs - base) - agreed;
        }
        /// Whatever was agreed on: no more came or went than the sides' own counts explain.
        [[nodiscard]] bool isExplained() const
        {
            const int here = ours - base;
            const int there = theirs - base;
            const int change = merged - base;
            return change >= std::min({here, there, here + there})
                && change <= std::max({here, there, here + there});
        }
        [[nodiscard]] bool movedApart() const
        {
            return agreed < 0 && ours - base > agreed && theirs - base > agreed;
        }
        [[nodiscard]] bool vanishes() const
        {
            return ours < base && theirs < base && merged <= 0 && ours > 0 && theirs > 0;
        }
    };

    using WordCounts = QHash<QStringView, WordCount>;

    /// Counts whole lines, so that words are cut as they stand in the texts and not as the regions cut
    /// them. Keeps what it has counted: the counts look into it.
    class WordCounter
    {
    public:
        explicit WordCounter(const std::vector<MergeRegion> &regions)
        {
            for (const MergeRegion &region : regions) {
                add(region);
            }
            flush();
        }

        [[nodiscard]] const WordCounts &counts() const { return m_counts; }

    private:
        struct Lines
        {
            QString base;
            QString ours;
            QString theirs;
            QString merged;
            bool changed = false;

            [[nodiscard]] bool atLineStart() const
            {
                return startsLine(base) && startsLine(ours) && startsLine(theirs)
                    && startsLine(merged);
            }
            static bool startsLine(const QString &text)
            {
                return text.isEmpty() || text.endsWith(u'\n');
            }
        };

        void add(const MergeRegion &region)
        {
            const bool changed = region.kind != MergeRegion::Kind::Unchanged;
            if (m_lines.changed && !changed && m_lines.atLineStart()) {
                flush();
            }
            if (!m_lines.changed && changed) {
                keepLastLine();
            }
            m_lines.changed = m_lines.changed || changed;
            m_lines.base += region.base;
            m_lines.ours += region.ours;
            m_lines.theirs += region.theirs;
            m_lines.merged += region.merged;
            if (region.kind == MergeRegion::Kind::BothEqual) {
                count(region.base, &WordCount::agreed, -1);
                count(region.ours, &WordCount::agreed, 1);
            }
        }

        /// Unchanged text so far: only the start of the line in which the change stands counts.
        void keepLastLine()
        {
            const QString rest = m_lines.base.mid(m_lines.base.lastIndexOf(u'\n') + 1);
            m_lines = {rest, rest, rest, rest, false};
        }

        void flush()
        {
            if (m_lines.changed) {
                count(m_lines.base, &WordCount::base, 1);
                count(m_lines.ours, &WordCount::ours, 1);
                count(m_lines.theirs, &WordCount::theirs, 1);
                count(m_lines.merged, &WordCount::merged, 1);
            }
            m_lines = {};
        }

        void count(const QString &text, int WordCount::*member, int step)
        {
            m_texts.push_back(text);
            for (const TextToken &token : wordTokens(m_texts.back())) {
                if (token.isWord != 0U) {
                    m_counts[token.in(m_texts.back())].*member += step;
                }
            }
        }

        Lines m_lines;
        std::deque<QString> m_texts;
        WordCounts m_counts;
    };

    /// Single words go with the sentences they stand in; several in a row were a sentence of their own.
    bool hasRunOf(const WordCounts &words, const QString &text)
    {
        constexpr int kSentence = 3;
        int run = 0;
        for (const TextToken &token : wordTokens(text)) {
            if (token.isWord != 0U) {
                run = words.contains(token.in(text)) ? run + 1 : 0;
                if (run >= kSentence) {
                    return true;
                }
            }
        }
        return false;
    }

} // namespace

bool wordsBalance(const TextMerge &merge)
{
    using Kind = MergeRegion::Kind;
    const WordCounter counter(merge.regions);
    const WordCounts &counts = counter.counts();
    WordCounts vanishing;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        if (!it->adds() || !it->isExplained() || it->movedApart()) {
            return false;
        }
        if (it->vanishes()) {
            vanishing.insert(it.key(), *it);
        }
    }
    if (vanishing.isEmpty()) {
        return true;
    }
    // Words that the changed regions lost may still stand in the others.
    for (const MergeRegion &region : merge.regions) {
        if (region.kind == Kind::Unchanged) {
            for (const TextToken &token : wordTokens(region.base)) {
                vanishing.remove(token.in(region.base));
            }
        }
    }
    return std::none_of(merge.regions.begin(), merge.regions.end(), [&](const MergeRegion &region) {
        return region.kind != Kind::Unchanged && hasRunOf(vanishing, region.base);
    });
}

} // namespace sheaf
