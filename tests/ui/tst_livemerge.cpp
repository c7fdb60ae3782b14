#include "ui/editor/edithistory.h"
#include "ui/editor/livemerge.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

// As an editor applies them: from the last to the first.
QString applied(QString text, const std::vector<TextEdit> &edits)
{
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
        text.replace(edit->position, edit->removed.size(), edit->inserted);
    }
    return text;
}

QString paragraph(QRandomGenerator &random, int line)
{
    static const QStringList words =
        u"maple river stone lantern morning letter harbour window quiet orchard"_s.split(u' ');
    QString text = u"%1:"_s.arg(line);
    for (int i = 0; i < 6; ++i) {
        text += u' ' + words[random.bounded(static_cast<int>(words.size()))];
    }
    return text;
}

} // namespace

class LiveMergeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingTyped_takesTheIncomingText();
    void nothingIncoming_changesNothing();
    void editsInOtherLines_keepBoth();
    void theSameWords_areNotMerged();
    void edits_areMinimal();
    void edits_neverSplitASurrogatePair();
    void movedPosition_followsTheText_data();
    void movedPosition_followsTheText();
    void randomEdits_giveTheMergedText_andKeepTheCaretAtItsWord_data();
    void randomEdits_giveTheMergedText_andKeepTheCaretAtItsWord();
    void undo_afterAnEditFromElsewhere_takesBackOnlyOwnWords();
    void undo_whereSomeoneElseRewrote_isDropped();
    void redo_afterAnEditFromElsewhere_landsAtItsPlace();
    void typing_joinsIntoWords();
    void randomHistory_undoneWhole_leavesOnlyTheOthersText_data();
    void randomHistory_undoneWhole_leavesOnlyTheOthersText();
};

void LiveMergeTest::nothingTyped_takesTheIncomingText()
{
    const LiveMerge merge = liveMerge(u"one two\n"_s, u"one two\n"_s, u"one three\n"_s);

    QVERIFY(merge.clean);
    QCOMPARE(merge.merged, u"one three\n"_s);
    QCOMPARE(applied(u"one two\n"_s, merge.edits), u"one three\n"_s);
}

void LiveMergeTest::nothingIncoming_changesNothing()
{
    const LiveMerge merge = liveMerge(u"a\n"_s, u"a b\n"_s, u"a\n"_s);

    QVERIFY(merge.clean);
    QVERIFY(merge.edits.empty());
    QCOMPARE(merge.merged, u"a b\n"_s);
}

void LiveMergeTest::editsInOtherLines_keepBoth()
{
    const QString base = u"first\n\nmiddle\n\nlast\n"_s;
    const QString mine = u"first, mine\n\nmiddle\n\nlast\n"_s;
    const QString theirs = u"first\n\nmiddle\n\nlast, theirs\n"_s;

    const LiveMerge merge = liveMerge(base, mine, theirs);

    QVERIFY(merge.clean);
    QCOMPARE(merge.merged, u"first, mine\n\nmiddle\n\nlast, theirs\n"_s);
    QCOMPARE(applied(mine, merge.edits), merge.merged);
}

void LiveMergeTest::theSameWords_areNotMerged()
{
    const LiveMerge merge = liveMerge(u"colour\n"_s, u"red\n"_s, u"blue\n"_s);

    QVERIFY(!merge.clean);
    QVERIFY(merge.edits.empty());
}

void LiveMergeTest::edits_areMinimal()
{
    const std::vector<TextEdit> edits =
        textEdits(u"the quick brown fox\nsleeps\n"_s, u"the quick red fox\nsleeps\n"_s);

    QCOMPARE(edits.size(), std::size_t {1});
    QVERIFY(edits.front().position >= 10);
    QVERIFY(edits.front().removed.size() <= 5);
}

void LiveMergeTest::edits_neverSplitASurrogatePair()
{
    // Both emoji begin with the same surrogate.
    const std::optional<TextEdit> edit = trimmedEdit(0, u"a\U0001F600b", u"a\U0001F601b");

    QVERIFY(edit.has_value());
    QCOMPARE(edit->position, 1);
    QCOMPARE(edit->removed, u"\U0001F600"_s);
    QCOMPARE(edit->inserted, u"\U0001F601"_s);
}

void LiveMergeTest::movedPosition_followsTheText_data()
{
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("moved");
    // "0123456789" with "34" replaced by "xyz" and "Q" inserted at 7.
    QTest::newRow("before everything") << 2 << 2;
    QTest::newRow("at the start of a replacement") << 3 << 3;
    QTest::newRow("behind a replacement") << 5 << 6;
    QTest::newRow("at an insertion stays in front") << 7 << 8;
    QTest::newRow("behind an insertion") << 8 << 10;
    QTest::newRow("at the end") << 10 << 12;
}

void LiveMergeTest::movedPosition_followsTheText()
{
    QFETCH(int, position);
    QFETCH(int, moved);

    QCOMPARE(movedPosition(position, {{3, u"34"_s, u"xyz"_s}, {7, {}, u"Q"_s}}), moved);
}

void LiveMergeTest::randomEdits_giveTheMergedText_andKeepTheCaretAtItsWord_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 60; ++seed) {
        QTest::addRow("seed %u", seed) << seed;
    }
}

