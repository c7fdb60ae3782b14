#include "model/exchange/htmlexport.h"

#include "model/exchange/exportfolder.h"
#include "model/store/libraryreader.h"

#include <QUrl>

#include <cstdlib>
#include <memory>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    constexpr auto kPage = R"(<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%1</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 sans-serif; }
pre { overflow-x: auto; padding: .75rem; background: rgba(127, 127, 127, .15); }
code { font-family: monospace; }
table { border-collapse: collapse; }
td, th { border: 1px solid rgba(127, 127, 127, .5); padding: .25rem .5rem; }
blockquote { margin-left: 0; padding-left: 1rem; border-left: .25rem solid rgba(127, 127, 127, .5); }
.tags { opacity: .7; }
</style>
</head>
<body>
%2
</body>
</html>
)"_L1;

    /// Markdown as HTML; raw HTML and dangerous addresses are left out by cmark's safe mode.
    QString toHtml(const QString &markdown)
    {
        cmark_gfm_core_extensions_ensure_registered();
        const int options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8;
        const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(
            cmark_parser_new(options), &cmark_parser_free);
        for (const char *name : {"table", "strikethrough", "autolink", "tasklist"}) {
            if (cmark_syntax_extension *extension = cmark_find_syntax_extension(name)) {
                cmark_parser_attach_syntax_extension(parser.get(), extension);
            }
        }
        const QByteArray utf8 = markdown.toUtf8();
        cmark_parser_feed(parser.get(), utf8.constData(), static_cast<size_t>(utf8.size()));
        const std::unique_ptr<cmark_node, decltype(&cmark_node_free)> document(
            cmark_parser_finish(parser.get()), &cmark_node_free);
        const std::unique_ptr<char, decltype(&std::free)> html(
            cmark_render_html(
                document.get(), options, cmark_parser_get_syntax_extensions(parser.get())),
            &std::free);
        return QString::fromUtf8(html.get());
    }

    QByteArray page(const QString &title, const QString &content)
    {
        // One pass: a "%2" inside a note's title must stay one.
        return QString(kPage).arg(title.toHtmlEscaped(), content).toUtf8();
    }

    QByteArray notePage(const Note &note)
    {
        QString content = u"<h1>%1</h1>\n"_s.arg(note.state.title.toHtmlEscaped());
        if (!note.state.tags.isEmpty()) {
            content += u"<p class=\"tags\">"_s + note.state.tags.join(u" · "_s).toHtmlEscaped()
                + u"</p>\n"_s;
        }
        return page(note.state.title, content + toHtml(note.state.body));
    }

    QString link(const QString &path, const QString &title)
    {
        const QString shown = title.trimmed().isEmpty() ? path : title;
        return u"<li><a href=\""_s + QString::fromLatin1(QUrl::toPercentEncoding(path, "/"))
            + u"\">"_s + shown.toHtmlEscaped() + u"</a></li>\n"_s;
    }

} // namespace

Result<ExportReport> exportHtml(const LibraryReader &library, const QString &folder)
{
    auto target = ExportFolder::make(folder);
    if (!target) {
        return target.error();
    }
    const QString index = target->fileName({}, u"index"_s, u".html"_s);
    ExportReport report;
    QMap<QString, QString> lists; // notebook -> links
    for (const NoteSummary &summary : library.notes({})) {
        const auto note = library.note(summary.id);
        if (!note) {
            report.warnings += u"The note %1 could not be read."_s.arg(summary.id.toHex());
            continue;
        }
        const QStringList names = library.notebookPath(note->state.place.parent);
        const auto inside = target->notebookFolder(names);
        if (!inside) {
            return inside.error();
        }
        const QString path = target->fileName(*inside, note->state.title, u".html"_s);
        if (auto written = target->write(path, notePage(*note)); !written) {
            return written.error();
        }
        lists[names.join(u" / "_s)] += link(path, note->state.title);
        ++report.exported;
    }
    QString content = u"<h1>Notes</h1>\n"_s;
    for (auto it = lists.cbegin(); it != lists.cend(); ++it) {
        if (!it.key().isEmpty()) {
            content += u"<h2>%1</h2>\n"_s.arg(it.key().toHtmlEscaped());
        }
        content += u"<ul>\n"_s + it.value() + u"</ul>\n"_s;
    }
    if (auto written = target->write(index, page(u"Notes"_s, content)); !written) {
        return written.error();
    }
    return report;
}

} // namespace sheaf
