/// The block of keys at the top of a Markdown file, between lines of three dashes.
/// Shape   a subset of YAML: "key: value"; values plain, quoted, [inline, lists], lists of "- value"
///         lines below their key, and blocks of text after | or >. Keys are read without letter case.
/// Rules   only at the very beginning of the text. What is not understood is kept line by line.
/// Errors  none: a block that never ends is part of the text.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace sheaf {

struct FrontMatterKey
{
    QString name; ///< lower case
    QStringList values; ///< one for a plain value
    bool isList = false;
    bool understood = true; ///< false: nested or malformed; see `lines`
    QStringList lines; ///< as they stood in the file

    friend bool operator==(const FrontMatterKey &, const FrontMatterKey &) = default;
};

struct FrontMatter
{
    std::vector<FrontMatterKey> keys;
    QString body; ///< the text below, without the one blank line that parts them

    [[nodiscard]] const FrontMatterKey *find(QStringView name) const;

    friend bool operator==(const FrontMatter &, const FrontMatter &) = default;
};

/// Nothing when `text` does not begin with such a block.
[[nodiscard]] std::optional<FrontMatter> parseFrontMatter(const QString &text);

/// A double-quoted scalar that parseFrontMatter reads back exactly.
[[nodiscard]] QString frontMatterText(const QString &value);
[[nodiscard]] QString frontMatterList(const QStringList &values);

} // namespace sheaf
