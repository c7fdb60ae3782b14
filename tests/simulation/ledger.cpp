#include "tests/simulation/ledger.h"

#include <algorithm>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

void Ledger::add(Accepted edit)
{
    const auto [place, fresh] = m_places.try_emplace({edit.log, edit.seq}, edit.change);
    if (!fresh && place->second != edit.change) {
        m_reuse = u"seq %1 of a log of %2 was used twice"_s.arg(edit.seq).arg(
            edit.log.device.toHex().first(8));
    }
    if (!edit.word.isEmpty()) {
        m_origins.insert(edit.word, edit.change);
    }
    m_edits.push_back(std::move(edit));
}

void Ledger::forgive(const std::vector<Hash> &changes)
{
    std::erase_if(m_edits, [&changes](const Accepted &edit) {
        return std::find(changes.begin(), changes.end(), edit.change) != changes.end();
    });
}

QString textOf(const NoteState &state)
{
    return QStringList {state.title,
                        state.description,
                        state.body,
                        state.tags.join(u' '),
                        state.categories.join(u' ')}
        .join(u'\n');
}

} // namespace sheaf::simulation
