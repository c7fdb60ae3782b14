#include "sync/wire/codec.h"

#include "sync/limits.h"
#include "sync/wire/cborbody.h"
#include "sync/wire/repaircodec.h"
#include "sync/wire/vectorcodec.h"

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace message;

namespace {

    /// Type numbers are the contract: never renumbered, never used again.
    enum class Type : quint64 {
        Hello = 1,
        Auth = 2,
        Members = 3,
        Have = 4,
        Changes = 5,
        Part = 6,
        Ack = 7,
        EndOfStored = 8,
        Ping = 9,
        Pong = 10,
        Fault = 11,
        Pairing = 12,
        Probe = 13,
        Probed = 14,
        Forked = 15,
        Compare = 16,
        Compared = 17,
        Want = 18,
        Given = 19,
    };
    constexpr quint64 kTypeLast = 19;
    constexpr quint64 kFlagCritical =
        1; ///< a reader that does not know the type must end the session

    constexpr qsizetype kNonceBytes = 32;

    // Writing

    Type write(CborWriter &out, const Hello &hello)
    {
        out.key(1);
        out.number(static_cast<quint64>(hello.purpose));
        out.key(2);
        out.number(hello.protocolMin);
        out.key(3);
        out.number(hello.protocolMax);
        out.key(4);
        out.number(hello.mergeVersion);
        out.key(5);
        out.bytes(hello.nonce);
        if (!hello.libraryProof.isNull()) {
            out.key(6);
            out.id(hello.libraryProof);
        }
        out.key(7);
        out.beginArray(hello.features.size());
        for (const QString &feature : hello.features) {
            out.text(feature);
        }
        out.key(8);
        out.number(hello.messageBytesMax);
        return Type::Hello;
    }

    Type write(CborWriter &out, const Auth &auth)
    {
        out.key(1);
        out.id(auth.device);
        out.key(2);
        out.id(auth.signature);
        return Type::Auth;
    }

    Type write(CborWriter &out, const Members &members)
    {
        out.key(1);
        out.id(members.digest);
        if (members.records) {
            out.key(2);
            out.beginArray(static_cast<qsizetype>(members.records->size()));
            for (const QByteArray &record : *members.records) {
                out.bytes(record);
            }
        }
        if (!members.addresses.isEmpty()) {
            out.key(3);
            out.beginArray(members.addresses.size());
            for (const QString &address : members.addresses) {
                out.text(address);
            }
        }
        if (members.clockMs) {
            out.key(4);
            out.number(static_cast<quint64>(std::max(*members.clockMs, qint64 {0})));
        }
        return Type::Members;
    }

    Type write(CborWriter &out, const Have &have)
    {
        out.key(1);
        out.id(have.digest);
        if (have.vector) {
            out.key(2);
            writeVector(out, *have.vector);
        }
        if (have.stateDigest) {
            out.key(3);
            out.id(*have.stateDigest);
        }
        if (!have.gaps.empty()) {
            out.key(4);
            writeRanges(out, have.gaps);
        }
        return Type::Have;
    }

    Type write(CborWriter &out, const Changes &changes)
    {
        out.key(1);
        writeChanges(out, changes.changes);
        return Type::Changes;
    }

    Type write(CborWriter &out, const Part &part)
    {
        out.key(1);
        out.id(part.hash);
        out.key(2);
        out.number(part.offset);
        out.key(3);
        out.number(part.total);
        out.key(4);
        out.bytes(part.bytes);
        return Type::Part;
    }

    Type write(CborWriter &out, const Ack &ack)
    {
        out.key(1);
        writeVector(out, ack.vector);
        if (!ack.gaps.empty()) {
            out.key(2);
            writeRanges(out, ack.gaps);
        }
        return Type::Ack;
    }

    Type write(CborWriter &out, const EndOfStored &end)
    {
        if (end.heldUp) {
            out.key(1);
            out.boolean(true);
        }
        return Type::EndOfStored;
    }

    Type write(CborWriter &, const Ping &)
    {
        return Type::Ping;
    }

    Type write(CborWriter &, const Pong &)
    {
        return Type::Pong;
    }

    Type write(CborWriter &out, const Fault &fault)
    {
        out.key(1);
        out.number(fault.code);
        out.key(2);
        out.boolean(fault.retry);
        out.key(3);
        out.text(fault.text);
        return Type::Fault;
    }

    Type write(CborWriter &out, const Pairing &pairing)
    {
        out.key(1);
        out.number(pairing.step);
        out.key(2);
        out.bytes(pairing.payload);
        return Type::Pairing;
    }

