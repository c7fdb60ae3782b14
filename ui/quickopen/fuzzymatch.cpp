#include "ui/quickopen/fuzzymatch.h"

#include <algorithm>

namespace sheaf {

namespace {

    constexpr int kLetter = 10;
    constexpr int kWordStart = 18;
    constexpr int kRun = 14;
    constexpr int kNameStart = 12;
    constexpr int kGapMax = 8; ///< a longer gap costs no more than this

    QChar folded(QChar c)
    {
        const QString parts =
            c.decompositionTag() == QChar::Canonical ? c.decomposition() : QString();
        return (parts.isEmpty() ? c : parts.front()).toCaseFolded();
    }

    bool startsWord(QStringView name, qsizetype at)
    {
        if (at == 0) {
            return true;
        }
        const QChar before = name[at - 1];
        return !before.isLetterOrNumber() || (before.isLower() && name[at].isUpper());
    }

    // Walks once from `start`; prefers the start of a word a little further on to a letter in the middle.
    std::optional<FuzzyScore> walk(QStringView pattern, QStringView name, qsizetype start)
    {
        FuzzyScore result;
        qsizetype at = start;
        qsizetype last = -1;
        for (const QChar wanted : pattern) {
            if (wanted.isSpace()) {
                continue;
            }
            const QChar letter = folded(wanted);
            while (at < name.size() && folded(name[at]) != letter) {
                ++at;
            }
            if (at == name.size()) {
                return std::nullopt;
            }
            if (last < 0 || at != last + 1) {
                for (qsizetype ahead = at; ahead < name.size(); ++ahead) {
                    if (startsWord(name, ahead) && folded(name[ahead]) == letter) {
                        at = ahead;
                        break;
                    }
                }
            }
            result.score += kLetter;
            if (last >= 0 && at == last + 1) {
                result.score += kRun;
            } else if (startsWord(name, at)) {
                result.score += kWordStart;
            }
            if (last >= 0) {
                result.score -= static_cast<int>(std::min<qsizetype>(at - last - 1, kGapMax));
            }
            if (at == 0) {
                result.score += kNameStart;
            }
            result.positions.push_back(at);
            last = at++;
        }
        result.score -= static_cast<int>(std::min<qsizetype>(name.size() / 8, kGapMax));
        return result;
    }

} // namespace

std::optional<FuzzyScore> fuzzyMatch(QStringView pattern, QStringView name)
{
    pattern = pattern.trimmed();
    if (pattern.isEmpty()) {
        return FuzzyScore {};
    }
    // The jump to a word's start can lead past the only way through; the plain walk cannot.
    std::optional<FuzzyScore> best = walk(pattern, name, 0);
    if (best) {
        return best;
    }
    FuzzyScore plain;
    qsizetype at = 0;
    for (const QChar wanted : pattern) {
        if (wanted.isSpace()) {
            continue;
        }
        while (at < name.size() && folded(name[at]) != folded(wanted)) {
            ++at;
        }
        if (at == name.size()) {
            return std::nullopt;
        }
        plain.positions.push_back(at++);
        plain.score += kLetter / 2;
    }
    return plain;
}

} // namespace sheaf
