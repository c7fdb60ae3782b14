/// A note that matches a search, with the places to mark.
#pragma once

#include "model/base/ids.h"

#include <QString>

#include <vector>

namespace sheaf {

struct TextRange
{
    qsizetype start = 0;
    qsizetype length = 0;

    friend bool operator==(const TextRange &, const TextRange &) = default;
};

struct SearchHit
{
    NoteId note;
    double rank = 0; ///< smaller is better
    QString snippet; ///< around the first hit, one line
    std::vector<TextRange> marks; ///< in `snippet`
};

} // namespace sheaf
