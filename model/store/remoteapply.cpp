#include "model/store/remoteapply.h"

#include "model/base/bounds.h"
#include "model/base/limits.h"
#include "model/note/changecodec.h"
#include "model/note/fragmentcodec.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

RemoteApply::RemoteApply(
    LibraryStore &store, LibraryRow &library, HlcClock &clock, qint64 nowMs, QSet<Hash> &trusted)
    : m_store(store)
    , m_library(library)
    , m_clock(clock)
    , m_nowMs(nowMs)
    , m_trusted(trusted)
    , m_waiting(store.journal.hasMissingParents())
    , m_forks(store)
    , m_guard(store, library.device, nowMs)
{
    for (const ClockReading &reading : store.clocks.readings()) {
        if (isSkewed(reading.aheadMs)) {
            m_doubted.insert(reading.device);
        }
    }
}

std::optional<Hash> RemoteApply::hashBefore(const Runs &runs, const PackedChange &packed)
{
    for (const auto &[log, run] : runs) {
        if (packed.log.branch.isNull() || log.root() != packed.log.root() || packed.seq <= run.first
            || packed.seq > run.first + run.hashes.size()) {
            continue;
        }
        const Hash before = run.hashes[packed.seq - 1 - run.first];
        const Result<Hash> hash = changeHash(packed, before);
        if (hash && *hash == packed.log.branch) {
            return before;
        }
    }
    return std::nullopt;
}

void RemoteApply::follow(Runs &runs, const PackedChange &packed, std::size_t index)
{
    Run &run = runs[packed.log];
    if (run.ended) {
        return;
    }
    const auto fail = [this, &run, &packed](const Error &why) {
        m_faults.try_emplace(packed.log, why);
        run.ended = true;
    };
    const std::uint64_t next = run.first + run.hashes.size();
    if (run.first != 0 && packed.seq >= run.first && packed.seq < next) {
        // Said twice in one batch: by the time of the second it is here.
        const Hash same = run.hashes[packed.seq - run.first];
        const std::optional<Hash> prev = packed.seq > run.first
            ? run.hashes[packed.seq - run.first - 1]
            : m_forks.hashBefore(packed);
        const Result<Hash> hash = changeHash(packed, prev.value_or(Hash {}));
        if (!hash || *hash != same) {
            fail({ErrorCode::ChainBroken, u"two changes %1 in one batch"_s.arg(packed.seq)});
        } else {
            m_checked[index] = Checked {same, {}, true};
        }
        return;
    }
    const bool continues = run.first != 0 && packed.seq == next;
    std::optional<Hash> prev;
    if (continues) {
        prev = run.hashes.back();
    } else if (run.first == 0) {
        prev = m_forks.hashBefore(packed);
        prev = prev ? prev : hashBefore(runs, packed);
    }
    if (!prev) {
        // Of a log that was cut meanwhile, the sender still uses the old name: it begins again.
        const bool cut = m_store.logs.family(packed.log).size() > 1;
        fail({cut ? ErrorCode::LogForked : ErrorCode::ChainBroken,
              u"the change before %1 is not here"_s.arg(packed.seq)});
        return;
    }
    const Result<Hash> hash = changeHash(packed, *prev);
    if (!hash) {
        fail(hash.error());
        return;
    }
    // What follows a change that is new is new as well.
    const bool isNew = (continues && !run.indices.empty()) || !m_store.journal.idOf(*hash);
    m_checked[index] = Checked {*hash, *prev, !isNew};
    run.first = run.first == 0 ? packed.seq : run.first;
    run.hashes.push_back(*hash);
    if (isNew) {
        run.indices.push_back(index);
    }
}

void RemoteApply::authenticate(std::span<const PackedChange> changes)
{
    Runs runs;
    m_checked.assign(changes.size(), std::nullopt);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        follow(runs, changes[i], i);
    }
    const Membership &membership = m_store.membership();
    QSet<Hash> trusted;
    for (const auto &[log, run] : runs) {
        if (run.indices.empty()) {
            continue;
        }
        const PackedChange &last = changes[run.indices.back()];
        const Hash hash = m_checked[run.indices.back()]->hash;
        const LibraryId library = membership.signingLibrary(log, last.seq);
        const bool member = !library.isNull();
        const bool verified = member
            && (m_trusted.contains(hash)
                || verifySignature(log.device, signedMessage(library, hash), last.signature));
        if (verified) {
            trusted.insert(hash);
            continue;
        }
        for (const std::size_t index : run.indices) {
            m_checked[index].reset();
        }
        const QString whose = log.device.toHex().first(8);
        m_faults[log] = member
            ? Error {ErrorCode::BadSignature, u"signature of %1:%2"_s.arg(whose).arg(last.seq)}
            : Error {ErrorCode::Refused, u"%1 is no member of the library"_s.arg(whose)};
    }
    m_trusted = trusted;
}

