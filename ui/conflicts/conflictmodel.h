/// Settling one conflict, without widgets: which regions of the body differ, what was chosen for each,
/// the text that comes of it, and the fields beside the body.
/// Shape   the result is a row of pieces that tile it; each piece belongs to one merge region. Two
///         versions are compared at a time: with three heads the result of the first comparison is
///         compared with the next version, so that none is dropped unseen.
/// Rules   no choice is lost: any state can be taken and restored (undo), written as a draft, and
///         carried over to sides that have moved. A piece that was typed into counts as decided.
/// Thread  none; a value computed from its input.
#pragma once

#include "model/merge/mergetext.h"
#include "model/store/libraryreader.h"

namespace sheaf {

/// What was chosen where the two versions differ. For fields `Both` and `Edited` do not occur.
enum class ConflictChoice { Undecided, This, Other, Both, Edited };

/// A stretch of the result.
struct ResultPiece
{
    QString text;
    ConflictChoice choice = ConflictChoice::Undecided; ///< meaningful for differences only

    friend bool operator==(const ResultPiece &, const ResultPiece &) = default;
};

/// A field beside the body that the versions disagree on.
struct FieldQuestion
{
    enum class Field { Title, Description, Private, Place, Deleted };
    Field field = Field::Title;
    QString thisValue; ///< as readable text; empty where a word of the UI says it better
    QString otherValue;
    ConflictChoice choice = ConflictChoice::Undecided;

    friend bool operator==(const FieldQuestion &, const FieldQuestion &) = default;
};

/// Everything that a choice can change: what undo takes back and what a draft keeps.
struct ConflictAnswers
{
    std::vector<ResultPiece> pieces;
    std::vector<FieldQuestion> fields;

    friend bool operator==(const ConflictAnswers &, const ConflictAnswers &) = default;
};

class ConflictModel
{
public:
    explicit ConflictModel(NoteConflict conflict);

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
    [[nodiscard]] int comparisons() const; ///< sides - 1
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
    [[nodiscard]] TextRange rangeInResult(int difference) const;
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

    // Drafts
    [[nodiscard]] QByteArray draft() const; ///< JSON
    /// Takes up what a draft holds: exactly, when the heads are the same, else choice by choice where
    /// the same two texts still stand against each other. Nothing: it is no draft of this note.
    struct Carried
    {
        bool sameHeads = false;
        int kept = 0; ///< choices taken over
        int lost = 0; ///< choices with no counterpart any more
        QString text; ///< the draft's whole result text, to be taken over on demand
    };
    std::optional<Carried> takeDraft(const QByteArray &draft);

private:
    void compare();
    [[nodiscard]] std::vector<FieldQuestion> makeFields() const;
    [[nodiscard]] QString textFor(int difference, ConflictChoice choice) const;
    [[nodiscard]] QString both(int region) const;

    NoteConflict m_conflict;
    NoteState m_soFar; ///< "this version" of the present comparison
    std::vector<int> m_order; ///< other sides in the order of comparison
    int m_step = 0;
    TextMerge m_merge;
    std::vector<int> m_differences; ///< difference -> region
    ConflictAnswers m_answers;
};

} // namespace sheaf
