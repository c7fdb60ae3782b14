#include "model/store/batchreader.h"

#include "model/note/changecodec.h"

#include <algorithm>

namespace sheaf {

namespace {

    /// Of a change in a message, above its parts.
    constexpr qint64 kEnvelopeBytesMax = 70;

    qint64 messageBytes(const PackedChange &change)
    {
        return change.sizeBytes() + kEnvelopeBytesMax;
    }

} // namespace

BatchReader::BatchReader(LibraryStore &store)
    : m_store(store)
{
}

Result<ChangeBatch>
BatchReader::read(const VersionVector &after, const VersionVector &upTo, const BatchBounds &bounds)
{
    // A log that turns out to be blocked makes room for the others: each round blocks at least one.
    while (m_items.empty()) {
        const std::size_t blocked = m_blocked.size();
        gather(after, openPart(upTo), bounds);
        closeLogs(openPart(upTo), bounds);
        if (m_blocked.size() == blocked) {
            break;
        }
    }
    if (m_store.database->failed()) {
        return m_store.database->lastError();
    }
    const VersionVector mine = m_store.logs.vector();
    if (m_items.empty() && !mine.covers(upTo) && mine.branches() > upTo.branches()) {
        return Error {ErrorCode::LogForked,
                      QStringLiteral("the log forked meanwhile; ask by its new names")};
    }
    ChangeBatch batch;
    batch.upTo = after;
    for (Item &item : m_items) {
        batch.upTo.advance(item.packed.log, {item.packed.seq, item.hash});
        batch.changes.push_back(std::move(item.packed));
    }
    batch.complete = batch.upTo.covers(mine.meet(upTo));
    batch.damaged = std::move(m_damaged);
    return batch;
}

/// `upTo` without what stands behind a block.
VersionVector BatchReader::openPart(const VersionVector &upTo) const
{
    VersionVector open;
    for (const auto &[log, head] : upTo.heads()) {
        const auto blocked = m_blocked.find(log);
        if (blocked == m_blocked.end()) {
            open.advance(log, head);
        } else if (blocked->second.seq > 0) {
            open.advance(log, blocked->second);
        }
    }
    return open;
}

/// Nothing when the stored bytes do not give the stored hash.
std::optional<BatchReader::Item> BatchReader::load(qint64 id, const Hash &prev)
{
    const Hash stored = m_store.journal.hashOf(id);
    Result<PackedChange> packed = m_store.journal.packed(id);
    const Result<Hash> hash = packed ? changeHash(*packed, prev) : Result<Hash>(packed.error());
    if (!hash || *hash != stored) {
        m_damaged.push_back(stored);
        return std::nullopt;
    }
    return Item {*std::move(packed), stored};
}

void BatchReader::gather(const VersionVector &after,
                         const VersionVector &upTo,
                         const BatchBounds &bounds)
{
    std::map<LogId, LogHead> heads; // as far as taken
    qint64 bytes = 0;
    for (const auto &[id, place] :
         m_store.journal.idsAfter(after, upTo, std::max(1, bounds.maxChanges))) {
        auto [head, fresh] = heads.try_emplace(place.log);
        if (fresh) {
            head->second = {place.first - 1,
                            m_store.journal.hashBefore(place.log, place.first).value_or(Hash {})};
        }
        if (m_blocked.contains(place.log)) {
            continue;
        }
        std::optional<Item> item =
            place.first == head->second.seq + 1 ? load(id, head->second.hash) : std::nullopt;
        if (!item) {
            m_blocked.emplace(place.log, fresh ? LogHead {} : head->second);
            continue;
        }
        const qint64 size = messageBytes(item->packed);
        const bool alone = size > bounds.aloneAboveBytes;
        if (!m_items.empty() && (alone || bytes + size > bounds.maxBytes)) {
            return;
        }
        bytes += size;
        head->second = {place.first, item->hash};
        m_items.push_back(*std::move(item));
        if (alone) {
            return;
        }
    }
}

bool BatchReader::isSignedWell(const Item &item)
{
    const LogId &log = item.packed.log;
    const LibraryId library = m_store.membership().signingLibrary(log, item.packed.seq);
    return !library.isNull()
        && verifySignature(log.device, signedMessage(library, item.hash), item.packed.signature);
}

qint64 BatchReader::bytes() const
{
    qint64 bytes = 0;
    for (const Item &item : m_items) {
        bytes += messageBytes(item.packed);
    }
    return bytes;
}

void BatchReader::closeLogs(const VersionVector &upTo, const BatchBounds &bounds)
{
    std::set<LogId> logs;
    for (const Item &item : m_items) {
        logs.insert(item.packed.log);
    }
    for (const LogId &log : logs) {
        const auto isOurs = [&log](const Item &item) { return item.packed.log == log; };
        const auto good = std::find_if(m_items.rbegin(), m_items.rend(), [&](const Item &item) {
            return isOurs(item) && isSignedWell(item);
        });
        if (good == m_items.rend()) {
            goOn(log, upTo, bounds);
        } else {
            m_items.erase(std::remove_if(good.base(), m_items.end(), isOurs), m_items.end());
        }
    }
}

/// No signature of this log's part holds: takes more of it, up to one that does.
void BatchReader::goOn(const LogId &log, const VersionVector &upTo, const BatchBounds &bounds)
{
    const auto isOurs = [&log](const Item &item) { return item.packed.log == log; };
    const auto last = std::find_if(m_items.rbegin(), m_items.rend(), isOurs);
    LogHead head {last->packed.seq, last->hash};
    qint64 size = bytes();
    std::vector<Item> more;
    bool found = false;
    while (!found && head.seq < upTo.seq(log) && size <= bounds.wholeBytesMax) {
        const std::vector<JournalRow> rows =
            m_store.journal.rowsOfLog({log, head.seq + 1, head.seq + 1}, 1);
        std::optional<Item> item = rows.empty() ? std::nullopt : load(rows.front().id, head.hash);
        if (!item) {
            break;
        }
        head = {item->packed.seq, item->hash};
        size += messageBytes(item->packed);
        found = isSignedWell(*item);
        more.push_back(*std::move(item));
    }
    if (found && size <= bounds.wholeBytesMax) {
        std::move(more.begin(), more.end(), std::back_inserter(m_items));
        return;
    }
    // Nothing vouches for it here: the log waits until a signature has been fetched again.
    m_damaged.push_back(last->hash);
    m_blocked.insert_or_assign(log, LogHead {});
    std::erase_if(m_items, isOurs);
}

} // namespace sheaf