/// Without its content a change has its place in the graph all the same, so that what is folded does
/// not depend on who dropped what. Nobody can say yet whether the content is one to be understood.
bool RemoteApply::isWithheld(const PackedChange &packed)
{
    return packed.hasMeta() && !packed.hasContent() && packed.header.isEmpty()
        && packed.tail.isEmpty();
}

RemoteApply::Step RemoteApply::refuse(ErrorCode code, const QString &why)
{
    return refuse({code, why});
}

RemoteApply::Step RemoteApply::refuse(const Error &why)
{
    m_fault = why;
    return Step::Refused;
}

/// Where the change goes.
LogForks::Place RemoteApply::placeFor(const PackedChange &packed, const Checked &checked)
{
    const LogForks::Place place =
        m_forks.place(packed, checked.prev, checked.hash, m_library, m_nowMs);
    if (place.failed || place.full) {
        return place;
    }
    m_elsewhere = place.elsewhere;
    if (packed.log.device == m_library.device && packed.log.incarnation == m_library.incarnation) {
        m_library.incarnation = 0; // a copy of this device wrote here: we go on in another log
    }
    return place;
}

RemoteApply::Step RemoteApply::take(const PackedChange &packed, std::size_t index)
{
    const std::optional<Checked> checked = m_checked.at(index);
    if (!checked) {
        const auto reason = m_faults.find(packed.log);
        return reason != m_faults.end()
            ? refuse(reason->second.code, reason->second.detail)
            : refuse(ErrorCode::ChainBroken, u"the change does not continue its log"_s);
    }
    if (checked->known) {
        return Step::Known;
    }
    const Hash hash = checked->hash;
    const ChangeParts parts = packed.ahead.parts ? *packed.ahead.parts : readParts(packed);
    if (parts.fault && parts.fault->code != ErrorCode::ProtocolOutdated
        && parts.fault->code != ErrorCode::NotFound) {
        return refuse(parts.fault->code, parts.fault->detail);
    }
    const LogForks::Place place = placeFor(packed, *checked); // from here on it is taken
    if (place.full) {
        return refuse(bringsTooMuch(packed.log.device, u"logs"_s));
    }
    if (place.failed) {
        return Step::Failed;
    }
    Arrival arrival {packed, place.log, hash, {}, {}, {}, {}, {}, {}, 0, true, false, false};
    if (!parts.fault) {
        arrival.meta = parts.meta;
        arrival.fragment = parts.fragment;
        arrival.canonical = parts.canonical;
        if (parts.hasText()) {
            arrival.body = parts.text;
            arrival.bodyHash = parts.textHash;
        }
    } else {
        Result<ChangeMeta> meta = decodeMeta(packed.meta);
        if (!meta) {
            const bool stored = storeUnread(packed, place.log, hash);
            welcomeParent(hash);
            return stored ? Step::Stored : Step::Failed;
        }
        arrival.meta = *std::move(meta);
        arrival.withheld = isWithheld(packed);
        arrival.effect = arrival.withheld;
    }
    arrival.before = m_store.notes.find(arrival.meta.note);
    resolveParents(arrival, arrival.before ? arrival.before->id : 0);
    arrival.effect = arrival.effect && expandBody(arrival);
    const bool adopted = m_clock.adopt(arrival.meta.hlc);
    if (adopted) {
        m_library.hlc = std::max(m_library.hlc, arrival.meta.hlc);
    }
    if ((!adopted || m_doubted.contains(packed.log.device)) && isOwnStamp(arrival)) {
        m_stamps.insert_or_assign(packed.log.device, arrival.meta.hlc);
    }
    if (!store(arrival)) {
        return Step::Failed;
    }
    touch(arrival.meta.note);
    welcomeParent(hash);
    return Step::Stored;
}

/// Its author's clock made the stamp, not a parent that it had to stand above.
bool RemoteApply::isOwnStamp(const Arrival &arrival) const
{
    Hlc parentsMax;
    for (const qint64 parent : arrival.parents) {
        if (const auto row = m_store.journal.row(parent)) {
            parentsMax = std::max(parentsMax, row->hlc);
        }
    }
    return arrival.missing.empty() && arrival.meta.hlc.value - 1 > parentsMax.value;
}

