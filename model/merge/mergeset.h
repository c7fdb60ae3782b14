/// Three-way merge of a set of strings (tags, categories, attachments): what either side added is in,
/// what either side removed is out. Never conflicts. Without a base: the union.
#pragma once

#include <QStringList>

#include <optional>

namespace sheaf {

/// All lists sorted and unique, in and out.
[[nodiscard]] QStringList mergeSet(const std::optional<QStringList> &base,
                                   const QStringList &ours,
                                   const QStringList &theirs);

/// Sorts by code point and removes doubles: the canonical form of every set of the model.
[[nodiscard]] QStringList canonicalSet(QStringList values);

} // namespace sheaf
