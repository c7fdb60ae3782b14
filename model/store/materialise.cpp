#include "model/store/materialise.h"

#include "model/base/cbor.h"
#include "model/base/compression.h"
#include "model/store/checkpoint.h"

#include <algorithm>

namespace sheaf {

namespace {

    constexpr qsizetype kSnippetLooksAt = 8 * 1024; ///< bytes; a snippet needs no more of a body
    constexpr qsizetype kSnippetMostly = 512; ///< and mostly these do

    /// The beginning of a body, cut on a character's border.
    QString beginning(const QByteArray &body, qsizetype bytes)
    {
        qsizetype cut = std::min<qsizetype>(body.size(), bytes);
        while (cut < body.size() && cut > 0 && (body.at(cut) & 0xc0) == 0x80) {
            --cut;
        }
        return textFromUtf8(QByteArrayView(body).first(cut));
    }

    /// What the programs settle among themselves, or what is chosen from a list, is no question for a
    /// person: the newest wins.
    bool settlesItself(const NoteState &state)
    {
        return state.place.kind == RecordKind::Setting
            && (state.title == kCheckpointKey || state.title == kHistoryDaysKey);
    }

    void setBody(NoteRow &row, const FreshChange &fresh)
    {
        if (!fresh.body) {
            return;
        }
        row.bodyHash = fresh.bodyHash.isNull() ? bodyHashOf(*fresh.body) : fresh.bodyHash;
        row.bodyChange = fresh.body->isEmpty() ? 0 : fresh.id;
        row.packedBody.clear();
        row.snippet = snippetOf(beginning(*fresh.body, kSnippetMostly));
        if (row.snippet.size() < kSnippetMax && fresh.body->size() > kSnippetMostly) {
            row.snippet = snippetOf(beginning(*fresh.body, kSnippetLooksAt));
        }
    }

} // namespace

Materialise::Materialise(NoteStore &notes, HistoryStore &history)
    : m_notes(notes)
    , m_history(history)
{
}

bool Materialise::continues(const NoteRow &before, const std::vector<Hash> &parents)
{
    return before.note.heads.size() == 1 && parents == before.note.heads;
}

bool Materialise::begin(qint64 noteRow, const FreshChange &fresh, LibraryRow &library)
{
    NoteRow row;
    row.id = noteRow;
    const ChangeMeta &meta = *fresh.meta;
    Note &note = row.note;
    note.id = meta.note;
    applyFields(note.state, *fresh.fragment, fresh.fragment->mask);
    note.state.deleted = meta.operation == Operation::Delete;
    note.heads = {fresh.hash};
    note.shownHeads = note.heads;
    note.createdAtMs = fresh.hlc.ms();
    note.updatedAtMs = fresh.hlc.ms();
    setBody(row, fresh);
    return m_notes.save(row, nullptr, library);
}

bool Materialise::advance(const NoteRow &before, const FreshChange &fresh, LibraryRow &library)
{
    NoteRow row = before;
    Note &note = row.note;
    applyFields(note.state, *fresh.fragment, fresh.fragment->mask);
    note.state.deleted = fresh.meta->operation == Operation::Delete;
    note.heads = {fresh.hash};
    note.shownHeads = note.heads;
    note.conflict = ConflictType::None;
    note.createdAtMs = std::min(note.createdAtMs, fresh.hlc.ms());
    note.updatedAtMs = fresh.hlc.ms();
    setBody(row, fresh);
    return m_notes.save(row, &before, library);
}

FoldResult Materialise::fold(const NoteHistory &history, Lacking *lacking) const
{
    std::vector<std::pair<Hash, std::vector<qint64>>> missed;
    FoldResult result = foldHistory(history.nodes, [this, &history, &missed](const Hash &hash) {
        std::vector<qint64> here;
        NoteState state = m_history.stateAt(history.ids.value(hash), &here);
        if (!here.empty()) {
            missed.emplace_back(hash, std::move(here));
        }
        return state;
    });
    for (const auto &[hash, changes] : missed) {
        const auto head = std::find(result.heads.begin(), result.heads.end(), hash);
        const auto node = std::find_if(history.nodes.begin(),
                                       history.nodes.end(),
                                       [&hash = hash](const auto &n) { return n.hash == hash; });
        const bool deletion = head != result.heads.end() && node->isDelete;
        if (lacking != nullptr) {
            auto &list = deletion ? lacking->deleted : lacking->needed;
            list.insert(list.end(), changes.begin(), changes.end());
        }
    }
    const bool newestWins = m_newestWins || settlesItself(result.merged.state);
    if (newestWins && !result.merged.clean()) {
        result.shown = result.merged.state;
        result.shown.deleted = result.shown.deleted && !result.merged.deleteConflict;
        result.shownHeads = result.heads;
        result.conflict = ConflictType::None;
    }
    return result;
}

NoteRow Materialise::compute(qint64 noteRow, const NoteId &guid, std::vector<qint64> *lacking) const
{
    const NoteHistory history = m_history.load(noteRow);
    Lacking missed;
    FoldResult result = fold(history, &missed);
    const bool incomplete =
        !missed.needed.empty() || (result.shown.deleted && !missed.deleted.empty());
    if (incomplete && result.shown.deleted) {
        // All or nothing: what of a deleted note is left depends on what was dropped where.
        result.shown = NoteState {};
        result.shown.deleted = true;
    }
    if (result.shown.deleted && !missed.deleted.empty() && !mayBeGone(result, history)) {
        missed.needed.insert(missed.needed.end(), missed.deleted.begin(), missed.deleted.end());
    }
    if (lacking != nullptr) {
        *lacking = std::move(missed.needed);
    }
    NoteRow row;
    row.id = noteRow;
    row.note.id = guid;
    row.note.state = result.shown;
    // What the sides of a deletion were may be gone, and nobody can be asked about it.
    row.note.conflict = result.shown.deleted ? ConflictType::None : result.conflict;
    row.note.heads = result.heads;
    row.note.shownHeads = result.shownHeads;
    row.incomplete = incomplete;
    row.note.createdAtMs = history.firstMs;
    for (const HistoryNode &node : history.nodes) {
        if (!result.heads.empty() && node.hash == result.heads.front()) {
            row.note.updatedAtMs = node.hlc.ms();
        }
    }
    placeBody(row, result, history);
    return row;
}

/// A deletion that no checkpoint covers yet is still in the trash of who has its content.
bool Materialise::mayBeGone(const FoldResult &fold, const NoteHistory &history) const
{
    const Checkpoint checkpoint = m_checkpoint ? m_checkpoint() : Checkpoint {};
    return std::all_of(history.nodes.begin(), history.nodes.end(), [&](const HistoryNode &node) {
        return std::find(fold.heads.begin(), fold.heads.end(), node.hash) == fold.heads.end()
            || checkpoint.covers(node.hlc, node.log, node.seq);
    });
}

void Materialise::placeBody(NoteRow &row, const FoldResult &fold, const NoteHistory &history) const
{
    const QByteArray body = row.note.state.body.toUtf8();
    row.bodyHash = bodyHashOf(body);
    row.snippet = snippetOf(row.note.state.body);
    row.note.state.body.clear();
    if (body.isEmpty()) {
        return;
    }
    // Most often one of the shown heads has just this body; then nothing is stored twice.
    for (const Hash &head : fold.shownHeads) {
        const qint64 change = history.ids.value(head);
        if (m_history.bodyAt(change) == body) {
            row.bodyChange = change;
            return;
        }
    }
    row.packedBody = compress(body);
}

bool Materialise::refold(qint64 noteRow,
                         const NoteId &guid,
                         const NoteRow *before,
                         LibraryRow &library)
{
    std::vector<qint64> lacking;
    NoteRow row = compute(noteRow, guid, &lacking);
    if ((row.incomplete || (before != nullptr && before->incomplete))
        && !m_notes.setLacking(noteRow, lacking, library.hlc.ms())) {
        return false;
    }
    if (row.note.heads.empty()) {
        if (before == nullptr) {
            return m_notes.insertHidden(noteRow, guid);
        }
        if (before->note.heads.empty()) {
            return true;
        }
    }
    return m_notes.save(row, before, library);
}

} // namespace sheaf
