/// Writes all notes, those in the trash too, as one JSON document.
/// Shape   {format: "sheaf-notes", version: 1, notes: [{guid, title, description, body, tags, categories,
///         notebook, isPrivate, deleted, conflict, createdAt, updatedAt}]}, sorted by guid; times are
///         ISO 8601 UTC, notebook is "A/B", conflict the type's name or null.
/// Rules   never overwrites: `path` is a file that does not exist, or an empty folder (notes.json).
#pragma once

#include "model/base/result.h"
#include "model/exchange/exportreport.h"

namespace sheaf {

class LibraryReader;

[[nodiscard]] Result<ExportReport> exportJson(const LibraryReader &library, const QString &path);

} // namespace sheaf
