/// How lists, hashes and unknown fields lie in one column, and back.
/// Shape   text lists are JSON arrays in UTF-8, NULL when empty; hashes stand end to end; ids are
///         LEB128 varints; unknown fields are a CBOR map of mask bit to bytes.
/// Errors  none: columns hold what this program wrote; what does not parse reads as empty and is found
///         by check.
#pragma once

#include "model/base/ids.h"
#include "model/note/note.h"

namespace sheaf {

[[nodiscard]] QByteArray listColumn(const QStringList &values);
[[nodiscard]] QStringList listFromColumn(const QByteArray &column);
[[nodiscard]] QByteArray hashesColumn(const std::vector<Hash> &hashes);
[[nodiscard]] std::vector<Hash> hashesFromColumn(const QByteArray &column);
[[nodiscard]] QByteArray idsColumn(const std::vector<qint64> &ids);
[[nodiscard]] std::vector<qint64> idsFromColumn(const QByteArray &column);
[[nodiscard]] QByteArray unknownColumn(const QMap<quint32, QByteArray> &fields);
[[nodiscard]] QMap<quint32, QByteArray> unknownFromColumn(const QByteArray &column);
/// NULL for the null id.
[[nodiscard]] QByteArray noteIdColumn(const NoteId &id);
[[nodiscard]] NoteId noteIdFromColumn(const QByteArray &column);
/// Text as UTF-8, NULL when empty.
[[nodiscard]] QByteArray textColumn(const QString &text);
[[nodiscard]] Hash hashFromColumn(const QByteArray &column);

} // namespace sheaf
