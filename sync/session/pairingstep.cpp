#include "sync/session/pairingstep.h"

#include "model/base/limits.h"
#include "sync/wire/cborbody.h"

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace pairing;

namespace {

    constexpr qsizetype kNonceBytes = 32;
    constexpr quint64 kNotesMax = 1U << 30U; ///< fits an int; shown to people only
    constexpr quint64 kDevicesMax = static_cast<quint64>(limits::kMemberRecordsMax);

    // Writing: the step's number is its place in the variant plus one.

    void write(CborWriter &out, const Commit &step)
    {
        out.key(1);
        out.id(step.commitment);
    }

    void write(CborWriter &out, const Reveal &step)
    {
        out.key(1);
        out.id(step.device);
        out.key(2);
        out.bytes(step.nonce);
        out.key(3);
        out.text(step.name);
        out.key(4);
        out.boolean(step.severalDevices);
        out.key(5);
        out.number(static_cast<quint64>(step.notes));
    }

    void write(CborWriter &out, const Proof &step)
    {
        out.key(1);
        out.id(step.signature);
    }

    template <typename KnockOrAnswer>
    void writeAuthenticated(CborWriter &out, const KnockOrAnswer &step)
    {
        out.key(1);
        out.id(step.device);
        out.key(2);
        out.id(step.mac);
        out.key(3);
        out.id(step.signature);
    }

    void write(CborWriter &out, const Knock &step)
    {
        writeAuthenticated(out, step);
    }

    void write(CborWriter &out, const Answer &step)
    {
        writeAuthenticated(out, step);
    }

    void write(CborWriter &out, const Offer &step)
    {
        out.key(1);
        out.id(step.library);
        out.key(2);
        out.number(static_cast<quint64>(step.devices));
        out.key(3);
        out.number(static_cast<quint64>(step.notes));
        out.key(4);
        out.text(step.name);
        out.key(5);
        out.beginArray(static_cast<qsizetype>(step.logs.size()));
        for (const AdoptedLog &adopted : step.logs) {
            out.beginArray(4);
            out.number(adopted.log.incarnation);
            adopted.log.branch.isNull() ? out.null() : out.id(adopted.log.branch);
            out.number(adopted.head.seq);
            out.id(adopted.head.hash);
        }
    }

    void writeRecords(CborWriter &out, const std::vector<QByteArray> &records)
    {
        out.beginArray(static_cast<qsizetype>(records.size()));
        for (const QByteArray &record : records) {
            out.bytes(record);
        }
    }

    void write(CborWriter &out, const Invite &step)
    {
        out.key(1);
        out.number(step.hlc.value);
        out.key(2);
        out.beginArray(static_cast<qsizetype>(step.parents.size()));
        for (const Hash &parent : step.parents) {
            out.id(parent);
        }
        out.key(3);
        out.id(step.authorSignature);
        out.key(4);
        writeRecords(out, step.records);
    }

    void write(CborWriter &out, const Countersign &step)
    {
        out.key(1);
        out.id(step.subjectSignature);
    }

    void write(CborWriter &, const Welcome &) { }

    void write(CborWriter &, const Finish &) { }

    void write(CborWriter &out, const Records &step)
    {
        out.key(1);
        writeRecords(out, step.records);
    }

    // Reading

    int readCount(CborReader &in, quint64 max)
    {
        return static_cast<int>(in.number(max));
    }

    std::vector<QByteArray> readRecords(CborReader &in)
    {
        std::vector<QByteArray> records;
        const qsizetype count = in.enterArray(limits::kMemberRecordsMax);
        for (qsizetype i = 0; i < count && in.ok(); ++i) {
            records.push_back(in.bytes(limits::kMemberRecordBytesMax));
        }
        return records;
    }

    void read(CborReader &in, Commit &step)
    {
        readCborBody(in, cborKey(1), [&](quint64 key) {
            if (key != 1) {
                return false;
            }
            step.commitment = in.id<Hash>();
            return true;
        });
    }

    void read(CborReader &in, Reveal &step)
    {
        readCborBody(in, cborKey(1) | cborKey(2) | cborKey(3) | cborKey(4), [&](quint64 key) {
            switch (key) {
            case 1:
                step.device = in.id<DeviceId>();
                return true;
            case 2:
                step.nonce = in.bytes(kNonceBytes);
                return true;
            case 3:
                step.name = in.text(limits::kDeviceNameBytesMax);
                return true;
            case 4:
                step.severalDevices = in.boolean();
                return true;
            case 5:
                step.notes = readCount(in, kNotesMax);
                return true;
            default:
                return false;
            }
        });
        if (step.nonce.size() != kNonceBytes) {
            in.fail("wrong length of a nonce");
        }
    }

    void read(CborReader &in, Proof &step)
    {
        readCborBody(in, cborKey(1), [&](quint64 key) {
            if (key != 1) {
                return false;
            }
            step.signature = in.id<Signature>();
            return true;
        });
    }

