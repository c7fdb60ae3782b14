#include "model/note/fragmentcodec.h"

#include "model/base/cbor.h"
#include "model/base/limits.h"

#include <bit>
#include <string_view>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    enum PlaceKey : quint64 { kParent = 1, kOrder = 2, kKind = 3 };
    constexpr qsizetype kDeltaMembers = 3;
    constexpr qsizetype kPackedDeltaMembers = 2;

    void writeSet(CborWriter &writer, const QStringList &set)
    {
        writer.beginArray(set.size());
        for (const QString &value : set) {
            writer.text(value);
        }
    }

    /// UTF-8 compares bytewise as its code points do.
    QStringList readSet(CborReader &reader, qsizetype countMax, qsizetype bytesMax)
    {
        const qsizetype count = reader.enterArray(countMax);
        QStringList set;
        set.reserve(count);
        std::string_view last;
        for (qsizetype i = 0; i < count && reader.ok(); ++i) {
            const QByteArrayView view = reader.utf8(bytesMax);
            const std::string_view value(view.data(), static_cast<size_t>(view.size()));
            if (value.empty() || (i > 0 && value <= last)) {
                reader.fail("set with an empty, doubled or unsorted value");
            }
            last = value;
            set.append(textFromUtf8(view));
        }
        return set;
    }

    QStringList readAttachments(CborReader &reader)
    {
        QStringList set = readSet(reader, limits::kAttachmentsMax, 2 * Hash::kSize);
        for (const QString &value : set) {
            if (!Hash::fromHex(value)) {
                reader.fail("attachment that is no hash");
            }
        }
        return set;
    }

    void writePlace(CborWriter &writer, const Place &place)
    {
        writer.beginMap();
        if (!place.parent.isNull()) {
            writer.key(kParent);
            writer.id(place.parent);
        }
        if (!place.order.isEmpty()) {
            writer.key(kOrder);
            writer.text(place.order);
        }
        if (place.kind != RecordKind::Note) {
            writer.key(kKind);
            writer.number(static_cast<quint32>(place.kind));
        }
        writer.endMap();
    }

    Place readPlace(CborReader &reader)
    {
        Place place;
        reader.enterMap();
        while (reader.nextKey()) {
            bool empty = false;
            switch (reader.key()) {
            case kParent:
                place.parent = reader.id<NoteId>();
                empty = place.parent.isNull();
                break;
            case kOrder:
                place.order = reader.text(limits::kOrderBytesMax);
                empty = place.order.isEmpty();
                break;
            case kKind: // unknown kinds keep their number
                place.kind = static_cast<RecordKind>(reader.number(0xffff'ffffU));
                empty = place.kind == RecordKind::Note;
                break;
            default:
                reader.fail("unknown part of a place");
                break;
            }
            if (empty) {
                reader.fail("empty part of a place written out");
            }
        }
        return place;
    }

    void writeBody(CborWriter &writer, const NoteFragment &fragment, BodyForm form)
    {
        if (const auto *delta = std::get_if<BodyDelta>(&fragment.body)) {
            if (form == BodyForm::Whole) {
                writer.raw(wholeBodyDelta(*delta));
                return;
            }
            writer.beginArray(kPackedDeltaMembers);
            writer.number(static_cast<quint64>(delta->resultBytes));
            writer.id(delta->resultHash);
            return;
        }
        if (form == BodyForm::Whole) {
            writer.text(std::get<QString>(fragment.body));
        } else {
            writer.null();
        }
    }

    constexpr unsigned kArrayMajor = 4;

    std::variant<QString, BodyDelta> readBody(CborReader &reader, BodyForm form)
    {
        if (reader.peekMajor() != kArrayMajor) {
            if (form == BodyForm::Whole) {
                return reader.text(limits::kBodyBytesMax);
            }
            if (!reader.takeNull()) {
                reader.fail("body inside a packed content");
            }
            return QString();
        }
        const qsizetype members = form == BodyForm::Whole ? kDeltaMembers : kPackedDeltaMembers;
        if (reader.enterArray(members) != members) {
            reader.fail("body delta of a wrong length");
        }
        BodyDelta delta;
        if (form == BodyForm::Whole) {
            delta.ops = reader.bytes(limits::kBodyBytesMax);
        }
        delta.resultBytes = static_cast<qint64>(reader.number(limits::kBodyBytesMax));
        delta.resultHash = reader.id<Hash>();
        return delta;
    }

    /// The field under one key; the mask is set by the caller.
    void readField(CborReader &reader, NoteFragment &fragment, quint32 bit, BodyForm form)
    {
        switch (bit) {
        case field::kAttachments:
            fragment.attachments = readAttachments(reader);
            return;
        case field::kPlace:
            fragment.place = readPlace(reader);
            return;
        case field::kCategories:
            fragment.categories = readSet(reader, limits::kTagsMax, limits::kTagBytesMax);
            return;
        case field::kIsPrivate:
            fragment.isPrivate = reader.boolean();
            return;
        case field::kTags:
            fragment.tags = readSet(reader, limits::kTagsMax, limits::kTagBytesMax);
            return;
        case field::kBody:
            fragment.body = readBody(reader, form);
            return;
        case field::kDescription:
            fragment.description = reader.text(limits::kDescriptionBytesMax);
            return;
        case field::kTitle:
            fragment.title = reader.text(limits::kTitleBytesMax);
            return;
        default:
            break;
        }
        const QByteArrayView item = reader.rawItem();
        if (item.size() > limits::kUnknownBytesMax) {
            reader.fail("unknown field over its limit");
            return;
        }
        fragment.unknown.insert(bit, item.toByteArray());
    }

    void
    writeKnownField(CborWriter &writer, const NoteFragment &fragment, quint32 bit, BodyForm form)
    {
        switch (bit) {
        case field::kAttachments:
            writeSet(writer, fragment.attachments);
            return;
        case field::kPlace:
            writePlace(writer, fragment.place);
            return;
        case field::kCategories:
            writeSet(writer, fragment.categories);
            return;
        case field::kIsPrivate:
            writer.boolean(fragment.isPrivate);
            return;
        case field::kTags:
            writeSet(writer, fragment.tags);
            return;
        case field::kBody:
            writeBody(writer, fragment, form);
            return;
        case field::kDescription:
            writer.text(fragment.description);
            return;
        case field::kTitle:
            writer.text(fragment.title);
            return;
        default:
            return;
        }
    }

} // namespace

QByteArray wholeBodyHead(qsizetype textBytes)
{
    CborWriter writer(16);
    writer.textHead(textBytes);
    return writer.take();
}

QByteArray wholeBodyDelta(const BodyDelta &delta)
{
    CborWriter writer(delta.ops.size() + 64);
    writer.beginArray(kDeltaMembers);
    writer.bytes(delta.ops);
    writer.number(static_cast<quint64>(delta.resultBytes));
    writer.id(delta.resultHash);
    return writer.take();
}

QByteArray encodeFragment(const NoteFragment &fragment, BodyForm form)
{
    CborWriter writer;
    writer.beginMap();
    for (unsigned shift = 0; shift < 32; ++shift) {
        const quint32 bit = 1U << shift;
        if ((fragment.mask & bit) == 0) {
            continue;
        }
        writer.key(bit);
        if ((bit & field::kKnown) != 0) {
            writeKnownField(writer, fragment, bit, form);
        } else {
            const QByteArray item = fragment.unknown.value(bit);
            Q_ASSERT(!item.isEmpty()); // a mask bit without its value is our bug
            writer.raw(item);
        }
    }
    writer.endMap();
    return writer.take();
}

Result<NoteFragment> decodeFragment(QByteArrayView bytes, BodyForm form, BodySpan *bodyAt)
{
    NoteFragment fragment;
    CborReader reader(bytes);
    reader.enterMap();
    while (reader.nextKey()) {
        const quint64 key = reader.key();
        if (key > 0xffff'ffffU || !std::has_single_bit(key)) {
            reader.fail("key that is no mask bit");
            break;
        }
        const auto bit = static_cast<quint32>(key);
        fragment.mask |= bit;
        const qsizetype start = reader.position();
        readField(reader, fragment, bit, form);
        if (bit == field::kBody && bodyAt != nullptr) {
            *bodyAt = {start, reader.position()};
        }
    }
    if (!reader.finish()) {
        return reader.error("content"_L1);
    }
    return fragment;
}

} // namespace sheaf
