#include "ui/editor/markdownhighlighter.h"

#include "ui/common/theme.h"
#include "ui/editor/marklines.h"

#include <QFontDatabase>
#include <QRegularExpression>
#include <QTextDocument>

#include <algorithm>
#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    constexpr int kOutside =
        -1; ///< block state: not in a code fence (also Qt's state of "no line before")
    constexpr std::array<double, 6> kHeadingScale {1.5, 1.3, 1.15, 1.0, 1.0, 1.0};

    struct Fence
    {
        QChar sign;
        int length = 0;
        bool bare = false; ///< nothing follows the signs: may close
    };

    std::optional<Fence> fence(const QString &text)
    {
        qsizetype at = 0;
        while (at < 3 && at < text.size() && text[at] == u' ') {
            ++at;
        }
        if (at >= text.size() || (text[at] != u'`' && text[at] != u'~')) {
            return std::nullopt;
        }
        Fence result {text[at], 0, false};
        while (at < text.size() && text[at] == result.sign) {
            ++result.length;
            ++at;
        }
        const QStringView rest = QStringView(text).mid(at);
        if (result.length < 3 || (result.sign == u'`' && rest.contains(u'`'))) {
            return std::nullopt;
        }
        result.bare = rest.trimmed().isEmpty();
        return result;
    }

    // A state that names the open fence: its sign in the lowest bit, its length above.
    int fenceState(const Fence &open)
    {
        return open.length * 2 + (open.sign == u'~' ? 1 : 0);
    }

} // namespace

MarkdownHighlighter::MarkdownHighlighter(QTextDocument *document)
    : QSyntaxHighlighter(document)
{
    buildFormats();
}

void MarkdownHighlighter::restyle()
{
    buildFormats();
    rehighlight();
}

void MarkdownHighlighter::setWritingFont(const QFont &font)
{
    m_font = font;
    restyle();
}

void MarkdownHighlighter::buildFormats()
{
    using Role = Theme::Role;
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_mark = {};
    m_mark.setForeground(Theme::color(Role::Muted));
    m_strong = {};
    m_strong.setFontWeight(QFont::Bold);
    m_emphasis = {};
    m_emphasis.setFontItalic(true);
    m_strike = {};
    m_strike.setFontStrikeOut(true);
    m_strike.setForeground(Theme::color(Role::Muted));
    m_code = {};
    m_code.setFontFamilies({fixed.family()});
    m_code.setBackground(Theme::color(Role::Window));
    m_link = {};
    m_link.setForeground(Theme::color(Role::Accent));
    m_quote = {};
    m_quote.setForeground(Theme::color(Role::Muted));
    m_quote.setFontItalic(true);
    m_bullet = {};
    m_bullet.setForeground(Theme::color(Role::Accent));
    m_bullet.setFontWeight(QFont::DemiBold);
    m_done = {};
    m_done.setForeground(Theme::color(Role::Muted));
    m_done.setFontStrikeOut(true);
}

void MarkdownHighlighter::highlightBlock(const QString &text)
{
    if (highlightFence(text) || text.isEmpty() || highlightWholeLine(text)) {
        return;
    }
    highlightInline(text, highlightStart(text));
}

bool MarkdownHighlighter::highlightFence(const QString &text)
{
    const int length = static_cast<int>(text.size());
    const std::optional<Fence> line = fence(text);
    const int before = previousBlockState();
    if (before == kOutside) {
        setCurrentBlockState(line ? fenceState(*line) : kOutside);
        if (line) {
            setFormat(0, length, m_mark);
        }
        return line.has_value();
    }
    const bool closes =
        line && line->bare && (fenceState(*line) & 1) == (before & 1) && line->length >= before / 2;
    setCurrentBlockState(closes ? kOutside : before);
    setFormat(0, length, closes ? m_mark : m_code);
    return true;
}

bool MarkdownHighlighter::highlightWholeLine(const QString &text)
{
    static const QRegularExpression heading(uR"(^ {0,3}(#{1,6})(\s|$))"_s);
    static const QRegularExpression rule(uR"(^ {0,3}([-*_])(?:\s*\1){2,}\s*$)"_s);
    static const QRegularExpression tableRule(
        uR"(^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?\s*$)"_s);
    if (rule.match(text).hasMatch() || (text.contains(u'|') && tableRule.match(text).hasMatch())) {
        setFormat(0, static_cast<int>(text.size()), m_mark);
        return true;
    }
    const QRegularExpressionMatch match = heading.match(text);
    if (!match.hasMatch()) {
        return false;
    }
    const auto level = static_cast<std::size_t>(match.capturedLength(1));
    QTextCharFormat format = m_strong;
    if (m_font.pointSizeF() > 0) {
        format.setFontPointSize(m_font.pointSizeF() * kHeadingScale.at(level - 1));
    }
    setFormat(0, static_cast<int>(text.size()), format);
    format.setForeground(m_mark.foreground());
    format.setFontWeight(QFont::Normal);
    setFormat(0, static_cast<int>(match.capturedEnd(1)), format);
    highlightInline(text, static_cast<int>(match.capturedEnd(1)));
    return true;
}

