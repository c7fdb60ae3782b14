/// The notes that were looked at, to go back and forward through like pages.
/// Rules   visiting after going back forgets what lay ahead; the same note twice in a row counts once.
#pragma once

#include "model/base/ids.h"

#include <vector>

namespace sheaf {

class VisitedNotes
{
public:
    void visit(const NoteId &note)
    {
        if (note.isNull() || (!m_notes.empty() && m_notes[m_at] == note)) {
            return;
        }
        if (!m_notes.empty()) {
            m_notes.resize(m_at + 1);
        }
        m_notes.push_back(note);
        if (m_notes.size() > kMax) {
            m_notes.erase(m_notes.begin());
        }
        m_at = m_notes.size() - 1;
    }
    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_notes.size(); }
    NoteId back() { return canGoBack() ? m_notes[--m_at] : NoteId {}; }
    NoteId forward() { return canGoForward() ? m_notes[++m_at] : NoteId {}; }

private:
    static constexpr std::size_t kMax = 200;
    std::vector<NoteId> m_notes;
    std::size_t m_at = 0;
};

} // namespace sheaf
