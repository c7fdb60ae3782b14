#include "sync/wire/vectorcodec.h"

#include "sync/limits.h"

namespace sheaf {

void writeVector(CborWriter &out, const VersionVector &vector)
{
    out.beginArray(static_cast<qsizetype>(vector.heads().size()));
    for (const auto &[log, head] : vector.heads()) {
        out.beginArray(5);
        out.id(log.device);
        out.number(log.incarnation);
        log.branch.isNull() ? out.null() : out.id(log.branch);
        out.number(head.seq);
        head.hash.isNull() ? out.null() : out.id(head.hash);
    }
}

VersionVector readVector(CborReader &in)
{
    VersionVector vector;
    std::optional<LogId> last;
    const qsizetype count = in.enterArray(limits::kVectorLogsMax);
    for (qsizetype i = 0; i < count && in.ok(); ++i) {
        if (in.enterArray(5) != 5) {
            in.fail("an entry of a vector has five members");
            break;
        }
        LogId log;
        LogHead head;
        log.device = in.id<DeviceId>();
        log.incarnation = in.number();
        if (!in.takeNull()) {
            log.branch = in.id<Hash>();
        }
        head.seq = in.number();
        if (!in.takeNull()) {
            head.hash = in.id<Hash>();
        }
        if (head.seq == 0 || (last && !(*last < log))) {
            in.fail("a vector's entries are ascending and start at one");
            break;
        }
        last = log;
        vector.advance(log, head);
    }
    return vector;
}

void writeRanges(CborWriter &out, const std::vector<LogRange> &ranges)
{
    out.beginArray(static_cast<qsizetype>(ranges.size()));
    for (const LogRange &range : ranges) {
        out.beginArray(5);
        out.id(range.log.device);
        out.number(range.log.incarnation);
        if (range.log.branch.isNull()) {
            out.null();
        } else {
            out.id(range.log.branch);
        }
        out.number(range.first);
        out.number(range.last);
    }
}

std::vector<LogRange> readRanges(CborReader &in)
{
    std::vector<LogRange> ranges;
    const qsizetype count = in.enterArray(limits::kGapsMax);
    for (qsizetype i = 0; i < count && in.ok(); ++i) {
        if (in.enterArray(5) != 5) {
            in.fail("a gap has five members");
            break;
        }
        LogRange range;
        range.log.device = in.id<DeviceId>();
        range.log.incarnation = in.number();
        if (!in.takeNull()) {
            range.log.branch = in.id<Hash>();
        }
        range.first = in.number();
        range.last = in.number();
        const bool above = ranges.empty() || ranges.back().log < range.log
            || (ranges.back().log == range.log && ranges.back().last < range.first);
        if (range.first == 0 || range.last < range.first || !above) {
            in.fail("gaps are ascending, apart, and start at one");
            break;
        }
        ranges.push_back(range);
    }
    return ranges;
}

} // namespace sheaf
