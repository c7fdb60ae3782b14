/// What the library has accepted: each edit whose commit returned success, with the word that it brought
/// in. None of them may ever be unreachable, on any device.
#pragma once

#include "model/causality/versionvector.h"
#include "model/note/note.h"

#include <QHash>

#include <vector>

namespace sheaf::simulation {

struct Accepted
{
    NoteId note;
    Hash change;
    LogId log;
    std::uint64_t seq = 0;
    QString word; ///< found nowhere else; empty: a delete, a move, a flag
    int device = 0;
};

class Ledger
{
public:
    /// A word that no edit has used yet.
    [[nodiscard]] QString freshWord() { return QStringLiteral("mark%1").arg(m_words++); }
    void add(Accepted edit);
    /// Their only disk was lost with them.
    void forgive(const std::vector<Hash> &changes);

    [[nodiscard]] const std::vector<Accepted> &edits() const { return m_edits; }
    /// Two changes that claim one place in one log; nothing when none do.
    [[nodiscard]] const QString &reuse() const { return m_reuse; }
    /// The change that brought in a word; null when no accepted one did.
    [[nodiscard]] Hash origin(const QString &word) const { return m_origins.value(word); }

private:
    std::vector<Accepted> m_edits;
    QHash<QString, Hash> m_origins;
    std::map<std::pair<LogId, std::uint64_t>, Hash> m_places;
    QString m_reuse;
    int m_words = 0;
};

/// All the text of a state, for looking for words.
[[nodiscard]] QString textOf(const NoteState &state);

} // namespace sheaf::simulation
