#include "sync/wire/repaircodec.h"

#include "sync/limits.h"
#include "sync/wire/cborbody.h"

#include <algorithm>

namespace sheaf {

using namespace message;

namespace {

    void writeHashes(CborWriter &out, const std::vector<Hash> &hashes)
    {
        out.beginArray(static_cast<qsizetype>(hashes.size()));
        for (const Hash &hash : hashes) {
            out.id(hash);
        }
    }

    std::vector<Hash> readHashes(CborReader &in, qsizetype countMax)
    {
        std::vector<Hash> hashes;
        const qsizetype count = in.enterArray(countMax);
        hashes.reserve(static_cast<std::size_t>(count));
        for (qsizetype i = 0; i < count && in.ok(); ++i) {
            hashes.push_back(in.id<Hash>());
        }
        return hashes;
    }

    /// Each of them is work, so none is named twice.
    std::vector<Hash> readDistinctHashes(CborReader &in, qsizetype countMax)
    {
        std::vector<Hash> hashes = readHashes(in, countMax);
        std::vector<Hash> sorted = hashes;
        std::sort(sorted.begin(), sorted.end());
        if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
            in.fail("a change is named twice");
        }
        return hashes;
    }

    std::vector<std::pair<quint32, Hash>> readSums(CborReader &in)
    {
        std::vector<std::pair<quint32, Hash>> sums;
        const qsizetype count = in.enterArray(256);
        for (qsizetype i = 0; i < count && in.ok(); ++i) {
            if (in.enterArray(2) != 2) {
                in.fail("a sum is a byte and a digest");
                break;
            }
            const auto byte = static_cast<quint32>(in.number(255));
            if (!sums.empty() && byte <= sums.back().first) {
                in.fail("sums are ascending");
                break;
            }
            sums.emplace_back(byte, in.id<Hash>());
        }
        return sums;
    }

    std::vector<std::pair<NoteId, Hash>> readRecords(CborReader &in)
    {
        std::vector<std::pair<NoteId, Hash>> records;
        const qsizetype count = in.enterArray(limits::kComparedRecordsMax);
        for (qsizetype i = 0; i < count && in.ok(); ++i) {
            if (in.enterArray(2) != 2) {
                in.fail("a record is an id and a digest");
                break;
            }
            const NoteId id = in.id<NoteId>();
            if (!records.empty() && !(records.back().first < id)) {
                in.fail("records are ascending");
                break;
            }
            records.emplace_back(id, in.id<Hash>());
        }
        return records;
    }

} // namespace

void writeChanges(CborWriter &out, const std::vector<PackedChange> &changes)
{
    out.beginArray(static_cast<qsizetype>(changes.size()));
    for (const PackedChange &change : changes) {
        out.bytes(change.toCbor());
    }
}

std::vector<PackedChange> readChanges(CborReader &in, std::optional<Error> &fault)
{
    std::vector<PackedChange> changes;
    const qsizetype count = in.enterArray(limits::kBatchChangesMax);
    changes.reserve(static_cast<std::size_t>(count));
    for (qsizetype i = 0; i < count && in.ok() && !fault; ++i) {
        auto change = PackedChange::fromCbor(in.bytesView(limits::kPartAboveBytes));
        if (!in.ok()) {
            break;
        }
        if (!change) {
            fault = change.error();
            in.fail("a change in it is malformed");
            break;
        }
        changes.push_back(*std::move(change));
    }
    return changes;
}

void writeBody(CborWriter &out, const Probe &probe)
{
    out.key(1);
    writeHashes(out, probe.changes);
}

void writeBody(CborWriter &out, const Probed &probed)
{
    out.key(1);
    writeHashes(out, probed.known);
}

void writeBody(CborWriter &out, const Forked &forked)
{
    out.key(1);
    out.id(forked.device);
    out.key(2);
    out.number(forked.incarnation);
    if (!forked.last.isNull()) {
        out.key(3);
        out.id(forked.last);
    }
}

void writeBody(CborWriter &out, const Compare &compare)
{
    out.key(1);
    out.bytes(compare.prefix);
    out.key(2);
    out.boolean(compare.records);
}

