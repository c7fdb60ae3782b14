#include "ui/editor/edithistory.h"

#include <algorithm>

namespace sheaf {

namespace {

    constexpr qint64 kPauseMs = 1500; ///< typing after such a pause is a new step
    constexpr std::size_t kStepsMax = 2000;

    TextEdit inverse(const TextEdit &edit)
    {
        return {edit.position, edit.inserted, edit.removed};
    }

    // Both edits were made on the same text. Moves each to where it stands after the other; false when
    // they touch the same characters.
    bool passEachOther(TextEdit &own, TextEdit &remote)
    {
        const qsizetype ownEnd = own.position + own.removed.size();
        const qsizetype remoteEnd = remote.position + remote.removed.size();
        if (ownEnd <= remote.position) {
            remote.position += own.inserted.size() - own.removed.size();
            return true;
        }
        if (remoteEnd <= own.position) {
            own.position += remote.inserted.size() - remote.removed.size();
            return true;
        }
        return false;
    }

} // namespace

void EditHistory::clear()
{
    m_undo.clear();
    m_redo.clear();
    m_grouping = false;
}

void EditHistory::begin()
{
    if (m_depth++ == 0) {
        m_grouping = false;
    }
}

void EditHistory::end()
{
    if (--m_depth == 0) {
        m_grouping = false;
        if (!m_undo.empty()) {
            m_undo.back().open = false;
        }
    }
}

bool EditHistory::join(const TextEdit &edit, qint64 nowMs)
{
    if (m_undo.empty() || !m_undo.back().open || nowMs - m_undo.back().timeMs > kPauseMs) {
        return false;
    }
    TextEdit &last = m_undo.back().edits.back();
    if (edit.removed.isEmpty() && !edit.inserted.isEmpty() && !last.inserted.isEmpty()
        && last.position + last.inserted.size() == edit.position
        && edit.inserted.front() != u'\n') {
        const bool newWord = last.inserted.back().isSpace() && !edit.inserted.front().isSpace();
        if (newWord || edit.inserted.size() > 1) {
            return false;
        }
        last.inserted += edit.inserted;
        return true;
    }
    const bool bothRemove = edit.inserted.isEmpty() && last.inserted.isEmpty();
    if (bothRemove && edit.position + edit.removed.size() == last.position) { // Backspace
        last.position = edit.position;
        last.removed.prepend(edit.removed);
        return true;
    }
    if (bothRemove && edit.position == last.position) { // Delete
        last.removed += edit.removed;
        return true;
    }
    return false;
}

void EditHistory::record(const TextEdit &edit, qint64 nowMs)
{
    m_redo.clear();
    if (m_depth > 0) {
        if (!m_grouping) {
            m_undo.push_back({{}, nowMs, false});
            m_grouping = true;
        }
        m_undo.back().edits.push_back(edit);
    } else if (join(edit, nowMs)) {
        m_undo.back().timeMs = nowMs;
    } else {
        const bool typed = edit.inserted.size() <= 1;
        m_undo.push_back({{edit}, nowMs, typed});
    }
    if (m_undo.size() > kStepsMax) {
        m_undo.erase(m_undo.begin());
    }
}

void EditHistory::transformStack(std::vector<Step> &stack,
                                 std::vector<TextEdit> remote,
                                 bool undoing)
{
    // From the newest step to the oldest, as they would be taken back. `remote` moves along, so that
    // it always stands on the same text as the edit that it meets.
    for (std::size_t left = stack.size(); left > 0; --left) {
        Step &step = stack[left - 1];
        step.open = false;
        bool apart = true;
        const auto meet = [&remote, &apart, undoing](TextEdit &edit) {
            TextEdit moved = undoing ? inverse(edit) : edit;
            for (TextEdit &other : remote) {
                apart = apart && passEachOther(moved, other);
            }
            edit.position = moved.position;
        };
        if (undoing) {
            std::for_each(step.edits.rbegin(), step.edits.rend(), meet);
        } else {
            std::for_each(step.edits.begin(), step.edits.end(), meet);
        }
        if (!apart) {
            // What lies below was made on a text that cannot be reached any more.
            stack.erase(stack.begin(), stack.begin() + static_cast<std::ptrdiff_t>(left));
            return;
        }
    }
}

void EditHistory::transform(const std::vector<TextEdit> &edits)
{
    // From the last to the first, each position is right on the text that the others left.
    const std::vector<TextEdit> remote(edits.rbegin(), edits.rend());
    transformStack(m_undo, remote, true);
    transformStack(m_redo, remote, false);
}

std::vector<TextEdit> EditHistory::undo()
{
    if (m_undo.empty()) {
        return {};
    }
    Step step = std::move(m_undo.back());
    m_undo.pop_back();
    step.open = false;
    std::vector<TextEdit> edits;
    for (auto edit = step.edits.rbegin(); edit != step.edits.rend(); ++edit) {
        edits.push_back(inverse(*edit));
    }
    m_redo.push_back(std::move(step));
    return edits;
}

std::vector<TextEdit> EditHistory::redo()
{
    if (m_redo.empty()) {
        return {};
    }
    Step step = std::move(m_redo.back());
    m_redo.pop_back();
    std::vector<TextEdit> edits = step.edits;
    m_undo.push_back(std::move(step));
    return edits;
}

} // namespace sheaf
