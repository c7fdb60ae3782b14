#include "model/note/texttokens.h"

#include <algorithm>
#include <array>

namespace sheaf {

namespace {

    enum class CharClass : std::uint8_t {
        Letter, ///< joins with its neighbours to a word
        Space, ///< a run is one token
        Sign, ///< a token of its own
        Ideograph, ///< a word of its own
        Emoji, ///< a word of its own, with what extends it
        Flag, ///< regional indicators: a run is one word
        Extend, ///< belongs to what comes before it
    };

    struct Range
    {
        char32_t first;
        char32_t last;
        CharClass kind;
    };

    /// Everything that is not a letter, in order. Scripts without spaces (Thai, Khmer …) count as
    /// letters: a long word only means more to ask, never text taken apart.
    constexpr std::array kRanges {
        Range {0x0000, 0x0008, CharClass::Sign},
        Range {0x0009, 0x000D, CharClass::Space},
        Range {0x000E, 0x001F, CharClass::Sign},
        Range {0x0020, 0x0020, CharClass::Space},
        Range {0x0021, 0x002F, CharClass::Sign},
        Range {0x003A, 0x0040, CharClass::Sign},
        Range {0x005B, 0x005E, CharClass::Sign},
        Range {0x0060, 0x0060, CharClass::Sign},
        Range {0x007B, 0x009F, CharClass::Sign},
        Range {0x00A0, 0x00A0, CharClass::Space},
        Range {0x00A1, 0x00A9, CharClass::Sign},
        Range {0x00AB, 0x00B4, CharClass::Sign},
        Range {0x00B6, 0x00B9, CharClass::Sign},
        Range {0x00BB, 0x00BF, CharClass::Sign},
        Range {0x00D7, 0x00D7, CharClass::Sign},
        Range {0x00F7, 0x00F7, CharClass::Sign},
        Range {0x0300, 0x036F, CharClass::Extend},
        Range {0x1680, 0x1680, CharClass::Space},
        Range {0x2000, 0x200B, CharClass::Space},
        Range {0x200C, 0x200D, CharClass::Extend},
        Range {0x200E, 0x2027, CharClass::Sign},
        Range {0x2028, 0x2029, CharClass::Space},
        Range {0x202A, 0x202E, CharClass::Sign},
        Range {0x202F, 0x202F, CharClass::Space},
        Range {0x2030, 0x205E, CharClass::Sign},
        Range {0x205F, 0x205F, CharClass::Space},
        Range {0x2060, 0x206F, CharClass::Sign},
        Range {0x20A0, 0x20CF, CharClass::Sign},
        Range {0x20D0, 0x20F0, CharClass::Extend},
        Range {0x2190, 0x22FF, CharClass::Sign},
        Range {0x2300, 0x23FF, CharClass::Emoji},
        Range {0x2400, 0x25FF, CharClass::Sign},
        Range {0x2600, 0x27BF, CharClass::Emoji},
        Range {0x27C0, 0x2BFF, CharClass::Sign},
        Range {0x2E00, 0x2E7F, CharClass::Sign},
        Range {0x2E80, 0x2FDF, CharClass::Ideograph},
        Range {0x2FF0, 0x2FFF, CharClass::Sign},
        Range {0x3000, 0x3000, CharClass::Space},
        Range {0x3001, 0x3004, CharClass::Sign},
        Range {0x3005, 0x3007, CharClass::Ideograph},
        Range {0x3008, 0x3020, CharClass::Sign},
        Range {0x3021, 0x3029, CharClass::Ideograph},
        Range {0x302A, 0x302F, CharClass::Extend},
        Range {0x3030, 0x3030, CharClass::Sign},
        Range {0x3031, 0x3098, CharClass::Ideograph},
        Range {0x3099, 0x309A, CharClass::Extend},
        Range {0x309B, 0x30FA, CharClass::Ideograph},
        Range {0x30FB, 0x30FB, CharClass::Sign},
        Range {0x30FC, 0x312F, CharClass::Ideograph},
        Range {0x31A0, 0x31FF, CharClass::Ideograph},
        Range {0x3200, 0x33FF, CharClass::Sign},
        Range {0x3400, 0x4DBF, CharClass::Ideograph},
        Range {0x4DC0, 0x4DFF, CharClass::Sign},
        Range {0x4E00, 0x9FFF, CharClass::Ideograph},
        Range {0xD800, 0xDFFF, CharClass::Sign},
        Range {0xE000, 0xF8FF, CharClass::Sign},
        Range {0xF900, 0xFAFF, CharClass::Ideograph},
        Range {0xFE00, 0xFE0F, CharClass::Extend},
        Range {0xFE10, 0xFE1F, CharClass::Sign},
        Range {0xFE20, 0xFE2F, CharClass::Extend},
        Range {0xFE30, 0xFE6F, CharClass::Sign},
        Range {0xFEFF, 0xFEFF, CharClass::Sign},
        Range {0xFF01, 0xFF0F, CharClass::Sign},
        Range {0xFF1A, 0xFF20, CharClass::Sign},
        Range {0xFF3B, 0xFF40, CharClass::Sign},
        Range {0xFF5B, 0xFF65, CharClass::Sign},
        Range {0xFF66, 0xFF9F, CharClass::Ideograph},
        Range {0xFFE0, 0xFFFF, CharClass::Sign},
        Range {0x1B000, 0x1B16F, CharClass::Ideograph},
        Range {0x1F000, 0x1F1E5, CharClass::Emoji},
        Range {0x1F1E6, 0x1F1FF, CharClass::Flag},
        Range {0x1F200, 0x1F3FA, CharClass::Emoji},
        Range {0x1F3FB, 0x1F3FF, CharClass::Extend},
        Range {0x1F400, 0x1FAFF, CharClass::Emoji},
        Range {0x20000, 0x3FFFF, CharClass::Ideograph},
        Range {0xE0000, 0xE0FFF, CharClass::Extend},
        Range {0xF0000, 0x10FFFF, CharClass::Sign},
    };

