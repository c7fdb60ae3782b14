#include "ui/editor/drafts.h"

#include <QPointer>

#include <algorithm>

namespace sheaf {

Drafts::Drafts(LibraryService &library, const LibraryReader &reader, QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_reader(reader)
{
}

Drafts::~Drafts() = default;

Drafts::Kept *Drafts::find(const NoteId &id)
{
    const auto found = std::find_if(m_drafts.begin(), m_drafts.end(), [&id](const Kept &kept) {
        return !id.isNull() && kept.draft->id() == id;
    });
    return found == m_drafts.end() ? nullptr : &*found;
}

NoteDraft *Drafts::keep(std::unique_ptr<NoteDraft> draft)
{
    NoteDraft *kept = draft.get();
    connect(kept, &NoteDraft::saved, this, &Drafts::settle, Qt::QueuedConnection);
    connect(
        kept,
        &NoteDraft::outdated,
        this,
        [this, draft = QPointer(kept)] {
            if (draft) { // it may be stored and gone by now
                refresh({draft->id()});
            }
        },
        Qt::QueuedConnection);
    connect(kept, &NoteDraft::saveFailed, this, [this](const Error &error) {
        m_failing = true;
        Q_EMIT saveFailed(error);
    });
    m_drafts.push_back({std::move(draft), false});
    return kept;
}

NoteDraft *Drafts::open(const NoteId &id)
{
    Kept *kept = find(id);
    if (!kept) {
        Result<Note> note = m_reader.note(id);
        if (!note) {
            return nullptr;
        }
        keep(std::make_unique<NoteDraft>(m_library, std::move(*note)));
        kept = &m_drafts.back();
    }
    kept->shown = true;
    return kept->draft.get();
}

NoteDraft *Drafts::create(const NoteState &initial)
{
    NoteDraft *draft = keep(std::make_unique<NoteDraft>(m_library, initial));
    m_drafts.back().shown = true;
    return draft;
}

void Drafts::release(NoteDraft *draft)
{
    for (Kept &kept : m_drafts) {
        if (kept.draft.get() == draft) {
            kept.shown = false;
            draft->flush();
        }
    }
    settle();
}

bool Drafts::change(const NoteId &id, const std::function<void(NoteState &)> &how)
{
    NoteDraft *draft = nullptr;
    if (const Kept *kept = find(id)) {
        draft = kept->draft.get();
    } else {
        Result<Note> note = m_reader.note(id);
        if (!note) {
            return false;
        }
        draft = keep(std::make_unique<NoteDraft>(m_library, std::move(*note)));
    }
    draft->change(how);
    draft->flush();
    settle();
    return true;
}

void Drafts::flush()
{
    for (const Kept &kept : m_drafts) {
        kept.draft->flush();
    }
}

bool Drafts::areSaved() const
{
    return std::all_of(
        m_drafts.begin(), m_drafts.end(), [](const Kept &kept) { return kept.draft->isSaved(); });
}

void Drafts::giveUp()
{
    for (const Kept &kept : m_drafts) {
        kept.draft->giveUp();
    }
    m_failing = false;
}

void Drafts::refresh(const QList<NoteId> &changed)
{
    // take() may store and so come back here by signals, never directly: those are queued.
    for (std::size_t i = 0; i < m_drafts.size(); ++i) {
        NoteDraft *draft = m_drafts[i].draft.get();
        if (draft->id().isNull() || (!changed.isEmpty() && !changed.contains(draft->id()))) {
            continue;
        }
        if (const Result<Note> note = m_reader.note(draft->id())) {
            draft->take(*note);
        }
    }
}

void Drafts::settle()
{
    std::erase_if(m_drafts, [](const Kept &kept) { return !kept.shown && kept.draft->isSaved(); });
    const bool failing = std::any_of(m_drafts.begin(), m_drafts.end(), [](const Kept &kept) {
        return kept.draft->error().has_value();
    });
    if (m_failing && !failing) {
        m_failing = false;
        Q_EMIT saveRecovered();
    }
    if (areSaved()) {
        Q_EMIT allSaved();
    }
}

} // namespace sheaf
