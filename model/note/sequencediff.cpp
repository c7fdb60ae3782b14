#include "model/note/sequencediff.h"

#include <algorithm>
#include <limits>

namespace sheaf {

namespace {

    std::size_t at(int index)
    {
        return static_cast<std::size_t>(index);
    }

    /// A part of both sequences that is still to be compared.
    struct Box
    {
        int aStart;
        int aEnd;
        int bStart;
        int bEnd;
    };

    /// Ends of the furthest paths by diagonal, reached with the same number of edits.
    class Frontier
    {
    public:
        void reset(int reach)
        {
            m_middle = reach + 1;
            m_x.assign(at(2 * reach + 3), kNone);
        }
        int &operator[](int diagonal) { return m_x[at(m_middle + diagonal)]; }

        static constexpr int kNone = std::numeric_limits<int>::min() / 2;

    private:
        std::vector<int> m_x;
        int m_middle = 0;
    };

    class SequenceComparison
    {
    public:
        SequenceComparison(const std::vector<int> &a, const std::vector<int> &b, qint64 stepsMax)
            : m_a(a)
            , m_b(b)
            , m_stepsMax(stepsMax)
            , m_aChanged(a.size(), false)
            , m_bChanged(b.size(), false)
        {
        }

        SequenceDiff run(DiffAnchors anchors)
        {
            Box whole {0, static_cast<int>(m_a.size()), 0, static_cast<int>(m_b.size())};
            trim(whole);
            if (anchors == DiffAnchors::UniqueTokens) {
                cutAtUniqueTokens(whole);
            } else {
                m_boxes.push_back(whole);
            }
            while (!m_boxes.empty() && !m_bounded) {
                Box box = m_boxes.back();
                m_boxes.pop_back();
                trim(box);
                compare(box);
            }
            SequenceDiff diff;
            diff.bounded = m_bounded;
            if (m_bounded) {
                diff.edits.push_back(
                    {0, static_cast<int>(m_a.size()), 0, static_cast<int>(m_b.size())});
            } else {
                diff.edits = collect();
            }
            return diff;
        }

    private:
        void trim(Box &box) const
        {
            while (box.aStart < box.aEnd && box.bStart < box.bEnd
                   && m_a[at(box.aStart)] == m_b[at(box.bStart)]) {
                ++box.aStart;
                ++box.bStart;
            }
            while (box.aStart < box.aEnd && box.bStart < box.bEnd
                   && m_a[at(box.aEnd - 1)] == m_b[at(box.bEnd - 1)]) {
                --box.aEnd;
                --box.bEnd;
            }
        }

        void cutAtUniqueTokens(const Box &whole);
        void compare(const Box &box);
        /// A point on a shortest path, away from both corners; false when the steps are used up.
        bool findMiddle(const Box &box, int &aMiddle, int &bMiddle);
        int advance(const Box &box, int edits, int diagonal, bool forward);
        [[nodiscard]] std::vector<SequenceEdit> collect() const;

        const std::vector<int> &m_a;
        const std::vector<int> &m_b;
        const qint64 m_stepsMax;
        qint64 m_steps = 0;
        bool m_bounded = false;
        std::vector<bool> m_aChanged;
        std::vector<bool> m_bChanged;
        std::vector<Box> m_boxes;
        Frontier m_forward;
        Frontier m_backward;
    };

    /// Of pairs with ascending `first`, the longest run with ascending `second`.
    std::vector<std::pair<int, int>> longestAscending(const std::vector<std::pair<int, int>> &pairs)
    {
        std::vector<std::size_t> ends; // index of the smallest end of a run of each length
        std::vector<std::size_t> before(pairs.size(), 0);
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const auto it = std::lower_bound(
                ends.begin(), ends.end(), pairs[i].second, [&pairs](std::size_t end, int value) {
                    return pairs[end].second < value;
                });
            if (it != ends.begin()) {
                before[i] = *(it - 1);
            }
            if (it == ends.end()) {
                ends.push_back(i);
            } else {
                *it = i;
            }
        }
        std::vector<std::pair<int, int>> run(ends.size());
        std::size_t index = ends.empty() ? 0 : ends.back();
        for (std::size_t length = ends.size(); length > 0; --length) {
            run[length - 1] = pairs[index];
            index = before[index];
        }
        return run;
    }

    void SequenceComparison::cutAtUniqueTokens(const Box &whole)
    {
        constexpr int kAbsent = -1;
        constexpr int kRepeated = -2;
        int tokens = 0;
        for (int i = whole.aStart; i < whole.aEnd; ++i) {
            tokens = std::max(tokens, m_a[at(i)] + 1);
        }
        std::vector<int> placeInA(at(tokens), kAbsent);
        std::vector<int> placeInB(at(tokens), kAbsent);
        for (int i = whole.aStart; i < whole.aEnd; ++i) {
            int &place = placeInA[at(m_a[at(i)])];
            place = place == kAbsent ? i : kRepeated;
        }
        for (int i = whole.bStart; i < whole.bEnd; ++i) {
            if (m_b[at(i)] < tokens) {
                int &place = placeInB[at(m_b[at(i)])];
                place = place == kAbsent ? i : kRepeated;
            }
        }
        std::vector<std::pair<int, int>> unique;
        for (int i = whole.aStart; i < whole.aEnd; ++i) {
            const int token = m_a[at(i)];
            if (placeInA[at(token)] == i && placeInB[at(token)] >= 0) {
                unique.emplace_back(i, placeInB[at(token)]);
            }
        }
        Box gap = whole;
        for (const auto &[inA, inB] : longestAscending(unique)) {
            gap.aEnd = inA;
            gap.bEnd = inB;
            m_boxes.push_back(gap);
            gap.aStart = inA + 1;
            gap.bStart = inB + 1;
        }
        gap.aEnd = whole.aEnd;
        gap.bEnd = whole.bEnd;
        m_boxes.push_back(gap);
    }

