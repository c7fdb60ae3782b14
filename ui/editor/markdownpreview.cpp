#include "ui/editor/markdownpreview.h"

#include "ui/common/theme.h"
#include "ui/editor/markdownhtml.h"
#include "ui/editor/marklines.h"

#include <QDesktopServices>
#include <QEvent>
#include <QFontDatabase>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    struct Colors
    {
        QString text;
        QString muted;
        QString link;
        QString ground;
        QString border;
    };

    QString sheet(const Colors &colors)
    {
        const QString fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
        return u"body, p, li, td, th { color: %1; }"
               "p, li { line-height: 150%; }"
               "h1, h2, h3, h4, h5, h6 { color: %1; font-weight: 600; margin-top: 20px; }"
               "a { color: %3; text-decoration: none; }"
               "blockquote, del { color: %2; }"
               "blockquote p { color: %2; font-style: italic; }"
               "code { font-family: '%5'; background-color: %4; }"
               "td, th { border: 1px solid %6; }"
               "pre { font-family: '%5'; background-color: %4; line-height: 140%; }"
               "hr { color: %2; }"_s.arg(
                   colors.text, colors.muted, colors.link, colors.ground, fixed, colors.border);
    }

    // What Qt's HTML lacks is said in the attributes that it knows.
    QString dressed(QString html, const Colors &colors)
    {
        html.replace(
            u"<table>"_s,
            u"<table border=\"1\" cellspacing=\"0\" cellpadding=\"6\" "
            "style=\"border-collapse: collapse; border-style: solid; border-color: %1;\">"_s.arg(
                colors.border));
        html.replace(u"\n</code></pre>"_s, u"</code></pre>"_s);
        html.replace(u"<pre>"_s,
                     u"<table width=\"100%\" cellpadding=\"10\" cellspacing=\"0\" bgcolor=\"%1\">"
                     "<tr><td style=\"border: none;\"><pre>"_s.arg(colors.ground));
        html.replace(u"</pre>"_s, u"</pre></td></tr></table>"_s);
        for (const QString &box : {u"\u2610"_s, u"\u2611"_s}) {
            html.replace(u"<ul>\n<li>"_s + box,
                         u"<ul style=\"list-style-type: none;\">\n<li>"_s + box);
        }
        return html;
    }

} // namespace

MarkdownPreview::MarkdownPreview(QWidget *parent)
    : QTextBrowser(parent)
{
    setOpenLinks(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QTextBrowser::anchorClicked, this, [](const QUrl &url) {
        if (isOpenable(url)) {
            QDesktopServices::openUrl(url);
        }
    });
}

void MarkdownPreview::setMarkdown(const QString &markdown)
{
    if (m_markdown != markdown || document()->isEmpty()) {
        m_markdown = markdown;
        render();
    }
}

void MarkdownPreview::render()
{
    using Role = Theme::Role;
    const Colors colors {Theme::color(Role::Text).name(),
                         Theme::color(Role::Muted).name(),
                         Theme::color(Role::Accent).name(),
                         Theme::color(Role::Window).name(),
                         Theme::color(Role::Border).name()};
    const int scroll = verticalScrollBar()->value();
    document()->setDefaultFont(m_font);
    document()->setDefaultStyleSheet(sheet(colors));
    setHtml(dressed(markdownToHtml(m_markdown), colors));
    verticalScrollBar()->setValue(scroll);
}

void MarkdownPreview::setWritingFont(const QFont &font)
{
    m_font = font;
    render();
}

void MarkdownPreview::setColumnMargin(int margin)
{
    const int documentMargin = static_cast<int>(document()->documentMargin());
    setViewportMargins(margin - documentMargin, 0, margin - documentMargin, 0);
}

void MarkdownPreview::printDocument(QTextDocument &document,
                                    const QString &title,
                                    const QString &markdown)
{
    const Colors paper {u"#000000"_s, u"#444444"_s, u"#000000"_s, u"#f2f2f2"_s, u"#999999"_s};
    document.setDefaultStyleSheet(sheet(paper));
    const QString heading =
        title.isEmpty() ? QString() : u"<h1>%1</h1>"_s.arg(title.toHtmlEscaped());
    document.setHtml(heading + dressed(markdownToHtml(markdown), paper));
}

QVariant MarkdownPreview::loadResource(int type, const QUrl &name)
{
    Q_UNUSED(type)
    Q_UNUSED(name)
    return {};
}

void MarkdownPreview::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    const bool restyled = event->type() == QEvent::PaletteChange
        || event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange;
    if (restyled && !m_markdown.isEmpty()) {
        render();
    }
}

} // namespace sheaf
