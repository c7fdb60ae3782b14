#include "ui/common/theme.h"
#include "ui/editor/markdownhighlighter.h"

#include <QTest>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

QTextCharFormat formatAt(const QTextBlock &block, int position)
{
    const auto formats = block.layout()->formats();
    for (const QTextLayout::FormatRange &range : formats) {
        if (position >= range.start && position < range.start + range.length) {
            return range.format;
        }
    }
    return {};
}

} // namespace

class MarkdownHighlighterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(Theme::Mode::Light); }
    void inlineMarks_giveTheirFormat_data();
    void inlineMarks_giveTheirFormat();
    void headings_areBold_theirMarkIsNot();
    void codeFence_coversTheLinesInside();
    void closingAFence_highlightsWhatFollowsAgain();
    void anEdit_looksOnlyAtItsOwnLine();
    void aChangeOfTheme_recolours();
};

void MarkdownHighlighterTest::inlineMarks_giveTheirFormat_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("at");
    QTest::addColumn<QString>("format");
    QTest::newRow("strong") << u"a **b** c"_s << 4 << u"bold"_s;
    QTest::newRow("emphasis") << u"a *b* c"_s << 3 << u"italic"_s;
    QTest::newRow("underscores") << u"a _b_ c"_s << 3 << u"italic"_s;
    QTest::newRow("snake case stays") << u"a_b_c"_s << 2 << QString();
    QTest::newRow("escaped stays") << u"\\*b\\*"_s << 2 << QString();
    QTest::newRow("lonely star stays") << u"2 * 3 * 4"_s << 4 << QString();
    QTest::newRow("struck") << u"~~b~~"_s << 2 << u"struck"_s;
    QTest::newRow("code hides marks") << u"`**b**`"_s << 3 << u"code"_s;
    QTest::newRow("strong holds emphasis") << u"**a *b* c**"_s << 5 << u"bold italic"_s;
    QTest::newRow("done task") << u"- [x] b"_s << 6 << u"struck"_s;
    QTest::newRow("open task") << u"- [ ] b"_s << 6 << QString();
    QTest::newRow("quotation") << u"> b"_s << 2 << u"italic"_s;
}

void MarkdownHighlighterTest::inlineMarks_giveTheirFormat()
{
    QFETCH(QString, line);
    QFETCH(int, at);
    QFETCH(QString, format);
    QTextDocument document;
    document.setPlainText(line);
    MarkdownHighlighter highlighter(&document);
    highlighter.rehighlight();

    const QTextCharFormat found = formatAt(document.firstBlock(), at);

    QCOMPARE(found.fontWeight() == QFont::Bold, format.contains("bold"_L1));
    QCOMPARE(found.fontItalic(), format.contains("italic"_L1));
    QCOMPARE(found.fontStrikeOut(), format.contains("struck"_L1));
    QCOMPARE(found.background().style() != Qt::NoBrush, format.contains("code"_L1));
}

void MarkdownHighlighterTest::headings_areBold_theirMarkIsNot()
{
    QTextDocument document;
    document.setPlainText(u"## Title"_s);
    MarkdownHighlighter highlighter(&document);
    highlighter.rehighlight();

    QCOMPARE(formatAt(document.firstBlock(), 4).fontWeight(), int(QFont::Bold));
    QCOMPARE(formatAt(document.firstBlock(), 0).foreground().color(),
             Theme::color(Theme::Role::Muted));
}

void MarkdownHighlighterTest::codeFence_coversTheLinesInside()
{
    QTextDocument document;
    document.setPlainText(u"````\n```\n**no**\n````\n**yes**"_s);
    MarkdownHighlighter highlighter(&document);
    highlighter.rehighlight();

    // Three backticks do not close a fence of four.
    QVERIFY(formatAt(document.findBlockByNumber(2), 3).fontWeight() != QFont::Bold);
    QCOMPARE(formatAt(document.findBlockByNumber(4), 3).fontWeight(), int(QFont::Bold));
}

void MarkdownHighlighterTest::closingAFence_highlightsWhatFollowsAgain()
{
    QTextDocument document;
    document.documentLayout(); // without one, a document keeps its changes to itself
    document.setPlainText(u"```\ncode\n\n**after**"_s);
    MarkdownHighlighter highlighter(&document);
    QTest::qWait(0); // a new highlighter looks at the whole text once, when the loop is idle
    QVERIFY(formatAt(document.findBlockByNumber(3), 3).fontWeight() != QFont::Bold);

    QTextCursor cursor(document.findBlockByNumber(2));
    cursor.insertText(u"```"_s);

    QCOMPARE(formatAt(document.findBlockByNumber(3), 3).fontWeight(), int(QFont::Bold));
}

void MarkdownHighlighterTest::anEdit_looksOnlyAtItsOwnLine()
{
    QTextDocument document;
    document.documentLayout(); // without one, a document keeps its changes to itself
    document.setPlainText(u"**one**\n**two**\n**three**"_s);
    MarkdownHighlighter highlighter(&document);
    QTest::qWait(0);
    constexpr int kMark = 1234;
    QTextBlock other = document.findBlockByNumber(2);
    other.setUserState(kMark); // a second look would write its own

    QTextCursor cursor(document.findBlockByNumber(0));
    cursor.insertText(u"x"_s);

    QCOMPARE(formatAt(document.findBlockByNumber(0), 3).fontWeight(), int(QFont::Bold));
    QCOMPARE(other.userState(), kMark);
}

void MarkdownHighlighterTest::aChangeOfTheme_recolours()
{
    QTextDocument document;
    document.setPlainText(u"[a](b)"_s);
    MarkdownHighlighter highlighter(&document);
    highlighter.rehighlight();
    const QColor light = formatAt(document.firstBlock(), 1).foreground().color();

    Theme::apply(Theme::Mode::Dark);
    highlighter.restyle();

    QVERIFY(formatAt(document.firstBlock(), 1).foreground().color() != light);
    Theme::apply(Theme::Mode::Light);
}

QTEST_MAIN(MarkdownHighlighterTest)
#include "tst_markdownhighlighter.moc"
