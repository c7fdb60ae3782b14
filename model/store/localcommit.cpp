#include "model/store/localcommit.h"

#include "model/base/limits.h"
#include "model/merge/mergeset.h"
#include "model/note/bodydelta.h"
#include "model/note/changecodec.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

/// Where an edit goes: the record and the changes it stands on.
struct LocalCommit::Target
{
    NoteId guid;
    qint64 noteRow = 0;
    std::optional<NoteRow> before;
    std::vector<Hash> parents; ///< sorted, as in meta
    std::vector<qint64> parentRows; ///< the first parent first
    Hlc parentsMax;
};

namespace {

    constexpr auto kParentsMax = static_cast<size_t>(limits::kParentsMax);

} // namespace

/// Of more heads than one change can join, the newest; the rest stay heads and merge as before.
void LocalCommit::keepNewestParents(Target &target)
{
    if (target.parents.size() <= kParentsMax || !target.before) {
        return;
    }
    std::vector<Hash> kept;
    for (const Hash &head : target.before->note.heads) {
        if (kept.size() < kParentsMax
            && std::binary_search(target.parents.begin(), target.parents.end(), head)) {
            kept.push_back(head);
        }
    }
    std::sort(kept.begin(), kept.end());
    if (!kept.empty()) {
        target.parents = std::move(kept);
    }
}

LocalCommit::LocalCommit(LibraryStore &store, LibraryRow &library, const CommitContext &context)
    : m_store(store)
    , m_library(library)
    , m_context(context)
{
}

Result<LocalCommit::Target> LocalCommit::find(const NoteId &note, const std::vector<Hash> &parents)
{
    Target target;
    target.guid = note;
    if (target.guid.isNull()) {
        m_context.random.fill(reinterpret_cast<char *>(target.guid.bytes.data()), NoteId::kSize);
    } else {
        target.before = m_store.notes.find(note);
    }
    const bool exists = target.before && !target.before->note.heads.empty();
    target.noteRow = target.before ? target.before->id : m_store.notes.allocate();
    target.parents = parents;
    if (parents.empty() && exists) {
        target.parents = target.before->note.shownHeads;
    }
    if (!exists && !parents.empty()) {
        return Error {ErrorCode::NotFound, u"no record %1"_s.arg(note.toHex())};
    }
    std::sort(target.parents.begin(), target.parents.end());
    const auto end = std::unique(target.parents.begin(), target.parents.end());
    target.parents.erase(end, target.parents.end());
    keepNewestParents(target);
    if (target.parents.size() > kParentsMax) {
        return Error {ErrorCode::InvalidArgument,
                      u"more than %1 parents"_s.arg(limits::kParentsMax)};
    }
    for (const Hash &parent : target.parents) {
        const auto id = m_store.journal.idOf(parent);
        const auto row = id ? m_store.journal.row(*id) : std::nullopt;
        if (!row || row->note != target.noteRow) {
            return Error {ErrorCode::InvalidArgument,
                          u"parents: %1 is no change of this record"_s.arg(parent.toHex())};
        }
        target.parentRows.push_back(*id);
        target.parentsMax = std::max(target.parentsMax, row->hlc);
    }
    m_store.journal.putFirstParentFirst(target.parentRows);
    return target;
}

/// Where an edit was made on heads that do not merge: the one whose state it showed. On all of them it
/// would end the conflict and discard the other sides, which only a resolution may.
std::optional<std::vector<Hash>> LocalCommit::oneSideOf(const Target &target) const
{
    if (target.parents.size() < 2) {
        return std::nullopt;
    }
    std::vector<Hash> shown = target.before->note.shownHeads;
    std::sort(shown.begin(), shown.end());
    if (shown == target.parents) {
        return std::nullopt;
    }
    const NoteHistory history = m_store.history.load(target.noteRow);
    FoldResult fold = m_store.materialise.fold(HistoryStore::ancestry(history, target.parents));
    return fold.conflict == ConflictType::None ? std::nullopt
                                               : std::optional(std::move(fold.shownHeads));
}

