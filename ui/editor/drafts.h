/// Every note that is being changed: the one road on which the windows change notes.
/// Rules   one draft a note. The editor opens and releases drafts; a released one lives on until its
///         text is stored, and is found again when the note is opened before that.
/// Errors  saveFailed(); the draft keeps trying.
/// Thread  GUI thread.
#pragma once

#include "ui/editor/notedraft.h"

#include <memory>

namespace sheaf {

class Drafts final : public QObject
{
    Q_OBJECT

public:
    Drafts(LibraryService &library, const LibraryReader &reader, QObject *parent = nullptr);
    ~Drafts() override;

    /// The draft of a note for an editor; null when there is no such note.
    [[nodiscard]] NoteDraft *open(const NoteId &id);
    [[nodiscard]] NoteDraft *create(const NoteState &initial);
    void release(NoteDraft *draft); ///< the editor shows it no longer
    /// Changes a note that no editor needs to show. False: there is no such note.
    bool change(const NoteId &id, const std::function<void(NoteState &)> &how);

    void flush();
    [[nodiscard]] bool areSaved() const;
    [[nodiscard]] bool isFailing() const { return m_failing; }
    void giveUp(); ///< forgets what cannot be stored: the person said so
    void refresh(const QList<NoteId> &changed); ///< empty = all

Q_SIGNALS:
    void allSaved();
    void saveFailed(const sheaf::Error &error);
    void saveRecovered(); ///< nothing is failing any more

private:
    struct Kept
    {
        std::unique_ptr<NoteDraft> draft;
        bool shown = false;
    };
    NoteDraft *keep(std::unique_ptr<NoteDraft> draft);
    [[nodiscard]] Kept *find(const NoteId &id);
    void settle();

    LibraryService &m_library;
    const LibraryReader &m_reader;
    std::vector<Kept> m_drafts;
    bool m_failing = false;
};

} // namespace sheaf
