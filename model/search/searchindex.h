/// The full-text index of a library: `search.sqlite`, derived from the `notes` cache and rebuildable
/// from it at any time. It never delays a commit and nothing depends on it but searching.
/// Shape   contentless FTS5 over (title, tags, body), plus one row of facts a note (notebook, tags,
///         flags, time), so that a whole search is answered by this file alone. A changed text gets a
///         fresh FTS row; the note's fact row names the current one, others are stale and filtered.
/// Rules   fed in the order of a stamp that grows with every change of a `notes` row: the feeder asks
///         position(), reads the rows with a higher stamp in ascending order, and hands them to
///         update(). position() is 0 when all must be fed again: file new, damaged, of another
///         version or library, ahead of the library (a restored backup), or more than half stale.
///         Text of private notes is not indexed; deleted notes are found in the trash only.
/// Errors  reading: an empty answer and a log line. Writing: an Error; the next open starts afresh.
/// Thread  one instance on one thread. One writer (the library thread), any number of readers.
///
/// How Library and LibraryReader use it:
///   Library::updateIndex   rows = notes where stamp > index.position() order by stamp limit n;
///                          index.update(rows, stamp of the last row); done when rows < n
///   LibraryReader::notes   filter.query not empty: ids = find(filter, Newest, notebooks), load rows
///   LibraryReader::search  find({.query, .limit}, Rank, notebooks), then searchHit() of each
#pragma once

#include "model/base/result.h"
#include "model/search/searchquery.h"
#include "model/search/searchresult.h"
#include "model/store/libraryreader.h"

#include <functional>
#include <memory>
#include <span>

namespace sheaf {

/// What the index keeps of a record of kind Note.
struct IndexedNote
{
    NoteId id;
    QString title;
    QByteArray body; ///< UTF-8: of a large note there is no second copy in UTF-16
    QStringList tags;
    QStringList categories;
    NoteId notebook; ///< as shown: null = top level
    qint64 updatedAtMs = 0;
    bool isPrivate = false;
    bool deleted = false;
    bool conflict = false;
};

struct SearchMatch
{
    NoteId note;
    double rank = 0; ///< smaller is better; 0 when not asked for
};

class SearchIndex
{
public:
    enum class Order { Newest, Rank };
    using Notebooks = std::function<std::vector<NotebookSummary>()>;

    /// For writing: makes, checks or empties `folder`/search.sqlite. `newestStamp` is the highest stamp
    /// in the library's `notes`.
    [[nodiscard]] static Result<std::unique_ptr<SearchIndex>>
    open(const QString &folder, const LibraryId &library, qint64 newestStamp);
    /// For reading: always answers; while there is no index, nothing is found.
    [[nodiscard]] static std::unique_ptr<SearchIndex> openReader(const QString &folder);
    ~SearchIndex();
    SearchIndex(const SearchIndex &) = delete;
    SearchIndex &operator=(const SearchIndex &) = delete;

    /// The stamp up to which everything is indexed.
    [[nodiscard]] qint64 position() const;
    /// Takes notes in, one transaction, and moves the position. Records that are no notes are left
    /// out of `notes` but count for `position`. Nothing is taken, and ErrorCode::Cancelled answered, once
    /// `stop` says so; it is asked after each note.
    Outcome update(std::span<const IndexedNote> notes,
                   qint64 position,
                   const std::function<bool()> &stop = {});
    /// Forgets everything; position() is 0 afterwards.
    Outcome clear();

    /// The notes that `filter` (query, scope, limit) asks for. `notebooks` is called when the scope or
    /// the query names one.
    [[nodiscard]] std::vector<SearchMatch>
    find(const NoteFilter &filter, Order order, const Notebooks &notebooks) const;

private:
    struct Private;
    explicit SearchIndex(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// Snippet and marks for one match, computed from the note's text.
[[nodiscard]] SearchHit searchHit(const SearchMatch &match,
                                  const SearchQuery &query,
                                  const QString &title,
                                  const QString &body);

} // namespace sheaf
