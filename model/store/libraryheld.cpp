#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/store/deletionguard.h"
#include "model/store/library.h"
#include "model/store/libraryprivate.h"

#include <algorithm>

// Mass deletions that wait for the person's answer.

namespace sheaf {

using namespace Qt::StringLiterals;

std::vector<HeldDeletion> LibraryReader::heldDeletions() const
{
    const Snapshot now(*m_store);
    std::vector<HeldDeletion> all;
    for (const DeviceId &device : m_store->held.devices()) {
        HeldDeletion held;
        held.device = device;
        held.deviceName = m_store->deviceName(device);
        for (const qint64 id : m_store->held.notes(device)) {
            if (const std::optional<NoteRow> row = m_store->notes.read(id)) {
                held.notes.push_back(row->note.id);
            }
        }
        held.existed =
            std::max(m_store->held.existedBefore(device), static_cast<qint64>(held.notes.size()));
        std::sort(held.notes.begin(), held.notes.end());
        all.push_back(std::move(held));
    }
    return all;
}

Result<Note> LibraryReader::convergedNote(const NoteId &id) const
{
    const Snapshot now(*m_store);
    std::optional<NoteRow> row = m_store->notes.find(id);
    if (m_store->database->failed()) {
        return m_store->database->lastError();
    }
    if (!row || row->note.heads.empty()) {
        return Error {ErrorCode::NotFound, u"no record %1"_s.arg(id.toHex())};
    }
    row->note.state.body = m_store->notes.body(*row);
    return row->note;
}

namespace {

    Error nothingHeld(const DeviceId &device)
    {
        return {ErrorCode::NotFound, u"no deletions of %1 wait"_s.arg(device.toHex())};
    }

    bool isDeletedBy(const LibraryStore &store, const NoteRow &row, const DeviceId &device)
    {
        const auto change =
            row.note.heads.empty() ? std::nullopt : store.journal.idOf(row.note.heads.front());
        const auto head = change ? store.journal.row(*change) : std::nullopt;
        return row.note.state.deleted && head && head->log.device == device;
    }

    /// The notebooks around a note that went with it, outermost last.
    std::vector<NoteId>
    deletedNotebooks(const LibraryStore &store, NoteId notebook, const DeviceId &device)
    {
        std::vector<NoteId> gone;
        while (!notebook.isNull() && gone.size() < static_cast<size_t>(limits::kNotebookDepthMax)) {
            const std::optional<NoteRow> row = store.notes.find(notebook);
            if (!row || std::find(gone.begin(), gone.end(), notebook) != gone.end()) {
                break;
            }
            if (isDeletedBy(store, *row, device)) {
                gone.push_back(notebook);
            }
            notebook = row->note.state.place.parent;
        }
        return gone;
    }

    NoteEdit restoreOf(const NoteRow &row)
    {
        NoteEdit edit;
        edit.note = row.note.id;
        edit.parents = row.note.shownHeads;
        edit.force = true; // nothing differs but that it is alive
        return edit;
    }

    bool isContentMissing(const Error &error)
    {
        return error.code == ErrorCode::ContentGone || error.code == ErrorCode::ContentAwaited;
    }

    /// Its notebooks first: at no moment does it lie in a deleted one. One that cannot be restored yet
    /// holds nothing up; what has lost its notebook is shown all the same.
    Outcome
    restoreFrom(LibraryStore &store, LocalCommit &local, const NoteRow &row, const DeviceId &device)
    {
        const auto gone = deletedNotebooks(store, row.note.state.place.parent, device);
        for (auto notebook = gone.rbegin(); notebook != gone.rend(); ++notebook) {
            const std::optional<NoteRow> around = store.notes.find(*notebook);
            const auto made = local.edit(restoreOf(*around));
            if (!made && !isContentMissing(made.error())) {
                return made.error();
            }
        }
        const auto made = local.edit(restoreOf(row));
        return made ? Outcome(kDone) : Outcome(made.error());
    }

} // namespace

Result<int> Library::acceptHeld(const DeviceId &device)
{
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    const std::vector<qint64> notes = store().held.notes(device);
    if (notes.empty()) {
        return nothingHeld(device);
    }
    for (const qint64 note : notes) {
        store().notes.restamp(note, write.library);
    }
    store().held.forgetAll(device);
    store().peers.audit({d->config.clock->nowMs(),
                         u"held-accepted"_s,
                         device.toHex(),
                         u"%1 notes were deleted here, too."_s.arg(notes.size())});
    if (Outcome done = write.commit(); !done) {
        return done.error();
    }
    return static_cast<int>(notes.size());
}

Result<int> Library::rejectHeld(const DeviceId &device)
{
    int restored = 0;
    std::optional<Error> kept;
    qint64 after = 0;
    for (bool first = true;; first = false) {
        Result<RestoredSlice> slice = restoreHeld(device, after);
        if (!slice) {
            return slice.error();
        }
        if (first && slice->looked == 0) {
            return nothingHeld(device);
        }
        restored += slice->restored;
        after = slice->last;
        kept = slice->kept ? std::move(slice->kept) : kept;
        if (slice->looked < limits::kRestoredTogetherMax) {
            break;
        }
    }
    return restored == 0 && kept ? Result<int>(*kept) : Result<int>(restored);
}

/// A part of the answer, as a transaction of its own: what it has restored no longer waits, whatever
/// happens then. A note whose content is not here yet goes on waiting.
Result<Library::RestoredSlice> Library::restoreHeld(const DeviceId &device, qint64 after)
{
    RestoredSlice slice;
    LibraryWrite write(store());
    if (Outcome begun = begin(write); !begun) {
        return begun.error();
    }
    const std::vector<qint64> notes = store().held.notes(device);
    LocalCommit local(store(), write.library, d->context);
    for (auto note = std::upper_bound(notes.begin(), notes.end(), after);
         note != notes.end() && slice.looked < limits::kRestoredTogetherMax;
         ++note) {
        ++slice.looked;
        slice.last = *note;
        const std::optional<NoteRow> row = store().notes.read(*note);
        if (!row) {
            continue;
        }
        const Outcome done = restoreFrom(store(), local, *row, device);
        if (!done && !isContentMissing(done.error())) {
            return done.error();
        }
        if (!done) {
            slice.kept = done.error();
            continue;
        }
        store().held.forget(*note);
        ++slice.restored;
    }
    if (slice.restored == 0) {
        return slice;
    }
    store().peers.audit({d->config.clock->nowMs(),
                         u"held-rejected"_s,
                         device.toHex(),
                         u"%1 deleted notes were restored."_s.arg(slice.restored)});
    if (Outcome done = write.commit(); !done) {
        return done.error();
    }
    markNewLog(write.library);
    return slice;
}

void Library::noteCaughtUp()
{
    {
        const Snapshot now(store());
        if (seenNotes(store()) >= store().notes.newestRow()) {
            return;
        }
    }
    const UnhurriedWrites unhurried(*store().database); // the next time says it again
    const Outcome done = writeValues([&] { setSeenNotes(store(), store().notes.newestRow()); });
    if (!done) {
        qCWarning(logStore).noquote() << "not kept that we caught up:" << done.error().detail;
    }
}

} // namespace sheaf