    CharClass classOf(char32_t c)
    {
        if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) {
            return CharClass::Letter;
        }
        const auto it =
            std::lower_bound(kRanges.begin(), kRanges.end(), c, [](const Range &r, char32_t u) {
                return r.last < u;
            });
        return it != kRanges.end() && it->first <= c ? it->kind : CharClass::Letter;
    }

    /// Signs that hold a word together when letters stand on both sides of them.
    bool joins(char32_t c)
    {
        constexpr QStringView kJoiners = u".,:;/'@%&=?#+~-_$!\u2019\u2010\u2011";
        return c < 0x10000 && kJoiners.contains(QChar(static_cast<char16_t>(c)));
    }

    /// Reads one text code point by code point into tokens.
    class WordScanner
    {
    public:
        explicit WordScanner(QStringView text)
            : m_text(text)
        {
        }

        std::vector<TextToken> run()
        {
            while (m_at < m_text.size()) {
                const qsizetype start = m_at;
                const bool word = scanToken(take());
                TextToken token;
                token.start = static_cast<std::uint32_t>(start);
                token.length = static_cast<std::uint32_t>(m_at - start) & 0x7fffffffU;
                token.isWord = word ? 1U : 0U;
                m_tokens.push_back(token);
            }
            return std::move(m_tokens);
        }

    private:
        struct Char
        {
            char32_t code = 0;
            qsizetype units = 0;
            CharClass kind = CharClass::Letter;
        };

        [[nodiscard]] Char peek(qsizetype at) const
        {
            if (at >= m_text.size()) {
                return {0, 0, CharClass::Sign};
            }
            const QChar unit = m_text[at];
            if (unit.isHighSurrogate() && at + 1 < m_text.size()
                && m_text[at + 1].isLowSurrogate()) {
                const char32_t code = QChar::surrogateToUcs4(unit, m_text[at + 1]);
                return {code, 2, classOf(code)};
            }
            return {unit.unicode(), 1, classOf(unit.unicode())};
        }

        Char take()
        {
            const Char c = peek(m_at);
            m_at += c.units;
            return c;
        }

        void takeWhile(CharClass kind)
        {
            for (Char c = peek(m_at); c.units > 0 && c.kind == kind; c = peek(m_at)) {
                m_at += c.units;
            }
        }

        /// The rest of the token that `first` opens; true when it is a word.
        bool scanToken(const Char &first)
        {
            switch (first.kind) {
            case CharClass::Space:
                takeWhile(CharClass::Space);
                return false;
            case CharClass::Letter:
            case CharClass::Extend:
                scanLetters();
                return true;
            case CharClass::Flag:
                takeWhile(CharClass::Flag);
                takeWhile(CharClass::Extend);
                return true;
            case CharClass::Ideograph:
                takeWhile(CharClass::Extend);
                return true;
            case CharClass::Emoji:
                scanEmoji();
                return true;
            case CharClass::Sign:
                takeWhile(CharClass::Extend);
                return false;
            }
            return false;
        }

        void scanLetters()
        {
            for (;;) {
                const Char c = peek(m_at);
                if (c.units == 0) {
                    return;
                }
                if (c.kind == CharClass::Letter || c.kind == CharClass::Extend) {
                    m_at += c.units;
                    continue;
                }
                qsizetype after = m_at;
                Char next = c;
                while (next.units > 0 && next.kind == CharClass::Sign && joins(next.code)) {
                    after += next.units;
                    next = peek(after);
                }
                if (after == m_at || next.units == 0 || next.kind != CharClass::Letter) {
                    return;
                }
                m_at = after;
            }
        }

        void scanEmoji()
        {
            for (;;) {
                bool joined = false;
                for (Char c = peek(m_at); c.units > 0 && c.kind == CharClass::Extend;
                     c = peek(m_at)) {
                    joined = c.code == 0x200D;
                    m_at += c.units;
                }
                if (!joined || peek(m_at).kind != CharClass::Emoji) {
                    return;
                }
                m_at += peek(m_at).units;
            }
        }

        QStringView m_text;
        qsizetype m_at = 0;
        std::vector<TextToken> m_tokens;
    };

} // namespace

std::vector<TextToken> lineTokens(QStringView text)
{
    std::vector<TextToken> tokens;
    qsizetype start = 0;
    while (start < text.size()) {
        const qsizetype newline = text.indexOf(u'\n', start);
        const qsizetype end = newline < 0 ? text.size() : newline + 1;
        TextToken token;
        token.start = static_cast<std::uint32_t>(start);
        token.length = static_cast<std::uint32_t>(end - start) & 0x7fffffffU;
        tokens.push_back(token);
        start = end;
    }
    return tokens;
}

std::vector<TextToken> wordTokens(QStringView text)
{
    return WordScanner(text).run();
}

} // namespace sheaf
