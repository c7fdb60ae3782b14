/// Takes a folder of Markdown and text files into the library as notes.
/// Shape   folders become notebooks; .md, .markdown and .txt become notes. Title: the front matter's
///         `title`, else the file's name. `tags`, `categories`, `description`, `private` and
///         `notebook` are taken from the front matter, other keys stay at the top of the body.
/// Rules   the source is only read. Dot folders and links are not followed. A note's id comes from the
///         file's path below the folder and its bytes, so that importing again doubles nothing, here
///         or on another device. Each slice is one transaction; what is in, stays in.
/// Errors  a file that is no UTF-8 text, too large or unreadable is named with its reason, the rest goes
///         on. A library that cannot be written ends the import.
#pragma once

#include "model/store/library.h"

#include <functional>

namespace sheaf {

struct SkippedFile
{
    QString path;
    QString reason; ///< one sentence

    friend bool operator==(const SkippedFile &, const SkippedFile &) = default;
};

/// What an import would read, found before anything is written.
struct MarkdownPlan
{
    QString root;
    QStringList files; ///< relative to `root`, sorted
    std::vector<SkippedFile> skipped; ///< known without reading
    QStringList warnings;
};

struct ImportReport
{
    int imported = 0;
    int alreadyThere = 0; ///< imported before; also among `skipped`
    std::vector<SkippedFile> skipped {};
    QStringList warnings {};
    std::optional<Error> stopped {}; ///< the library could not be written; the rest was not tried

    void add(const ImportReport &later);
};

/// Looks at a folder, or at a single file. NotFound, InvalidArgument, LibraryUnreadable.
[[nodiscard]] Result<MarkdownPlan> planMarkdownImport(const QString &path);

/// Imports `count` files from `first` on: a slice for LibraryService::run, so that edits get between.
[[nodiscard]] ImportReport
importMarkdownSlice(Library &library, const MarkdownPlan &plan, qsizetype first, qsizetype count);

/// The whole of it. `progress` is called after each slice with files done and files in all.
[[nodiscard]] Result<ImportReport>
importMarkdown(Library &library,
               const QString &path,
               const std::function<void(qsizetype, qsizetype)> &progress = {});

inline constexpr qsizetype kImportSliceFiles = 500;

} // namespace sheaf
