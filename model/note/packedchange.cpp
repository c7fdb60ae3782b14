#include "model/note/packedchange.h"

#include "model/base/cbor.h"
#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/note/changecodec.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qsizetype kMembers = 11;
    constexpr qsizetype kTailMembersMax = 64;
    // Framing only: what is over the model's limits must still pass through.
    constexpr qsizetype kHeaderFrameMax = 64 * limits::kKiB;
    constexpr qsizetype kMetaFrameMax = limits::kKiB * limits::kKiB;
    constexpr qsizetype kPartFrameMax = 2 * limits::kBodyBytesMax;

    Error violation(const char *reason)
    {
        return {ErrorCode::ProtocolViolation, u"change: "_s + QLatin1StringView(reason)};
    }

    /// An explicit header belongs to this change and could not have been derived.
    Result<ChangeHeader> explicitHeader(const PackedChange &change)
    {
        Result<ChangeHeader> header = decodeHeader(change.header);
        if (!header) {
            return header;
        }
        if (header->log.device != change.log.device
            || header->log.incarnation != change.log.incarnation || header->seq != change.seq) {
            return violation("its header is another change's");
        }
        if (header->format == kChangeFormat && header->log.branch.isNull() && change.hasMeta()) {
            return violation("a header that can be derived");
        }
        return header;
    }

    Outcome checkShape(const PackedChange &change)
    {
        if (change.seq == 0) {
            return violation("sequence number 0");
        }
        if (change.hasMeta() == change.metaSalt.isNull()) {
            return violation("meta and its salt do not belong together");
        }
        if (change.hasContent() == change.contentSalt.isNull()) {
            return violation("content and its salt do not belong together");
        }
        if (!change.hasContent() && !change.body.isEmpty()) {
            return violation("a body without content");
        }
        if (!change.hasMeta() && change.hasContent()) {
            return violation("content without meta");
        }
        if (change.header.isEmpty()) {
            if (!change.hasMeta()) {
                return violation("neither header nor meta");
            }
            return kDone;
        }
        const Result<ChangeHeader> header = explicitHeader(change);
        if (!header) {
            return header.error();
        }
        return kDone;
    }

} // namespace

QByteArray PackedChange::toCbor() const
{
    qsizetype tailMembers = 0;
    for (CborReader reader(tail); !reader.atEnd() && reader.ok(); ++tailMembers) {
        reader.rawItem();
    }
    CborWriter writer(sizeBytes() + 64);
    writer.beginArray(kMembers + tailMembers);
    writer.id(log.device);
    writer.number(log.incarnation);
    if (log.branch.isNull()) {
        writer.null();
    } else {
        writer.id(log.branch);
    }
    writer.number(seq);
    writer.id(signature);
    writer.bytes(hasMeta() ? metaSalt.view() : QByteArrayView());
    writer.bytes(meta);
    writer.bytes(hasContent() ? contentSalt.view() : QByteArrayView());
    writer.bytes(content);
    writer.bytes(body);
    writer.bytes(header);
    writer.raw(tail);
    return writer.take();
}

Result<PackedChange> PackedChange::fromCbor(QByteArrayView bytes)
{
    CborReader reader(bytes);
    const qsizetype members = reader.enterArray(kMembers + kTailMembersMax);
    if (reader.ok() && members < kMembers) {
        reader.fail("members missing");
    }
    const auto optionalSalt = [&reader]() -> Salt {
        const QByteArrayView view = reader.bytesView(Salt::kSize);
        const std::optional<Salt> salt = Salt::fromBytes(view);
        if ((!salt && !view.isEmpty()) || (salt && salt->isNull())) {
            reader.fail("salt of a wrong length, or null");
        }
        return salt.value_or(Salt {});
    };
    PackedChange change;
    change.log.device = reader.id<DeviceId>();
    change.log.incarnation = reader.number();
    if (!reader.takeNull()) {
        change.log.branch = reader.id<Hash>();
        if (change.log.branch.isNull()) {
            reader.fail("null branch written out");
        }
    }
    change.seq = reader.number();
    change.signature = reader.id<Signature>();
    change.metaSalt = optionalSalt();
    change.meta = reader.bytes(kMetaFrameMax);
    change.contentSalt = optionalSalt();
    change.content = reader.bytes(kPartFrameMax);
    change.body = reader.bytes(kPartFrameMax);
    change.header = reader.bytes(kHeaderFrameMax);
    const qsizetype tailStart = reader.position();
    for (qsizetype i = kMembers; i < members && reader.ok(); ++i) {
        reader.rawItem();
    }
    if (!reader.finish()) {
        return reader.error("change"_L1);
    }
    change.tail = bytes.sliced(tailStart).toByteArray();
    if (const Outcome shape = checkShape(change); !shape) {
        return shape.error();
    }
    return change;
}

Result<Hash> changeHash(const PackedChange &change, const Hash &prev)
{
    if (change.header.isEmpty()) {
        ChangeHeader header;
        header.log =
            change.log.root(); // the branch is the place it is kept in, not the author's word
        header.seq = change.seq;
        header.prev = prev;
        header.metaCommitment = change.ahead.parts ? change.ahead.parts->metaCommitment
                                                   : commitment(change.metaSalt, change.meta);
        return digest(encodeHeader(header));
    }
    const Result<ChangeHeader> header = explicitHeader(change);
    if (!header) {
        return header.error();
    }
    if (header->prev != prev) {
        return Error {ErrorCode::ChainBroken, u"change: its header continues another one"_s};
    }
    if (change.hasMeta() && header->metaCommitment != commitment(change.metaSalt, change.meta)) {
        return violation("its header commits to another meta");
    }
    return digest(change.header);
}

} // namespace sheaf
