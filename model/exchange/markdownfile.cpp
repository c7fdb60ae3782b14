#include "model/exchange/markdownfile.h"

#include "model/base/limits.h"
#include "model/exchange/frontmatter.h"
#include "model/merge/mergeset.h"

#include <QDateTime>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    /// Marks a file as our own export: its times belong to us and need not stay in the body.
    constexpr QStringView kOwnKey = u"sheaf";

    QString isoTime(qint64 ms)
    {
        return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
    }

    std::optional<QString> decoded(QByteArrayView bytes)
    {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        QString text = decoder(bytes);
        if (decoder.hasError() || text.contains(QChar(u'\0'))) {
            return std::nullopt;
        }
        if (text.startsWith(QChar(QChar::ByteOrderMark))) {
            text.remove(0, 1);
        }
        if (text.contains(u"\r\n"_s)) {
            // Several returns before a line's end too: else reading what was written would differ.
            static const QRegularExpression lineEnd(u"\r+\n"_s);
            text.replace(lineEnd, u"\n"_s);
        }
        return text;
    }

    /// "a, b", "#a #b" or a list.
    QStringList labels(const FrontMatterKey &key)
    {
        QStringList values = key.values;
        if (!key.isList && !values.isEmpty()) {
            const QString line = values.first();
            values = line.contains(u',') ? line.split(u',') : line.simplified().split(u' ');
        }
        QStringList trimmed;
        for (QString value : values) {
            value = value.trimmed();
            if (!key.isList && value.startsWith(u'#')) {
                value.remove(0, 1);
            }
            if (!value.isEmpty()) {
                trimmed += value;
            }
        }
        return canonicalSet(trimmed);
    }

    /// Labels within their limits; what is over them is named.
    QStringList bounded(const QStringList &values, const QString &path, QStringList &warnings)
    {
        QStringList kept;
        for (const QString &value : values) {
            if (value.toUtf8().size() <= limits::kTagBytesMax && kept.size() < limits::kTagsMax) {
                kept += value;
            }
        }
        if (kept.size() < values.size()) {
            warnings +=
                u"%1: %2 tags or categories are over the limits and were left out."_s.arg(path).arg(
                    values.size() - kept.size());
        }
        return kept;
    }

    QString cut(const QString &text, qsizetype bytesMax)
    {
        QByteArray utf8 = text.toUtf8();
        if (utf8.size() <= bytesMax) {
            return text;
        }
        // Never in the middle of a character.
        qsizetype end = bytesMax;
        while (end > 0 && (static_cast<uchar>(utf8[end]) & 0xc0U) == 0x80U) {
            --end;
        }
        return QString::fromUtf8(utf8.first(end));
    }

    void takeFrontMatter(const FrontMatter &front, const QString &path, MarkdownFile &file)
    {
        const bool own = front.find(kOwnKey) != nullptr;
        QStringList rest;
        NoteEdit &edit = file.edit;
        for (const FrontMatterKey &key : front.keys) {
            const bool plain = key.understood && !key.isList && !key.values.isEmpty();
            if (plain && key.name == "title"_L1 && !edit.title) {
                edit.title = key.values.first();
            } else if (plain && key.name == "description"_L1 && !edit.description) {
                edit.description = key.values.first();
            } else if (plain && key.name == "private"_L1
                       && (key.values.first() == "true"_L1 || key.values.first() == "false"_L1)) {
                edit.isPrivate = key.values.first() == "true"_L1;
            } else if (key.understood && (key.name == "tags"_L1 || key.name == "tag"_L1)
                       && !edit.tags) {
                edit.tags = bounded(labels(key), path, file.warnings);
            } else if (key.understood && (key.name == "categories"_L1 || key.name == "category"_L1)
                       && !edit.categories) {
                edit.categories = bounded(labels(key), path, file.warnings);
            } else if (own && key.understood && key.name == "notebook"_L1 && key.isList) {
                file.notebook = key.values;
            } else if (!own
                       || (key.name != kOwnKey && key.name != "created"_L1
                           && key.name != "updated"_L1)) {
                rest += key.lines;
            }
        }
        edit.body = front.body;
        if (!rest.isEmpty()) {
            edit.body = u"---\n"_s + rest.join(u'\n') + u"\n---\n\n"_s + front.body;
        }
    }

} // namespace

Result<MarkdownFile> readMarkdownFile(const QByteArray &bytes, const QString &path)
{
    const auto text = decoded(bytes);
    if (!text) {
        return Error {ErrorCode::TextNotUtf8, u"the file is not UTF-8 text"_s};
    }
    MarkdownFile file;
    file.edit.operation = Operation::Create;
    if (const auto front = parseFrontMatter(*text)) {
        takeFrontMatter(*front, path, file);
    } else {
        file.edit.body = *text;
    }
    if (!file.edit.title) {
        file.edit.title =
            QFileInfo(path).completeBaseName().normalized(QString::NormalizationForm_C);
    }
    const QString title = cut(file.edit.title->simplified(), limits::kTitleBytesMax);
    if (file.edit.title->toUtf8().size() > limits::kTitleBytesMax) {
        file.warnings += u"%1: the title was too long and has been cut."_s.arg(path);
        file.edit.title = title;
    }
    if (file.edit.body->toUtf8().size() > limits::kBodyBytesMax) {
        return Error {ErrorCode::NoteTooLarge, u"the file is larger than a note may be (16 MiB)"_s};
    }
    if (file.edit.description
        && file.edit.description->toUtf8().size() > limits::kDescriptionBytesMax) {
        file.edit.description = cut(*file.edit.description, limits::kDescriptionBytesMax);
        file.warnings += u"%1: the description was too long and has been cut."_s.arg(path);
    }
    return file;
}

QByteArray writeMarkdownFile(const Note &note, const std::optional<QStringList> &notebook)
{
    QString text = u"---\ntitle: "_s + frontMatterText(note.state.title) + u'\n';
    if (!note.state.description.isEmpty()) {
        text += u"description: "_s + frontMatterText(note.state.description) + u'\n';
    }
    if (!note.state.tags.isEmpty()) {
        text += u"tags: "_s + frontMatterList(note.state.tags) + u'\n';
    }
    if (!note.state.categories.isEmpty()) {
        text += u"categories: "_s + frontMatterList(note.state.categories) + u'\n';
    }
    if (note.state.isPrivate) {
        text += u"private: true\n"_s;
    }
    if (notebook) {
        text += u"notebook: "_s + frontMatterList(*notebook) + u'\n';
    }
    text +=
        u"created: %1\nupdated: %2\n"_s.arg(isoTime(note.createdAtMs), isoTime(note.updatedAtMs));
    text += kOwnKey.toString() + u": "_s + note.id.toHex() + u"\n---\n\n"_s;
    return (text + note.state.body).toUtf8();
}

} // namespace sheaf
