/// What a person does to notes and notebooks from outside the text: delete, restore, move, tag.
/// Rules   all of it goes through Drafts, so it meets the text that is still being saved in order.
///         Nothing asks first; what was done is told with a way to take it back.
/// Errors  told() with a sentence; the library is left as it was.
/// Thread  GUI thread.
#pragma once

#include "ui/editor/drafts.h"

namespace sheaf {

class NoteCommands final : public QObject
{
    Q_OBJECT

public:
    NoteCommands(LibraryService &library,
                 const LibraryReader &reader,
                 Drafts &drafts,
                 QObject *parent = nullptr);

    void trash(const QList<NoteId> &notes);
    void restore(const QList<NoteId> &notes);
    void move(const QList<NoteId> &notes, const NoteId &notebook);
    void addTag(const QList<NoteId> &notes, const QString &tag);

    void makeNotebook(const NoteId &parent); ///< notebookMade() brings its id
    void renameNotebook(const NoteId &notebook, const QString &name);
    void moveNotebook(const NoteId &notebook, const NoteId &parent);
    /// The notes and notebooks inside move up one level.
    void removeNotebook(const NoteId &notebook);

Q_SIGNALS:
    /// Something was done; `undo` takes it back (empty: it cannot be).
    void told(const QString &sentence, const std::function<void()> &undo);
    void failed(const sheaf::Error &error);
    void notebookMade(const sheaf::NoteId &notebook);

private:
    [[nodiscard]] QString nameOf(const NoteId &notebook) const;
    void place(const NoteId &record, const NoteId &parent);

    LibraryService &m_library;
    const LibraryReader &m_reader;
    Drafts &m_drafts;
};

} // namespace sheaf
