#include "model/store/columns.h"

#include "model/base/cbor.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace sheaf {

QByteArray listColumn(const QStringList &values)
{
    if (values.isEmpty()) {
        return {};
    }
    return QJsonDocument(QJsonArray::fromStringList(values)).toJson(QJsonDocument::Compact);
}

QStringList listFromColumn(const QByteArray &column)
{
    QStringList values;
    if (column.isEmpty()) {
        return values;
    }
    const QJsonArray array = QJsonDocument::fromJson(column).array();
    values.reserve(array.size());
    for (const QJsonValue &value : array) {
        values.append(value.toString());
    }
    return values;
}

QByteArray hashesColumn(const std::vector<Hash> &hashes)
{
    QByteArray column;
    column.reserve(static_cast<qsizetype>(hashes.size()) * Hash::kSize);
    for (const Hash &hash : hashes) {
        column.append(hash.view());
    }
    return column;
}

std::vector<Hash> hashesFromColumn(const QByteArray &column)
{
    std::vector<Hash> hashes;
    for (qsizetype at = 0; at + Hash::kSize <= column.size(); at += Hash::kSize) {
        hashes.push_back(*Hash::fromBytes(QByteArrayView(column).sliced(at, Hash::kSize)));
    }
    return hashes;
}

QByteArray idsColumn(const std::vector<qint64> &ids)
{
    QByteArray column;
    for (const qint64 id : ids) {
        auto rest = static_cast<quint64>(id);
        while (rest >= 0x80U) {
            column.append(static_cast<char>((rest & 0x7fU) | 0x80U));
            rest >>= 7U;
        }
        column.append(static_cast<char>(rest));
    }
    return column;
}

std::vector<qint64> idsFromColumn(const QByteArray &column)
{
    std::vector<qint64> ids;
    quint64 value = 0;
    unsigned shift = 0;
    for (const char c : column) {
        const auto byte = static_cast<quint8>(c);
        value |= static_cast<quint64>(byte & 0x7fU) << shift;
        shift += 7U;
        if ((byte & 0x80U) == 0 || shift > 56U) {
            ids.push_back(static_cast<qint64>(value));
            value = 0;
            shift = 0;
        }
    }
    return ids;
}

QByteArray unknownColumn(const QMap<quint32, QByteArray> &fields)
{
    if (fields.isEmpty()) {
        return {};
    }
    CborWriter writer;
    writer.beginMap();
    for (auto it = fields.cbegin(); it != fields.cend(); ++it) {
        writer.key(it.key());
        writer.bytes(it.value());
    }
    writer.endMap();
    return writer.take();
}

QMap<quint32, QByteArray> unknownFromColumn(const QByteArray &column)
{
    QMap<quint32, QByteArray> fields;
    if (column.isEmpty()) {
        return fields;
    }
    CborReader reader(column);
    reader.enterMap();
    while (reader.nextKey()) {
        const auto bit = static_cast<quint32>(reader.key());
        fields.insert(bit, reader.bytes(column.size()));
    }
    return reader.finish() ? fields : QMap<quint32, QByteArray>();
}

QByteArray noteIdColumn(const NoteId &id)
{
    return id.isNull() ? QByteArray() : id.toBytes();
}

NoteId noteIdFromColumn(const QByteArray &column)
{
    return NoteId::fromBytes(column).value_or(NoteId {});
}

QByteArray textColumn(const QString &text)
{
    return text.isEmpty() ? QByteArray() : text.toUtf8();
}

Hash hashFromColumn(const QByteArray &column)
{
    return Hash::fromBytes(column).value_or(Hash {});
}

} // namespace sheaf
