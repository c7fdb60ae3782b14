/// One step of a conflict's undo history: all answers before and after. Typing in one place is one step.
/// Thread  GUI.
#pragma once

#include "ui/conflicts/conflictmodel.h"

#include <QUndoCommand>

namespace sheaf {

class ConflictCommand final : public QUndoCommand
{
public:
    struct Moment
    {
        ConflictModel::Comparison comparison;
        ConflictAnswers answers;
        int difference = -1; ///< the one that was looked at
    };
    using Show = std::function<void(const Moment &)>;

    [[nodiscard]] static Moment momentOf(const ConflictModel &model, int difference);

    /// `typedUpTo`: where typing ended; -1 = not typing, never joined with another step. `typedFrom`:
    /// where it began.
    ConflictCommand(const QString &text,
                    Moment before,
                    Moment after,
                    Show show,
                    qsizetype typedFrom = -1,
                    qsizetype typedUpTo = -1);

    void undo() override;
    void redo() override;
    [[nodiscard]] int id() const override { return m_typedUpTo < 0 ? -1 : 1; }
    bool mergeWith(const QUndoCommand *other) override;

private:
    Moment m_before;
    Moment m_after;
    Show m_show;
    qsizetype m_typedFrom;
    qsizetype m_typedUpTo;
    bool m_first = true; ///< the first redo() is the push: it has happened already
};

} // namespace sheaf
