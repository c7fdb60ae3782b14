#include "model/base/limits.h"
#include "model/note/sequencediff.h"
#include "model/note/textdiff.h"
#include "model/note/texttokens.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

/// What a diff has to satisfy for any two texts; empty when it does.
QString brokenLaw(const QString &a, const QString &b, DiffUnit unit)
{
    const TextDiff diff = diffText(a, b, unit);
    qsizetype aAt = 0;
    qsizetype bAt = 0;
    bool wasEqual = false;
    for (const DiffHunk &hunk : diff.hunks) {
        if (hunk.aStart != aAt || hunk.bStart != bAt || hunk.aLength + hunk.bLength == 0) {
            return u"hunks do not cover the texts"_s;
        }
        const QString inA = a.mid(hunk.aStart, hunk.aLength);
        const QString inB = b.mid(hunk.bStart, hunk.bLength);
        if (hunk.equal && inA != inB) {
            return u"an equal hunk is not equal"_s;
        }
        if (aAt + bAt > 0 && wasEqual == hunk.equal) {
            return u"two hunks of one kind in a row"_s;
        }
        wasEqual = hunk.equal;
        aAt += hunk.aLength;
        bAt += hunk.bLength;
    }
    if (aAt != a.size() || bAt != b.size()) {
        return u"hunks do not cover the texts to the end"_s;
    }
    return diff.hunks == diffText(a, b, unit).hunks ? QString() : u"not deterministic"_s;
}

/// Length of the shortest edit script, by the plain table.
int editDistance(const std::vector<int> &a, const std::vector<int> &b)
{
    std::vector<int> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = static_cast<int>(j);
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int above = row[j];
            row[j] = a[i - 1] == b[j - 1] ? diagonal : 1 + std::min(row[j], row[j - 1]);
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

class TextDiffTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void linesKeepTheirEnds();
    void changedLineIsOneHunk();
    void emptyTexts();
    void wordsInOneLine();
    void surrogatesAreNeverSplit();
    void lawsHoldForRandomTexts();
    void scriptsAreShortestWithoutUniqueTokens();
    void boundIsCountedStepsAndGivesOneHunk();
    void largeTextsWithFewChangesStayUnderTheBound();
};

void TextDiffTest::words_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("tokens");

    QTest::newRow("prose") << u"Don't panic, now."_s
                           << QStringList {
                                  u"Don't"_s, u" "_s, u"panic"_s, u","_s, u" "_s, u"now"_s, u"."_s};
    QTest::newRow("numbers") << u"3.14 2026-11-21"_s
                             << QStringList {u"3.14"_s, u" "_s, u"2026-11-21"_s};
    QTest::newRow("address") << u"(https://a.org/b?c=d&e)"_s
                             << QStringList {u"("_s, u"https://a.org/b?c=d&e"_s, u")"_s};
    QTest::newRow("markup") << u"**bold**text"_s
                            << QStringList {u"*"_s, u"*"_s, u"bold"_s, u"*"_s, u"*"_s, u"text"_s};
    QTest::newRow("umlauts, also in parts")
        << u"Grüße u\u0308ber"_s << QStringList {u"Grüße"_s, u" "_s, u"u\u0308ber"_s};
    QTest::newRow("ideographs and kana") << u"日本の"_s << QStringList {u"日"_s, u"本"_s, u"の"_s};
    QTest::newRow("rare ideograph") << u"𠮷a"_s << QStringList {u"𠮷"_s, u"a"_s};
    QTest::newRow("hangul") << u"안녕 세상"_s << QStringList {u"안녕"_s, u" "_s, u"세상"_s};
    QTest::newRow("emoji with parts")
        << u"👩‍👩‍👧👍🏽❤️"_s
        << QStringList {u"👩‍👩‍👧"_s, u"👍🏽"_s, u"❤️"_s};
    QTest::newRow("flags") << u"🇩🇪 x"_s << QStringList {u"🇩🇪"_s, u" "_s, u"x"_s};
    QTest::newRow("spaces and line end")
        << u"a \t\r\nb"_s << QStringList {u"a"_s, u" \t\r\n"_s, u"b"_s};
    QTest::newRow("broken surrogates")
        << QString(u"a"_s + QChar(0xD83D) + u"b"_s + QChar(0xDE00))
        << QStringList {u"a"_s, QString(QChar(0xD83D)), u"b"_s, QString(QChar(0xDE00))};
}

void TextDiffTest::words()
{
    QFETCH(QString, text);
    QFETCH(QStringList, tokens);

    QStringList found;
    for (const TextToken &token : wordTokens(text)) {
        found << token.in(text).toString();
    }

    QCOMPARE(found, tokens);
}

void TextDiffTest::linesKeepTheirEnds()
{
    const QString text = u"a\r\n\nb\rc\nd"_s;
    QStringList found;
    for (const TextToken &token : lineTokens(text)) {
        found << token.in(text).toString();
    }

    QCOMPARE(found, QStringList({u"a\r\n"_s, u"\n"_s, u"b\rc\n"_s, u"d"_s}));
    QVERIFY(lineTokens(QString()).empty());
}

void TextDiffTest::changedLineIsOneHunk()
{
    const TextDiff diff = diffText(u"a\nb\nc\n", u"a\nB\nc\n", DiffUnit::Line);

    const std::vector<DiffHunk> wanted {
        {true, 0, 2, 0, 2}, {false, 2, 2, 2, 2}, {true, 4, 2, 4, 2}};
    QVERIFY(diff.hunks == wanted);
    QVERIFY(!diff.bounded);
}

