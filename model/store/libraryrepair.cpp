#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/store/changeproof.h"
#include "model/store/library.h"
#include "model/store/libraryprivate.h"
#include "model/store/logforks.h"
#include "model/store/recordrepair.h"
#include "model/store/remoteapply.h"

#include <algorithm>

// Noticing and mending damage: what a device with the same changes gives back.

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kNamedMax = 5; ///< records named in one audit entry

    QString namesOf(const LibraryStore &store, const std::vector<NoteId> &records)
    {
        QStringList names;
        for (const NoteId &record : records) {
            if (names.size() == kNamedMax) {
                names.append(u"…"_s);
                break;
            }
            const std::optional<NoteRow> row = store.notes.find(record);
            const bool hasTitle = row && !row->note.state.title.isEmpty();
            names.append(hasTitle ? row->note.state.title : record.toHex());
        }
        return names.join(u", "_s);
    }

} // namespace

// Reading

Result<FoundChanges> LibraryReader::changesByHash(std::span<const Hash> hashes,
                                                  qint64 maxBytes) const
{
    const Snapshot now(store());
    FoundChanges found;
    qint64 bytes = 0;
    const auto restFrom = [&](std::size_t i) {
        found.rest.assign(hashes.begin() + static_cast<std::ptrdiff_t>(i), hashes.end());
    };
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        if (bytes > maxBytes) {
            restFrom(i);
            break;
        }
        const auto id = store().journal.idOf(hashes[i]);
        PackedChange packed;
        const bool usable = id && [&] {
            const ChangeVerdict verdict = judgeChange(store(), *id, &packed);
            return verdict.sound && verdict.hasContent;
        }();
        bytes += id ? packed.sizeBytes() : 0;
        if (!usable) {
            found.missing.push_back(hashes[i]);
            continue;
        }
        if (bytes > maxBytes && !found.changes.empty()) {
            restFrom(i);
            break;
        }
        found.changes.emplace_back(hashes[i], std::move(packed));
    }
    if (store().database->failed()) {
        return store().database->lastError();
    }
    return found;
}

std::vector<Hash> LibraryReader::lacking(int limit, const Hash &after) const
{
    const Snapshot now(store());
    return store().wanted.list(limit, after);
}

StateMark LibraryReader::stateMark() const
{
    const Snapshot now(store());
    return {store().logs.vector(), digest(now.library.stateSum.view())};
}

RecordDigests LibraryReader::recordDigests(QByteArrayView prefix, int recordsMax) const
{
    const Snapshot now(store());
    RecordDigests digests;
    digests.vector = store().logs.vector();
    auto records = store().notes.stateHashes(prefix);
    Hash sum;
    for (const auto &[id, hash] : records) {
        addToSum(sum, hash);
    }
    digests.sumFits = !prefix.isEmpty() || sum == now.library.stateSum;
    if (recordsMax > 0 && records.size() <= static_cast<std::size_t>(recordsMax)) {
        digests.records = std::move(records);
        return digests;
    }
    for (const auto &[id, hash] : records) {
        const auto at =
            static_cast<std::size_t>(std::min<qsizetype>(prefix.size(), NoteId::kSize - 1));
        const quint32 byte = id.bytes[at];
        if (digests.sums.empty() || digests.sums.back().first != byte) {
            digests.sums.emplace_back(byte, Hash {});
        }
        addToSum(digests.sums.back().second, hash);
    }
    std::erase_if(digests.sums, [](const auto &entry) { return entry.second.isNull(); });
    return digests;
}

// Writing

Outcome Library::want(std::span<const Hash> changes, WantReason reason)
{
    const qint64 nowMs = d->config.clock->nowMs();
    return writeValues([&] {
        for (const Hash &change : changes) {
            const auto id = store().journal.idOf(change);
            if (id && store().wanted.add(change, reason, nowMs) && reason != WantReason::Absent) {
                const ChangeVerdict bad = judgeChange(store(), *id, nullptr);
                store().peers.audit(damageEntry(bad, nowMs));
            }
        }
    });
}

