/// What a person has answered in one comparison of two versions: values that undo swaps whole and a
/// draft keeps.
#pragma once

#include <QString>

#include <vector>

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
    /// Title and description: the text. Place: the notebook's name, empty at top level. Private:
    /// "private" or "open". Deleted: "deleted" or "kept".
    QString thisValue;
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

} // namespace sheaf
