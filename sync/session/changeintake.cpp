#include "sync/session/changeintake.h"

#include "model/base/cbor.h"
#include "model/base/digest.h"
#include "sync/limits.h"

#include <algorithm>
#include <numeric>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    // Some more than the sender counts: it may know envelopes shorter than we guess them.
    constexpr qint64 kWindowBytesMax = limits::kWindowBytesMax + 64 * limits::kKiB;

    Error violation(const QString &reason)
    {
        return Error {ErrorCode::ProtocolViolation, reason};
    }

} // namespace

std::uint64_t ChangeIntake::lastReceived(const LogId &log) const
{
    const auto it = m_received.find(log);
    return it == m_received.end() ? 0 : it->second;
}

std::optional<Error> ChangeIntake::faultOf(const PackedChange &change,
                                           const VersionVector &mine) const
{
    const std::uint64_t last = lastReceived(change.log);
    if (change.seq <= last) {
        return violation(u"a log went backwards from %1 to %2"_s.arg(last).arg(change.seq));
    }
    if (m_announced.has(change.log, change.seq)) {
        return violation(u"change %1 of a log was sent although announced"_s.arg(change.seq));
    }
    // A branch begins anywhere above its parent log, which only the library can tell.
    const std::uint64_t have = std::max(last, mine.seq(change.log));
    const bool begins = have == 0 && !change.log.branch.isNull();
    if (!begins && change.seq - 1 > have) {
        return violation(u"a gap before change %1 of a log"_s.arg(change.seq));
    }
    return std::nullopt;
}

Outcome ChangeIntake::take(const std::vector<PackedChange> &changes,
                           const VersionVector &mine,
                           const VersionVector &acked)
{
    const Open unacked = open(acked);
    if (unacked.batches >= limits::kWindowBatches) {
        return violation(u"more than %1 unacknowledged batches"_s.arg(limits::kWindowBatches));
    }
    const qint64 bytes = std::accumulate(
        changes.begin(), changes.end(), qint64 {0}, [](qint64 sum, const PackedChange &change) {
            return sum + change.sizeBytes();
        });
    if (unacked.batches > 0 && unacked.bytes + bytes > kWindowBytesMax) {
        return violation(u"more unacknowledged bytes than a window has"_s);
    }
    // What has been acknowledged while it was on its way is no part of the window.
    const qint64 held = std::accumulate(
        m_batches.begin(), m_batches.end(), qint64 {0}, [](qint64 sum, const Batch &batch) {
            return sum + batch.bytes;
        });
    if (m_batches.size() >= limits::kHeldWindows * static_cast<std::size_t>(limits::kWindowBatches)
        || (held > 0 && held + bytes > limits::kHeldWindows * limits::kPartTotalBytesMax)) {
        return violation(u"more than this device can store meanwhile"_s);
    }
    Batch batch;
    for (const PackedChange &change : changes) {
        if (const auto fault = faultOf(change, mine)) {
            return *fault;
        }
        m_received[change.log] = change.seq;
        if (!mine.has(change.log, change.seq)) { // else the peer may know that it is here already
            batch.last[change.log] = change.seq;
        }
    }
    batch.left = static_cast<int>(changes.size());
    batch.bytes = bytes;
    m_batches.push_back(std::move(batch));
    return kDone;
}

ChangeIntake::Open ChangeIntake::open(const VersionVector &acked) const
{
    Open open;
    for (const Batch &batch : m_batches) {
        if (std::any_of(batch.last.begin(), batch.last.end(), [&acked](const auto &last) {
                return !acked.has(last.first, last.second);
            })) {
            ++open.batches;
            open.bytes += batch.bytes;
        }
    }
    return open;
}

void ChangeIntake::giveBack()
{
    if (m_budget) {
        m_budget->giveBack(m_bytes.size());
    }
}

Result<std::vector<PackedChange>> ChangeIntake::takePart(const message::Part &part,
                                                         const VersionVector &acked)
{
    const auto size = static_cast<quint64>(part.bytes.size());
    if (!isAssembling()) {
        if (part.offset != 0 || part.total == 0
            || part.total > static_cast<quint64>(limits::kPartTotalBytesMax)) {
            return violation(u"a large change does not begin at its start"_s);
        }
        const Open unacked = open(acked);
        // It may be the answer to a Want, which comes beside what the window holds.
        if (unacked.bytes + static_cast<qint64>(part.total) > 2 * limits::kPartTotalBytesMax) {
            return violation(u"a large change beside too much else"_s);
        }
        m_hash = part.hash;
        m_total = part.total;
    }
    const auto have = static_cast<quint64>(m_bytes.size());
    if (part.hash != m_hash || part.total != m_total || part.offset != have
        || size != std::min(m_total - have, static_cast<quint64>(limits::kPartBytesMax))) {
        return violation(
            u"a part does not fit to the one before, or is not as large as it may be"_s);
    }
    if (m_budget && !m_budget->take(part.bytes.size())) {
        return Error {ErrorCode::RateLimited, u"too many large changes at once"_s};
    }
    m_bytes.append(part.bytes); // grows with what came, never with what was promised
    if (have + size < m_total) {
        return std::vector<PackedChange> {};
    }
    giveBack();
    const QByteArray whole = std::exchange(m_bytes, {});
    m_total = 0;
    if (digest(whole) != m_hash) {
        return violation(u"a large change is not what its hash says"_s);
    }
    std::vector<PackedChange> changes;
    for (CborReader reader(whole); !reader.atEnd();) {
        const QByteArrayView item = reader.rawItem();
        if (!reader.ok()) {
            return reader.error("change"_L1);
        }
        auto change = PackedChange::fromCbor(item);
        if (!change) {
            return change.error();
        }
        changes.push_back(*std::move(change));
    }
    return changes;
}

bool ChangeIntake::stored(int consumed)
{
    bool completed = false;
    while (!m_batches.empty() && consumed > 0) {
        Batch &front = m_batches.front();
        const int now = std::min(front.left, consumed);
        front.left -= now;
        consumed -= now;
        if (front.left == 0) {
            m_batches.pop_front();
            completed = true;
        }
    }
    return completed;
}

bool ChangeIntake::hasAll(const VersionVector &announced, const VersionVector &mine) const
{
    return std::all_of(announced.heads().begin(), announced.heads().end(), [&](const auto &entry) {
        return std::max(lastReceived(entry.first), mine.seq(entry.first)) >= entry.second.seq;
    });
}

} // namespace sheaf
