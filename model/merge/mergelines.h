/// The line level of a text merge: what each side changed, put together where it lies apart.
/// Shape   three texts as numbered lines; groups of edits that overlap or touch, in order, with at
///         least one unchanged line between two groups.
/// Rules   an edit that could as well stand a line higher or lower (an inserted or removed repetition)
///         covers every place where it could stand; beside an edit of the other side it counts as
///         apart when it could stand one line away. An edit that touches a run of identical lines
///         covers the run. See model/MERGE.md for the rest.
#pragma once

#include "model/merge/mergetext.h"
#include "model/note/sequencediff.h"
#include "model/note/texttokens.h"

#include <QHash>

#include <array>

namespace sheaf {

class LineMerge
{
public:
    /// The texts must outlive the merge.
    LineMerge(const QString &base, const QString &ours, const QString &theirs);

    /// Whether both sides may have added, or struck, the same line at two places.
    enum class Copies { Refused, Allowed };

    /// The merge by lines and words, without the checks that look at the whole result.
    [[nodiscard]] TextMerge run(Copies copies);
    /// After run(): both sides made what could be one change, in two places; no other alignment may
    /// take it for one.
    [[nodiscard]] bool sameLineTwice() const { return m_sameLineTwice; }
    /// After run(): the merge when the lines are compared without anchors, which lines moved texts up
    /// otherwise. Nothing when that makes no difference, or exhausts the bound.
    [[nodiscard]] std::optional<TextMerge> comparedOtherwise() const;
    /// Whether `larger` has every line that the other side added, and none that it struck.
    [[nodiscard]] bool contains(MergeRegion::Kind larger) const;
    /// After run(): the same regions with every change a conflict.
    [[nodiscard]] TextMerge refused();

private:
    enum Side : std::size_t { Base, Ours, Theirs };

    /// One edit of one side, with all the base lines that it may be about.
    struct Edit
    {
        int start = 0;
        int end = 0;
        Side side = Ours;
        bool touchesRun = false;
        bool slides =
            false; ///< a pure insertion or removal that could stand elsewhere in its range
        bool spent = false; ///< had to slide down, away from the edit above
        SequenceEdit edit;

        [[nodiscard]] bool inserts() const { return edit.aStart == edit.aEnd; }
    };

    struct Group
    {
        std::array<int, 3> start {};
        std::array<int, 3> end {};
        bool touchesRun = false;
        MergeRegion::Kind kind = MergeRegion::Kind::Unchanged;
        std::vector<MergeRegion> words; ///< when merged by words
    };

    void number(Side side, const QString &text);
    [[nodiscard]] bool findEdits(Side side, DiffAnchors anchors);
    [[nodiscard]] TextMerge mergeEdits(Copies copies);
    [[nodiscard]] Edit widen(Side side, const SequenceEdit &edit, int floor, int ceiling) const;
    void coverRuns(Edit &wide) const;
    [[nodiscard]] bool inRun(int line) const;
    [[nodiscard]] bool touchesRun(const Edit &wide) const;
    [[nodiscard]] bool touchesRunAt(Side side, const SequenceEdit &edit, int by) const;
    void sortEdits();
    void makeGroups();
    /// Whether a group may end before the edit `next`, given its own edits from `first` on.
    [[nodiscard]] bool cutBefore(std::size_t first, std::size_t next, int groupEnd);
    void classify(Group &group) const;
    /// Conflicts where both sides added, or both removed, the same line at different places.
    void refuseSameLineTwice();
    [[nodiscard]] TextMerge assemble() const;
    [[nodiscard]] QString text(Side side, int first, int last) const;
    [[nodiscard]] int lineCount(Side side) const { return static_cast<int>(m_lines[side].size()); }
    [[nodiscard]] int line(Side side, int index) const
    {
        return m_numbers[side][static_cast<std::size_t>(index)];
    }

    std::array<const QString *, 3> m_text;
    std::array<std::vector<TextToken>, 3> m_lines;
    std::array<std::vector<int>, 3> m_numbers; ///< equal lines have equal numbers
    QHash<QStringView, int> m_numberOf;
    std::vector<Edit> m_edits;
    std::vector<Group> m_groups;
    bool m_bothChanged = false;
    bool m_tooManyLines = false;
    bool m_sameLineTwice = false;
};

} // namespace sheaf
