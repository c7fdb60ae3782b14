/// Cuts a text into lines or words, for differences and merges.
/// Shape   tokens in order, covering the text completely; offsets and lengths in UTF-16 units.
/// Rules   a line ends after '\n' (so "\r\n" stays together). A word is what no merge may take apart:
///         letters and digits, held together by single signs between them (don't, 3.14, a URL). Han,
///         kana and bopomofo are a word each; so is an emoji with its modifiers and joiners. Spaces
///         and every other sign are tokens of their own. Surrogate pairs are never split. The tables
///         are fixed here and not Qt's, whose Unicode version differs from machine to machine.
/// Errors  none; broken surrogates are signs.
#pragma once

#include <QStringView>

#include <cstdint>
#include <vector>

namespace sheaf {

struct TextToken
{
    std::uint32_t start = 0;
    std::uint32_t length : 31 = 0;
    std::uint32_t isWord : 1 = 0;

    [[nodiscard]] QStringView in(QStringView text) const
    {
        return text.mid(static_cast<qsizetype>(start), static_cast<qsizetype>(length));
    }
};

[[nodiscard]] std::vector<TextToken> lineTokens(QStringView text);
[[nodiscard]] std::vector<TextToken> wordTokens(QStringView text);

} // namespace sheaf
