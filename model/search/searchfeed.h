/// Brings the search index up to a library's present state, some records at a time.
/// Rules   what is read is one snapshot, let go before the index is written, so that a slow index holds
///         up neither the library's writer nor its write-ahead log. The texts of one step are bounded.
/// Errors  none that matter to anyone but searching: a log line, and the next step starts afresh.
/// Thread  that of the store it reads; any number of processes and threads may feed one index.
#pragma once

#include "model/store/librarystore.h"

#include <functional>

namespace sheaf {

class SearchFeed
{
public:
    SearchFeed(LibraryStore &store, QString folder);
    ~SearchFeed();
    SearchFeed(const SearchFeed &) = delete;
    SearchFeed &operator=(const SearchFeed &) = delete;

    /// Feeds at most `maxNotes` records. True when the index is up to date, or cannot be brought there.
    /// Feeds none of them once `stop` says so.
    bool step(int maxNotes, const std::function<bool()> &stop = {});
    [[nodiscard]] bool isUpToDate();

private:
    struct Portion;
    [[nodiscard]] Portion read(qint64 position, int maxNotes);

    LibraryStore &m_store;
    QString m_folder;
    std::unique_ptr<SearchIndex> m_index; ///< open for writing from the first step on
};

} // namespace sheaf