NoteState LocalCommit::shownState(const Target &target) const
{
    if (target.parents.empty()) {
        return {};
    }
    std::vector<Hash> shown = target.before->note.shownHeads;
    std::sort(shown.begin(), shown.end());
    if (shown == target.parents) {
        NoteState state = target.before->note.state;
        state.body = m_store.notes.body(*target.before);
        return state;
    }
    if (target.parentRows.size() == 1) {
        return m_store.history.stateAt(target.parentRows.front());
    }
    const NoteHistory history = m_store.history.load(target.noteRow);
    return m_store.materialise.fold(HistoryStore::ancestry(history, target.parents)).shown;
}

/// Nothing is written on top of what could not be shown.
std::optional<Error> LocalCommit::checkComplete(const NoteRow &row)
{
    if (row.isGone()) {
        return Error {ErrorCode::ContentGone,
                      u"the text of this note is no longer kept; it was deleted too long ago"_s};
    }
    if (row.incomplete) {
        return Error {ErrorCode::ContentAwaited,
                      u"parts of this note are still on another device"_s};
    }
    return std::nullopt;
}

NoteState LocalCommit::firstParentState(const Target &target, bool &complete) const
{
    complete = true;
    if (target.parentRows.empty()) {
        return {};
    }
    const Note &note = target.before->note;
    if (target.parents.size() == 1 && note.heads == target.parents) {
        return shownState(target);
    }
    std::vector<qint64> lacking;
    NoteState state = m_store.history.stateAt(target.parentRows.front(), &lacking);
    complete = lacking.empty();
    return state;
}

Result<CommitResult> LocalCommit::edit(const NoteEdit &edit)
{
    if (const std::optional<Error> wrong = checkEdit(edit)) {
        return *wrong;
    }
    Result<Target> target = find(edit.note, edit.parents);
    if (!target) {
        return target.error();
    }
    if (const auto side = oneSideOf(*target)) {
        target = find(edit.note, *side);
        if (!target) {
            return target.error();
        }
    }
    if (const auto wrong = target->before ? checkComplete(*target->before) : std::nullopt) {
        return *wrong;
    }
    const bool isNew = target->parents.empty();
    if (isNew && edit.operation == Operation::Delete) {
        return Error {ErrorCode::NotFound, u"no record %1"_s.arg(edit.note.toHex())};
    }
    const NoteState shown = shownState(*target);
    NoteState result = shown;
    const auto take = [](auto &member, const auto &value) {
        if (value) {
            member = *value;
        }
    };
    take(result.title, edit.title);
    take(result.description, edit.description);
    take(result.body, edit.body);
    take(result.place, edit.place);
    take(result.isPrivate, edit.isPrivate);
    const auto takeSet = [](QStringList &member, const std::optional<QStringList> &value) {
        if (value) {
            member = canonicalSet(*value);
        }
    };
    takeSet(result.tags, edit.tags);
    takeSet(result.categories, edit.categories);
    takeSet(result.attachments, edit.attachments);
    const bool deletes = edit.operation == Operation::Delete;
    const bool differs = isNew || result != shown || (deletes && !shown.deleted);
    if (deletes && !differs && m_store.held.forget(target->noteRow)) {
        // Deleted elsewhere already, and in sight only until the person says this.
        m_store.notes.restamp(target->noteRow, m_library);
        m_changedView = true;
    }
    if (!differs && !edit.force) {
        return shownResult(target->guid, Hash {});
    }
    result.deleted = deletes;
    return write(*target,
                 isNew ? Operation::Create : (deletes ? Operation::Delete : Operation::Update),
                 result);
}

Result<CommitResult>
LocalCommit::put(const NoteId &note, const std::vector<Hash> &parents, const NoteState &result)
{
    if (const std::optional<Error> wrong = checkEdit(editFrom(note, result))) {
        return *wrong;
    }
    Result<Target> target = find(note, parents);
    if (!target) {
        return target.error();
    }
    if (const auto wrong = target->before ? checkComplete(*target->before) : std::nullopt) {
        return *wrong;
    }
    NoteState canonical = result;
    canonical.tags = canonicalSet(result.tags);
    canonical.categories = canonicalSet(result.categories);
    canonical.attachments = canonicalSet(result.attachments);
    const Operation operation = target->parents.empty() ? Operation::Create
        : result.deleted                                ? Operation::Delete
                                                        : Operation::Update;
    return write(*target, operation, canonical);
}

