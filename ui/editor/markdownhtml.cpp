#include "ui/editor/markdownhtml.h"

#include <QByteArray>

#include <array>
#include <cstdlib>
#include <memory>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

using namespace Qt::StringLiterals;

namespace sheaf {

QString markdownToHtml(const QString &markdown)
{
    static const bool registered = [] {
        cmark_gfm_core_extensions_ensure_registered();
        return true;
    }();
    Q_UNUSED(registered)
    constexpr int kOptions = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_FOOTNOTES;
    const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(
        cmark_parser_new(kOptions), &cmark_parser_free);
    for (const char *name : {"table", "strikethrough", "autolink", "tasklist"}) {
        if (cmark_syntax_extension *extension = cmark_find_syntax_extension(name)) {
            cmark_parser_attach_syntax_extension(parser.get(), extension);
        }
    }
    const QByteArray utf8 = markdown.toUtf8();
    cmark_parser_feed(parser.get(), utf8.constData(), static_cast<std::size_t>(utf8.size()));
    const std::unique_ptr<cmark_node, decltype(&cmark_node_free)> document(
        cmark_parser_finish(parser.get()), &cmark_node_free);
    const std::unique_ptr<char, decltype(&std::free)> rendered(
        cmark_render_html(
            document.get(), kOptions, cmark_parser_get_syntax_extensions(parser.get())),
        &std::free);
    QString html = QString::fromUtf8(rendered.get());
    // Form elements are nothing that a text view can show; boxes of text are.
    html.replace(u"<input type=\"checkbox\" checked=\"\" disabled=\"\" />"_s, u"\u2611"_s);
    html.replace(u"<input type=\"checkbox\" disabled=\"\" />"_s, u"\u2610"_s);
    return html;
}

} // namespace sheaf
