#include "model/search/searchtext.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sheaf {

namespace {

    using Range = std::pair<char32_t, char32_t>;

    /// Scripts written without spaces between words, ascending.
    constexpr std::array<Range, 13> kIsolated {{
        {0x1100, 0x11ff}, // Hangul Jamo
        {0x2e80, 0x2fdf}, // Han radicals
        {0x3005, 0x3007}, // Han iteration mark, zero
        {0x3021, 0x3029}, // Han numerals
        {0x3041, 0x30ff}, // Hiragana, Katakana
        {0x3131, 0x318e}, // Hangul compatibility Jamo
        {0x31f0, 0x31ff}, // Katakana extensions
        {0x3400, 0x4dbf}, // Han extension A
        {0x4e00, 0x9fff}, // Han
        {0xa960, 0xa97f}, // Hangul Jamo extended A
        {0xac00, 0xd7fb}, // Hangul
        {0xf900, 0xfaff}, // Han compatibility
        {0xff66, 0xffdc}, // half-width Katakana and Hangul
    }};
    constexpr Range kHanPlanes {0x20000, 0x3ffff};
    constexpr char32_t kFirstIsolated = 0xa6; // the first picture, BROKEN BAR

    /// The character at `at`, which moves behind it. Half of a surrogate pair stands for itself.
    char32_t takeCharacter(QStringView text, qsizetype &at)
    {
        const QChar first = text[at++];
        if (first.isHighSurrogate() && at < text.size() && text[at].isLowSurrogate()) {
            return QChar::surrogateToUcs4(first, text[at++]);
        }
        return first.unicode();
    }

    bool isIsolated(char32_t c)
    {
        if (c < kFirstIsolated) {
            return false;
        }
        if (c >= kHanPlanes.first && c <= kHanPlanes.second) {
            return true;
        }
        const auto after = std::upper_bound(
            kIsolated.begin(), kIsolated.end(), c, [](char32_t value, const Range &r) {
                return value < r.first;
            });
        if (after != kIsolated.begin() && c <= std::prev(after)->second) {
            return QChar::isLetterOrNumber(c);
        }
        return QChar::category(c) == QChar::Symbol_Other;
    }

    bool isMark(char32_t c)
    {
        return c >= 0x300 && QChar::category(c) == QChar::Mark_NonSpacing;
    }

    bool isWordCharacter(char32_t c)
    {
        if (c < 0x80) {
            return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
        }
        return QChar::isLetterOrNumber(c) || QChar::category(c) == QChar::Other_PrivateUse;
    }

} // namespace

QString indexedText(const QString &text)
{
    const bool plain =
        std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < kFirstIsolated; });
    if (plain) {
        return text;
    }
    QString apart;
    apart.reserve(text.size() + text.size() / 4);
    for (qsizetype at = 0; at < text.size();) {
        const char32_t c = takeCharacter(text, at);
        if (isIsolated(c)) {
            apart += u' ';
            apart += QChar::fromUcs4(c);
            apart += u' ';
        } else {
            apart += QChar::fromUcs4(c);
        }
    }
    return apart;
}

QByteArray indexedBytes(const QByteArray &utf8)
{
    const auto *bytes = reinterpret_cast<const unsigned char *>(utf8.constData());
    const qsizetype size = utf8.size();
    for (qsizetype at = 0; at < size; ++at) {
        const unsigned first = bytes[at];
        if (first < 0xc2 || (first >= 0xc3 && first < 0xd2)) {
            continue; // ASCII, what follows in a sequence, letters up to U+047F
        }
        if (first == 0xe2 && at + 1 < size && bytes[at + 1] == 0x80) {
            continue; // dashes and quotation marks
        }
        if (first >= 0xe0) {
            return indexedText(QString::fromUtf8(utf8)).toUtf8(); // it may hold some
        }
        const char32_t c = ((first & 0x1fU) << 6U) | (at + 1 < size ? bytes[at + 1] & 0x3fU : 0U);
        if (isIsolated(c)) {
            return indexedText(QString::fromUtf8(utf8)).toUtf8();
        }
    }
    return utf8.isNull() ? QByteArray("") : utf8;
}

std::vector<SearchToken> textTokens(QStringView text)
{
    std::vector<SearchToken> tokens;
    qsizetype start = -1;
    const auto finish = [&](qsizetype end) {
        if (start >= 0) {
            const QStringView word = text.sliced(start, end - start);
            tokens.push_back({start, end - start, foldedText(word)});
            start = -1;
        }
    };
    for (qsizetype next = 0; next < text.size();) {
        const qsizetype at = next;
        const char32_t c = takeCharacter(text, next);
        if (isIsolated(c)) {
            finish(at);
            start = at;
            finish(next);
        } else if (isWordCharacter(c)) {
            start = start < 0 ? at : start;
        } else if (!isMark(c)) {
            finish(at);
        }
    }
    finish(text.size());
    return tokens;
}

bool hasToken(QStringView text)
{
    for (qsizetype at = 0; at < text.size();) {
        const char32_t c = takeCharacter(text, at);
        if (isWordCharacter(c) || isIsolated(c)) {
            return true;
        }
    }
    return false;
}

QString foldedText(QStringView text)
{
    const bool ascii =
        std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
    if (ascii) {
        return text.toString().toLower();
    }
    const QString decomposed = text.toString().normalized(QString::NormalizationForm_D);
    QString folded;
    folded.reserve(decomposed.size());
    for (qsizetype at = 0; at < decomposed.size();) {
        const char32_t c = takeCharacter(decomposed, at);
        if (!isMark(c)) {
            folded += QChar::fromUcs4(QChar::toCaseFolded(c));
        }
    }
    return folded;
}

} // namespace sheaf
