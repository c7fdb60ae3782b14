#include "model/membership/memberrecord.h"

#include "model/base/cbor.h"
#include "model/base/digest.h"
#include "model/base/limits.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    enum Key : quint64 {
        kType = 1,
        kLibrary = 2,
        kSubject = 3,
        kName = 4,
        kAuthor = 5,
        kHlc = 6,
        kNonce = 7,
        kAdoptedLibrary = 8,
        kAdoptedLogs = 9,
        kParents = 10,
        kAuthorSignature = 11,
        kSubjectSignature = 12,
    };
    constexpr QByteArrayView kSignLabel("sheaf.member.v1");
    constexpr qsizetype kNonceBytes = 16;
    constexpr qsizetype kAdoptedLogMembers = 5;

    enum class Signatures { Without, With };

    void writeAdoptedLogs(CborWriter &writer, const std::vector<AdoptedLog> &logs)
    {
        writer.beginArray(static_cast<qsizetype>(logs.size()));
        for (const AdoptedLog &adopted : logs) {
            writer.beginArray(kAdoptedLogMembers);
            writer.id(adopted.log.device);
            writer.number(adopted.log.incarnation);
            if (adopted.log.branch.isNull()) {
                writer.null();
            } else {
                writer.id(adopted.log.branch);
            }
            writer.number(adopted.head.seq);
            writer.id(adopted.head.hash);
        }
    }

    std::vector<AdoptedLog> readAdoptedLogs(CborReader &reader)
    {
        const qsizetype count = reader.enterArray(limits::kAdoptedLogsMax);
        if (count == 0) {
            reader.fail("no adopted logs, written out");
        }
        std::vector<AdoptedLog> logs;
        logs.reserve(static_cast<size_t>(count));
        for (qsizetype i = 0; i < count && reader.ok(); ++i) {
            if (reader.enterArray(kAdoptedLogMembers) != kAdoptedLogMembers) {
                reader.fail("adopted log of a wrong length");
            }
            AdoptedLog adopted;
            adopted.log.device = reader.id<DeviceId>();
            adopted.log.incarnation = reader.number();
            if (!reader.takeNull()) {
                adopted.log.branch = reader.id<Hash>();
                if (adopted.log.branch.isNull()) {
                    reader.fail("null branch written out");
                }
            }
            adopted.head.seq = reader.number();
            adopted.head.hash = reader.id<Hash>();
            if (adopted.head.seq == 0 || (!logs.empty() && adopted.log <= logs.back().log)) {
                reader.fail("adopted log that is empty, doubled or unsorted");
            }
            logs.push_back(adopted);
        }
        return logs;
    }

    std::vector<Hash> readParents(CborReader &reader)
    {
        const qsizetype count = reader.enterArray(limits::kParentsMax);
        if (count == 0) {
            reader.fail("no parents, written out");
        }
        std::vector<Hash> parents;
        for (qsizetype i = 0; i < count && reader.ok(); ++i) {
            const Hash parent = reader.id<Hash>();
            if (!parents.empty() && parent <= parents.back()) {
                reader.fail("parents doubled or unsorted");
            }
            parents.push_back(parent);
        }
        return parents;
    }

    template <typename Id>
    void writeUnlessNull(CborWriter &writer, quint64 key, const Id &id)
    {
        if (!id.isNull()) {
            writer.key(key);
            writer.id(id);
        }
    }

    template <typename Id>
    Id readNotNull(CborReader &reader)
    {
        const Id id = reader.id<Id>();
        if (id.isNull()) {
            reader.fail("null written out");
        }
        return id;
    }

    /// Keys 1 to 10.
    void writeStatement(CborWriter &writer, const MemberRecord &record)
    {
        writer.key(kType);
        writer.number(static_cast<quint32>(record.type));
        writeUnlessNull(writer, kLibrary, record.library);
        writeUnlessNull(writer, kSubject, record.subject);
        if (!record.name.isEmpty()) {
            writer.key(kName);
            writer.text(record.name);
        }
        writer.key(kAuthor);
        writer.id(record.author);
        writer.key(kHlc);
        writer.number(record.hlc.value);
        if (!record.nonce.isEmpty()) {
            writer.key(kNonce);
            writer.bytes(record.nonce);
        }
        writeUnlessNull(writer, kAdoptedLibrary, record.adoptedLibrary);
        if (!record.adoptedLogs.empty()) {
            writer.key(kAdoptedLogs);
            writeAdoptedLogs(writer, record.adoptedLogs);
        }
        if (!record.parents.empty()) {
            writer.key(kParents);
            writer.beginArray(static_cast<qsizetype>(record.parents.size()));
            for (const Hash &parent : record.parents) {
                writer.id(parent);
            }
        }
    }

    QByteArray encoded(const MemberRecord &record, Signatures signatures)
    {
        CborWriter writer(512);
        writer.beginMap();
        writeStatement(writer, record);
        if (signatures == Signatures::With) {
            writer.key(kAuthorSignature);
            writer.id(record.authorSignature);
            writeUnlessNull(writer, kSubjectSignature, record.subjectSignature);
        }
        if (!record.extra.isEmpty()) {
            CborReader extra(record.extra);
            extra.enterMap();
            while (extra.nextKey()) {
                writer.key(extra.key());
                writer.raw(extra.rawItem());
            }
        }
        writer.endMap();
        return writer.take();
    }

    /// What is wrong with the fields that a type must have or must not have; null when nothing is.
    const char *shapeFault(const MemberRecord &record)
    {
        if (record.author.isNull() || record.authorSignature.isNull()) {
            return "no author";
        }
        switch (record.type) {
        case MemberRecord::Type::Genesis:
            if (record.subject != record.author || !record.library.isNull()
                || record.nonce.size() != kNonceBytes || !record.adoptedLibrary.isNull()
                || !record.adoptedLogs.empty() || !record.parents.empty()
                || !record.subjectSignature.isNull()) {
                return "genesis with wrong fields";
            }
            return nullptr;
        case MemberRecord::Type::Add:
            if (record.subject.isNull() || record.subject == record.author
                || record.library.isNull() || !record.nonce.isEmpty()
                || record.subjectSignature.isNull()) {
                return "addition with wrong fields";
            }
            if (record.adoptedLibrary == record.library
                || (record.adoptedLibrary.isNull() && !record.adoptedLogs.empty())) {
                return "adoption without an earlier library";
            }
            for (const AdoptedLog &adopted : record.adoptedLogs) {
                if (adopted.log.device != record.subject) {
                    return "adoption of another device's log";
                }
            }
            return nullptr;
        }
        return record.library.isNull() ? "no library" : nullptr; // a newer program's type
    }

    void readField(CborReader &reader, MemberRecord &record, CborWriter &extra)
    {
        switch (reader.key()) {
        case 0:
            reader.fail("unknown key 0");
            break;
        case kType:
            record.type = static_cast<MemberRecord::Type>(reader.number(0xffff'ffffU));
            break;
        case kLibrary:
            record.library = readNotNull<LibraryId>(reader);
            break;
        case kSubject:
            record.subject = readNotNull<DeviceId>(reader);
            break;
        case kName:
            record.name = reader.text(limits::kDeviceNameBytesMax);
            if (record.name.isEmpty()) {
                reader.fail("empty name written out");
            }
            break;
        case kAuthor:
            record.author = readNotNull<DeviceId>(reader);
            break;
        case kHlc:
            record.hlc.value = reader.number();
            break;
        case kNonce:
            record.nonce = reader.bytes(kNonceBytes);
            if (record.nonce.isEmpty()) {
                reader.fail("empty nonce written out");
            }
            break;
        case kAdoptedLibrary:
            record.adoptedLibrary = readNotNull<LibraryId>(reader);
            break;
        case kAdoptedLogs:
            record.adoptedLogs = readAdoptedLogs(reader);
            break;
        case kParents:
            record.parents = readParents(reader);
            break;
        case kAuthorSignature:
            record.authorSignature = readNotNull<Signature>(reader);
            break;
        case kSubjectSignature:
            record.subjectSignature = readNotNull<Signature>(reader);
            break;
        default:
            extra.key(reader.key());
            extra.raw(reader.rawItem());
            break;
        }
    }

} // namespace

QByteArray MemberRecord::toBeSigned() const
{
    return kSignLabel.toByteArray() + encoded(*this, Signatures::Without);
}

QByteArray MemberRecord::toCbor() const
{
    return encoded(*this, Signatures::With);
}

Result<MemberRecord> MemberRecord::fromCbor(QByteArrayView bytes)
{
    MemberRecord record;
    record.type = static_cast<Type>(0);
    bool hasHlc = false;
    CborWriter extra;
    CborReader reader(bytes);
    if (bytes.size() > limits::kMemberRecordBytesMax) {
        reader.fail("over its limit");
    }
    extra.beginMap();
    reader.enterMap();
    while (reader.nextKey()) {
        hasHlc = hasHlc || reader.key() == kHlc;
        readField(reader, record, extra);
    }
    extra.endMap();
    if (reader.ok() && (!hasHlc || record.type == static_cast<Type>(0))) {
        reader.fail("no type or no stamp");
    }
    if (const char *fault = reader.ok() ? shapeFault(record) : nullptr) {
        reader.fail(fault);
    }
    if (!reader.finish()) {
        return reader.error("member record"_L1);
    }
    if (const QByteArray unknown = extra.take(); unknown.size() > 1) {
        record.extra = unknown;
    }
    return record;
}

Hash MemberRecord::hash() const
{
    return digest(toCbor());
}

Outcome MemberRecord::checkSignatures() const
{
    const QByteArray message = toBeSigned();
    if (!verifySignature(author, message, authorSignature)) {
        return Error {ErrorCode::BadSignature, u"member record: the author's signature"_s};
    }
    const bool needsSubject = type == Type::Add || !subjectSignature.isNull();
    if (needsSubject && !verifySignature(subject, message, subjectSignature)) {
        return Error {ErrorCode::BadSignature, u"member record: the added device's signature"_s};
    }
    return kDone;
}

QString clippedDeviceName(QString name)
{
    name = wellFormedText(name);
    while (name.toUtf8().size() > limits::kDeviceNameBytesMax) {
        name.chop(name.back().isLowSurrogate() ? 2 : 1);
    }
    return name;
}

} // namespace sheaf
