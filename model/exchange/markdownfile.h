/// One Markdown file as a note, read from its bytes; and a note as the bytes of its file.
/// Rules   written and read again gives the same fields. A byte-order mark goes, CRLF becomes LF.
#pragma once

#include "model/base/result.h"
#include "model/note/noteedit.h"

#include <optional>

namespace sheaf {

struct MarkdownFile
{
    NoteEdit edit; ///< without id and place
    std::optional<QStringList> notebook; ///< from the front matter, instead of the folder
    QStringList warnings;
};

/// `path` gives the title where the text has none, and names the file in warnings.
/// Errors: TextNotUtf8, NoteTooLarge.
[[nodiscard]] Result<MarkdownFile> readMarkdownFile(const QByteArray &bytes, const QString &path);

/// `notebook`: written only where the folders cannot say it.
[[nodiscard]] QByteArray writeMarkdownFile(const Note &note,
                                           const std::optional<QStringList> &notebook);

} // namespace sheaf
