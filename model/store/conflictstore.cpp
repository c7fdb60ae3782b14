#include "model/store/conflictstore.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    struct FieldName
    {
        quint32 bit;
        const char *name;
    };
    constexpr FieldName kFieldNames[] = {
        {field::kTitle, "title"},
        {field::kBody, "body"},
        {field::kDescription, "description"},
        {field::kTags, "tags"},
        {field::kCategories, "categories"},
        {field::kPlace, "notebook"},
        {field::kIsPrivate, "isPrivate"},
        {field::kAttachments, "attachments"},
    };

    void takeField(NoteState &into, const NoteState &from, quint32 bit)
    {
        NoteFragment fragment = fieldsThatDiffer(into, from);
        applyFields(into, fragment, fragment.mask & bit);
        if ((bit & field::kBody) != 0) {
            into.body = from.body;
        }
    }

} // namespace

ConflictStore::ConflictStore(LibraryStore &store, const LibraryRow &library)
    : m_store(store)
    , m_tree(store.notebookTree(library.version))
{
}

std::vector<NoteId> ConflictStore::open() const
{
    std::vector<NoteId> ids = m_store.notes.inConflict();
    std::vector<NoteId> moved;
    for (auto it = m_tree.nodes.cbegin(); it != m_tree.nodes.cend(); ++it) {
        if (it->moveConflict && std::find(ids.begin(), ids.end(), it.key()) == ids.end()) {
            moved.push_back(it.key());
        }
    }
    std::sort(moved.begin(), moved.end());
    ids.insert(ids.end(), moved.begin(), moved.end());
    return ids;
}

Result<NoteConflict> ConflictStore::describe(const NoteId &id) const
{
    const std::optional<NoteRow> row = m_store.notes.find(id);
    if (row && row->note.conflict != ConflictType::None) {
        return describeFork(*row);
    }
    if (row && m_tree.nodes.contains(id) && m_tree.nodes.value(id).moveConflict) {
        return describeMove(*row);
    }
    return Error {ErrorCode::NotFound, u"no open conflict of %1"_s.arg(id.toHex())};
}

NoteConflict ConflictStore::describeFork(const NoteRow &row) const
{
    const NoteHistory history = m_store.history.load(row.id);
    // An open conflict is one that the policy leaves open, whatever the last call here tried to set.
    m_store.materialise.setNewestWins(false);
    const FoldResult fold = m_store.materialise.fold(history);
    NoteConflict conflict;
    conflict.note = row.note.id;
    conflict.title = fold.shown.title;
    conflict.type = fold.conflict;
    conflict.heads = fold.heads;
    conflict.sides = sides(history, fold);
    if (fold.base) {
        conflict.base = fold.base->state;
    }
    conflict.conflictMask = fold.merged.conflictMask;
    conflict.merged = fold.merged.state;
    for (const FieldName &named : kFieldNames) {
        if ((fold.merged.conflictMask & named.bit) != 0) {
            takeField(conflict.merged, fold.shown, named.bit);
        }
    }
    conflict.merged.deleted = fold.shown.deleted;
    conflict.fields = fields(conflict, fold);
    return conflict;
}

NoteConflict ConflictStore::describeMove(const NoteRow &row) const
{
    NoteConflict conflict;
    conflict.note = row.note.id;
    conflict.title = row.note.state.title;
    conflict.type = ConflictType::MoveConflict;
    conflict.heads = row.note.heads;
    conflict.conflictMask = field::kPlace;
    conflict.merged = row.note.state;
    conflict.merged.place.parent = NoteId {};
    const QString wanted = m_tree.path(row.note.state.place.parent).join(u'/');
    conflict.fields = {{u"notebook"_s, std::nullopt, QString(), wanted}};
    const NoteHistory history = m_store.history.load(row.id);
    FoldResult fold;
    fold.heads = row.note.heads;
    fold.shownHeads = row.note.shownHeads;
    conflict.sides = sides(history, fold);
    return conflict;
}

std::vector<ConflictSide> ConflictStore::sides(const NoteHistory &history,
                                               const FoldResult &fold) const
{
    std::vector<Hash> order = fold.shownHeads;
    for (const Hash &head : fold.heads) {
        if (std::find(order.begin(), order.end(), head) == order.end()) {
            order.push_back(head);
        }
    }
    std::vector<ConflictSide> sides;
    for (const Hash &head : order) {
        const auto row = m_store.journal.row(history.ids.value(head));
        if (!row) {
            continue;
        }
        ConflictSide side;
        side.head = head;
        side.device = row->log.device;
        side.deviceName = m_store.deviceName(row->log.device);
        side.timeMs = believedMs(row->hlc, row->createdAtMs);
        side.state = m_store.history.stateAt(row->id);
        side.deleted = side.state.deleted;
        sides.push_back(std::move(side));
    }
    return sides;
}

std::vector<ConflictField> ConflictStore::fields(const NoteConflict &conflict,
                                                 const FoldResult &fold) const
{
    std::vector<ConflictField> fields;
    if (conflict.sides.size() < 2) {
        return fields;
    }
    const NoteState &local = conflict.sides[0].state;
    const NoteState &remote = conflict.sides[1].state;
    for (const FieldName &named : kFieldNames) {
        if ((conflict.conflictMask & named.bit) == 0) {
            continue;
        }
        ConflictField entry;
        entry.name = QString::fromLatin1(named.name);
        if (fold.base && (fold.base->conflictMask & named.bit) == 0) {
            entry.base = fieldText(named.bit, fold.base->state);
        }
        entry.local = fieldText(named.bit, local);
        entry.remote = fieldText(named.bit, remote);
        fields.push_back(std::move(entry));
    }
    if (fold.merged.deleteConflict) {
        const auto said = [](bool deleted) { return deleted ? u"true"_s : u"false"_s; };
        std::optional<QString> base;
        if (fold.base) {
            base = said(fold.base->state.deleted);
        }
        fields.push_back({u"deleted"_s, base, said(local.deleted), said(remote.deleted)});
    }
    return fields;
}

QString ConflictStore::fieldText(quint32 bit, const NoteState &state) const
{
    switch (bit) {
    case field::kTitle:
        return state.title;
    case field::kBody:
        return state.body;
    case field::kDescription:
        return state.description;
    case field::kTags:
        return state.tags.join(u", "_s);
    case field::kCategories:
        return state.categories.join(u", "_s);
    case field::kPlace:
        return m_tree.path(state.place.parent).join(u'/');
    case field::kIsPrivate:
        return state.isPrivate ? u"true"_s : u"false"_s;
    case field::kAttachments:
        return state.attachments.join(u", "_s);
    default:
        return {};
    }
}

} // namespace sheaf