void writeBody(CborWriter &out, const Compared &compared)
{
    out.key(1);
    out.bytes(compared.prefix);
    if (!compared.sums.empty()) {
        out.key(2);
        out.beginArray(static_cast<qsizetype>(compared.sums.size()));
        for (const auto &[byte, sum] : compared.sums) {
            out.beginArray(2);
            out.number(byte);
            out.id(sum);
        }
    }
    if (!compared.records.empty()) {
        out.key(3);
        out.beginArray(static_cast<qsizetype>(compared.records.size()));
        for (const auto &[id, hash] : compared.records) {
            out.beginArray(2);
            out.id(id);
            out.id(hash);
        }
    }
}

void writeBody(CborWriter &out, const Want &want)
{
    out.key(1);
    writeHashes(out, want.changes);
}

void writeBody(CborWriter &out, const Given &given)
{
    if (!given.changes.empty()) {
        out.key(1);
        writeChanges(out, given.changes);
    }
    if (!given.missing.empty()) {
        out.key(2);
        writeHashes(out, given.missing);
    }
    if (!given.later.empty()) {
        out.key(3);
        writeHashes(out, given.later);
    }
    if (!given.large.empty()) {
        out.key(4);
        writeHashes(out, given.large);
    }
}

Probe readProbe(CborReader &in)
{
    Probe probe;
    readCborBody(in, cborKey(1), [&](quint64 key) {
        if (key != 1) {
            return false;
        }
        probe.changes = readHashes(in, limits::kProbeHashesMax);
        return true;
    });
    return probe;
}

Probed readProbed(CborReader &in)
{
    Probed probed;
    readCborBody(in, cborKey(1), [&](quint64 key) {
        if (key != 1) {
            return false;
        }
        probed.known = readHashes(in, limits::kProbeHashesMax);
        return true;
    });
    return probed;
}

Forked readForked(CborReader &in)
{
    Forked forked;
    readCborBody(in, cborKey(1) | cborKey(2), [&](quint64 key) {
        switch (key) {
        case 1:
            forked.device = in.id<DeviceId>();
            return true;
        case 2:
            forked.incarnation = in.number();
            return true;
        case 3:
            forked.last = in.id<Hash>();
            return true;
        default:
            return false;
        }
    });
    return forked;
}

Compare readCompare(CborReader &in)
{
    Compare compare;
    readCborBody(in, cborKey(1) | cborKey(2), [&](quint64 key) {
        switch (key) {
        case 1:
            compare.prefix = in.bytes(NoteId::kSize);
            return true;
        case 2:
            compare.records = in.boolean();
            return true;
        default:
            return false;
        }
    });
    return compare;
}

Compared readCompared(CborReader &in)
{
    Compared compared;
    readCborBody(in, cborKey(1), [&](quint64 key) {
        switch (key) {
        case 1:
            compared.prefix = in.bytes(NoteId::kSize);
            return true;
        case 2:
            compared.sums = readSums(in);
            return true;
        case 3:
            compared.records = readRecords(in);
            return true;
        default:
            return false;
        }
    });
    return compared;
}

Want readWant(CborReader &in)
{
    Want want;
    readCborBody(in, cborKey(1), [&](quint64 key) {
        if (key != 1) {
            return false;
        }
        want.changes = readDistinctHashes(in, limits::kWantHashesMax);
        return true;
    });
    return want;
}

Given readGiven(CborReader &in, std::optional<Error> &fault)
{
    Given given;
    readCborBody(in, 0, [&](quint64 key) {
        switch (key) {
        case 1:
            given.changes = readChanges(in, fault);
            return true;
        case 2:
            given.missing = readHashes(in, limits::kWantHashesMax);
            return true;
        case 3:
            given.later = readHashes(in, limits::kWantHashesMax);
            return true;
        case 4:
            given.large = readHashes(in, limits::kWantHashesMax);
            return true;
        default:
            return false;
        }
    });
    return given;
}

} // namespace sheaf
