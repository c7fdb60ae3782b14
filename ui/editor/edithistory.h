/// Undo and redo of what the person typed, in a text that others change as well.
/// Shape   steps of one or more edits; positions are those of the text at the moment of the step.
/// Rules   an edit from elsewhere is no step: it moves the steps that wait here, so that undoing takes
///         back exactly the person's own words and nobody else's. A step whose place was rewritten by
///         someone else is dropped. Typing runs together into one step until a pause or a space.
/// Errors  none.
/// Thread  GUI thread; pure but for the time it is told.
#pragma once

#include "ui/editor/livemerge.h"

#include <optional>

namespace sheaf {

class EditHistory
{
public:
    void clear();
    /// The person replaced something. `nowMs` separates steps of typing.
    void record(const TextEdit &edit, qint64 nowMs);
    /// Edits until the matching end() make one step.
    void begin();
    void end();
    /// Edits from elsewhere were applied; ascending, positions before any of them.
    void transform(const std::vector<TextEdit> &edits);

    [[nodiscard]] bool canUndo() const { return !m_undo.empty(); }
    [[nodiscard]] bool canRedo() const { return !m_redo.empty(); }
    /// The edits to apply one after the other, each on the text that the one before left.
    [[nodiscard]] std::vector<TextEdit> undo();
    [[nodiscard]] std::vector<TextEdit> redo();

private:
    struct Step
    {
        std::vector<TextEdit> edits; ///< in the order in which they were made
        qint64 timeMs = 0;
        bool open = false; ///< typing may still join
    };
    static void
    transformStack(std::vector<Step> &stack, std::vector<TextEdit> remote, bool undoing);
    bool join(const TextEdit &edit, qint64 nowMs);

    std::vector<Step> m_undo;
    std::vector<Step> m_redo;
    int m_depth = 0;
    bool m_grouping = false; ///< a group is open and has its step
};

} // namespace sheaf
