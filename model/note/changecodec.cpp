#include "model/note/changecodec.h"

#include "model/base/cbor.h"
#include "model/base/compression.h"
#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/note/foreigncontent.h"
#include "model/note/fragmentcodec.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    enum HeaderKey : quint64 {
        kFormat = 1,
        kDevice = 2,
        kIncarnation = 3,
        kBranch = 4,
        kSeq = 5,
        kPrev = 6,
        kMetaCommitment = 7,
    };
    enum MetaKey : quint64 {
        kNote = 1,
        kOperation = 2,
        kHlc = 3,
        kParents = 4,
        kUser = 5,
        kMask = 6,
        kContentCommitment = 7,
    };
    constexpr QByteArrayView kSignLabel("sheaf.change.v1");

    constexpr unsigned keyBit(quint64 key)
    {
        return 1U << static_cast<unsigned>(key);
    }
    constexpr unsigned kHeaderRequired = keyBit(kFormat) | keyBit(kDevice) | keyBit(kIncarnation)
        | keyBit(kSeq) | keyBit(kMetaCommitment);
    constexpr unsigned kMetaRequired = keyBit(kNote) | keyBit(kOperation) | keyBit(kHlc)
        | keyBit(kMask) | keyBit(kContentCommitment);

    std::vector<Hash> readParents(CborReader &reader)
    {
        const qsizetype count = reader.enterArray(limits::kParentsMax);
        if (count == 0) {
            reader.fail("no parents, written out");
        }
        std::vector<Hash> parents;
        parents.reserve(static_cast<size_t>(count));
        for (qsizetype i = 0; i < count && reader.ok(); ++i) {
            const Hash parent = reader.id<Hash>();
            if (!parents.empty() && parent <= parents.back()) {
                reader.fail("parents doubled or unsorted");
            }
            parents.push_back(parent);
        }
        return parents;
    }

    bool isKnownOperation(quint64 operation)
    {
        // Sync is a local entry and never travels; from elsewhere it has no meaning here.
        return operation == static_cast<quint32>(Operation::Create)
            || operation == static_cast<quint32>(Operation::Update)
            || operation == static_cast<quint32>(Operation::Delete);
    }

    /// The error for a part that its author committed to, but that this program does not take.
    Error cannotUnderstand(const Error &why)
    {
        return {ErrorCode::ProtocolOutdated, why.detail};
    }

    Error violation(const char *reason)
    {
        return {ErrorCode::ProtocolViolation, u"change: "_s + QLatin1StringView(reason)};
    }

    /// Size in UTF-8, counted without making it.
    qsizetype utf8Bytes(const QString &text)
    {
        qsizetype bytes = 0;
        for (const QChar c : text) {
            // Each half of a surrogate pair stands for two of its four bytes.
            bytes += c.unicode() < 0x80 ? 1 : c.unicode() < 0x800 || c.isSurrogate() ? 2 : 3;
        }
        return bytes;
    }

    QByteArray packBody(const NoteFragment &fragment)
    {
        if ((fragment.mask & field::kBody) == 0) {
            return {};
        }
        if (const auto *delta = std::get_if<BodyDelta>(&fragment.body)) {
            return compress(delta->ops);
        }
        const QByteArray text = std::get<QString>(fragment.body).toUtf8();
        return text.isEmpty() ? QByteArray() : compress(text);
    }

    /// The body's bytes (text or ops), bounded before they are expanded.
    Result<QByteArray> expandBody(const PackedChange &packed, const NoteFragment &fragment)
    {
        if (packed.body.isEmpty()) {
            return QByteArray();
        }
        if ((fragment.mask & field::kBody) == 0) {
            return violation("a body that its content does not name");
        }
        const std::optional<quint64> size = decompressedSize(packed.body);
        if (size && *size > static_cast<quint64>(limits::kBodyBytesMax)) {
            return Error {ErrorCode::ProtocolOutdated, u"content: body over its limit"_s};
        }
        return decompress(packed.body, limits::kBodyBytesMax);
    }

    /// Puts a delta's ops into the fragment and answers the commitment of the whole content.
    Hash restoreBody(NoteFragment &fragment,
                     const QByteArray &body,
                     const PackedChange &packed,
                     const BodySpan &at)
    {
        const QByteArrayView content(packed.content);
        if ((fragment.mask & field::kBody) == 0) {
            return commitment(packed.contentSalt, content);
        }
        const QByteArrayView before = content.first(at.start);
        const QByteArrayView after = content.sliced(at.end);
        if (auto *delta = std::get_if<BodyDelta>(&fragment.body)) {
            delta->ops = body;
            return digest({packed.contentSalt.view(), before, wholeBodyDelta(*delta), after});
        }
        return digest({packed.contentSalt.view(), before, wholeBodyHead(body.size()), body, after});
    }

    /// The content's fragment and text; their faults.
    Outcome readContent(const PackedChange &packed, ChangeParts &parts)
    {
        BodySpan bodyAt;
        Result<NoteFragment> fragment = decodeFragment(packed.content, BodyForm::Packed, &bodyAt);
        if (!fragment) {
            return cannotUnderstand(fragment.error());
        }
        const Result<QByteArray> body = expandBody(packed, *fragment);
        if (!body) {
            return body.error();
        }
        if (restoreBody(*fragment, *body, packed, bodyAt) != parts.meta.contentCommitment) {
            return violation("its meta commits to another content");
        }
        const bool whole = std::holds_alternative<QString>(fragment->body);
        if (whole && !isUtf8(*body)) {
            return Error {ErrorCode::ProtocolOutdated, u"content: body is not UTF-8"_s};
        }
        if (fragment->mask != parts.meta.mask) {
            return Error {ErrorCode::ProtocolOutdated,
                          u"content: fields that its mask does not name"_s};
        }
        if (whole && !body->isEmpty()) {
            parts.text = *body;
            parts.textHash = digest(*body);
        }
        parts.fragment = *std::move(fragment);
        return kDone;
    }

    Outcome readMetaAndContent(const PackedChange &packed, ChangeParts &parts)
    {
        if (!packed.hasMeta() || !packed.hasContent()) {
            return Error {ErrorCode::NotFound, u"change: meta or content is withheld"_s};
        }
        if (!packed.header.isEmpty()) {
            return Error {ErrorCode::ProtocolOutdated, u"header: of a newer format"_s};
        }
        Result<ChangeMeta> meta = decodeMeta(packed.meta);
        Outcome read = meta ? kDone : Outcome(cannotUnderstand(meta.error()));
        if (meta) {
            parts.meta = *std::move(meta);
            read = readContent(packed, parts);
        }
        if (!read && read.error().code == ErrorCode::ProtocolOutdated) {
            // It will be kept unread and never asked for again: it must be its author's.
            if (const Outcome genuine = checkForeignContent(packed); !genuine) {
                return genuine;
            }
        }
        return read;
    }

} // namespace