void RemoteApply::resolveParents(Arrival &arrival, qint64 note)
{
    for (const Hash &parent : arrival.meta.parents) {
        const auto id = m_store.journal.idOf(parent);
        if (!id) {
            // Its author has signed for it, so it may not hold up the log: it stands without this
            // parent until that comes.
            arrival.missing.push_back(parent);
            continue;
        }
        const auto row = m_store.journal.row(*id);
        // A parent that could not be read belongs to no record; the change stands without it.
        if (row && row->note != 0 && row->note != note) {
            arrival.effect = false;
        }
        arrival.parents.push_back(*id);
    }
    m_store.journal.putFirstParentFirst(arrival.parents);
}

bool RemoteApply::expandBody(Arrival &arrival)
{
    if (!arrival.fragment || (arrival.fragment->mask & field::kBody) == 0 || arrival.body) {
        return true;
    }
    if (const auto *text = std::get_if<QString>(&arrival.fragment->body)) {
        arrival.body = text->toUtf8();
        return true;
    }
    const qint64 base = arrival.parents.empty() ? 0 : arrival.parents.front();
    arrival.deltaDepth = m_store.history.deltaDepthAt(base) + 1;
    if (arrival.deltaDepth > limits::kDeltaChainMax) {
        return false;
    }
    std::vector<qint64> lacking;
    const auto &delta = std::get<BodyDelta>(arrival.fragment->body);
    arrival.body = m_store.history.bodyAfter(base, delta, &lacking);
    arrival.awaits = !lacking.empty();
    if (arrival.body && !arrival.body->isEmpty()) {
        arrival.bodyHash = delta.resultHash;
    }
    return arrival.awaits || arrival.body.has_value();
}

JournalEntry RemoteApply::entryOf(const Arrival &arrival, qint64 noteRow) const
{
    JournalEntry entry;
    entry.packed = &arrival.packed;
    entry.place = arrival.place;
    entry.meta = &arrival.meta;
    entry.fragment = arrival.fragment ? &*arrival.fragment : nullptr;
    entry.hash = arrival.hash;
    entry.note = noteRow;
    entry.parents = arrival.parents;
    entry.missing = arrival.missing;
    entry.deltaDepth = arrival.deltaDepth;
    entry.effect = arrival.effect;
    entry.withheld = arrival.withheld;
    // Receivers after us check the author's commitments over these bytes.
    entry.verbatim = entry.fragment != nullptr
        ? !arrival.canonical
        : entry.withheld && encodeMeta(arrival.meta) != arrival.packed.meta;
    entry.nowMs = m_nowMs;
    return entry;
}

bool RemoteApply::store(Arrival &arrival)
{
    const qint64 noteRow = arrival.before ? arrival.before->id : m_store.notes.allocate();
    const JournalEntry entry = entryOf(arrival, noteRow);
    FreshChange fresh;
    fresh.id = m_store.journal.append(entry);
    if (fresh.id == 0) {
        return false;
    }
    if (arrival.effect && arrival.body && !arrival.awaits) {
        m_store.history.remember(fresh.id, *arrival.body);
    }
    m_waiting = m_waiting || !arrival.missing.empty();
    const NoteRow *before = arrival.before ? &*arrival.before : nullptr;
    if (before != nullptr && arrival.meta.operation == Operation::Delete) {
        m_guard.suspect(*before);
    }
    const bool first = before == nullptr && arrival.meta.parents.empty();
    const bool next = before != nullptr && Materialise::continues(*before, arrival.meta.parents);
    const bool plain = arrival.effect && !arrival.withheld && !arrival.awaits
        && (before == nullptr || !before->incomplete);
    if (!plain || (!first && !next) || m_unsettled.contains(noteRow)) {
        m_unsettled.insert_or_assign(noteRow, arrival.meta.note);
        return before != nullptr || m_store.notes.insertHidden(noteRow, arrival.meta.note);
    }
    fresh.hash = arrival.hash;
    fresh.hlc = arrival.meta.hlc;
    fresh.meta = &arrival.meta;
    fresh.fragment = &*arrival.fragment;
    fresh.body = std::move(arrival.body);
    fresh.bodyHash = arrival.bodyHash;
    return first ? m_store.materialise.begin(noteRow, fresh, m_library)
                 : m_store.materialise.advance(*before, fresh, m_library);
}

bool RemoteApply::storeUnread(const PackedChange &packed, const LogId &place, const Hash &hash)
{
    JournalEntry entry;
    entry.packed = &packed;
    entry.place = place;
    entry.hash = hash;
    entry.effect = false;
    entry.nowMs = m_nowMs;
    return m_store.journal.append(entry) != 0;
}

void RemoteApply::touch(const NoteId &note)
{
    if (!m_touchedSet.contains(note)) {
        m_touchedSet.insert(note);
        m_touched.push_back(note);
    }
}

} // namespace sheaf