Hlc LocalCommit::stamp(const Target &target)
{
    // Another program may have issued stamps meanwhile. What was issued while the clock ran years ahead
    // is not believed, and does not hold the stamps there when the clock was set right.
    m_context.clock.adopt(m_library.hlc);
    const Hlc stamp = m_context.clock.now(target.parentsMax);
    m_library.hlc = m_context.clock.last();
    return stamp;
}

void LocalCommit::packBody(const Target &target,
                           const NoteState &first,
                           NoteFragment &fragment) const
{
    if ((fragment.mask & field::kBody) == 0 || target.parentRows.empty()) {
        return;
    }
    if (m_store.history.deltaDepthAt(target.parentRows.front()) >= limits::kDeltaChainMax) {
        return;
    }
    const QByteArray body = std::get<QString>(fragment.body).toUtf8();
    if (std::optional<BodyDelta> delta = makeBodyDelta(first.body.toUtf8(), body)) {
        fragment.body = *std::move(delta);
    }
}

/// From time to time a change of a note sets every field, so that all before it can be dropped one day
/// (see compaction.h). Notebooks and settings are small, and the change that set a notebook's place counts.
bool LocalCommit::isDueWhole(const Target &target,
                             Operation operation,
                             const NoteState &result,
                             Hlc stamp) const
{
    if (target.parentRows.empty() || operation == Operation::Delete
        || result.place.kind != RecordKind::Note) {
        return false;
    }
    const HistoryStore::Whole last =
        m_store.history.lastWhole(target.parentRows.front(), limits::kWholeChangesMax - 1);
    const std::chrono::milliseconds age(stamp.ms() - last.hlc.ms());
    return last.changes >= limits::kWholeChangesMax - 1
        || (last.changes >= limits::kWholeChangesMin - 1 && age >= limits::kWholeAgeMax);
}

Result<CommitResult>
LocalCommit::write(Target &target, Operation operation, const NoteState &result)
{
    bool firstComplete = true;
    const NoteState first = firstParentState(target, firstComplete);
    NoteChange draft;
    draft.meta.hlc = stamp(target);
    const bool whole = !firstComplete || isDueWhole(target, operation, result, draft.meta.hlc);
    draft.fragment = whole ? allFields(result) : fieldsThatDiffer(first, result);
    FreshChange fresh;
    if ((draft.fragment.mask & field::kBody) != 0) {
        fresh.body = result.body.toUtf8();
    }
    if (!whole) {
        packBody(target, first, draft.fragment);
    }
    if (Outcome acceptable = checkFragment(draft.fragment); !acceptable) {
        return acceptable.error();
    }
    draft.header.log = {m_library.device, m_library.incarnation, Hash {}};
    const LogHead head = m_store.logs.head(draft.header.log);
    draft.header.seq = head.seq + 1;
    draft.header.prev = head.hash;
    draft.meta.note = target.guid;
    draft.meta.operation = operation;
    draft.meta.parents = target.parents;
    draft.meta.user = m_store.localValue(u"user"_s);
    m_context.random.fill(reinterpret_cast<char *>(draft.metaSalt.bytes.data()), Salt::kSize);
    m_context.random.fill(reinterpret_cast<char *>(draft.contentSalt.bytes.data()), Salt::kSize);
    const SignedChange made =
        signChange(std::move(draft), m_store.membership().library(), m_context.signer);

    JournalEntry entry;
    entry.packed = &made.packed;
    entry.meta = &made.change.meta;
    entry.fragment = &made.change.fragment;
    entry.hash = made.change.hash;
    entry.note = target.noteRow;
    entry.parents = target.parentRows;
    if (std::holds_alternative<BodyDelta>(made.change.fragment.body)) {
        entry.deltaDepth = m_store.history.deltaDepthAt(target.parentRows.front()) + 1;
    }
    entry.nowMs = m_context.wallClock.nowMs();
    fresh.id = m_store.journal.append(entry);
    fresh.hash = made.change.hash;
    fresh.hlc = made.change.meta.hlc;
    fresh.meta = &made.change.meta;
    fresh.fragment = &made.change.fragment;
    bool done = fresh.id != 0;
    if (done && fresh.body) {
        m_store.history.remember(fresh.id, *fresh.body);
    }
    if (done && !target.before) {
        done = m_store.materialise.begin(target.noteRow, fresh, m_library);
    } else if (done && Materialise::continues(*target.before, target.parents)) {
        done = m_store.materialise.advance(*target.before, fresh, m_library);
    } else if (done) {
        const NoteRow *before = &*target.before;
        done = m_store.materialise.refold(target.noteRow, target.guid, before, m_library);
    }
    if (!done) {
        return m_store.database->lastError();
    }
    if (target.before && target.before->note.state.deleted) {
        m_store.held.forgetWhenAlive(target.guid);
    }
    return shownResult(target.guid, made.change.hash);
}

