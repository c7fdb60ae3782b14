#include "model/store/fragmentrow.h"

#include "model/base/cbor.h"
#include "model/base/compression.h"
#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/store/columns.h"

namespace sheaf {

namespace {

    QByteArray text(const NoteFragment &fragment, quint32 bit, const QString &value)
    {
        if ((fragment.mask & bit) == 0) {
            return {};
        }
        const QByteArray utf8 = value.toUtf8();
        return utf8.isNull() ? QByteArray("") : utf8;
    }

    QByteArray list(const NoteFragment &fragment, quint32 bit, const QStringList &values)
    {
        return (fragment.mask & bit) == 0 ? QByteArray() : listColumn(values);
    }

} // namespace

bool insertFragment(Database &database,
                    qint64 id,
                    const NoteFragment &fragment,
                    const QByteArray &packedBody,
                    int deltaDepth)
{
    Statement insert(database,
                     "INSERT INTO note_fragments (id, bitmask, title, description, body, tags, "
                     "is_private, categories, attachments, place_parent, place_order, place_kind, "
                     "delta_depth, delta_bytes, delta_hash, unknown) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(id).bind(static_cast<qint64>(fragment.mask));
    insert.bind(text(fragment, field::kTitle, fragment.title));
    insert.bind(text(fragment, field::kDescription, fragment.description));
    insert.bind(packedBody.isEmpty() ? QByteArray() : packedBody);
    insert.bind(list(fragment, field::kTags, fragment.tags));
    (fragment.mask & field::kIsPrivate) != 0 ? insert.bind(fragment.isPrivate ? 1 : 0)
                                             : insert.bindNull();
    insert.bind(list(fragment, field::kCategories, fragment.categories));
    insert.bind(list(fragment, field::kAttachments, fragment.attachments));
    if ((fragment.mask & field::kPlace) != 0) {
        insert.bind(noteIdColumn(fragment.place.parent));
        insert.bind(textColumn(fragment.place.order));
        insert.bind(static_cast<qint64>(fragment.place.kind));
    } else {
        insert.bindNull().bindNull().bindNull();
    }
    const auto *delta = std::get_if<BodyDelta>(&fragment.body);
    if ((fragment.mask & field::kBody) != 0 && delta != nullptr) {
        insert.bind(deltaDepth).bind(delta->resultBytes).bind(delta->resultHash.toBytes());
    } else {
        insert.bindNull().bindNull().bindNull();
    }
    insert.bind(unknownColumn(fragment.unknown));
    return insert.run();
}

NoteFragment readFragment(Database &database, qint64 id, QByteArray *packedBody)
{
    NoteFragment fragment;
    Statement select(
        database,
        "SELECT bitmask, title, description, body, tags, is_private, categories, "
        "attachments, place_parent, place_order, place_kind, delta_depth, delta_bytes, "
        "delta_hash, unknown FROM note_fragments WHERE id = ?");
    select.bind(id);
    if (!select.next()) {
        return fragment;
    }
    fragment.mask = static_cast<quint32>(select.number(0));
    fragment.title = select.text(1);
    fragment.description = select.text(2);
    if ((fragment.mask & field::kBody) != 0) {
        const QByteArray frame = select.bytes(3);
        const QByteArray body = packedBody != nullptr ? QByteArray() : expandFrame(frame);
        if (packedBody != nullptr) {
            *packedBody = frame;
        }
        if (select.isNull(11)) {
            fragment.body = textFromUtf8(body);
        } else {
            fragment.body = BodyDelta {body, select.number(12), hashFromColumn(select.bytes(13))};
        }
    }
    fragment.tags = listFromColumn(select.bytes(4));
    fragment.isPrivate = select.number(5) != 0;
    fragment.categories = listFromColumn(select.bytes(6));
    fragment.attachments = listFromColumn(select.bytes(7));
    fragment.place.parent = noteIdFromColumn(select.bytes(8));
    fragment.place.order = select.text(9);
    fragment.place.kind = static_cast<RecordKind>(select.number(10));
    fragment.unknown = unknownFromColumn(select.bytes(14));
    return fragment;
}

QByteArray readPackedBody(Database &database, qint64 id)
{
    Statement select(database, "SELECT body FROM note_fragments WHERE id = ?");
    select.bind(id);
    return select.next() ? select.bytes(0) : QByteArray();
}

QByteArray expandFrame(const QByteArray &frame)
{
    if (frame.isEmpty()) {
        return {};
    }
    Result<QByteArray> bytes = decompress(frame, limits::kBodyBytesMax);
    if (!bytes) {
        qCWarning(logStore).noquote() << "a stored body does not expand:" << bytes.error().detail;
        return {};
    }
    return *std::move(bytes);
}

} // namespace sheaf