void LiveMergeTest::randomEdits_giveTheMergedText_andKeepTheCaretAtItsWord()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    QStringList base;
    for (int line = 0; line < 24; ++line) {
        base.append(paragraph(random, line));
    }
    // The person types in even lines, the other device changes, removes or adds around odd ones.
    QStringList mine = base;
    QStringList theirs = base;
    const int typedIn = random.bounded(6) * 4;
    mine[typedIn] += u" typed«here»"_s;
    for (int i = 0; i < 3; ++i) {
        const int line = random.bounded(6) * 4 + 2;
        switch (random.bounded(3)) {
        case 0:
            theirs[line] += u" appended"_s;
            break;
        case 1:
            theirs[line] = paragraph(random, line);
            break;
        default:
            theirs[line] += u"\nan extra line %1"_s.arg(random.bounded(1000));
            break;
        }
    }
    const QString open = mine.join(u'\n');
    const qsizetype caret = open.indexOf(u"«here»"_s);

    const LiveMerge merge = liveMerge(base.join(u'\n'), open, theirs.join(u'\n'));

    QVERIFY(merge.clean);
    QCOMPARE(applied(open, merge.edits), merge.merged);
    QCOMPARE(movedPosition(caret, merge.edits), merge.merged.indexOf(u"«here»"_s));
    for (const QString &line : theirs.join(u'\n').split(u'\n')) {
        QVERIFY(merge.merged.contains(line));
    }
}

void LiveMergeTest::undo_afterAnEditFromElsewhere_takesBackOnlyOwnWords()
{
    EditHistory history;
    QString text = u"hello world"_s;
    history.record({5, {}, u" big"_s}, 0);
    text.insert(5, u" big"_s);
    const std::vector<TextEdit> remote {{0, {}, u">> "_s}, {15, {}, u"!"_s}};
    text = applied(text, remote);
    history.transform(remote);

    for (const TextEdit &edit : history.undo()) {
        QCOMPARE(text.mid(edit.position, edit.removed.size()), edit.removed);
        text.replace(edit.position, edit.removed.size(), edit.inserted);
    }

    QCOMPARE(text, u">> hello world!"_s);
}

void LiveMergeTest::undo_whereSomeoneElseRewrote_isDropped()
{
    EditHistory history;
    history.record({0, {}, u"mine"_s}, 0);

    history.transform({{1, u"in"_s, u"ou"_s}});

    QVERIFY(!history.canUndo());
}

void LiveMergeTest::redo_afterAnEditFromElsewhere_landsAtItsPlace()
{
    EditHistory history;
    history.record({3, {}, u"xyz"_s}, 0);
    QCOMPARE(history.undo().size(), std::size_t {1});

    history.transform({{0, {}, u"ab"_s}});

    const std::vector<TextEdit> again = history.redo();
    QCOMPARE(again.size(), std::size_t {1});
    QCOMPARE(again.front(), (TextEdit {5, {}, u"xyz"_s}));
}

void LiveMergeTest::typing_joinsIntoWords()
{
    EditHistory history;
    const QString typed = u"two words"_s;
    for (int i = 0; i < typed.size(); ++i) {
        history.record({i, {}, typed.mid(i, 1)}, i * 50);
    }

    const std::vector<TextEdit> last = history.undo();

    QCOMPARE(last.size(), std::size_t {1});
    QCOMPARE(last.front(), (TextEdit {4, u"words"_s, {}}));
    QCOMPARE(history.undo().front(), (TextEdit {0, u"two "_s, {}}));
    QVERIFY(!history.canUndo());
}

void LiveMergeTest::randomHistory_undoneWhole_leavesOnlyTheOthersText_data()
{
    randomEdits_giveTheMergedText_andKeepTheCaretAtItsWord_data();
}

// Own insertions and others' insertions at random; undoing everything of one's own leaves exactly what
// the others wrote, in order.
void LiveMergeTest::randomHistory_undoneWhole_leavesOnlyTheOthersText()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    EditHistory history;
    QString text;
    for (int round = 0; round < 40; ++round) {
        if (random.bounded(2) == 0) {
            const auto at = random.bounded(static_cast<int>(text.size()) + 1);
            const QString own(1 + random.bounded(3), u'o');
            history.record({at, {}, own}, round * 10000);
            text.insert(at, own);
        } else {
            // Never inside a run of own letters: that would be a rewrite of it.
            int at = random.bounded(static_cast<int>(text.size()) + 1);
            while (at > 0 && at < text.size() && text[at] == u'o') {
                ++at;
            }
            const std::vector<TextEdit> remote {{at, {}, u"R"_s}};
            text = applied(text, remote);
            history.transform(remote);
        }
    }

    while (history.canUndo()) {
        for (const TextEdit &edit : history.undo()) {
            QCOMPARE(text.mid(edit.position, edit.removed.size()), edit.removed);
            text.replace(edit.position, edit.removed.size(), edit.inserted);
        }
    }

    QVERIFY(!text.contains(u'o'));
}

QTEST_APPLESS_MAIN(LiveMergeTest)
#include "tst_livemerge.moc"
