/// An unfinished result as it is kept between two sittings: the answers, the texts they were answers
/// to, and the whole result text, so that nothing typed is lost when the sides move on.
/// Shape   JSON, `v` 1.
/// Errors  what cannot be read is no draft.
#pragma once

#include "ui/conflicts/conflictmodel.h"

namespace sheaf {

struct ConflictDraft
{
    struct Piece
    {
        bool difference = false;
        bool byItself = false; ///< was merged without a question
        QString ours; ///< differences only, likewise `theirs`
        QString theirs;
        std::optional<QString> text; ///< where it is not what the merge gave
        ConflictChoice choice = ConflictChoice::Undecided;

        friend bool operator==(const Piece &, const Piece &) = default;
    };

    NoteId note;
    std::vector<Hash> heads;
    ConflictModel::Comparison comparison;
    std::vector<Piece> pieces;
    std::vector<FieldQuestion> fields;
    QString text;

    /// The local value that a note's draft is kept under; empty = no draft.
    [[nodiscard]] static QString key(const NoteId &note);
    [[nodiscard]] static ConflictDraft of(const ConflictModel &model);

    /// What became of a draft that was taken up again.
    struct Carried
    {
        bool sameHeads = false;
        int kept = 0; ///< choices taken over
        int lost = 0; ///< choices with no counterpart any more
    };
    /// Exactly, when the heads are the same; else choice by choice, where the same two texts still
    /// stand against each other. Nothing: it is a draft of another note.
    std::optional<Carried> applyTo(ConflictModel &model) const;

    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static std::optional<ConflictDraft> fromJson(const QByteArray &json);

private:
    bool applyExactly(ConflictModel &model) const;
    void carryText(ConflictModel &model, Carried &carried) const;
    void carryFields(ConflictModel &model, Carried &carried) const;
};

} // namespace sheaf
