#include "model/store/checkpoint.h"

#include "model/base/cbor.h"
#include "model/base/limits.h"
#include "model/store/changejournal.h"

namespace sheaf {

namespace {

    enum Key : quint64 { kCutoff = 1, kLogs = 2 };
    constexpr qsizetype kMembersOfLog = 4;

    LogId readLog(CborReader &reader, std::uint64_t &seq)
    {
        LogId log;
        if (reader.enterArray(kMembersOfLog) != kMembersOfLog) {
            reader.fail("log of a wrong shape");
        }
        log.device = reader.id<DeviceId>();
        log.incarnation = reader.number();
        if (!reader.takeNull()) {
            log.branch = reader.id<Hash>();
        }
        seq = reader.number();
        return log;
    }

} // namespace

QString Checkpoint::toText() const
{
    CborWriter writer(128);
    writer.beginMap();
    writer.key(kCutoff);
    writer.number(static_cast<quint64>(cutoffMs));
    writer.key(kLogs);
    writer.beginArray(static_cast<qsizetype>(everywhere.heads().size()));
    for (const auto &[log, head] : everywhere.heads()) {
        writer.beginArray(kMembersOfLog);
        writer.id(log.device);
        writer.number(log.incarnation);
        if (log.branch.isNull()) {
            writer.null();
        } else {
            writer.id(log.branch);
        }
        writer.number(head.seq);
    }
    writer.endMap();
    return QString::fromLatin1(writer.take().toBase64());
}

std::optional<Checkpoint> Checkpoint::fromText(const QString &text)
{
    const QByteArray bytes = QByteArray::fromBase64(text.toLatin1());
    Checkpoint checkpoint;
    CborReader reader(bytes);
    reader.enterMap();
    while (reader.nextKey()) {
        if (reader.key() == kCutoff) {
            checkpoint.cutoffMs = static_cast<qint64>(reader.number(Q_UINT64_C(1) << 48U));
        } else if (reader.key() == kLogs) {
            const qsizetype count = reader.enterArray(limits::kCheckpointLogsMax);
            for (qsizetype i = 0; i < count && reader.ok(); ++i) {
                std::uint64_t seq = 0;
                const LogId log = readLog(reader, seq);
                checkpoint.everywhere.advance(log, {seq, Hash {}});
            }
        } else {
            reader.rawItem();
        }
    }
    if (!reader.finish() || checkpoint.toText() != text) {
        return std::nullopt;
    }
    return checkpoint;
}

void Checkpoint::join(const Checkpoint &other)
{
    cutoffMs = std::max(cutoffMs, other.cutoffMs);
    everywhere.join(other.everywhere);
}

bool Checkpoint::covers(Hlc hlc, const LogId &log, std::uint64_t seq) const
{
    return hlc.ms() < cutoffMs && everywhere.has(log, seq);
}

bool Checkpoint::covers(const JournalRow &change) const
{
    return covers(change.hlc, change.log, change.seq);
}

} // namespace sheaf
