/// The JSON shapes of the command line: notes, changes, conflicts, peers. Keys are a contract.
#pragma once

#include "model/store/libraryreader.h"

#include <QJsonArray>
#include <QJsonObject>

namespace sheaf::cli {

[[nodiscard]] QString isoTime(qint64 ms); ///< ISO 8601 UTC with milliseconds; empty for 0
/// The object of `dump`: equal on converged devices.
[[nodiscard]] QJsonObject dumpObject(const Note &note, const LibraryReader &reader);
/// dumpObject plus createdAt, updatedAt, heads.
[[nodiscard]] QJsonObject noteObject(const Note &note, const LibraryReader &reader);
[[nodiscard]] QJsonObject summaryObject(const NoteSummary &note, const LibraryReader &reader);
[[nodiscard]] QJsonObject changeObject(const ChangeInfo &change);
[[nodiscard]] QJsonObject conflictObject(const NoteConflict &conflict, bool whole);
[[nodiscard]] QJsonObject vectorObject(const VersionVector &vector);
[[nodiscard]] QJsonArray hashArray(const std::vector<Hash> &hashes);
/// Names of the fields in a mask: "title", "body", …
[[nodiscard]] QStringList fieldNames(quint32 mask);

} // namespace sheaf::cli
