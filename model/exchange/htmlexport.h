/// Writes all notes outside the trash as pages for a browser: one file a note, a folder a notebook, and
/// index.html.
/// Rules   raw HTML and script addresses in notes are not passed through. The folder must be new or
///         empty.
/// Errors  as exportMarkdown.
#pragma once

#include "model/base/result.h"
#include "model/exchange/exportreport.h"

namespace sheaf {

class LibraryReader;

[[nodiscard]] Result<ExportReport> exportHtml(const LibraryReader &library, const QString &folder);

} // namespace sheaf
