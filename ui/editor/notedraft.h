/// One note while it is being changed: what was read, what the person made of it, and the road of that
/// into the library. Outlives the editor that shows it until everything is stored.
/// Rules   the parents of an edit are the heads whose content the person was looking at. One commit is
///         under way at a time; typing goes on meanwhile and is stored by the next one, on the new
///         heads. An edit from elsewhere is merged into the open text when that is clean; when not,
///         the person's own text is stored first, on the heads that it was made on, and the model
///         makes the conflict. Nothing that was typed is ever dropped.
/// Errors  saveFailed(); the text stays here and is tried again by itself.
/// Thread  GUI thread.
#pragma once

#include "model/service/libraryservice.h"
#include "ui/editor/autosave.h"
#include "ui/editor/livemerge.h"

#include <QObject>

#include <functional>

namespace sheaf {

class NoteDraft final : public QObject
{
    Q_OBJECT

public:
    /// An existing note as it was read.
    NoteDraft(LibraryService &library, Note note, QObject *parent = nullptr);
    /// A note that does not exist yet; the first save makes it.
    NoteDraft(LibraryService &library, const NoteState &initial, QObject *parent = nullptr);

    /// Null until a new note is stored for the first time.
    [[nodiscard]] const NoteId &id() const { return m_note.id; }
    /// As the person sees it, unsaved changes included.
    [[nodiscard]] const NoteState &state();
    /// The stored note that the present text builds on.
    [[nodiscard]] const Note &note() const { return m_note; }
    [[nodiscard]] bool isSaved();
    /// An error since the last successful save.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

    /// Changes any field but the body's text of an open editor; stored soon.
    void change(const std::function<void(NoteState &)> &how);
    /// While an editor is attached, the body is taken from it only when needed, not at each key.
    void attachBody(std::function<QString()> body);
    void detachBody();
    void bodyTouched();

    void flush(); ///< store what waits, now
    void giveUp(); ///< back to what is stored; what waited is lost
    /// The library shows another version of this note.
    void take(const Note &shown);

Q_SIGNALS:
    void identified(const sheaf::NoteId &id); ///< a new note has got its id
    void saved();
    void saveFailed(const sheaf::Error &error);
    /// Somebody else's change was merged into state(): body edits to apply, other fields to show.
    void merged(const std::vector<sheaf::TextEdit> &bodyEdits);
    void outdated(); ///< the library may show another version: read it and take() it
    /// Heads, conflict or times of note() changed.
    void noteUpdated();

private:
    void store();
    void stored(const Result<CommitResult> &result);
    void integrate(const NoteState &base, const Note &shown);
    void pullBody();
    [[nodiscard]] NoteEdit edit() const;

    LibraryService &m_library;
    Autosave m_autosave;
    Note m_note; ///< the version that m_state was made from
    NoteState m_state;
    std::optional<NoteState> m_inFlight; ///< what the commit under way stores
    bool m_missed = false; ///< another version was shown while a commit was under way
    std::optional<Error> m_error;
    std::function<QString()> m_body;
    bool m_bodyTouched = false;
    bool m_exists = false;
};

} // namespace sheaf