void TextDiffTest::emptyTexts()
{
    QVERIFY(diffText(u"", u"", DiffUnit::Line).hunks.empty());
    const std::vector<DiffHunk> added {{false, 0, 0, 0, 2}};
    QVERIFY(diffText(u"", u"a\n", DiffUnit::Line).hunks == added);
    const std::vector<DiffHunk> removed {{false, 0, 2, 0, 0}};
    QVERIFY(diffText(u"a\n", u"", DiffUnit::Word).hunks == removed);
}

void TextDiffTest::wordsInOneLine()
{
    const QString a = u"the quick brown fox"_s;
    const QString b = u"the slow brown fox"_s;
    const TextDiff diff = diffText(a, b, DiffUnit::Word);

    QCOMPARE(diff.hunks.size(), std::size_t(3));
    QCOMPARE(a.mid(diff.hunks[1].aStart, diff.hunks[1].aLength), u"quick"_s);
    QCOMPARE(b.mid(diff.hunks[1].bStart, diff.hunks[1].bLength), u"slow"_s);
}

void TextDiffTest::surrogatesAreNeverSplit()
{
    const QString a = u"x 😀 y"_s;
    const QString b = u"x 😁 y"_s; // the same high surrogate
    for (const DiffHunk &hunk : diffText(a, b, DiffUnit::Word).hunks) {
        QVERIFY(hunk.aStart >= a.size() || !a[hunk.aStart].isLowSurrogate());
        QVERIFY(hunk.bStart >= b.size() || !b[hunk.bStart].isLowSurrogate());
    }
}

void TextDiffTest::lawsHoldForRandomTexts()
{
    std::mt19937 random(11);
    const QStringList pieces {u"a"_s,
                              u"b"_s,
                              u" "_s,
                              u"\n"_s,
                              u"\r\n"_s,
                              u"."_s,
                              u"漢"_s,
                              u"👩‍👧"_s,
                              u"word"_s,
                              u"x"_s};
    const auto text = [&] {
        QString made;
        for (auto n = random() % 24; n > 0; --n) {
            made += pieces[qsizetype(random() % quint32(pieces.size()))];
        }
        return made;
    };
    for (int i = 0; i < 5000; ++i) {
        const QString a = text();
        const QString b = text();
        QCOMPARE(brokenLaw(a, b, DiffUnit::Line), QString());
        QCOMPARE(brokenLaw(a, b, DiffUnit::Word), QString());
    }
}

void TextDiffTest::scriptsAreShortestWithoutUniqueTokens()
{
    std::mt19937 random(4);
    for (int i = 0; i < 3000; ++i) {
        std::vector<int> a;
        std::vector<int> b;
        // Each token at least twice in `a`: nothing is matched ahead of Myers.
        for (auto n = random() % 12; n > 0; --n) {
            const int token = int(random() % 3);
            a.insert(a.begin() + std::ptrdiff_t(random() % (a.size() + 1)), 2, token);
        }
        for (auto n = random() % 24; n > 0; --n) {
            b.push_back(int(random() % 4));
        }

        const SequenceDiff diff = diffSequences(a, b, limits::kDiffStepsMax);

        int edits = 0;
        std::vector<int> rebuilt;
        int at = 0;
        for (const SequenceEdit &edit : diff.edits) {
            edits += (edit.aEnd - edit.aStart) + (edit.bEnd - edit.bStart);
            rebuilt.insert(rebuilt.end(), a.begin() + at, a.begin() + edit.aStart);
            rebuilt.insert(rebuilt.end(), b.begin() + edit.bStart, b.begin() + edit.bEnd);
            at = edit.aEnd;
        }
        rebuilt.insert(rebuilt.end(), a.begin() + at, a.end());
        QVERIFY(rebuilt == b);
        // What a common start or end takes away may leave tokens unique: never by much.
        QVERIFY(edits >= editDistance(a, b));
        QVERIFY(edits <= editDistance(a, b) + 8);
    }
}

void TextDiffTest::boundIsCountedStepsAndGivesOneHunk()
{
    std::mt19937 random(9);
    std::vector<int> a;
    std::vector<int> b;
    for (int i = 0; i < 4000; ++i) {
        a.push_back(int(random() % 2));
        b.push_back(int(random() % 2));
    }

    const SequenceDiff stopped = diffSequences(a, b, 10'000);
    const SequenceDiff whole = diffSequences(a, b, 100'000'000);

    QVERIFY(stopped.bounded);
    QCOMPARE(stopped.edits.size(), std::size_t(1));
    QCOMPARE(stopped.edits.front().aEnd, 4000);
    QCOMPARE(stopped.edits.front().bEnd, 4000);
    QVERIFY(!whole.bounded);
    QVERIFY(whole.edits.size() > 1);
}

void TextDiffTest::largeTextsWithFewChangesStayUnderTheBound()
{
    QString a;
    for (int i = 0; i < 40000; ++i) {
        a += i % 4 == 3 ? u"\n"_s : u"line %1 of many\n"_s.arg(i % 9000);
    }
    QString b = a;
    for (int i = 40; i > 0; --i) {
        b.insert(b.indexOf(u'\n', b.size() / 41 * i) + 1, u"inserted %1\n"_s.arg(i));
    }

    const TextDiff diff = diffText(a, b, DiffUnit::Line);

    QVERIFY(!diff.bounded);
    QCOMPARE(std::count_if(diff.hunks.begin(),
                           diff.hunks.end(),
                           [](const DiffHunk &hunk) { return !hunk.equal; }),
             40);
}

QTEST_GUILESS_MAIN(TextDiffTest)
#include "tst_textdiff.moc"
