#include "model/search/searchfeed.h"

#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/search/searchindex.h"

#include <algorithm>

namespace sheaf {

namespace {

    /// A note is private when any of its heads says so, not only the one that is shown.
    bool isPrivateAnywhere(const LibraryStore &store, const Note &note)
    {
        if (note.state.isPrivate || note.heads.size() < 2) {
            return note.state.isPrivate;
        }
        return std::any_of(note.heads.begin(), note.heads.end(), [&store](const Hash &head) {
            const auto change = store.journal.idOf(head);
            return change && store.history.stateAt(*change).isPrivate;
        });
    }

} // namespace

struct SearchFeed::Portion
{
    std::vector<IndexedNote> notes;
    qint64 position = 0; ///< stamp of the last record looked at; 0 = there was none
    bool isLast = true;
};

SearchFeed::SearchFeed(LibraryStore &store, QString folder)
    : m_store(store)
    , m_folder(std::move(folder))
{
}

SearchFeed::~SearchFeed() = default;

SearchFeed::Portion SearchFeed::read(qint64 position, int maxNotes)
{
    Portion portion;
    const std::vector<NoteRow> rows = m_store.notes.rowsAfterStamp(position, maxNotes);
    portion.isLast = rows.size() < static_cast<std::size_t>(maxNotes);
    qint64 bytes = 0;
    for (const NoteRow &row : rows) {
        if (bytes > limits::kIndexStepBytesMax) {
            portion.isLast = false;
            return portion;
        }
        portion.position = row.stamp;
        const Note &note = row.note;
        if (note.state.place.kind != RecordKind::Note) {
            continue;
        }
        portion.notes.push_back(
            {note.id,
             note.state.title,
             m_store.notes.bodyBytes(row),
             note.state.tags,
             note.state.categories,
             note.state.place.parent,
             note.updatedAtMs,
             isPrivateAnywhere(m_store, note),
             note.heads.empty() || (note.state.deleted && !m_store.held.covers(row.id)),
             note.conflict != ConflictType::None});
        bytes += portion.notes.back().body.size();
    }
    return portion;
}

bool SearchFeed::step(int maxNotes, const std::function<bool()> &stop)
{
    Portion portion;
    {
        const Snapshot now(m_store);
        if (!m_index) {
            Result<std::unique_ptr<SearchIndex>> index = SearchIndex::open(
                m_folder, m_store.membership().library(), m_store.notes.newestStamp());
            if (!index) {
                qCWarning(logStore).noquote() << "no search index:" << index.error().detail;
                return true;
            }
            m_index = *std::move(index);
        }
        portion = read(m_index->position(), std::max(1, maxNotes));
    }
    if (portion.position == 0) {
        return true;
    }
    if (Outcome done = m_index->update(portion.notes, portion.position, stop); !done) {
        if (done.error().code == ErrorCode::Cancelled) {
            return false;
        }
        qCWarning(logStore).noquote() << "search index not updated:" << done.error().detail;
        m_index.reset();
        return true;
    }
    // The index may have started afresh just now, and then wants everything again.
    return portion.isLast && m_index->position() >= portion.position;
}

bool SearchFeed::isUpToDate()
{
    const Snapshot now(m_store);
    return m_index != nullptr && m_index->position() >= m_store.notes.newestStamp();
}

} // namespace sheaf
