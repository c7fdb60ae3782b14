#include "tests/simulation/oracles.h"

#include <QSet>

#include <algorithm>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr quint64 kMessagesBase = 400; ///< of a run in which nothing is edited
    constexpr quint64 kMessagesPerChange = 40; ///< and pair of devices

    /// Everything a device shows, as text; but for times, of which each shows those that it can believe.
    QStringList dump(const Library &library, bool damaged)
    {
        QStringList lines;
        for (const NoteId &id : library.allNotes()) {
            const Result<Note> note = library.convergedNote(id);
            if (!note) {
                lines += id.toHex() + u" unreadable"_s;
                continue;
            }
            QStringList heads;
            for (const Hash &head : note->heads) {
                heads += head.toHex().first(12);
            }
            lines += QStringList {id.toHex(),
                                  note->state.deleted && damaged ? QString() : textOf(note->state),
                                  library.notebookPath(note->state.place.parent).join(u'/'),
                                  note->state.place.order,
                                  QString::number(note->state.isPrivate),
                                  QString::number(note->state.deleted),
                                  conflictTypeName(note->conflict),
                                  heads.join(u',')}
                         .join(u'|');
        }
        for (const NotebookSummary &book : library.notebooks()) {
            lines += QStringList {book.id.toHex(),
                                  book.parent.toHex(),
                                  book.name,
                                  book.order,
                                  QString::number(book.notes)}
                         .join(u'|');
        }
        for (const QString &key : {u"setting 0"_s, u"setting 1"_s, u"conflict-policy"_s}) {
            lines += library.setting(key).value_or(u"-"_s);
        }
        for (const NoteConflict &conflict : library.conflicts()) {
            lines += u"conflict %1 %2 %3 sides"_s
                         .arg(conflict.note.toHex(), conflictTypeName(conflict.type))
                         .arg(conflict.sides.size());
        }
        return lines;
    }

    /// What a deleted record's row still shows is in no digest: only check finds damage to it.
    bool isOfDeleted(const Library &library, const QString &problem)
    {
        const std::vector<NoteId> all = library.allNotes();
        return std::any_of(all.begin(), all.end(), [&](const NoteId &id) {
            const Result<Note> note = library.convergedNote(id);
            return problem.contains(id.toHex()) && note && note->state.deleted;
        });
    }

    /// I2: the same changes show as the same notes, and the digests say so.
    void judgeEquality(World &world)
    {
        const Device &first = *world.devices().front();
        const QStringList shown = dump(first.library(), world.stage().damaged);
        for (const auto &device : world.devices()) {
            if (device->library().vector() != first.library().vector()) {
                world.stage().fail(
                    u"I5: %1 and %2 have different changes"_s.arg(first.name(), device->name()));
            } else if (const QStringList other = dump(device->library(), world.stage().damaged);
                       other != shown) {
                const auto [here, there] =
                    std::mismatch(shown.begin(), shown.end(), other.begin(), other.end());
                world.stage().fail(u"I2: %1 and %2 show different notes: %3 <> %4"_s.arg(
                    first.name(),
                    device->name(),
                    here == shown.end() ? u"nothing"_s : *here,
                    there == other.end() ? u"nothing"_s : *there));
            } else if (device->library().stateDigest() != first.library().stateDigest()) {
                world.stage().fail(
                    u"I2: %1 and %2 have different digests"_s.arg(first.name(), device->name()));
            }
            const CheckReport report = device->library().check();
            for (const QString &problem : report.problems) {
                if (!world.stage().damaged || !isOfDeleted(device->library(), problem)) {
                    world.stage().fail(u"I10: check on %1: %2"_s.arg(device->name(), problem));
                }
            }
        }
    }

    /// I1: each accepted edit is in its note's history, with its words.
    void judgeLedger(World &world, const Device &device)
    {
        const Library &library = device.library();
        QHash<NoteId, QSet<Hash>> histories;
        for (const Accepted &edit : world.ledger().edits()) {
            auto history = histories.find(edit.note);
            if (history == histories.end()) {
                history = histories.insert(edit.note, {});
                for (const ChangeInfo &change : library.history(edit.note)) {
                    history->insert(change.change);
                }
            }
            const Result<NoteState> state = library.stateAt(edit.change);
            if (!history->contains(edit.change) || !state) {
                world.stage().fail(u"I1: an edit of D%1 is not on %2: %3"_s.arg(edit.device)
                                       .arg(device.name(), edit.word));
            } else if (!textOf(*state).contains(edit.word)) {
                world.stage().fail(
                    u"I1: an edit has lost its words on %1: %2"_s.arg(device.name(), edit.word));
            }
        }
    }

    QSet<QString> wordsOf(const QString &text)
    {
        QSet<QString> words;
        for (const QString &line : text.split(u'\n')) {
            for (const QString &word : line.split(u' ')) {
                if (word.startsWith(u"mark"_s)) {
                    words.insert(word);
                }
            }
        }
        return words;
    }

    /// The changes that `of` was made on, itself included.
    QSet<Hash> ancestry(const QHash<Hash, std::vector<Hash>> &parents, const Hash &of)
    {
        QSet<Hash> seen {of};
        std::vector<Hash> open {of};
        while (!open.empty()) {
            const Hash next = open.back();
            open.pop_back();
            for (const Hash &parent : parents.value(next)) {
                if (!seen.contains(parent)) {
                    seen.insert(parent);
                    open.push_back(parent);
                }
            }
        }
        return seen;
    }

    /// Whether the word came in with one of these changes, or with a copy of another note that one is.
    bool
    hasKnown(World &world, const Library &library, const QSet<Hash> &changes, const QString &word)
    {
        return changes.contains(world.ledger().origin(word))
            || std::any_of(changes.begin(), changes.end(), [&](const Hash &change) {
                   const Result<NoteState> state = library.stateAt(change);
                   return state && wordsOf(state->body).contains(word);
               });
    }

    /// I6: a clean merge shows every word of every head, but for what another head took out knowing it.
    void judgeMerge(World &world, const Library &library, const Note &note)
    {
        QHash<Hash, std::vector<Hash>> parents;
        for (const ChangeInfo &change : library.history(note.id)) {
            parents.insert(change.change, change.parents);
        }
        const QSet<QString> shown = wordsOf(note.state.body);
        for (const Hash &head : note.heads) {
            const Result<NoteState> side = library.stateAt(head);
            if (!side || side->deleted) {
                continue;
            }
            for (const QString &word : wordsOf(side->body) - shown) {
                const bool takenOut =
                    std::any_of(note.heads.begin(), note.heads.end(), [&](const Hash &other) {
                        const Result<NoteState> state = library.stateAt(other);
                        return other != head && state && !wordsOf(state->body).contains(word)
                            && hasKnown(world, library, ancestry(parents, other), word);
                    });
                if (!takenOut) {
                    world.stage().fail(
                        u"I6: a clean merge of %1 hides %2"_s.arg(note.id.toHex().first(6), word));
                }
            }
        }
    }

    /// I3, I6, I7 and I13, on one device: all the others show the same.
    void judgeNotes(World &world, const Device &device)
    {
        const Library &library = device.library();
        const bool asks = library.setting(u"conflict-policy"_s).value_or(u"ask"_s) != u"newest"_s;
        for (const NoteId &id : library.allNotes()) {
            const Result<Note> note = library.convergedNote(id);
            if (!note || note->heads.empty()) {
                world.stage().fail(u"I3: a note without a change: "_s + id.toHex());
                continue;
            }
            const bool allDeleted =
                std::all_of(note->heads.begin(), note->heads.end(), [&](const Hash &head) {
                    const Result<NoteState> state = library.stateAt(head);
                    return state && state->deleted;
                });
            if (allDeleted != note->state.deleted && note->heads.size() == 1) {
                world.stage().fail(u"I7: a note is back without anyone's doing"_s);
            }
            if (allDeleted && !note->state.deleted) {
                world.stage().fail(u"I7: every side has deleted a note that shows"_s);
            }
            const bool merged = note->conflict == ConflictType::None && !note->state.deleted;
            if (note->heads.size() > 1 && merged && asks) {
                world.stage().count(u"state: clean merges of several heads"_s);
                judgeMerge(world, library, *note);
            }
            if (note->conflict != ConflictType::None) {
                world.stage().count(u"state: conflicts at the end"_s);
            }
        }
    }

    void judgeNotebooks(World &world, const Device &device)
    {
        QHash<NoteId, NoteId> parents;
        for (const NotebookSummary &book : device.library().notebooks()) {
            parents.insert(book.id, book.parent);
        }
        for (auto it = parents.cbegin(); it != parents.cend(); ++it) {
            qsizetype steps = 0;
            for (NoteId at = it.value(); !at.isNull() && steps <= parents.size(); ++steps) {
                at = parents.value(at);
            }
            if (steps > parents.size()) {
                world.stage().fail(u"I13: notebooks stand in a circle"_s);
            }
        }
    }

    /// I5 and I12: everyone knows that everyone has everything, and it took few words.
    void judgeTraffic(World &world)
    {
        const auto count = static_cast<quint64>(world.devices().size());
        quint64 changes = 0;
        for (const auto &[log, head] : world.devices().front()->durable().heads()) {
            changes += head.seq;
        }
        const quint64 restarts =
            static_cast<quint64>(world.stage().tally[u"session end: connection-lost"_s]
                                 + world.stage().tally[u"session end: timed-out"_s]
                                 + world.stage().tally[u"session end: storage-failed"_s]
                                 + world.stage().tally[u"session end: cancelled"_s]
                                 + world.stage().tally[u"session end: log-forked"_s]);
        const quint64 bound = kMessagesBase + kMessagesPerChange * changes * count + 20 * restarts;
        if (world.messages() > bound) {
            world.stage().fail(
                u"I5: %1 messages for %2 changes"_s.arg(world.messages()).arg(changes));
        }
        for (const auto &device : world.devices()) {
            if (world.forksMayBe()) {
                break; // one device's name may stand for two
            }
            for (const PeerRow &peer : device->library().peers()) {
                if (peer.pending != 0 && device->session(peer.device) != nullptr) {
                    world.stage().fail(u"I12: %1 does not know that %2 has everything"_s.arg(
                        device->name(), world.nameOf(peer.device)));
                }
            }
        }
    }

} // namespace

void judge(World &world)
{
    if (world.devices().front()->library().vector().branches() > 0) {
        world.stage().count(u"logs that fork at the end"_s);
    }
    judgeEquality(world);
    for (const auto &device : world.devices()) {
        judgeLedger(world, *device);
    }
    judgeNotes(world, *world.devices().front());
    judgeNotebooks(world, *world.devices().front());
    judgeTraffic(world);
    if (!world.ledger().reuse().isEmpty() && !world.forksMayBe()) {
        world.stage().fail(u"I11: "_s + world.ledger().reuse());
    }
}

} // namespace sheaf::simulation
