#include "app/cli/notejson.h"

#include <QDateTime>

#include <utility>

namespace sheaf::cli {

using namespace Qt::StringLiterals;

QString isoTime(qint64 ms)
{
    return ms == 0 ? QString()
                   : QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

QJsonArray hashArray(const std::vector<Hash> &hashes)
{
    QJsonArray array;
    for (const Hash &hash : hashes) {
        array.append(hash.toHex());
    }
    return array;
}

QStringList fieldNames(quint32 mask)
{
    static constexpr std::pair<quint32, const char *> kNames[] = {
        {field::kTitle, "title"},
        {field::kDescription, "description"},
        {field::kBody, "body"},
        {field::kTags, "tags"},
        {field::kIsPrivate, "isPrivate"},
        {field::kCategories, "categories"},
        {field::kPlace, "notebook"},
        {field::kAttachments, "attachments"}};
    QStringList names;
    for (const auto &[bit, name] : kNames) {
        if ((mask & bit) != 0) {
            names.append(QString::fromLatin1(name));
        }
    }
    if ((mask & ~field::kKnown) != 0) {
        names.append(u"unknown"_s);
    }
    return names;
}

QJsonObject dumpObject(const Note &note, const LibraryReader &reader)
{
    return {
        {u"guid"_s, note.id.toHex()},
        {u"title"_s, note.state.title},
        {u"description"_s, note.state.description},
        {u"body"_s, note.state.body},
        {u"tags"_s, QJsonArray::fromStringList(note.state.tags)},
        {u"categories"_s, QJsonArray::fromStringList(note.state.categories)},
        {u"notebook"_s, reader.notebookPath(note.state.place.parent).join(u'/')},
        {u"isPrivate"_s, note.state.isPrivate},
        {u"deleted"_s, note.state.deleted},
        {u"conflict"_s, note.conflict != ConflictType::None},
    };
}

QJsonObject noteObject(const Note &note, const LibraryReader &reader)
{
    QJsonObject object = dumpObject(note, reader);
    object[u"createdAt"_s] = isoTime(note.createdAtMs);
    object[u"updatedAt"_s] = isoTime(note.updatedAtMs);
    object[u"heads"_s] = hashArray(note.heads);
    return object;
}

QJsonObject summaryObject(const NoteSummary &note, const LibraryReader &reader)
{
    const auto whole = reader.note(note.id);
    QJsonObject object = whole ? noteObject(*whole, reader) : QJsonObject();
    object[u"waiting"_s] = note.waiting;
    return object;
}

namespace {

    QString operationName(Operation operation)
    {
        switch (operation) {
        case Operation::Create:
            return u"create"_s;
        case Operation::Update:
            return u"update"_s;
        case Operation::Delete:
            return u"delete"_s;
        case Operation::Sync:
            return u"sync"_s;
        }
        return u"unknown"_s;
    }

    QJsonObject fragmentObject(const NoteFragment &fragment)
    {
        QJsonObject object {{u"bitmask"_s, qint64(fragment.mask)}};
        if ((fragment.mask & field::kTitle) != 0) {
            object[u"title"_s] = fragment.title;
        }
        if ((fragment.mask & field::kDescription) != 0) {
            object[u"description"_s] = fragment.description;
        }
        if ((fragment.mask & field::kBody) != 0) {
            if (const auto *text = std::get_if<QString>(&fragment.body)) {
                object[u"body"_s] = *text;
            } else {
                object[u"bodyDeltaBytes"_s] = std::get<BodyDelta>(fragment.body).ops.size();
            }
        }
        if ((fragment.mask & field::kTags) != 0) {
            object[u"tags"_s] = QJsonArray::fromStringList(fragment.tags);
        }
        if ((fragment.mask & field::kCategories) != 0) {
            object[u"categories"_s] = QJsonArray::fromStringList(fragment.categories);
        }
        if ((fragment.mask & field::kIsPrivate) != 0) {
            object[u"isPrivate"_s] = fragment.isPrivate;
        }
        if ((fragment.mask & field::kPlace) != 0) {
            object[u"notebook"_s] =
                fragment.place.parent.isNull() ? QString() : fragment.place.parent.toHex();
            object[u"order"_s] = fragment.place.order;
        }
        return object;
    }

} // namespace

QJsonObject changeObject(const ChangeInfo &change)
{
    QJsonObject object {
        {u"change"_s, change.change.toHex()},
        {u"note"_s, change.note.toHex()},
        {u"device"_s, change.log.device.toHex()},
        {u"author"_s, change.deviceName.isEmpty() ? change.log.device.toHex() : change.deviceName},
        {u"incarnation"_s, QString::number(change.log.incarnation, 16)},
        {u"seq"_s, qint64(change.seq)},
        {u"operation"_s, operationName(change.operation)},
        {u"hlc"_s, QString::number(change.hlc.value)},
        {u"time"_s, isoTime(change.timeMs())},
        {u"createdAt"_s, isoTime(change.createdAtMs)},
        {u"user"_s, change.user},
        {u"fields"_s, QJsonArray::fromStringList(fieldNames(change.mask))},
        {u"parents"_s, hashArray(change.parents)},
        {u"kept"_s, change.hasContent},
    };
    if (change.fragment) {
        object[u"fragment"_s] = fragmentObject(*change.fragment);
    }
    return object;
}

QJsonObject conflictObject(const NoteConflict &conflict, bool whole)
{
    QJsonObject object {{u"guid"_s, conflict.note.toHex()},
                        {u"title"_s, conflict.title},
                        {u"type"_s, conflictTypeName(conflict.type)}};
    QJsonArray fields;
    for (const ConflictField &field : conflict.fields) {
        if (!whole) {
            fields.append(field.name);
            continue;
        }
        fields.append(QJsonObject {{u"name"_s, field.name},
                                   {u"base"_s, field.base ? QJsonValue(*field.base) : QJsonValue()},
                                   {u"local"_s, field.local},
                                   {u"remote"_s, field.remote}});
    }
    object[u"fields"_s] = fields;
    if (!whole) {
        return object;
    }
    object[u"heads"_s] = hashArray(conflict.heads);
    QJsonArray sides;
    for (const ConflictSide &side : conflict.sides) {
        sides.append(QJsonObject {{u"head"_s, side.head.toHex()},
                                  {u"device"_s, side.deviceName},
                                  {u"deviceId"_s, side.device.toHex()},
                                  {u"time"_s, isoTime(side.timeMs)},
                                  {u"deleted"_s, side.deleted}});
    }
    object[u"sides"_s] = sides;
    return object;
}

QJsonObject vectorObject(const VersionVector &vector)
{
    QJsonObject object;
    for (const auto &[log, head] : vector.heads()) {
        QString name = log.device.toHex() + u'.' + QString::number(log.incarnation, 16);
        if (!log.branch.isNull()) {
            name += u'.' + log.branch.toHex();
        }
        object[name] = qint64(head.seq);
    }
    return object;
}

} // namespace sheaf::cli