Result<RepairReport> Library::repair(std::span<const PackedChange> given, const DeviceId &from)
{
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    store().materialise.setNewestWins(newestWins());
    const qint64 nowMs = d->config.clock->nowMs();
    const qint64 startMs = d->config.clock->steadyMs();
    RemoteApply remote(store(), write.library, d->clock, nowMs, d->trusted);
    RepairReport report;
    bool wasDamaged = false;
    for (const PackedChange &change : given) {
        const std::chrono::milliseconds took(d->config.clock->steadyMs() - startMs);
        if (report.consumed > 0 && took >= limits::kApplySliceMax) {
            break;
        }
        ++report.consumed;
        const std::optional<Hash> hash = LogForks(store()).hashOfKnown(change);
        const auto id = hash ? store().journal.idOf(*hash) : std::nullopt;
        const auto reason = id ? store().wanted.reason(*hash) : std::nullopt;
        if (!reason) {
            report.refused.push_back(hash ? *hash : Hash {});
            continue;
        }
        PackedChange stored;
        const ChangeVerdict here = judgeChange(store(), *id, &stored);
        const ChangeVerdict there = judgeGiven(store(), *hash, change);
        const bool better = there.sound && (!here.sound || (there.hasContent && !here.hasContent));
        if (better) {
            PackedChange whole = change;
            if (!there.signedWell && here.signedWell) {
                whole.signature = stored.signature;
            }
            if (!remote.replace(*id, whole, *hash)) {
                return store().database->lastError();
            }
            wasDamaged = wasDamaged || !here.sound;
        } else if (there.signedWell && here.sound && !here.signedWell) {
            store().journal.setSignature(*id, change.signature);
        } else if (!here.sound || !here.signedWell
                   || (reason == WantReason::Absent && !here.hasContent)) {
            report.refused.push_back(*hash);
            continue;
        }
        // What is whole but for its signature goes on being wanted for that.
        store().wanted.remove(*hash);
        if (better && !there.signedWell && !here.signedWell) {
            store().wanted.add(*hash, WantReason::WrongSignature, nowMs);
        }
        ++report.repaired;
    }
    if (!remote.settle()) {
        return store().database->lastError();
    }
    report.touched = remote.touched();
    if (Outcome done = applyPolicy(write, report.touched); !done) {
        return done.error();
    }
    if (wasDamaged) {
        write.library.stateSum = store().notes.sumOfRows();
    }
    report.lacking = store().wanted.count();
    if (report.repaired > 0) {
        store().peers.audit(
            {nowMs,
             u"repaired"_s,
             from.isNull() ? QString() : from.toHex(),
             u"%1 damaged changes were fetched again from this device%2"_s.arg(report.repaired)
                 .arg(report.touched.empty() ? QString()
                                             : u": "_s + namesOf(store(), report.touched))});
        if (Outcome done = write.commit(); !done) {
            return done.error();
        }
    }
    return report;
}

Result<RepairReport>
Library::repairRecords(std::span<const NoteId> records, bool withSum, const DeviceId &peer)
{
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    store().materialise.setNewestWins(newestWins());
    const qint64 nowMs = d->config.clock->nowMs();
    const qint64 startMs = d->config.clock->steadyMs();
    RecordRepair repair(store(), write.library, nowMs);
    RepairReport report;
    for (const NoteId &record : records) {
        const std::chrono::milliseconds took(d->config.clock->steadyMs() - startMs);
        if (report.consumed > 0 && took >= limits::kApplySliceMax) {
            break;
        }
        if (!repair.renew(record)) {
            return store().database->lastError();
        }
        ++report.consumed;
    }
    report.touched = repair.repaired();
    if (Outcome done = applyPolicy(write, report.touched); !done) {
        return done.error();
    }
    const bool summed = (withSum || !repair.repaired().empty()) && repair.renewSum();
    report.repaired = static_cast<int>(repair.repaired().size());
    report.lacking = store().wanted.count();
    const QString who = peer.isNull() ? QString() : peer.toHex();
    if (report.repaired > 0) {
        store().peers.audit(
            {nowMs,
             u"repaired"_s,
             who,
             u"%1 records were not as their changes say and were made again from the log: %2"_s
                 .arg(report.repaired)
                 .arg(namesOf(store(), report.touched))});
    } else if (summed) {
        report.repaired = withSum ? 1 : 0;
        store().peers.audit({nowMs,
                             u"repaired"_s,
                             who,
                             u"the sum over all records was not theirs and was made again"_s});
    }
    for (const ChangeVerdict &bad : repair.bad()) {
        store().peers.audit(damageEntry(bad, nowMs));
    }
    if (report.repaired > 0 || summed || !repair.bad().empty()) {
        if (Outcome done = write.commit(); !done) {
            return done.error();
        }
    }
    return report;
}

} // namespace sheaf