    template <typename KnockOrAnswer>
    void readAuthenticated(CborReader &in, KnockOrAnswer &step)
    {
        readCborBody(in, cborKey(1) | cborKey(2) | cborKey(3), [&](quint64 key) {
            switch (key) {
            case 1:
                step.device = in.id<DeviceId>();
                return true;
            case 2:
                step.mac = in.id<Hash>();
                return true;
            case 3:
                step.signature = in.id<Signature>();
                return true;
            default:
                return false;
            }
        });
    }

    void read(CborReader &in, Knock &step)
    {
        readAuthenticated(in, step);
    }

    void read(CborReader &in, Answer &step)
    {
        readAuthenticated(in, step);
    }

    /// The logs' device is the sender; who that is stands fixed by now, so it is not repeated.
    std::vector<AdoptedLog> readLogs(CborReader &in)
    {
        std::vector<AdoptedLog> logs;
        const qsizetype count = in.enterArray(limits::kAdoptedLogsMax);
        for (qsizetype i = 0; i < count && in.ok(); ++i) {
            AdoptedLog adopted;
            if (in.enterArray(4) != 4) {
                in.fail("an adopted log has four members");
            }
            adopted.log.incarnation = in.number();
            if (!in.takeNull()) {
                adopted.log.branch = in.id<Hash>();
            }
            adopted.head.seq = in.number();
            adopted.head.hash = in.id<Hash>();
            if (adopted.head.seq == 0 || (!logs.empty() && !(logs.back().log < adopted.log))) {
                in.fail("adopted logs are ascending and not empty");
            }
            logs.push_back(adopted);
        }
        return logs;
    }

    void read(CborReader &in, Offer &step)
    {
        const quint32 required = cborKey(1) | cborKey(2) | cborKey(3) | cborKey(4) | cborKey(5);
        readCborBody(in, required, [&](quint64 key) {
            switch (key) {
            case 1:
                step.library = in.id<LibraryId>();
                return true;
            case 2:
                step.devices = readCount(in, kDevicesMax);
                return true;
            case 3:
                step.notes = readCount(in, kNotesMax);
                return true;
            case 4:
                step.name = in.text(limits::kDeviceNameBytesMax);
                return true;
            case 5:
                step.logs = readLogs(in);
                return true;
            default:
                return false;
            }
        });
        if (step.devices == 0 || step.library.isNull()) {
            in.fail("an offer without a library");
        }
    }

    void read(CborReader &in, Invite &step)
    {
        readCborBody(in, cborKey(1) | cborKey(2) | cborKey(3) | cborKey(4), [&](quint64 key) {
            switch (key) {
            case 1:
                step.hlc.value = in.number();
                return true;
            case 2: {
                const qsizetype count = in.enterArray(limits::kParentsMax);
                for (qsizetype i = 0; i < count && in.ok(); ++i) {
                    step.parents.push_back(in.id<Hash>());
                }
                return true;
            }
            case 3:
                step.authorSignature = in.id<Signature>();
                return true;
            case 4:
                step.records = readRecords(in);
                return true;
            default:
                return false;
            }
        });
    }

    void read(CborReader &in, Countersign &step)
    {
        readCborBody(in, cborKey(1), [&](quint64 key) {
            if (key != 1) {
                return false;
            }
            step.subjectSignature = in.id<Signature>();
            return true;
        });
    }

    void read(CborReader &in, Welcome &)
    {
        readCborBody(in, 0, [](quint64) { return false; });
    }

    void read(CborReader &in, Finish &)
    {
        readCborBody(in, 0, [](quint64) { return false; });
    }

    void read(CborReader &in, Records &step)
    {
        readCborBody(in, cborKey(1), [&](quint64 key) {
            if (key != 1) {
                return false;
            }
            step.records = readRecords(in);
            return true;
        });
    }

    template <typename T>
    Result<Step> readStep(CborReader &in)
    {
        T step;
        read(in, step);
        if (!in.finish()) {
            return in.error("pairing"_L1);
        }
        return Step {std::move(step)};
    }

    template <std::size_t... Index>
    Result<Step> readNumbered(CborReader &in, quint32 number, std::index_sequence<Index...>)
    {
        Result<Step> step = Error {ErrorCode::ProtocolViolation, u"pairing: an unknown step"_s};
        ((number == Index + 1 ? void(step = readStep<std::variant_alternative_t<Index, Step>>(in))
                              : void()),
         ...);
        return step;
    }

} // namespace

message::Pairing encodePairingStep(const Step &step)
{
    CborWriter out;
    out.beginMap();
    std::visit([&out](const auto &it) { write(out, it); }, step);
    out.endMap();
    return {static_cast<quint32>(step.index() + 1), out.take()};
}

Result<Step> decodePairingStep(const message::Pairing &message)
{
    CborReader in(message.payload);
    return readNumbered(in, message.step, std::make_index_sequence<std::variant_size_v<Step>> {});
}

} // namespace sheaf
