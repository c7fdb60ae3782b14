/// Text as the index sees it: which characters make tokens, and when two tokens are the same.
/// Rules   a token is a run of letters and digits; Han, Hiragana, Katakana, Hangul and pictures are a
///         token each. Letter case and accents are folded. These rules follow FTS5's unicode61 with
///         remove_diacritics; where the two differ a mark is missing, never a hit.
#pragma once

#include <QString>

#include <vector>

namespace sheaf {

/// FTS5's tokenizer argument that belongs to these rules.
inline constexpr const char *kIndexTokenizer =
    "unicode61 remove_diacritics 2 categories ''L* N* Co So''";

struct SearchToken
{
    qsizetype start = 0; ///< UTF-16 units in the text
    qsizetype length = 0;
    QString folded;
};

/// `text` with every character that is a token of its own set apart by spaces.
[[nodiscard]] QString indexedText(const QString &text);
/// The same of UTF-8; never null. Mostly nothing is to be set apart, and nothing is copied.
[[nodiscard]] QByteArray indexedBytes(const QByteArray &utf8);
[[nodiscard]] std::vector<SearchToken> textTokens(QStringView text);
[[nodiscard]] bool hasToken(QStringView text);
/// Without letter case and accents.
[[nodiscard]] QString foldedText(QStringView text);

} // namespace sheaf