    template <typename Repair>
    Type writeRepair(CborWriter &out, const Repair &message, Type type)
    {
        writeBody(out, message);
        return type;
    }
    Type write(CborWriter &out, const Probe &it)
    {
        return writeRepair(out, it, Type::Probe);
    }
    Type write(CborWriter &out, const Probed &it)
    {
        return writeRepair(out, it, Type::Probed);
    }
    Type write(CborWriter &out, const Forked &it)
    {
        return writeRepair(out, it, Type::Forked);
    }
    Type write(CborWriter &out, const Compare &it)
    {
        return writeRepair(out, it, Type::Compare);
    }
    Type write(CborWriter &out, const Compared &it)
    {
        return writeRepair(out, it, Type::Compared);
    }
    Type write(CborWriter &out, const Want &it)
    {
        return writeRepair(out, it, Type::Want);
    }
    Type write(CborWriter &out, const Given &it)
    {
        return writeRepair(out, it, Type::Given);
    }

    // Reading

    quint32 number32(CborReader &in)
    {
        return static_cast<quint32>(in.number(std::numeric_limits<quint32>::max()));
    }

    Hello readHello(CborReader &in)
    {
        Hello hello;
        hello.protocolMin = 0;
        hello.protocolMax = 0;
        readCborBody(in,
                     cborKey(1) | cborKey(2) | cborKey(3) | cborKey(4) | cborKey(5) | cborKey(8),
                     [&](quint64 key) {
                         switch (key) {
                         case 1:
                             hello.purpose = static_cast<Hello::Purpose>(in.number(2));
                             return true;
                         case 2:
                             hello.protocolMin = number32(in);
                             return true;
                         case 3:
                             hello.protocolMax = number32(in);
                             return true;
                         case 4:
                             hello.mergeVersion = number32(in);
                             return true;
                         case 5:
                             hello.nonce = in.bytes(kNonceBytes);
                             return true;
                         case 6:
                             hello.libraryProof = in.id<Hash>();
                             return true;
                         case 7: {
                             const qsizetype count = in.enterArray(limits::kFeaturesMax);
                             for (qsizetype i = 0; i < count && in.ok(); ++i) {
                                 hello.features.append(in.text(limits::kFeatureBytesMax));
                             }
                             return true;
                         }
                         case 8:
                             hello.messageBytesMax = number32(in);
                             return true;
                         default:
                             return false;
                         }
                     });
        if (hello.nonce.size() != kNonceBytes) {
            in.fail("wrong length of a nonce");
        }
        if (hello.protocolMin > hello.protocolMax) {
            in.fail("an empty range of protocol versions");
        }
        return hello;
    }

    Auth readAuth(CborReader &in)
    {
        Auth auth;
        readCborBody(in, cborKey(1) | cborKey(2), [&](quint64 key) {
            switch (key) {
            case 1:
                auth.device = in.id<DeviceId>();
                return true;
            case 2:
                auth.signature = in.id<Signature>();
                return true;
            default:
                return false;
            }
        });
        return auth;
    }

    Members readMembers(CborReader &in)
    {
        Members members;
        readCborBody(in, cborKey(1), [&](quint64 key) {
            switch (key) {
            case 1:
                members.digest = in.id<Hash>();
                return true;
            case 2: {
                members.records.emplace();
                const qsizetype count = in.enterArray(limits::kMemberRecordsMax);
                for (qsizetype i = 0; i < count && in.ok(); ++i) {
                    members.records->push_back(in.bytes(limits::kMemberRecordBytesMax));
                }
                return true;
            }
            case 3: {
                const qsizetype count = in.enterArray(limits::kAddressesPerPeerMax);
                for (qsizetype i = 0; i < count && in.ok(); ++i) {
                    members.addresses.append(in.text(limits::kAddressBytesMax));
                }
                return true;
            }
            case 4: // any number is a time; one that no clock can show is shown as the last one
                members.clockMs =
                    static_cast<qint64>(std::min(in.number(), limits::kPeerClockMsMax));
                return true;
            default:
                return false;
            }
        });
        return members;
    }

    Have readHave(CborReader &in)
    {
        Have have;
        readCborBody(in, cborKey(1), [&](quint64 key) {
            switch (key) {
            case 1:
                have.digest = in.id<Hash>();
                return true;
            case 2:
                have.vector = readVector(in);
                return true;
            case 3:
                have.stateDigest = in.id<Hash>();
                return true;
            case 4:
                have.gaps = readRanges(in);
                return true;
            default:
                return false;
            }
        });
        return have;
    }

    Result<Message> readChangesMessage(CborReader &in)
    {
        Changes changes;
        std::optional<Error> fault;
        readCborBody(in, cborKey(1), [&](quint64 key) {
            if (key != 1) {
                return false;
            }
            changes.changes = readChanges(in, fault);
            return true;
        });
        if (fault) {
            return *fault;
        }
        if (changes.changes.empty()) {
            in.fail("no change in it");
        }
        return Message {std::move(changes)};
    }

    Result<Message> readGivenMessage(CborReader &in)
    {
        std::optional<Error> fault;
        Given given = readGiven(in, fault);
        if (fault) {
            return *fault;
        }
        return Message {std::move(given)};
    }

