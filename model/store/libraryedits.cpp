#include "model/base/limits.h"
#include "model/merge/notebooktree.h"
#include "model/store/library.h"
#include "model/store/libraryprivate.h"

#include <algorithm>

// Local edits, conflicts and settings: the writing half of Library for the person at this device.

namespace sheaf {

using namespace Qt::StringLiterals;

Outcome Library::begin(LibraryWrite &write) const
{
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    noticeTime(write);
    const auto log = store().logs.find({write.library.device, write.library.incarnation, {}});
    if (log && log->branches > 0) {
        write.library.incarnation = 0; // it forks: nothing may be appended
    }
    d->prepareLog(write.library);
    store().materialise.setNewestWins(newestWins());
    return kDone;
}

bool Library::newestWins() const
{
    return store().setting(kConflictPolicyKey.toString()) == u"newest"_s;
}

Outcome Library::applyPolicy(LibraryWrite &write, const std::vector<NoteId> &touched) const
{
    const NoteId policy = settingId(kConflictPolicyKey.toString());
    const NoteId checkpoint = settingId(kCheckpointKey.toString());
    if (std::find(touched.begin(), touched.end(), checkpoint) != touched.end()) {
        if (Outcome done = renewWanted(write); !done) {
            return done;
        }
    }
    if (std::find(touched.begin(), touched.end(), policy) == touched.end()) {
        return kDone;
    }
    store().materialise.setNewestWins(newestWins());
    for (const qint64 id : store().notes.rowsWithSeveralHeads()) {
        const std::optional<NoteRow> row = store().notes.read(id);
        if (row && !store().materialise.refold(id, row->note.id, &*row, write.library)) {
            return store().database->lastError();
        }
    }
    return kDone;
}

Result<CommitResult> Library::commit(const NoteEdit &edit)
{
    Result<std::vector<CommitResult>> all = commitAll({edit});
    if (!all) {
        return all.error();
    }
    return std::move(all->front());
}

Result<std::vector<CommitResult>> Library::commitAll(const std::vector<NoteEdit> &edits)
{
    LibraryWrite write(store());
    if (Outcome begun = begin(write); !begun) {
        return begun.error();
    }
    LocalCommit local(store(), write.library, d->context);
    std::vector<CommitResult> results;
    std::vector<NoteId> touched;
    for (const NoteEdit &edit : edits) {
        Result<CommitResult> result = local.edit(edit);
        if (!result) {
            return result.error();
        }
        if (!result->change.isNull()) {
            touched.push_back(result->note);
        }
        results.push_back(*std::move(result));
    }
    if (touched.empty() && !local.changedView()) {
        return results;
    }
    if (Outcome done = applyPolicy(write, touched); !done) {
        return done.error();
    }
    if (Outcome done = write.commit(); !done) {
        return done.error();
    }
    markNewLog(write.library);
    return results;
}

Result<NoteId> Library::ensureNotebook(const QStringList &path)
{
    if (path.isEmpty() || path.contains(QString())) {
        return Error {ErrorCode::InvalidArgument, u"notebook: an empty name"_s};
    }
    if (const std::optional<NoteId> found = notebookByPath(path)) {
        return *found;
    }
    LibraryWrite write(store());
    if (Outcome begun = begin(write); !begun) {
        return begun.error();
    }
    LocalCommit local(store(), write.library, d->context);
    NoteId parent;
    for (const QString &name : path) {
        const NotebookTree tree = store().computeNotebookTree();
        QString lastOrder;
        NoteId next;
        for (auto it = tree.nodes.cbegin(); it != tree.nodes.cend(); ++it) {
            if (it->parent != parent || it->recovered) {
                continue;
            }
            lastOrder = std::max(lastOrder, it->order);
            if (it->name == name && (next.isNull() || it.key() < next)) {
                next = it.key();
            }
        }
        if (next.isNull()) {
            NoteEdit edit;
            // Two devices that make the same path apart make the same record; one that was renamed,
            // moved or deleted since is not brought back under its old name.
            const NoteId derived = notebookId(parent, name);
            edit.note = store().notes.idOf(derived) ? NoteId {} : derived;
            edit.title = name;
            const QString suffix = write.library.device.toHex().first(6);
            edit.place =
                Place {parent, orderKeyBetween(lastOrder, QString(), suffix), RecordKind::Notebook};
            Result<CommitResult> made = local.edit(edit);
            if (!made) {
                return made.error();
            }
            next = made->note;
        }
        parent = next;
    }
    if (Outcome done = write.commit(); !done) {
        return done.error();
    }
    markNewLog(write.library);
    return parent;
}

Outcome Library::setSetting(const QString &key, const QString &value)
{
    if (key.isEmpty()) {
        return Error {ErrorCode::InvalidArgument, u"setting: an empty key"_s};
    }
    NoteEdit edit;
    edit.note = settingId(key);
    edit.title = key;
    edit.body = value;
    edit.place = Place {NoteId {}, QString(), RecordKind::Setting};
    const Result<CommitResult> done = commit(edit);
    return done ? Outcome(kDone) : Outcome(done.error());
}

namespace {

