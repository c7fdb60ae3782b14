/// A new folder that an export fills: safe names, nothing overwritten.
/// Rules   names hold no character that any file system refuses, do not begin with a dot and are
///         unique whatever the letter case. Two notebooks of one name get two folders.
/// Errors  InvalidArgument when the folder holds something; DiskFull, StorageFailed while writing.
#pragma once

#include "model/base/result.h"

#include <QHash>
#include <QSet>
#include <QStringList>

namespace sheaf {

class ExportFolder
{
public:
    [[nodiscard]] static Result<ExportFolder> make(const QString &path);

    /// The folder for a notebook's names, relative to the export ("" for none), made when missing.
    [[nodiscard]] Result<QString> notebookFolder(const QStringList &names);
    /// An unused file name in `folder`, relative to the export.
    [[nodiscard]] QString
    fileName(const QString &folder, const QString &title, const QString &suffix);
    [[nodiscard]] Outcome write(const QString &relativePath, const QByteArray &bytes) const;
    /// True when reading the folder's names back would not give the notebook's names.
    [[nodiscard]] bool differs(const QStringList &names) const;

    /// A name that every file system takes.
    [[nodiscard]] static QString safeName(const QString &text);

private:
    explicit ExportFolder(QString path);
    QString unused(const QString &folder, const QString &name, const QString &suffix);

    QString m_path;
    QHash<QStringList, QString> m_folders;
    QSet<QString> m_taken; ///< folded, relative
};

/// Writes a file that must not exist yet, and says which way it failed.
[[nodiscard]] Outcome writeNewFile(const QString &path, const QByteArray &bytes);

} // namespace sheaf