    Part readPart(CborReader &in)
    {
        Part part;
        readCborBody(in, cborKey(1) | cborKey(2) | cborKey(3) | cborKey(4), [&](quint64 key) {
            switch (key) {
            case 1:
                part.hash = in.id<Hash>();
                return true;
            case 2:
                part.offset = in.number();
                return true;
            case 3:
                part.total = in.number(limits::kPartTotalBytesMax);
                return true;
            case 4:
                part.bytes = in.bytes(limits::kPartBytesMax);
                return true;
            default:
                return false;
            }
        });
        return part;
    }

    Ack readAck(CborReader &in)
    {
        Ack ack;
        readCborBody(in, cborKey(1), [&](quint64 key) {
            switch (key) {
            case 1:
                ack.vector = readVector(in);
                return true;
            case 2:
                ack.gaps = readRanges(in);
                return true;
            default:
                return false;
            }
        });
        return ack;
    }

    Fault readFault(CborReader &in)
    {
        Fault fault;
        readCborBody(in, cborKey(1) | cborKey(2) | cborKey(3), [&](quint64 key) {
            switch (key) {
            case 1:
                fault.code = number32(in);
                return true;
            case 2:
                fault.retry = in.boolean();
                return true;
            case 3:
                fault.text = in.text(limits::kFaultTextBytesMax);
                return true;
            default:
                return false;
            }
        });
        return fault;
    }

    Pairing readPairing(CborReader &in)
    {
        Pairing pairing;
        readCborBody(in, cborKey(1) | cborKey(2), [&](quint64 key) {
            switch (key) {
            case 1:
                pairing.step = number32(in);
                return true;
            case 2:
                pairing.payload = in.bytes(limits::kBatchBytesMax);
                return true;
            default:
                return false;
            }
        });
        return pairing;
    }

    template <typename Empty>
    Empty readEmpty(CborReader &in)
    {
        readCborBody(in, 0, [](quint64) { return false; });
        return {};
    }

    EndOfStored readEndOfStored(CborReader &in)
    {
        EndOfStored end;
        readCborBody(in, 0, [&](quint64 key) {
            if (key != 1) {
                return false;
            }
            end.heldUp = in.boolean();
            return true;
        });
        return end;
    }

    Result<Message> readKnown(CborReader &in, Type type)
    {
        switch (type) {
        case Type::Hello:
            return Message {readHello(in)};
        case Type::Auth:
            return Message {readAuth(in)};
        case Type::Members:
            return Message {readMembers(in)};
        case Type::Have:
            return Message {readHave(in)};
        case Type::Changes:
            return readChangesMessage(in);
        case Type::Part:
            return Message {readPart(in)};
        case Type::Ack:
            return Message {readAck(in)};
        case Type::EndOfStored:
            return Message {readEndOfStored(in)};
        case Type::Ping:
            return Message {readEmpty<Ping>(in)};
        case Type::Pong:
            return Message {readEmpty<Pong>(in)};
        case Type::Fault:
            return Message {readFault(in)};
        case Type::Pairing:
            return Message {readPairing(in)};
        case Type::Probe:
            return Message {readProbe(in)};
        case Type::Probed:
            return Message {readProbed(in)};
        case Type::Forked:
            return Message {readForked(in)};
        case Type::Compare:
            return Message {readCompare(in)};
        case Type::Compared:
            return Message {readCompared(in)};
        case Type::Want:
            return Message {readWant(in)};
        case Type::Given:
            return readGivenMessage(in);
        }
        return Error {ErrorCode::Internal, u"message type out of range"_s};
    }

} // namespace

QByteArray encodeMessage(const Message &message)
{
    CborWriter body;
    body.beginMap();
    const Type type = std::visit([&body](const auto &it) { return write(body, it); }, message);
    body.endMap();
    const QByteArray bodyBytes = body.take();

    CborWriter out(bodyBytes.size() + 8);
    out.beginArray(3);
    out.number(static_cast<quint64>(type));
    out.number(kFlagCritical);
    out.raw(bodyBytes);
    return out.take();
}

Result<std::optional<Message>> decodeMessage(QByteArrayView bytes)
{
    CborReader in(bytes);
    if (in.enterArray(3) != 3) {
        in.fail("a message is an array of three");
        return in.error("message"_L1);
    }
    const quint64 type = in.number();
    const quint64 flags = in.number();
    if (in.ok() && (type == 0 || type > kTypeLast)) {
        (void)in.rawItem();
        if (!in.finish()) {
            return in.error("message"_L1);
        }
        if ((flags & kFlagCritical) != 0) {
            return Error {ErrorCode::ProtocolViolation,
                          u"message: type %1 is unknown and must not be ignored"_s.arg(type)};
        }
        return std::optional<Message> {};
    }
    if (!in.ok()) {
        return in.error("message"_L1);
    }
    Result<Message> message = readKnown(in, static_cast<Type>(type));
    if (!message) {
        return message.error();
    }
    if (!in.finish()) {
        return in.error("message"_L1);
    }
    return std::optional<Message> {*std::move(message)};
}

} // namespace sheaf
