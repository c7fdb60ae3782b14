#include "ui/conflicts/conflictcommand.h"

namespace sheaf {

ConflictCommand::Moment ConflictCommand::momentOf(const ConflictModel &model, int difference)
{
    return {model.present(), model.answers(), difference};
}

ConflictCommand::ConflictCommand(const QString &text,
                                 Moment before,
                                 Moment after,
                                 Show show,
                                 qsizetype typedFrom,
                                 qsizetype typedUpTo)
    : QUndoCommand(text)
    , m_before(std::move(before))
    , m_after(std::move(after))
    , m_show(std::move(show))
    , m_typedFrom(typedFrom)
    , m_typedUpTo(typedUpTo)
{
}

void ConflictCommand::undo()
{
    m_show(m_before);
}

void ConflictCommand::redo()
{
    if (m_first) {
        m_first = false;
        return;
    }
    m_show(m_after);
}

bool ConflictCommand::mergeWith(const QUndoCommand *other)
{
    const auto *next = static_cast<const ConflictCommand *>(other); // same id: typing as well
    if (next->m_typedFrom != m_typedUpTo) {
        return false;
    }
    m_after = next->m_after;
    m_typedUpTo = next->m_typedUpTo;
    return true;
}

} // namespace sheaf