int MarkdownHighlighter::highlightStart(const QString &text)
{
    const std::optional<MarkLine> mark = markLine(text);
    if (!mark) {
        return 0;
    }
    const int content = static_cast<int>(mark->contentStart);
    if (text.trimmed().startsWith(u'>')) {
        setFormat(0, static_cast<int>(text.size()), m_quote);
        return content;
    }
    setFormat(0, content, m_bullet);
    if (mark->taskDone) {
        setFormat(content, static_cast<int>(text.size()) - content, m_done);
    }
    return content;
}

void MarkdownHighlighter::add(int start, int count, const QTextCharFormat &extra)
{
    for (int at = start; at < start + count; ++at) {
        QTextCharFormat merged = format(at);
        merged.merge(extra);
        setFormat(at, 1, merged);
    }
}

int MarkdownHighlighter::markSpan(const QString &text,
                                  int at,
                                  QStringView mark,
                                  const QTextCharFormat &inner)
{
    const int size = static_cast<int>(mark.size());
    const int start = at + size;
    if (start >= text.size() || text[start].isSpace()) {
        return 0;
    }
    // "snake_case" is no emphasis.
    if (mark.front() == u'_' && at > 0 && text[at - 1].isLetterOrNumber()) {
        return 0;
    }
    int end = start;
    do {
        end = static_cast<int>(text.indexOf(mark, end + 1));
        if (end < 0) {
            return 0;
        }
    } while (text[end - 1].isSpace() || text[end - 1] == u'\\');
    add(start, end - start, inner);
    add(at, size, m_mark);
    add(end, size, m_mark);
    return end + size - at;
}

int MarkdownHighlighter::linkSpan(const QString &text, int at)
{
    static const QRegularExpression pattern(
        uR"(\G(?:!?\[([^\]\n]*)\]\([^)\n]*\)|\[\[[^\]\n]+\]\]|<?(?:https?://|mailto:)[^\s<>]+[^\s<>.,;:!?)\]'"]>?))"_s);
    const QRegularExpressionMatch match = pattern.match(text, at);
    if (!match.hasMatch()) {
        return 0;
    }
    const int length = static_cast<int>(match.capturedLength());
    if (match.hasCaptured(1)) {
        add(at, length, m_mark);
        add(static_cast<int>(match.capturedStart(1)),
            static_cast<int>(match.capturedLength(1)),
            m_link);
    } else {
        add(at, length, m_link);
    }
    return length;
}

void MarkdownHighlighter::highlightInline(const QString &text, int start)
{
    int at = start;
    while (at < text.size()) {
        const QChar c = text[at];
        const QStringView rest = QStringView(text).mid(at);
        int used = 0;
        if (c == u'\\') {
            used = 2;
        } else if (c == u'`') {
            int ticks = 0;
            while (at + ticks < text.size() && text[at + ticks] == u'`') {
                ++ticks;
            }
            const qsizetype end = text.indexOf(rest.left(ticks), at + ticks);
            if (end >= 0) {
                used = static_cast<int>(end) + ticks - at;
                add(at, used, m_code);
                add(at, ticks, m_mark);
                add(static_cast<int>(end), ticks, m_mark);
            } else {
                used = ticks;
            }
        } else if (rest.startsWith(u"**") || rest.startsWith(u"__")) {
            used = markSpan(text, at, rest.left(2), m_strong);
            if (used > 4) {
                const int inner = used - 4;
                highlightInline(text.left(at + 2 + inner), at + 2);
            } else {
                used = 2;
            }
        } else if (c == u'*' || c == u'_') {
            used = markSpan(text, at, rest.left(1), m_emphasis);
        } else if (rest.startsWith(u"~~")) {
            used = markSpan(text, at, rest.left(2), m_strike);
        } else if (c == u'[' || rest.startsWith(u"![") || rest.startsWith(u"http")
                   || rest.startsWith(u"<http") || rest.startsWith(u"mailto:")) {
            used = linkSpan(text, at);
        } else if (c == u'|') {
            add(at, 1, m_mark);
        }
        at += std::max(used, 1);
    }
}

} // namespace sheaf
