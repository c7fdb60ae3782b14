#include "model/merge/mergeset.h"

#include <algorithm>
#include <iterator>

namespace sheaf {

namespace {

    /// UTF-16 units so that they compare like code points: surrogates go above U+FFFF.
    char16_t codePointRank(QChar c)
    {
        const char16_t unit = c.unicode();
        if (unit < 0xD800) {
            return unit;
        }
        return static_cast<char16_t>(unit < 0xE000 ? unit + 0x2000 : unit - 0x800);
    }

    bool precedesByCodePoint(const QString &a, const QString &b)
    {
        return std::lexicographical_compare(
            a.begin(), a.end(), b.begin(), b.end(), [](QChar x, QChar y) {
                return codePointRank(x) < codePointRank(y);
            });
    }

    bool contains(const QStringList &sorted, const QString &value)
    {
        return std::binary_search(sorted.begin(), sorted.end(), value, precedesByCodePoint);
    }

} // namespace

QStringList canonicalSet(QStringList values)
{
    std::sort(values.begin(), values.end(), precedesByCodePoint);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

QStringList
mergeSet(const std::optional<QStringList> &base, const QStringList &ours, const QStringList &theirs)
{
    QStringList either;
    std::set_union(ours.begin(),
                   ours.end(),
                   theirs.begin(),
                   theirs.end(),
                   std::back_inserter(either),
                   precedesByCodePoint);
    if (!base) {
        return either;
    }
    // What the base had stays only where both still have it: the one that lacks it removed it.
    either.removeIf([&](const QString &value) {
        return contains(*base, value) && !(contains(ours, value) && contains(theirs, value));
    });
    return either;
}

} // namespace sheaf
