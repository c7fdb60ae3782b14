#include "ui/main/notecommands.h"

#include "model/merge/mergeset.h"
#include "ui/common/humanize.h"

using namespace Qt::StringLiterals;

namespace sheaf {

NoteCommands::NoteCommands(LibraryService &library,
                           const LibraryReader &reader,
                           Drafts &drafts,
                           QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_reader(reader)
    , m_drafts(drafts)
{
}

void NoteCommands::trash(const QList<NoteId> &notes)
{
    for (const NoteId &note : notes) {
        m_drafts.change(note, [](NoteState &state) { state.deleted = true; });
    }
    if (!notes.isEmpty()) {
        const QString text = notes.size() == 1
            ? tr("The note is in the trash.")
            : tr("%1 are in the trash.").arg(Humanize::notes(static_cast<int>(notes.size())));
        Q_EMIT told(text, [this, notes] {
            for (const NoteId &note : notes) {
                m_drafts.change(note, [](NoteState &state) { state.deleted = false; });
            }
        });
    }
}

void NoteCommands::restore(const QList<NoteId> &notes)
{
    for (const NoteId &note : notes) {
        m_drafts.change(note, [](NoteState &state) { state.deleted = false; });
    }
    if (!notes.isEmpty()) {
        const QString text = notes.size() == 1
            ? tr("The note is back.")
            : tr("%1 are back.").arg(Humanize::notes(static_cast<int>(notes.size())));
        Q_EMIT told(text, [this, notes] {
            for (const NoteId &note : notes) {
                m_drafts.change(note, [](NoteState &state) { state.deleted = true; });
            }
        });
    }
}

QString NoteCommands::nameOf(const NoteId &notebook) const
{
    const QStringList path = m_reader.notebookPath(notebook);
    return path.isEmpty() ? QString() : path.last();
}

void NoteCommands::place(const NoteId &record, const NoteId &parent)
{
    m_drafts.change(record, [&parent](NoteState &state) {
        state.place.parent = parent;
        state.place.order.clear(); // at the end; the model gives it a key
    });
}

void NoteCommands::move(const QList<NoteId> &notes, const NoteId &notebook)
{
    std::vector<std::pair<NoteId, NoteId>> before; // note, where it was
    for (const NoteId &note : notes) {
        const Result<Note> old = m_reader.note(note);
        if (old && old->state.place.parent != notebook) {
            before.emplace_back(note, old->state.place.parent);
            place(note, notebook);
        }
    }
    if (before.empty()) {
        return;
    }
    const QString what =
        before.size() == 1 ? tr("The note") : Humanize::notes(static_cast<int>(before.size()));
    const QString name = nameOf(notebook);
    const QString text = name.isEmpty() ? tr("%1: taken out of the notebook.").arg(what)
                                        : tr("%1: moved to “%2”.").arg(what, name);
    Q_EMIT told(text, [this, before] {
        for (const auto &[note, parent] : before) {
            place(note, parent);
        }
    });
}

void NoteCommands::addTag(const QList<NoteId> &notes, const QString &tag)
{
    QList<NoteId> changed;
    for (const NoteId &note : notes) {
        const Result<Note> old = m_reader.note(note);
        if (old && !old->state.tags.contains(tag)) {
            changed.append(note);
            m_drafts.change(note, [&tag](NoteState &state) {
                state.tags = canonicalSet(state.tags + QStringList {tag});
            });
        }
    }
    if (!changed.isEmpty()) {
        const QString text =
            tr("%1: tagged “%2”.").arg(Humanize::notes(static_cast<int>(changed.size())), tag);
        Q_EMIT told(text, [this, changed, tag] {
            for (const NoteId &note : changed) {
                m_drafts.change(note, [&tag](NoteState &state) { state.tags.removeAll(tag); });
            }
        });
    }
}

void NoteCommands::makeNotebook(const NoteId &parent)
{
    NoteEdit edit;
    edit.operation = Operation::Create;
    edit.title = tr("New notebook");
    edit.place = Place {parent, {}, RecordKind::Notebook};
    m_library.commit(edit, this, [this](const Result<CommitResult> &result) {
        if (result) {
            Q_EMIT notebookMade(result->note);
        } else {
            Q_EMIT failed(result.error());
        }
    });
}

void NoteCommands::renameNotebook(const NoteId &notebook, const QString &name)
{
    m_drafts.change(notebook, [&name](NoteState &state) { state.title = name; });
}

void NoteCommands::moveNotebook(const NoteId &notebook, const NoteId &parent)
{
    const Result<Note> old = m_reader.note(notebook);
    if (!old || old->state.place.parent == parent) {
        return;
    }
    place(notebook, parent);
    const NoteId before = old->state.place.parent;
    Q_EMIT told(tr("The notebook “%1” has moved.").arg(nameOf(notebook)),
                [this, notebook, before] { place(notebook, before); });
}

void NoteCommands::removeNotebook(const NoteId &notebook)
{
    const Result<Note> book = m_reader.note(notebook);
    if (!book) {
        return;
    }
    const NoteId above = book->state.place.parent;
    QList<NoteId> inside;
    NoteFilter filter;
    filter.scope = NoteFilter::Scope::Notebook;
    filter.notebook = notebook;
    for (const NoteSummary &note : m_reader.notes(filter)) {
        if (note.notebook == notebook) {
            inside.append(note.id);
        }
    }
    for (const NotebookSummary &child : m_reader.notebooks()) {
        if (child.parent == notebook) {
            inside.append(child.id);
        }
    }
    // First what is inside, then the notebook: at no moment does anything lie in a deleted one.
    for (const NoteId &record : inside) {
        place(record, above);
    }
    m_drafts.change(notebook, [](NoteState &state) { state.deleted = true; });
    Q_EMIT told(tr("The notebook “%1” is gone; its notes are still here.").arg(book->state.title),
                [this, notebook, inside] {
                    m_drafts.change(notebook, [](NoteState &state) { state.deleted = false; });
                    for (const NoteId &record : inside) {
                        place(record, notebook);
                    }
                });
}

} // namespace sheaf
