#include "model/merge/mergewords.h"

#include "model/base/limits.h"
#include "model/note/texttokens.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace sheaf {

namespace {

    using Kind = MergeRegion::Kind;

    /// The three texts, in this order everywhere in this file.
    enum Side : std::size_t { Base, Ours, Theirs };
    constexpr std::array kSides {Base, Ours, Theirs};

    /// Where a word stands in each text.
    struct Occurrence
    {
        std::array<int, 3> count {};
        std::array<std::size_t, 3> token {};
        int oursNet = 0; ///< added minus removed where only ours changed
        int theirsNet = 0;

        [[nodiscard]] bool isAnchor() const { return count == std::array {1, 1, 1}; }
    };

    class WordMerge
    {
    public:
        WordMerge(QStringView base, QStringView ours, QStringView theirs)
            : m_text {base, ours, theirs}
            , m_tokens {wordTokens(base), wordTokens(ours), wordTokens(theirs)}
        {
        }

        std::optional<std::vector<MergeRegion>> run()
        {
            countWords();
            std::array<std::size_t, 3> from {0, 0, 0};
            for (const TextToken &token : m_tokens[Base]) {
                const auto word = m_words.constFind(token.in(m_text[Base]));
                if (word == m_words.constEnd() || !word->isAnchor()) {
                    continue;
                }
                if (!mergeUpTo(from, word->token)) {
                    return std::nullopt;
                }
                append(Kind::Unchanged, {word.key(), word.key(), word.key()});
                for (const Side side : kSides) {
                    from[side] = word->token[side] + 1;
                }
            }
            const std::array ends {
                m_tokens[Base].size(), m_tokens[Ours].size(), m_tokens[Theirs].size()};
            if (!mergeUpTo(from, ends) || sameWordTwice()) {
                return std::nullopt;
            }
            return std::move(m_regions);
        }

    private:
        void countWords()
        {
            for (const Side side : kSides) {
                for (std::size_t i = 0; i < m_tokens[side].size(); ++i) {
                    const TextToken &token = m_tokens[side][i];
                    if (token.isWord != 0U) {
                        Occurrence &word = m_words[token.in(m_text[side])];
                        ++word.count[side];
                        word.token[side] = i;
                    }
                }
            }
        }

        /// The tokens between two anchors; false when both sides changed them, or an anchor was moved.
        bool mergeUpTo(const std::array<std::size_t, 3> &from, const std::array<std::size_t, 3> &to)
        {
            std::array<QStringView, 3> part;
            for (const Side side : kSides) {
                if (to[side] < from[side]) {
                    return false;
                }
                const qsizetype start = startOf(side, from[side]);
                part[side] = m_text[side].mid(start, startOf(side, to[side]) - start);
            }
            if (part[Ours] == part[Theirs]) {
                append(part[Ours] == part[Base] ? Kind::Unchanged : Kind::BothEqual, part);
            } else if (part[Theirs] == part[Base]) {
                append(Kind::Ours, part);
                countNet(Ours, from, to, &Occurrence::oursNet);
            } else if (part[Ours] == part[Base]) {
                append(Kind::Theirs, part);
                countNet(Theirs, from, to, &Occurrence::theirsNet);
            } else {
                return false;
            }
            return true;
        }

        void countNet(Side side,
                      const std::array<std::size_t, 3> &from,
                      const std::array<std::size_t, 3> &to,
                      int Occurrence::*net)
        {
            const auto add = [&](Side where, int step) {
                for (std::size_t i = from[where]; i < to[where]; ++i) {
                    const auto word = m_words.find(m_tokens[where][i].in(m_text[where]));
                    if (word != m_words.end()) {
                        (*word).*net += step;
                    }
                }
            };
            add(Base, -1);
            add(side, 1);
        }

        /// Two people who add (or strike) the same word at two places may well have meant one change.
        [[nodiscard]] bool sameWordTwice() const
        {
            return std::any_of(m_words.begin(), m_words.end(), [](const Occurrence &word) {
                return (word.oursNet > 0 && word.theirsNet > 0)
                    || (word.oursNet < 0 && word.theirsNet < 0);
            });
        }

        [[nodiscard]] qsizetype startOf(Side side, std::size_t token) const
        {
            return token < m_tokens[side].size()
                ? static_cast<qsizetype>(m_tokens[side][token].start)
                : m_text[side].size();
        }

        void append(Kind kind, const std::array<QStringView, 3> &part)
        {
            if (part[Base].isEmpty() && part[Ours].isEmpty() && part[Theirs].isEmpty()) {
                return;
            }
            if (m_regions.empty() || m_regions.back().kind != kind) {
                m_regions.push_back({kind, {}, {}, {}, {}});
            }
            MergeRegion &region = m_regions.back();
            region.base.append(part[Base]);
            region.ours.append(part[Ours]);
            region.theirs.append(part[Theirs]);
            region.merged.append(kind == Kind::Theirs ? part[Theirs] : part[Ours]);
        }

        std::array<QStringView, 3> m_text;
        std::array<std::vector<TextToken>, 3> m_tokens;
        QHash<QStringView, Occurrence> m_words;
        std::vector<MergeRegion> m_regions;
    };

} // namespace

std::optional<std::vector<MergeRegion>>
mergeWords(QStringView base, QStringView ours, QStringView theirs)
{
    if (std::max({base.size(), ours.size(), theirs.size()}) > limits::kMergeWordsLineMax) {
        return std::nullopt;
    }
    return WordMerge(base, ours, theirs).run();
}

} // namespace sheaf
