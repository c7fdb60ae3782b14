#include "model/base/limits.h"
#include "model/store/library.h"
#include "model/store/libraryprivate.h"

// What the library does when nothing else is to be done: it looks whether all is as it was written.

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr QStringView kProvenKey = u"proven-up-to"; ///< note_changes.id
    constexpr int kChangesAtOnce = 256;
    constexpr qint64 kKeepEvery = 4096; ///< changes proven between two notes of how far

} // namespace

Result<ProofReport> Library::prove(const std::function<bool()> &isAwaited)
{
    const Clock &clock = *d->config.clock;
    const auto isOver = [&clock, &isAwaited, startMs = clock.steadyMs()] {
        return isAwaited()
            || std::chrono::milliseconds(clock.steadyMs() - startMs) >= limits::kApplySliceMax;
    };
    ProofReport report;
    while (d->proof.rows() == IdleProof::Rows::Unknown) {
        const Snapshot now(store());
        d->proof.stepRows(store(), now.library);
        if (isOver()) {
            return report;
        }
    }
    if (d->proof.rows() == IdleProof::Rows::Wrong) {
        return renewSomeRows();
    }
    std::vector<ChangeVerdict> bad;
    qint64 last = 0;
    {
        const Snapshot now(store());
        if (d->provenUpTo < 0) {
            d->provenUpTo = d->provenKept = store().localValue(kProvenKey.toString()).toLongLong();
        }
        last = IdleProof::stepChanges(store(), d->provenUpTo, kChangesAtOnce, isOver, bad);
        if (store().database->failed()) {
            return store().database->lastError();
        }
    }
    report.done = last == d->provenUpTo;
    const bool keep = !bad.empty() || last - d->provenKept >= kKeepEvery
        || (report.done && last != d->provenKept);
    if (keep) {
        if (Outcome kept = noteBad(bad, last); !kept) {
            return kept.error();
        }
        d->provenKept = last;
    }
    d->provenUpTo = last;
    report.bad = static_cast<int>(bad.size());
    return report;
}

/// Wants what was found bad, and notes how far the changes are proven.
Outcome Library::noteBad(const std::vector<ChangeVerdict> &bad, qint64 provenUpTo)
{
    const qint64 nowMs = d->config.clock->nowMs();
    const UnhurriedWrites unhurried(*store().database); // it can be found again
    return writeValues([&] {
        for (const ChangeVerdict &verdict : bad) {
            const WantReason reason =
                verdict.sound ? WantReason::WrongSignature : WantReason::Damaged;
            if (store().wanted.add(verdict.hash, reason, nowMs)) {
                store().peers.audit(damageEntry(verdict, nowMs));
            }
        }
        if (provenUpTo >= 0) {
            store().setLocalValue(kProvenKey.toString(), QString::number(provenUpTo));
        }
    });
}

/// The sum over the rows is not the one that was kept: all of them are looked at, some at a time.
Result<ProofReport> Library::renewSomeRows()
{
    ProofReport report;
    if (!d->suspects) {
        std::vector<ChangeVerdict> orphans;
        {
            const Snapshot now(store());
            d->suspects.emplace();
            for (const auto &[id, hash] : store().notes.stateHashes({})) {
                d->suspects->push_back(id);
            }
            orphans = IdleProof::orphans(store());
        }
        if (!orphans.empty()) {
            if (Outcome noted = noteBad(orphans, -1); !noted) {
                return noted.error();
            }
            report.bad = static_cast<int>(orphans.size());
        }
    }
    Result<RepairReport> renewed = repairRecords(*d->suspects, d->suspects->empty(), {});
    if (!renewed) {
        return renewed.error();
    }
    report.touched = std::move(renewed->touched);
    report.bad += static_cast<int>(std::min<qint64>(renewed->lacking, 1));
    if (d->suspects->empty()) {
        d->suspects.reset();
        d->proof.settleRows();
    } else {
        d->suspects->erase(d->suspects->begin(), d->suspects->begin() + renewed->consumed);
    }
    return report;
}

} // namespace sheaf
