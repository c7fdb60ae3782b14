/// Settling one conflict, without widgets: which regions of the body differ, what was chosen for each,
/// the text that comes of it, and the fields beside the body.
/// Shape   the result is a row of pieces that tile it; each piece belongs to one merge region. Two
///         versions are compared at a time: with three heads the result of the first comparison is
///         compared with the next version, so that none is dropped unseen.
/// Rules   no choice is lost: any state can be taken and restored (undo), and ConflictDraft keeps it for
///         later. A piece that was typed into counts as decided.
/// Thread  none; a value computed from its input.
#pragma once

#include "model/merge/mergetext.h"
#include "model/store/libraryreader.h"
#include "ui/conflicts/conflictanswers.h"

#include <functional>

namespace sheaf {

/// Whether a region is counted, shown and chosen for.
[[nodiscard]] bool isDifference(const MergeRegion &region);
/// What stands in the result for a region before anybody has chosen.
[[nodiscard]] ResultPiece untouchedPiece(const MergeRegion &region);

class ConflictModel
{
public:
    /// Names a notebook for people: "Work / Plans"; called for places only.
    using NotebookName = std::function<QString(const NoteId &)>;

    explicit ConflictModel(NoteConflict conflict, NotebookName notebookName = {});

    [[nodiscard]] const NoteConflict &conflict() const { return m_conflict; }
    [[nodiscard]] const std::vector<MergeRegion> &regions() const { return m_merge.regions; }
    [[nodiscard]] bool comparedAsWhole() const
    {
        return m_merge.bounded;
    } ///< too large to take apart
    /// A conflict that this program must not settle: fields of a newer program differ.
    [[nodiscard]] bool needsNewerProgram() const;

    // The two versions that are compared now
    [[nodiscard]] const ConflictSide &thisSide() const { return m_conflict.sides.front(); }
    [[nodiscard]] const ConflictSide &otherSide() const;
    [[nodiscard]] int comparison() const { return m_step; } ///< 0-based
    [[nodiscard]] int comparisons() const { return static_cast<int>(m_order.size()); }
    [[nodiscard]] bool onLastComparison() const { return m_step + 1 >= comparisons(); }
    /// Other versions not compared yet, the present one first: indexes into conflict().sides.
    [[nodiscard]] std::vector<int> remainingSides() const;
    void
    compareWith(int side); ///< one of remainingSides(); the answers of this comparison start anew
    void nextComparison(); ///< the result so far becomes "this version"

    // The body's differences
    [[nodiscard]] QString thisText() const; ///< the left text: this version, or the result so far
    [[nodiscard]] QString otherText() const;
    [[nodiscard]] QString resultText() const;
    [[nodiscard]] int differences() const { return static_cast<int>(m_differences.size()); }
    [[nodiscard]] int regionOf(int difference) const; ///< index into regions()
    [[nodiscard]] ConflictChoice choice(int difference) const;
    [[nodiscard]] bool mergedByItself(int difference) const; ///< only one version changed it
    [[nodiscard]] std::optional<int> firstUndecided() const;
    [[nodiscard]] TextRange rangeInThis(int difference) const;
    [[nodiscard]] TextRange rangeInOther(int difference) const;
    [[nodiscard]] std::vector<TextRange> rangesInResult() const; ///< one a difference
    [[nodiscard]] int differenceAt(qsizetype resultPosition) const; ///< nearest; -1 = there is none
    void choose(int difference, ConflictChoice choice);
    /// The person typed: `removed` UTF-16 units at `position` gave way to `added`.
    void edit(qsizetype position, qsizetype removed, const QString &added);
    void replaceResult(const QString &text); ///< the whole, as one edit

    // Fields beside the body
    [[nodiscard]] const std::vector<FieldQuestion> &fields() const { return m_answers.fields; }
    void chooseField(int index, ConflictChoice choice); ///< This or Other

    // All together
    [[nodiscard]] int undecided() const; ///< differences and fields
    [[nodiscard]] NoteState result() const; ///< what Resolve writes, as decided so far
    [[nodiscard]] NoteState
    loser() const; ///< what goes on as the second note of "Keep as two notes"
    [[nodiscard]] NoteState kept() const; ///< the first note of it
    [[nodiscard]] const ConflictAnswers &answers() const { return m_answers; }
    void restore(const ConflictAnswers &answers); ///< of this same comparison (undo)

    // Going on later
    /// Which versions are compared and what has come of the comparisons before.
    struct Comparison
    {
        std::vector<Hash> order; ///< heads of the other versions
        int step = 0;
        NoteState soFar; ///< "this version"

        friend bool operator==(const Comparison &, const Comparison &) = default;
    };
    [[nodiscard]] Comparison present() const;
    bool resume(const Comparison &comparison); ///< false: it does not fit these heads

private:
    void compare();
    [[nodiscard]] std::vector<FieldQuestion> makeFields() const;
    [[nodiscard]] QString textFor(int difference, ConflictChoice choice) const;
    [[nodiscard]] QString both(int region) const;

    [[nodiscard]] FieldQuestion question(FieldQuestion::Field field) const;
    [[nodiscard]] QString placeName(const NoteState &state) const;
    [[nodiscard]] std::optional<QString> baseBody() const;
    [[nodiscard]] ConflictAnswers untouched() const;

    NoteConflict m_conflict;
    NotebookName m_notebookName;
    NoteState m_soFar; ///< "this version" of the present comparison
    std::vector<int> m_order; ///< other sides in the order of comparison
    int m_step = 0;
    TextMerge m_merge;
    std::vector<int> m_differences; ///< difference -> region
    std::vector<TextRange> m_inThis; ///< one a difference
    std::vector<TextRange> m_inOther;
    ConflictAnswers m_answers;
};

} // namespace sheaf
