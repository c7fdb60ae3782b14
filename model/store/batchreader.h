/// Picks the changes that go to a peer next: one batch, as it will travel.
/// Rules   in causal order, oldest first. A change larger than `aloneAboveBytes` is a batch of its own. Each
///         log's part ends on a change whose signature holds here, because the receiver checks only that
///         one and its chain vouches for the rest: what stands behind the last good signature waits for
///         the next batch, and a part without any goes on to the next good one, whatever the bounds. A
///         change that is damaged here holds up its log, and nothing else.
/// Thread  that of its connection.
#pragma once

#include "model/store/librarystore.h"

#include <map>
#include <set>

namespace sheaf {

struct BatchBounds
{
    int maxChanges = 0;
    qint64 maxBytes = 0;
    qint64 aloneAboveBytes = 0;
    qint64 wholeBytesMax = 0; ///< of a batch that had to go on to the next good signature
};

class BatchReader
{
public:
    explicit BatchReader(LibraryStore &store);

    [[nodiscard]] Result<ChangeBatch>
    read(const VersionVector &after, const VersionVector &upTo, const BatchBounds &bounds);

private:
    struct Item
    {
        PackedChange packed;
        Hash hash;
    };

    [[nodiscard]] std::optional<Item> load(qint64 id, const Hash &prev);
    void gather(const VersionVector &after, const VersionVector &upTo, const BatchBounds &bounds);
    void closeLogs(const VersionVector &upTo, const BatchBounds &bounds);
    void goOn(const LogId &log, const VersionVector &upTo, const BatchBounds &bounds);
    [[nodiscard]] bool isSignedWell(const Item &item);
    [[nodiscard]] qint64 bytes() const;
    [[nodiscard]] VersionVector openPart(const VersionVector &upTo) const;

    LibraryStore &m_store;
    std::vector<Item> m_items;
    std::map<LogId, LogHead> m_blocked; ///< logs that cannot go on here, and how far they may
    std::vector<Hash> m_damaged;
};

} // namespace sheaf
