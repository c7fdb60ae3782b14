#include "model/store/checkpointproposal.h"

#include "model/base/limits.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kHistoryDaysMax = 36'500;

    qint64 inMs(std::chrono::milliseconds span)
    {
        return span.count();
    }

    /// The newest stamp in each device's logs.
    QHash<DeviceId, qint64> newestStamps(LibraryStore &store)
    {
        QHash<DeviceId, qint64> stamps;
        const VersionVector mine = store.logs.vector();
        for (const auto &[log, head] : mine.heads()) {
            const auto change = store.journal.idOf(head.hash);
            const auto row = change ? store.journal.row(*change) : std::nullopt;
            const qint64 ms = row ? row->hlc.ms() : 0;
            stamps[log.device] = std::max(stamps.value(log.device), ms);
        }
        return stamps;
    }

    VersionVector withoutHashes(const VersionVector &vector)
    {
        VersionVector bare;
        for (const auto &[log, head] : vector.heads()) {
            bare.advance(log, {head.seq, Hash {}});
        }
        return bare;
    }

    /// Whether all is here that a checkpoint speaks of. A log that forked meanwhile ended earlier than the
    /// checkpoint knew; what followed is in its branches.
    bool coversAll(const VersionVector &mine, const VersionVector &spokenOf)
    {
        const auto &logs = mine.heads();
        return std::all_of(
            spokenOf.heads().begin(), spokenOf.heads().end(), [&](const auto &entry) {
                const LogId &log = entry.first;
                const bool forked =
                    std::any_of(logs.begin(), logs.end(), [&log](const auto &other) {
                        return other.first.device == log.device
                            && other.first.incarnation == log.incarnation
                            && !other.first.branch.isNull() && other.first.branch != log.branch;
                    });
                return mine.has(log, entry.second.seq) || forked;
            });
    }

} // namespace

int historyDays(LibraryStore &store)
{
    const auto usual = static_cast<int>(limits::kHistoryDefault.count());
    const std::optional<QString> said = store.setting(kHistoryDaysKey.toString());
    bool isNumber = false;
    const int days = said ? said->toInt(&isNumber) : 0;
    return isNumber && days >= 0 && days <= kHistoryDaysMax ? days : usual;
}

std::optional<Checkpoint>
proposeCheckpoint(LibraryStore &store, const LibraryRow &library, qint64 nowMs)
{
    const int days = historyDays(store);
    if (days == 0) {
        return std::nullopt;
    }
    const QHash<DeviceId, qint64> stamps = newestStamps(store);
    VersionVector everywhere = store.logs.vector();
    qint64 newestOther = 0;
    bool alone = true;
    for (const Member &member : store.membership().members()) {
        if (member.device == library.device) {
            continue;
        }
        const qint64 stamp = std::max(member.since.ms(), stamps.value(member.device));
        const qint64 seen = std::max(stamp, store.peers.peer(member.device).lastSeenMs);
        if (nowMs - seen > inMs(limits::kDeviceAbsent)) {
            continue;
        }
        alone = false;
        newestOther = std::max(newestOther, stamp);
        everywhere = everywhere.meet(store.peers.acked(member.device));
    }
    if (newestOther > nowMs + inMs(limits::kClockTrusted) || everywhere.isEmpty()
        || everywhere.heads().size() > static_cast<std::size_t>(limits::kCheckpointLogsMax)) {
        return std::nullopt;
    }
    const qint64 believed =
        alone ? nowMs : std::min(nowMs, newestOther + inMs(limits::kCheckpointSlack));
    Checkpoint proposed = store.checkpoint();
    const qint64 cutoffMs = believed - inMs(std::chrono::days(days));
    if (cutoffMs <= proposed.cutoffMs) {
        return std::nullopt;
    }
    proposed.join({cutoffMs, withoutHashes(everywhere)});
    return proposed;
}

Checkpoint obeyed(LibraryStore &store, Checkpoint checkpoint, qint64 nowMs)
{
    const int days = historyDays(store);
    if (days == 0 || !coversAll(store.logs.vector(), checkpoint.everywhere)) {
        return {};
    }
    // By whole days, so that a bound that moves with the clock is not a new one at every look.
    const qint64 dayMs = inMs(std::chrono::days(1));
    const qint64 allowed = (nowMs / dayMs + 1 - days) * dayMs;
    checkpoint.cutoffMs = std::min(checkpoint.cutoffMs, allowed);
    return checkpoint;
}

} // namespace sheaf
