/// Writes all notes outside the trash as Markdown files, a folder a notebook.
/// Rules   importing the folder into an empty library gives the same titles, bodies, tags, categories,
///         descriptions and notebooks. Nothing is ever overwritten: the folder must be new or empty.
///         Of a note in conflict the shown side is written, and a warning names it.
/// Errors  InvalidArgument for a folder that holds something; DiskFull and StorageFailed leave the files
///         that were written so far.
#pragma once

#include "model/base/result.h"
#include "model/exchange/exportreport.h"

namespace sheaf {

class LibraryReader;

[[nodiscard]] Result<ExportReport> exportMarkdown(const LibraryReader &library,
                                                  const QString &folder);

} // namespace sheaf