QByteArray encodeHeader(const ChangeHeader &header)
{
    CborWriter writer(192);
    writer.beginMap();
    writer.key(kFormat);
    writer.number(header.format);
    writer.key(kDevice);
    writer.id(header.log.device);
    writer.key(kIncarnation);
    writer.number(header.log.incarnation);
    if (!header.log.branch.isNull()) {
        writer.key(kBranch);
        writer.id(header.log.branch);
    }
    writer.key(kSeq);
    writer.number(header.seq);
    if (!header.prev.isNull()) {
        writer.key(kPrev);
        writer.id(header.prev);
    }
    writer.key(kMetaCommitment);
    writer.id(header.metaCommitment);
    writer.endMap();
    return writer.take();
}

Result<ChangeHeader> decodeHeader(QByteArrayView bytes)
{
    ChangeHeader header;
    unsigned seen = 0;
    CborReader reader(bytes);
    reader.enterMap();
    while (reader.nextKey()) {
        seen |= reader.key() < 32 ? keyBit(reader.key()) : 0;
        switch (reader.key()) {
        case kFormat:
            header.format = static_cast<quint32>(reader.number(0xffff'ffffU));
            break;
        case kDevice:
            header.log.device = reader.id<DeviceId>();
            break;
        case kIncarnation:
            header.log.incarnation = reader.number();
            break;
        case kBranch:
            header.log.branch = reader.id<Hash>();
            break;
        case kSeq:
            header.seq = reader.number();
            break;
        case kPrev:
            header.prev = reader.id<Hash>();
            break;
        case kMetaCommitment:
            header.metaCommitment = reader.id<Hash>();
            break;
        default:
            if (reader.key() == 0 || header.format <= kChangeFormat) {
                reader.fail("unknown key");
            }
            reader.rawItem();
            break;
        }
    }
    if (reader.ok() && ((seen & kHeaderRequired) != kHeaderRequired || header.format == 0)) {
        reader.fail("a required key is missing, or format 0");
    }
    if (reader.ok() && (header.seq == 0 || (header.seq == 1) != header.prev.isNull())) {
        reader.fail("sequence number and previous header do not belong together");
    }
    if (reader.ok()
        && (((seen & keyBit(kBranch)) != 0 && header.log.branch.isNull())
            || ((seen & keyBit(kPrev)) != 0 && header.prev.isNull()))) {
        reader.fail("null written out");
    }
    if (!reader.finish()) {
        return reader.error("header"_L1);
    }
    return header;
}

QByteArray encodeMeta(const ChangeMeta &meta)
{
    CborWriter writer(192);
    writer.beginMap();
    writer.key(kNote);
    writer.id(meta.note);
    writer.key(kOperation);
    writer.number(static_cast<quint32>(meta.operation));
    writer.key(kHlc);
    writer.number(meta.hlc.value);
    if (!meta.parents.empty()) {
        writer.key(kParents);
        writer.beginArray(static_cast<qsizetype>(meta.parents.size()));
        for (const Hash &parent : meta.parents) {
            writer.id(parent);
        }
    }
    if (!meta.user.isEmpty()) {
        writer.key(kUser);
        writer.text(meta.user);
    }
    writer.key(kMask);
    writer.number(meta.mask);
    writer.key(kContentCommitment);
    writer.id(meta.contentCommitment);
    if (!meta.extra.isEmpty()) {
        CborReader extra(meta.extra);
        extra.enterMap();
        while (extra.nextKey()) {
            writer.key(extra.key());
            writer.raw(extra.rawItem());
        }
    }
    writer.endMap();
    return writer.take();
}

Result<ChangeMeta> decodeMeta(QByteArrayView bytes)
{
    ChangeMeta meta;
    quint64 operation = 0;
    unsigned seen = 0;
    CborWriter extra;
    CborReader reader(bytes);
    if (bytes.size() > limits::kMetaBytesMax) {
        reader.fail("over its limit");
    }
    extra.beginMap();
    reader.enterMap();
    while (reader.nextKey()) {
        seen |= reader.key() < 32 ? keyBit(reader.key()) : 0;
        switch (reader.key()) {
        case 0:
            reader.fail("unknown key 0");
            break;
        case kNote:
            meta.note = reader.id<NoteId>();
            break;
        case kOperation:
            operation = reader.number(0xffff'ffffU);
            break;
        case kHlc:
            meta.hlc.value = reader.number();
            break;
        case kParents:
            meta.parents = readParents(reader);
            break;
        case kUser:
            meta.user = reader.text(limits::kUserBytesMax);
            break;
        case kMask:
            meta.mask = static_cast<quint32>(reader.number(0xffff'ffffU));
            break;
        case kContentCommitment:
            meta.contentCommitment = reader.id<Hash>();
            break;
        default:
            extra.key(reader.key());
            extra.raw(reader.rawItem());
            break;
        }
    }
    extra.endMap();
    if (reader.ok()
        && ((seen & kMetaRequired) != kMetaRequired || meta.note.isNull()
            || ((seen & keyBit(kUser)) != 0 && meta.user.isEmpty()))) {
        reader.fail("a required key is missing, or an empty one is written out");
    }
    if (!reader.finish()) {
        return reader.error("meta"_L1);
    }
    if (!isKnownOperation(operation)) {
        return Error {ErrorCode::ProtocolOutdated, u"meta: operation %1"_s.arg(operation)};
    }
    meta.operation = static_cast<Operation>(operation);
    if (const QByteArray unknown = extra.take(); unknown.size() > 1) {
        meta.extra = unknown;
    }
    return meta;
}

QByteArray encodeContent(const NoteFragment &fragment)
{
    return encodeFragment(fragment, BodyForm::Whole);
}

Result<NoteFragment> decodeContent(QByteArrayView bytes)
{
    return decodeFragment(bytes, BodyForm::Whole, nullptr);
}

Outcome checkFragment(const NoteFragment &fragment)
{
    NoteFragment rest = fragment;
    rest.mask &= ~field::kBody;
    rest.body = QString();
    if (const Result<NoteFragment> back = decodeContent(encodeContent(rest)); !back) {
        return Error {ErrorCode::InvalidArgument, back.error().detail};
    }
    QStringList texts;
    const auto collect = [&](quint32 bit, const QStringList &values) {
        if ((fragment.mask & bit) != 0) {
            texts += values;
        }
    };
    collect(field::kTitle, {fragment.title});
    collect(field::kDescription, {fragment.description});
    collect(field::kTags, fragment.tags);
    collect(field::kCategories, fragment.categories);
    collect(field::kPlace, {fragment.place.order});
    if (const auto *body = std::get_if<QString>(&fragment.body)) {
        collect(field::kBody, {*body});
        if ((fragment.mask & field::kBody) != 0 && utf8Bytes(*body) > limits::kBodyBytesMax) {
            return Error {ErrorCode::NoteTooLarge, u"content: body over its limit"_s};
        }
    }
    if (!std::all_of(
            texts.begin(), texts.end(), [](const QString &text) { return text.isValidUtf16(); })) {
        return Error {ErrorCode::InvalidArgument, u"content: a text with a lone surrogate"_s};
    }
    return kDone;
}

QByteArray signedMessage(const LibraryId &library, const Hash &changeHash)
{
    QByteArray message;
    message.reserve(kSignLabel.size() + LibraryId::kSize + Hash::kSize);
    message.append(kSignLabel.data(), kSignLabel.size());
    message.append(library.view().data(), LibraryId::kSize);
    message.append(changeHash.view().data(), Hash::kSize);
    return message;
}

PackedChange packChange(const NoteChange &change)
{
    PackedChange packed;
    packed.log = change.header.log;
    packed.seq = change.header.seq;
    packed.signature = change.signature;
    packed.metaSalt = change.metaSalt;
    packed.meta = encodeMeta(change.meta);
    packed.contentSalt = change.contentSalt;
    packed.content = encodeFragment(change.fragment, BodyForm::Packed);
    packed.body = packBody(change.fragment);
    return packed;
}

SignedChange signChange(NoteChange draft, const LibraryId &library, const ChangeSigner &signer)
{
    SignedChange made {std::move(draft), {}};
    NoteChange &change = made.change;
    change.meta.mask = change.fragment.mask;
    change.meta.contentCommitment = commitment(change.contentSalt, encodeContent(change.fragment));
    made.packed = packChange(change);
    change.header.metaCommitment = commitment(change.metaSalt, made.packed.meta);
    ChangeHeader header = change.header;
    header.log = header.log.root();
    change.hash = digest(encodeHeader(header));
    change.signature = signer.sign(signedMessage(library, change.hash));
    made.packed.signature = change.signature;
    return made;
}

Result<NoteChange> unpackChange(const PackedChange &packed, const Hash &prev)
{
    const Result<Hash> hash = changeHash(packed, prev);
    if (!hash) {
        return hash.error();
    }
    return unpackKnownChange(packed, prev, *hash);
}

Result<NoteChange> unpackKnownChange(const PackedChange &packed, const Hash &prev, const Hash &hash)
{
    ChangeParts parts = packed.ahead.parts ? *packed.ahead.parts : readParts(packed);
    if (parts.fault) {
        return *parts.fault;
    }
    if (parts.hasText()) {
        parts.fragment.body = textFromUtf8(parts.text);
    }
    NoteChange change;
    change.header.log = packed.log;
    change.header.seq = packed.seq;
    change.header.prev = prev;
    change.header.metaCommitment = parts.metaCommitment;
    change.hash = hash;
    change.signature = packed.signature;
    change.meta = std::move(parts.meta);
    change.metaSalt = packed.metaSalt;
    change.fragment = std::move(parts.fragment);
    change.contentSalt = packed.contentSalt;
    return change;
}

Hash packedContentCommitment(const PackedChange &packed)
{
    BodySpan bodyAt;
    Result<NoteFragment> fragment = decodeFragment(packed.content, BodyForm::Packed, &bodyAt);
    const Result<QByteArray> body =
        fragment ? expandBody(packed, *fragment) : Result<QByteArray>(fragment.error());
    return body ? restoreBody(*fragment, *body, packed, bodyAt) : Hash {};
}

ChangeParts readParts(const PackedChange &packed)
{
    ChangeParts parts;
    parts.metaCommitment = commitment(packed.metaSalt, packed.meta);
    if (Outcome read = readMetaAndContent(packed, parts); !read) {
        parts.fault = read.error();
        return parts;
    }
    parts.canonical = encodeMeta(parts.meta) == packed.meta
        && encodeFragment(parts.fragment, BodyForm::Packed) == packed.content;
    return parts;
}

void readAhead(std::vector<PackedChange> &changes)
{
    qint64 bytes = 0;
    for (PackedChange &change : changes) {
        const std::optional<quint64> size = decompressedSize(change.body);
        constexpr quint64 kEndsIt = limits::kReadAheadBytesMax + 1;
        bytes += static_cast<qint64>(std::min(size.value_or(0), kEndsIt));
        if (bytes > limits::kReadAheadBytesMax) {
            return; // small bytes can claim large texts: the rest is read one at a time
        }
        change.ahead.parts = std::make_shared<const ChangeParts>(readParts(change));
    }
}

} // namespace sheaf
