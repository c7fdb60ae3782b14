#include "model/exchange/frontmatter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    // A block longer than this is no front matter but a text that begins with a line of dashes.
    constexpr qsizetype kLinesMax = 400;

    bool isIndented(const QString &line)
    {
        return line.startsWith(u' ') || line.startsWith(u'\t');
    }

    /// What stands behind a backslash in double quotes; `at` is on it and moves to its last character.
    QChar unescaped(const QString &text, qsizetype &at)
    {
        switch (text[at].unicode()) {
        case u'n':
            return u'\n';
        case u't':
            return u'\t';
        case u'r':
            return u'\r';
        case u'u': {
            bool ok = false;
            const ushort code = QStringView(text).mid(at + 1, 4).toUShort(&ok, 16);
            if (ok && at + 4 < text.size()) {
                at += 4;
                return QChar(code);
            }
            return u'u';
        }
        default:
            return text[at];
        }
    }

    /// Reads one scalar from `at` up to one of `stops`; false when a quote stays open.
    bool takeScalar(const QString &text, qsizetype &at, QStringView stops, QString &value)
    {
        value.clear();
        while (at < text.size() && text[at].isSpace()) {
            ++at;
        }
        if (at >= text.size() || (text[at] != u'"' && text[at] != u'\'')) {
            const qsizetype start = at;
            while (at < text.size() && !stops.contains(text[at])) {
                ++at;
            }
            value = text.mid(start, at - start).trimmed();
            return true;
        }
        const QChar quote = text[at++];
        for (; at < text.size(); ++at) {
            if (quote == u'"' && text[at] == u'\\' && at + 1 < text.size()) {
                ++at;
                value += unescaped(text, at);
            } else if (text[at] == quote) {
                if (quote == u'\'' && at + 1 < text.size() && text[at + 1] == u'\'') {
                    value += text[at++];
                    continue;
                }
                ++at;
                while (at < text.size() && text[at].isSpace()) {
                    ++at;
                }
                return true;
            } else {
                value += text[at];
            }
        }
        return false;
    }

    bool parsePlain(const QString &text, QStringList &values)
    {
        QString value;
        qsizetype at = 0;
        if (!takeScalar(text, at, {}, value) || at < text.size()) {
            return false;
        }
        values = {value};
        return true;
    }

    bool parseInlineList(const QString &text, QStringList &values)
    {
        qsizetype at = 1;
        while (at < text.size()) {
            QString value;
            if (!takeScalar(text, at, u",]", value) || at >= text.size()) {
                return false;
            }
            if (!value.isEmpty()) {
                values += value;
            }
            const QChar stop = text[at++];
            if (stop == u']') {
                return at == text.size();
            }
            if (stop != u',') {
                return false;
            }
        }
        return false;
    }

    /// The lines below "key:": a list of "- value".
    bool parseListLines(const QStringList &lines, QStringList &values)
    {
        for (const QString &line : lines) {
            const QString trimmed = line.trimmed();
            if (trimmed.isEmpty()) {
                continue;
            }
            QStringList value;
            if (!trimmed.startsWith(u"- "_s) || !parsePlain(trimmed.mid(2).trimmed(), value)) {
                return false;
            }
            values += value;
        }
        return true;
    }

    /// The lines below "key: |" or "key: >".
    QString blockText(const QStringList &lines, bool folded)
    {
        QStringList texts;
        for (const QString &line : lines) {
            texts += line.trimmed();
        }
        return texts.join(folded ? u' ' : u'\n').trimmed();
    }

    FrontMatterKey keyFrom(const QString &first, const QStringList &below)
    {
        const qsizetype colon = first.indexOf(u':');
        FrontMatterKey key;
        key.name = first.left(colon).trimmed().toLower();
        key.lines = QStringList {first} + below;
        const QString value = first.mid(colon + 1).trimmed();
        if (value == u"|"_s || value == u">"_s || value == u"|-"_s || value == u">-"_s) {
            key.values = {blockText(below, value.startsWith(u'>'))};
        } else if (value.isEmpty()) {
            key.isList = true;
            key.understood = parseListLines(below, key.values);
        } else if (!below.isEmpty()) {
            key.understood = false;
        } else if (value.startsWith(u'[')) {
            key.isList = true;
            key.understood = parseInlineList(value, key.values);
        } else {
            key.understood = !value.startsWith(u'{') && parsePlain(value, key.values);
        }
        return key;
    }

    bool beginsKey(const QString &line)
    {
        const qsizetype colon = line.indexOf(u':');
        return colon > 0 && !isIndented(line) && !line.startsWith(u'-') && !line.startsWith(u'#')
            && (colon + 1 == line.size() || line[colon + 1].isSpace());
    }

} // namespace

const FrontMatterKey *FrontMatter::find(QStringView name) const
{
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const FrontMatterKey &key) {
        return key.name == name && key.understood;
    });
    return found == keys.end() ? nullptr : &*found;
}

std::optional<FrontMatter> parseFrontMatter(const QString &text)
{
    if (!text.startsWith(u"---\n"_s)) {
        return std::nullopt;
    }
    QStringList lines;
    qsizetype at = 4;
    for (bool closed = false; !closed;) {
        const qsizetype end = text.indexOf(u'\n', at);
        const QString line = end < 0 ? text.mid(at) : text.mid(at, end - at);
        closed = line.trimmed() == u"---"_s || line.trimmed() == u"..."_s;
        if (!closed && (end < 0 || lines.size() >= kLinesMax)) {
            return std::nullopt;
        }
        at = end < 0 ? text.size() : end + 1;
        if (!closed) {
            lines += line;
        }
    }
    FrontMatter front;
    for (qsizetype i = 0; i < lines.size();) {
        const QString &first = lines[i++];
        if (first.trimmed().isEmpty()) {
            continue;
        }
        QStringList below;
        while (i < lines.size() && (isIndented(lines[i]) || lines[i].startsWith(u"- "_s))) {
            below += lines[i++];
        }
        if (beginsKey(first)) {
            front.keys.push_back(keyFrom(first, below));
        } else {
            front.keys.push_back({{}, {}, false, false, QStringList {first} + below});
        }
    }
    front.body = text.mid(at);
    if (front.body.startsWith(u'\n')) {
        front.body.remove(0, 1);
    }
    return front;
}

QString frontMatterText(const QString &value)
{
    QString quoted = u"\""_s;
    for (const QChar c : value) {
        if (c == u'"' || c == u'\\') {
            quoted += u'\\';
            quoted += c;
        } else if (c == u'\n') {
            quoted += u"\\n"_s;
        } else if (c.unicode() < 0x20 || c.unicode() == 0x7f || c.unicode() == 0x85
                   || c.unicode() == 0x2028 || c.unicode() == 0x2029 || c.unicode() == 0xfeff) {
            quoted += u"\\u%1"_s.arg(int {c.unicode()}, 4, 16, QLatin1Char('0'));
        } else {
            quoted += c;
        }
    }
    return quoted + u'"';
}

QString frontMatterList(const QStringList &values)
{
    QStringList quoted;
    for (const QString &value : values) {
        quoted += frontMatterText(value);
    }
    return u'[' + quoted.join(u", "_s) + u']';
}

} // namespace sheaf