Result<CommitResult> LocalCommit::shownResult(const NoteId &note, const Hash &change) const
{
    const std::optional<NoteRow> row = m_store.notes.find(note);
    if (!row) {
        return m_store.database->lastError();
    }
    return CommitResult {note, change, m_store.shown(*row)};
}

namespace {

    std::optional<Error>
    checkText(const std::optional<QString> &text, qsizetype bytesMax, const char *name)
    {
        const QString field = QString::fromLatin1(name);
        if (!text) {
            return std::nullopt;
        }
        if (!text->isValidUtf16()) {
            return Error {ErrorCode::TextNotUtf8, field + u" is not well-formed text"_s};
        }
        if (text->size() > bytesMax || text->toUtf8().size() > bytesMax) {
            const ErrorCode code =
                field == u"body"_s ? ErrorCode::NoteTooLarge : ErrorCode::InvalidArgument;
            return Error {code, u"%1 is longer than %2 bytes"_s.arg(field).arg(bytesMax)};
        }
        return std::nullopt;
    }

    std::optional<Error>
    checkSet(const std::optional<QStringList> &values, qsizetype countMax, const char *name)
    {
        if (!values) {
            return std::nullopt;
        }
        if (values->size() > countMax) {
            return Error {ErrorCode::InvalidArgument,
                          u"more than %1 %2"_s.arg(countMax).arg(QString::fromLatin1(name))};
        }
        for (const QString &value : *values) {
            if (value.isEmpty()) {
                return Error {ErrorCode::InvalidArgument,
                              u"an empty value in %1"_s.arg(QString::fromLatin1(name))};
            }
            if (auto wrong = checkText(value, limits::kTagBytesMax, name)) {
                return wrong;
            }
        }
        return std::nullopt;
    }

} // namespace

std::optional<Error> checkEdit(const NoteEdit &edit)
{
    std::optional<QString> order;
    if (edit.place) {
        order = edit.place->order;
    }
    for (const std::optional<Error> &wrong : {
             checkText(edit.title, limits::kTitleBytesMax, "title"),
             checkText(edit.description, limits::kDescriptionBytesMax, "description"),
             checkText(edit.body, limits::kBodyBytesMax, "body"),
             checkText(order, limits::kOrderBytesMax, "order"),
             checkSet(edit.tags, limits::kTagsMax, "tags"),
             checkSet(edit.categories, limits::kTagsMax, "categories"),
             checkSet(edit.attachments, limits::kAttachmentsMax, "attachments"),
         }) {
        if (wrong) {
            return wrong;
        }
    }
    return std::nullopt;
}

NoteEdit editFrom(const NoteId &note, const NoteState &state)
{
    NoteEdit edit;
    edit.note = note;
    edit.title = state.title;
    edit.description = state.description;
    edit.body = state.body;
    edit.tags = state.tags;
    edit.categories = state.categories;
    edit.attachments = state.attachments;
    edit.place = state.place;
    edit.isPrivate = state.isPrivate;
    return edit;
}

} // namespace sheaf
