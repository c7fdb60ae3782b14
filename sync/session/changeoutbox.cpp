#include "sync/session/changeoutbox.h"

#include "model/base/digest.h"
#include "sync/limits.h"

#include <algorithm>

namespace sheaf {

namespace {

    constexpr qint64 kEnvelopeBytesMax =
        70; ///< of a change in a batch, above PackedChange::sizeBytes()

    qint64 messageBytes(const PackedChange &change)
    {
        return change.sizeBytes() + kEnvelopeBytesMax;
    }

} // namespace

std::vector<Message> partsOf(const QByteArray &packed)
{
    const Hash hash = digest(packed);
    std::vector<Message> parts;
    for (qsizetype at = 0; at < packed.size(); at += limits::kPartBytesMax) {
        parts.emplace_back(message::Part {hash,
                                          static_cast<quint64>(at),
                                          static_cast<quint64>(packed.size()),
                                          packed.mid(at, limits::kPartBytesMax)});
    }
    return parts;
}

void ChangeOutbox::add(std::vector<PackedChange> changes,
                       const VersionVector &upTo,
                       const VersionVector &peerHas)
{
    m_readUpTo.join(upTo);
    std::erase_if(changes, [&peerHas](const PackedChange &change) {
        return peerHas.has(change.log, change.seq);
    });
    if (changes.empty()) {
        return;
    }
    Batch batch;
    bool large = changes.size() > static_cast<std::size_t>(limits::kBatchChangesMax);
    for (const PackedChange &change : changes) {
        const qint64 bytes = messageBytes(change);
        large = large || bytes > limits::kPartAboveBytes;
        batch.bytes += bytes;
        batch.last[change.log] = change.seq;
    }
    if (large || batch.bytes > limits::kBatchBytesMax) {
        for (const PackedChange &change : changes) {
            batch.large += change.toCbor();
        }
        batch.bytes = batch.large.size();
    } else {
        batch.changes = std::move(changes);
    }
    m_waiting.push_back(std::move(batch));
}

bool ChangeOutbox::hasRoomFor(const Batch &batch) const
{
    return m_unacked.empty()
        || (m_unacked.size() < static_cast<std::size_t>(limits::kWindowBatches)
            && m_unackedBytes + batch.bytes <= limits::kWindowBytesMax);
}

std::vector<Message> ChangeOutbox::next()
{
    if (m_waiting.empty() || !hasRoomFor(m_waiting.front())) {
        return {};
    }
    Batch batch = std::move(m_waiting.front());
    m_waiting.pop_front();
    std::vector<Message> messages;
    if (batch.large.isEmpty()) {
        messages.emplace_back(message::Changes {std::exchange(batch.changes, {})});
    } else {
        messages = partsOf(std::exchange(batch.large, {}));
    }
    m_unackedBytes += batch.bytes;
    m_unacked.push_back(std::move(batch));
    return messages;
}

void ChangeOutbox::settle(const VersionVector &peerHas)
{
    const auto has = [&peerHas](const Batch &batch) {
        return std::all_of(batch.last.begin(), batch.last.end(), [&peerHas](const auto &last) {
            return peerHas.has(last.first, last.second);
        });
    };
    while (!m_unacked.empty() && has(m_unacked.front())) {
        m_unackedBytes -= m_unacked.front().bytes;
        m_unacked.pop_front();
    }
    // What another device brought it meanwhile: it would not acknowledge that a second time, and the
    // window would wait for ever.
    std::erase_if(m_waiting, has);
}

} // namespace sheaf
