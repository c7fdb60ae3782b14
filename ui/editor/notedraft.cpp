#include "ui/editor/notedraft.h"

#include "model/merge/mergeset.h"

#include <algorithm>

namespace sheaf {

namespace {

    // A field that both sides may have changed: mine wins only where it was changed here, and the field
    // is not clean when both changed it differently.
    template <typename T>
    bool mergeField(const T &base, T &mine, const T &theirs)
    {
        if (mine == base) {
            mine = theirs;
            return true;
        }
        return theirs == base || theirs == mine;
    }

} // namespace

NoteDraft::NoteDraft(LibraryService &library, Note note, QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_note(std::move(note))
    , m_state(m_note.state)
    , m_exists(true)
{
    connect(&m_autosave, &Autosave::due, this, &NoteDraft::store);
}

NoteDraft::NoteDraft(LibraryService &library, const NoteState &initial, QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_state(initial)
{
    m_note.state = initial;
    connect(&m_autosave, &Autosave::due, this, &NoteDraft::store);
}

const NoteState &NoteDraft::state()
{
    pullBody();
    return m_state;
}

bool NoteDraft::isSaved()
{
    return !m_inFlight && !m_autosave.isWaiting() && state() == m_note.state;
}

void NoteDraft::change(const std::function<void(NoteState &)> &how)
{
    pullBody();
    how(m_state);
    m_autosave.touch();
}

void NoteDraft::attachBody(std::function<QString()> body)
{
    m_body = std::move(body);
    m_bodyTouched = false;
}

void NoteDraft::detachBody()
{
    pullBody();
    m_body = nullptr;
}

void NoteDraft::bodyTouched()
{
    m_bodyTouched = true;
    m_autosave.touch();
}

void NoteDraft::pullBody()
{
    if (m_body && m_bodyTouched) {
        m_state.body = m_body();
    }
    m_bodyTouched = false;
}

void NoteDraft::flush()
{
    m_autosave.flush();
}

void NoteDraft::giveUp()
{
    m_body = nullptr;
    m_bodyTouched = false;
    m_inFlight.reset();
    m_state = m_note.state;
    m_error.reset();
    m_autosave.cancel();
}

NoteEdit NoteDraft::edit() const
{
    const NoteState &old = m_note.state;
    NoteEdit result;
    result.note = m_note.id;
    result.parents = m_note.shownHeads;
    const auto set = [](auto &target, const auto &before, const auto &now, bool always) {
        if (always || before != now) {
            target = now;
        }
    };
    set(result.title, old.title, m_state.title, !m_exists);
    set(result.body, old.body, m_state.body, !m_exists);
    set(result.description, old.description, m_state.description, false);
    set(result.tags, old.tags, m_state.tags, false);
    set(result.categories, old.categories, m_state.categories, false);
    set(result.attachments, old.attachments, m_state.attachments, false);
    set(result.place, old.place, m_state.place, !m_exists);
    set(result.isPrivate, old.isPrivate, m_state.isPrivate, false);
    if (m_exists && old.deleted && !m_state.deleted) {
        result.force = true; // a restore changes no field
    }
    return result;
}

void NoteDraft::store()
{
    if (m_inFlight) {
        return; // stored() goes on with what waits
    }
    pullBody();
    if (m_state == m_note.state) {
        return;
    }
    NoteEdit next = edit();
    NoteState storing = m_state;
    if (m_state.deleted && !m_note.state.deleted) {
        // Text first, then the delete on top of it: a delete carries no fields.
        storing.deleted = false;
        if (storing == m_note.state) {
            if (!m_exists) {
                return; // an empty new note that is thrown away never was
            }
            next.operation = Operation::Delete;
            storing.deleted = true;
        }
    }
    m_inFlight = storing;
    m_library.commit(next, this, [this](const Result<CommitResult> &result) { stored(result); });
}

void NoteDraft::stored(const Result<CommitResult> &result)
{
    if (!m_inFlight) {
        return; // given up
    }
    const NoteState storing = *std::exchange(m_inFlight, std::nullopt);
    if (!result) {
        m_error = result.error();
        m_autosave.failed();
        Q_EMIT saveFailed(*m_error);
        return;
    }
    const bool isNew = !m_exists;
    m_exists = true;
    m_error.reset();
    m_autosave.succeeded();
    const std::vector<Hash> builtOn = m_note.shownHeads;
    m_note = result->shown;
    m_note.state = storing; // what we built on; integrate() brings in what is shown instead
    if (!result->change.isNull()) {
        m_note.shownHeads = {result->change};
    } else if (result->shown.state != storing) {
        m_note.shownHeads = builtOn;
    }
    if (isNew) {
        Q_EMIT identified(m_note.id);
    }
    integrate(storing, result->shown);
    if (std::exchange(m_missed, false)) {
        Q_EMIT outdated();
    }
    if (state() != m_note.state) {
        m_autosave.touch();
        if (m_state.deleted != m_note.state.deleted) {
            m_autosave.flush();
        }
    } else {
        Q_EMIT saved();
    }
    Q_EMIT noteUpdated();
}

void NoteDraft::take(const Note &shown)
{
    if (m_inFlight) {
        // It may have been read before our commit or after it; the answer does not tell which, so it
        // is read anew then. An old reading would look like somebody's edit of what we just stored.
        m_missed = true;
        return;
    }
    if (shown.id != m_note.id || (shown.heads == m_note.heads && shown.state == m_note.state)) {
        return;
    }
    integrate(m_note.state, shown);
    Q_EMIT noteUpdated();
}

void NoteDraft::integrate(const NoteState &base, const Note &shown)
{
    pullBody();
    if (shown.conflict != ConflictType::None && shown.state != base) {
        const auto isHead = [&shown](const Hash &head) {
            return std::find(shown.heads.begin(), shown.heads.end(), head) != shown.heads.end();
        };
        const bool mineStands = !m_note.shownHeads.empty()
            && std::all_of(m_note.shownHeads.begin(), m_note.shownHeads.end(), isHead);
        if (mineStands || m_state != base) {
            // What is shown now is the other side, not a continuation of ours: never blend the two.
            // The person stays on the side that was being read until it is opened anew.
            m_note.heads = shown.heads;
            m_note.conflict = shown.conflict;
            if (m_state != base) {
                m_autosave.touch();
            }
            return;
        }
    }
    if (shown.state == base && m_state == base) {
        m_note = shown;
        return;
    }
    NoteState mine = m_state;
    const NoteState &theirs = shown.state;
    const LiveMerge body = liveMerge(base.body, mine.body, theirs.body);
    bool clean = body.clean;
    clean = mergeField(base.title, mine.title, theirs.title) && clean;
    clean = mergeField(base.description, mine.description, theirs.description) && clean;
    clean = mergeField(base.place, mine.place, theirs.place) && clean;
    clean = mergeField(base.isPrivate, mine.isPrivate, theirs.isPrivate) && clean;
    clean = mergeField(base.deleted, mine.deleted, theirs.deleted) && clean;
    mine.tags = mergeSet(base.tags, mine.tags, theirs.tags);
    mine.categories = mergeSet(base.categories, mine.categories, theirs.categories);
    mine.attachments = mergeSet(base.attachments, mine.attachments, theirs.attachments);
    mine.unknown = theirs.unknown;
    if (!clean) {
        // Our text goes out on the heads that it was typed on; m_note stays as it is until then.
        m_autosave.touch();
        m_autosave.flush();
        return;
    }
    mine.body = body.merged;
    m_state = std::move(mine);
    m_note = shown;
    Q_EMIT merged(body.edits);
    if (m_state != m_note.state) {
        m_autosave.touch();
    }
}

} // namespace sheaf
