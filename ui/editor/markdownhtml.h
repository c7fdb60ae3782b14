/// Markdown (CommonMark with GitHub's tables, tasks, strikethrough and autolinks) as HTML for reading
/// and printing.
/// Rules   raw HTML and script addresses of the note are left out: a note may come from anywhere.
/// Errors  none; every text is valid Markdown.
/// Thread  any.
#pragma once

#include <QString>

namespace sheaf {

[[nodiscard]] QString markdownToHtml(const QString &markdown);

} // namespace sheaf