    void SequenceComparison::compare(const Box &box)
    {
        int aMiddle = 0;
        int bMiddle = 0;
        if (box.aStart == box.aEnd || box.bStart == box.bEnd) {
            std::fill(m_aChanged.begin() + box.aStart, m_aChanged.begin() + box.aEnd, true);
            std::fill(m_bChanged.begin() + box.bStart, m_bChanged.begin() + box.bEnd, true);
        } else if (findMiddle(box, aMiddle, bMiddle)) {
            m_boxes.push_back({aMiddle, box.aEnd, bMiddle, box.bEnd});
            m_boxes.push_back({box.aStart, aMiddle, box.bStart, bMiddle});
        } else {
            m_bounded = true;
        }
    }

    int SequenceComparison::advance(const Box &box, int edits, int diagonal, bool forward)
    {
        Frontier &frontier = forward ? m_forward : m_backward;
        const int aLength = box.aEnd - box.aStart;
        const int bLength = box.bEnd - box.bStart;
        int x = 0;
        if (edits > 0) {
            // One step right or one down, whichever gets further without leaving the box.
            const int right = frontier[diagonal - 1] + 1;
            const int down = frontier[diagonal + 1];
            x = std::max(right <= aLength ? right : Frontier::kNone,
                         down - diagonal <= bLength ? down : Frontier::kNone);
        }
        ++m_steps;
        if (x < 0) {
            frontier[diagonal] = Frontier::kNone;
            return Frontier::kNone;
        }
        for (int y = x - diagonal; x < aLength && y < bLength; ++x, ++y) {
            const bool equal = forward ? m_a[at(box.aStart + x)] == m_b[at(box.bStart + y)]
                                       : m_a[at(box.aEnd - 1 - x)] == m_b[at(box.bEnd - 1 - y)];
            if (!equal) {
                break;
            }
            ++m_steps;
        }
        frontier[diagonal] = x;
        return x;
    }

    bool SequenceComparison::findMiddle(const Box &box, int &aMiddle, int &bMiddle)
    {
        const int aLength = box.aEnd - box.aStart;
        const int bLength = box.bEnd - box.bStart;
        const int delta = aLength - bLength;
        const bool odd = delta % 2 != 0;
        // No more edits than this are tried: d edits cost about d² steps.
        int reach = 1;
        while (reach < (aLength + bLength + 1) / 2 && qint64(reach) * reach <= m_stepsMax) {
            ++reach;
        }
        m_forward.reset(reach);
        m_backward.reset(reach);
        const auto met = [&](int x, int opposite) {
            return x >= 0 && opposite >= 0 && x + opposite >= aLength;
        };
        for (int edits = 0; edits <= reach; ++edits) {
            for (int k = -edits; k <= edits; k += 2) {
                const int x = advance(box, edits, k, true);
                if (odd && std::abs(delta - k) < edits && met(x, m_backward[delta - k])) {
                    aMiddle = box.aStart + x;
                    bMiddle = box.bStart + x - k;
                    return true;
                }
            }
            for (int k = -edits; k <= edits; k += 2) {
                const int x = advance(box, edits, k, false);
                if (!odd && std::abs(delta - k) <= edits && met(x, m_forward[delta - k])) {
                    aMiddle = box.aEnd - x;
                    bMiddle = box.bEnd - (x - k);
                    return true;
                }
            }
            if (m_steps > m_stepsMax) {
                return false;
            }
        }
        return false;
    }

    std::vector<SequenceEdit> SequenceComparison::collect() const
    {
        std::vector<SequenceEdit> edits;
        const int aSize = static_cast<int>(m_a.size());
        const int bSize = static_cast<int>(m_b.size());
        int i = 0;
        int j = 0;
        while (i < aSize || j < bSize) {
            SequenceEdit edit {i, i, j, j};
            while (edit.aEnd < aSize && m_aChanged[at(edit.aEnd)]) {
                ++edit.aEnd;
            }
            while (edit.bEnd < bSize && m_bChanged[at(edit.bEnd)]) {
                ++edit.bEnd;
            }
            if (edit.aEnd > i || edit.bEnd > j) {
                edits.push_back(edit);
            }
            i = edit.aEnd + 1;
            j = edit.bEnd + 1;
        }
        return edits;
    }

} // namespace

SequenceDiff diffSequences(const std::vector<int> &a,
                           const std::vector<int> &b,
                           qint64 stepsMax,
                           DiffAnchors anchors)
{
    return SequenceComparison(a, b, stepsMax).run(anchors);
}

} // namespace sheaf
