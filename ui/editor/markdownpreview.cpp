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

    QString
    sheet(const QString &text, const QString &muted, const QString &link, const QString &ground)
    {
        const QString fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
        return u"body, p, li, td, th { color: %1; }"
               "p, li { line-height: 150%; }"
               "h1, h2, h3, h4, h5, h6 { color: %1; font-weight: 600; margin-top: 20px; }"
               "a { color: %3; text-decoration: none; }"
               "blockquote, del { color: %2; }"
               "blockquote p { color: %2; font-style: italic; }"
               "code { font-family: '%5'; background-color: %4; }"
               "pre { font-family: '%5'; background-color: %4; line-height: 140%; }"
               "hr { color: %2; }"_s.arg(text, muted, link, ground, fixed);
    }

    QString tables(QString html, const QString &border)
    {
        return html.replace(
            u"<table>"_s,
            u"<table border=\"1\" cellspacing=\"0\" cellpadding=\"6\" style=\"border-collapse: collapse; border-color: %1;\">"_s
                .arg(border));
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
        show();
    }
}

void MarkdownPreview::show()
{
    using Role = Theme::Role;
    const int scroll = verticalScrollBar()->value();
    document()->setDefaultStyleSheet(sheet(Theme::color(Role::Text).name(),
                                           Theme::color(Role::Muted).name(),
                                           Theme::color(Role::Accent).name(),
                                           Theme::color(Role::Window).name()));
    setHtml(tables(markdownToHtml(m_markdown), Theme::color(Role::Border).name()));
    verticalScrollBar()->setValue(scroll);
}

void MarkdownPreview::setWritingFont(const QFont &font)
{
    setFont(font);
    document()->setDefaultFont(font);
    show();
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
    document.setDefaultStyleSheet(sheet(u"#000000"_s, u"#444444"_s, u"#000000"_s, u"#f2f2f2"_s));
    const QString heading =
        title.isEmpty() ? QString() : u"<h1>%1</h1>"_s.arg(title.toHtmlEscaped());
    document.setHtml(heading + tables(markdownToHtml(markdown), u"#999999"_s));
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
    if (event->type() == QEvent::PaletteChange && !m_markdown.isEmpty()) {
        show();
    }
}

} // namespace sheaf
