#include "model/store/remoteapply.h"

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
    , m_guard(store, library.device, nowMs)
{
    for (const ClockReading &reading : store.clocks.readings()) {
        if (isSkewed(reading.aheadMs)) {
            m_doubted.insert(reading.device);
        }
    }
}

void RemoteApply::authenticate(std::span<const PackedChange> changes)
{
    struct Run
    {
        LogHead head;
        std::size_t last = 0;
        std::vector<std::size_t> indices;
        bool ended = false;
    };
    std::map<LogId, Run> runs;
    m_hashes.assign(changes.size(), std::nullopt);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const PackedChange &packed = changes[i];
        const auto [it, fresh] = runs.try_emplace(packed.log);
        Run &run = it->second;
        if (fresh) {
            run.head = m_store.logs.head(packed.log);
        }
        if (run.ended || packed.seq != run.head.seq + 1) {
            run.ended = run.ended || packed.seq > run.head.seq;
            continue;
        }
        const Result<Hash> hash = changeHash(packed, run.head.hash);
        if (!hash) {
            m_faults.try_emplace(packed.log, hash.error());
            run.ended = true;
            continue;
        }
        run.head = {packed.seq, *hash};
        run.last = i;
        run.indices.push_back(i);
        m_hashes[i] = *hash;
    }
    const Membership &membership = m_store.membership();
    QSet<Hash> trusted;
    for (const auto &[log, run] : runs) {
        if (run.indices.empty()) {
            continue;
        }
        const LibraryId library = membership.signingLibrary(log, run.head.seq);
        const bool member = !library.isNull();
        const bool verified = member
            && (m_trusted.contains(run.head.hash)
                || verifySignature(log.device,
                                   signedMessage(library, run.head.hash),
                                   changes[run.last].signature));
        if (verified) {
            trusted.insert(run.head.hash);
            continue;
        }
        for (const std::size_t index : run.indices) {
            m_hashes[index].reset();
        }
        const QString whose = log.device.toHex().first(8);
        m_faults[log] = member
            ? Error {ErrorCode::BadSignature, u"signature of %1:%2"_s.arg(whose).arg(run.head.seq)}
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
    m_fault = {code, why};
    return Step::Refused;
}

RemoteApply::Step RemoteApply::known(const PackedChange &packed)
{
    const auto log = m_store.logs.logRow(packed.log);
    if (!log || packed.seq == 0) {
        return refuse(ErrorCode::ChainBroken, u"sequence number 0"_s);
    }
    const Hash prev = packed.seq > 1 ? m_store.journal.hashAt(*log, packed.seq - 1) : Hash {};
    const Result<Hash> hash = changeHash(packed, prev);
    if (!hash || *hash != m_store.journal.hashAt(*log, packed.seq)) {
        return refuse(
            ErrorCode::ChainBroken,
            u"fork of log %1 at or before seq %2"_s.arg(packed.log.device.toHex().first(8))
                .arg(packed.seq));
    }
    return Step::Known;
}

RemoteApply::Step RemoteApply::take(const PackedChange &packed, std::size_t index)
{
    const LogHead head = m_store.logs.head(packed.log);
    if (packed.seq <= head.seq) {
        return known(packed);
    }
    if (packed.seq != head.seq + 1) {
        return refuse(ErrorCode::ChainBroken, u"seq %1 follows %2"_s.arg(packed.seq).arg(head.seq));
    }
    const std::optional<Hash> hash = m_hashes.at(index);
    if (!hash) {
        const auto reason = m_faults.find(packed.log);
        return reason != m_faults.end()
            ? refuse(reason->second.code, reason->second.detail)
            : refuse(ErrorCode::ChainBroken, u"the change does not continue its log"_s);
    }
    Arrival arrival {packed, *hash, {}, {}, {}, {}, {}, {}, 0, true, false, false};
    const ChangeParts parts = packed.ahead.parts ? *packed.ahead.parts : readParts(packed);
    if (!parts.fault) {
        arrival.meta = parts.meta;
        arrival.fragment = parts.fragment;
        arrival.canonical = parts.canonical;
        if (parts.hasText()) {
            arrival.body = parts.text;
            arrival.bodyHash = parts.textHash;
        }
    } else if (parts.fault->code == ErrorCode::ProtocolOutdated
               || parts.fault->code == ErrorCode::NotFound) {
        Result<ChangeMeta> meta = decodeMeta(packed.meta);
        if (!meta) {
            const bool stored = storeUnread(packed, *hash);
            welcomeParent(*hash);
            return stored ? Step::Stored : Step::Failed;
        }
        arrival.meta = *std::move(meta);
        arrival.withheld = isWithheld(packed);
        arrival.effect = arrival.withheld;
    } else {
        return refuse(parts.fault->code, parts.fault->detail);
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
    welcomeParent(*hash);
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
    arrival.body =
        m_store.history.bodyAfter(base, std::get<BodyDelta>(arrival.fragment->body), &lacking);
    arrival.awaits = !lacking.empty();
    return arrival.awaits || arrival.body.has_value();
}

JournalEntry RemoteApply::entryOf(const Arrival &arrival, qint64 noteRow) const
{
    JournalEntry entry;
    entry.packed = &arrival.packed;
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

bool RemoteApply::storeUnread(const PackedChange &packed, const Hash &hash)
{
    JournalEntry entry;
    entry.packed = &packed;
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