    Outcome checkHeads(const NoteRow &row, std::vector<Hash> heads)
    {
        std::vector<Hash> present = row.note.heads;
        std::sort(present.begin(), present.end());
        std::sort(heads.begin(), heads.end());
        if (present != heads) {
            return Error {ErrorCode::StaleHeads,
                          u"other changes arrived for %1"_s.arg(row.note.id.toHex())};
        }
        return kDone;
    }

    /// What was chosen, with the fields of newer programs as they merge: who chose could not see them.
    NoteState withUnknown(const NoteState &result, const NoteRow &row)
    {
        NoteState whole = result;
        whole.unknown = row.note.state.unknown;
        return whole;
    }

    /// At most limits::kParentsMax heads end at a time, the newest first.
    std::vector<Hash> parentsFor(const NoteRow &row)
    {
        std::vector<Hash> parents = row.note.heads;
        if (parents.size() > static_cast<size_t>(limits::kParentsMax)) {
            parents.resize(static_cast<size_t>(limits::kParentsMax));
        }
        return parents;
    }

} // namespace

Result<NoteRow> Library::conflictRow(const NoteId &note, const std::vector<Hash> &heads) const
{
    std::optional<NoteRow> row = store().notes.find(note);
    if (!row || row->note.heads.empty()) {
        return Error {ErrorCode::NotFound, u"no record %1"_s.arg(note.toHex())};
    }
    if (Outcome checked = checkHeads(*row, heads); !checked) {
        return checked.error();
    }
    if (row->note.heads.size() > 1) {
        const FoldResult fold = store().materialise.fold(store().history.load(row->id));
        if ((fold.merged.conflictMask & ~field::kKnown) != 0) {
            return Error {ErrorCode::Refused,
                          u"fields of a newer program are in conflict; resolve it there"_s};
        }
        row->note.state.unknown = fold.merged.state.unknown;
    }
    return *std::move(row);
}

Result<CommitResult>
Library::resolve(const NoteId &note, const std::vector<Hash> &heads, const NoteState &result)
{
    LibraryWrite write(store());
    if (Outcome begun = begin(write); !begun) {
        return begun.error();
    }
    const Result<NoteRow> row = conflictRow(note, heads);
    if (!row) {
        return row.error();
    }
    LocalCommit local(store(), write.library, d->context);
    Result<CommitResult> resolved = local.put(note, parentsFor(*row), withUnknown(result, *row));
    if (!resolved) {
        return resolved.error();
    }
    if (Outcome done = applyPolicy(write, {note}); !done) {
        return done.error();
    }
    if (Outcome done = write.commit(); !done) {
        return done.error();
    }
    markNewLog(write.library);
    return resolved;
}

Result<std::vector<CommitResult>> Library::resolveKeepingBoth(const NoteId &note,
                                                              const std::vector<Hash> &heads,
                                                              const NoteState &result,
                                                              const NoteState &loser)
{
    LibraryWrite write(store());
    if (Outcome begun = begin(write); !begun) {
        return begun.error();
    }
    const Result<NoteRow> row = conflictRow(note, heads);
    if (!row) {
        return row.error();
    }
    LocalCommit local(store(), write.library, d->context);
    std::vector<CommitResult> results;
    Result<CommitResult> resolved = local.put(note, parentsFor(*row), withUnknown(result, *row));
    if (!resolved) {
        return resolved.error();
    }
    results.push_back(*std::move(resolved));
    // The copy's id is the same on every device that makes it; made already, it stays as it is.
    const NoteId copy = keptCopyId(heads);
    if (!store().notes.idOf(copy)) {
        NoteState kept = loser;
        kept.deleted = false;
        Result<CommitResult> made = local.put(copy, {}, kept);
        if (!made) {
            return made.error();
        }
        results.push_back(*std::move(made));
    }
    if (Outcome done = write.commit(); !done) {
        return done.error();
    }
    markNewLog(write.library);
    return results;
}

} // namespace sheaf
