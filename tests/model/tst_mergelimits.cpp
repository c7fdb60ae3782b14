#include "model/base/limits.h"
#include "model/merge/mergetext.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace sheaf;

/// Merging stays bounded: large texts, texts in which nothing lines up, and texts over the limits.
class MergeLimitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void largeBodiesMergeInBoundedSteps();
    void exhaustedBoundIsOneConflict();
    void limitsOfLinesAndOfWordsInALine();
};

void MergeLimitsTest::largeBodiesMergeInBoundedSteps()
{
    QStringList lines;
    for (int i = 0; i < 25000; ++i) {
        lines << (i % 5 == 4 ? QString() : u"line %1 of a long note that goes on"_s.arg(i));
    }
    const QString base = lines.join(u'\n');
    QVERIFY(base.size() > 500'000); // over 1 MB in memory
    QStringList ours = lines;
    QStringList theirs = lines;
    for (int i = 0; i < 25000; i += 500) {
        ours[i + 1] += u" ours"_s;
        theirs[i + 251] += u" theirs"_s;
    }
    for (int i = 0; i < 9000; ++i) {
        ours.insert(12000, u"pasted line %1"_s.arg(i)); // a large paste must not exhaust the bound
    }

    const TextMerge merge = mergeText(base, ours.join(u'\n'), theirs.join(u'\n'));

    QVERIFY(merge.clean);
    QCOMPARE(merge.text().count(u" ours"), 50);
    QCOMPARE(merge.text().count(u" theirs"), 50);
    QCOMPARE(merge.text().count(u"pasted"), 9000);
}

void MergeLimitsTest::exhaustedBoundIsOneConflict()
{
    // Two letters in no order: nothing is unique, nothing lines up.
    std::mt19937 random(7);
    const auto noise = [&random](int lines) {
        QString text;
        for (int i = 0; i < lines; ++i) {
            text += random() % 2 == 0 ? u"a\n"_s : u"b\n"_s;
            text += random() % 3 == 0 ? u"c\n"_s : u"d\n"_s;
        }
        return text;
    };
    const QString base = u"first\n"_s + noise(20000);
    const QString ours = u"first\n"_s + noise(20000);
    const QString theirs = u"1st\n"_s + base.mid(6);

    const TextMerge merge = mergeText(base, ours, theirs);

    QVERIFY(merge.bounded);
    QVERIFY(!merge.clean);
    QCOMPARE(merge.regions.size(), std::size_t(1));
    QCOMPARE(merge.conflicts(), 1);
    QCOMPARE(merge.regions.front().ours, ours);
    const TextMerge taken = mergeText(base, ours, base);
    QVERIFY(taken.clean);
    QCOMPARE(taken.text(), ours);
}

void MergeLimitsTest::limitsOfLinesAndOfWordsInALine()
{
    // A line exactly as long as words are merged in, and one unit longer.
    for (const qsizetype length : {limits::kMergeWordsLineMax - 1,
                                   limits::kMergeWordsLineMax,
                                   limits::kMergeWordsLineMax + 1}) {
        const QString middle = u"m"_s.repeated(length - 7);
        const TextMerge merge = mergeText(u"a "_s + middle + u" b xy"_s,
                                          u"A "_s + middle + u" b xy"_s,
                                          u"a "_s + middle + u" b XY"_s);
        QCOMPARE(merge.clean, length <= limits::kMergeWordsLineMax);
    }
    const auto lines = [](qsizetype count) {
        QString text;
        for (qsizetype i = 0; i < count; ++i) {
            text += QString::number(i) + u'\n';
        }
        return text;
    };
    // Three texts of n lines count as 3 n + 3.
    const qsizetype most = (limits::kMergeLinesMax - 3) / 3;
    for (const qsizetype count : {most - 1, most, most + 1}) {
        const QString base = lines(count);
        QString ours = base;
        ours[0] = u'x';
        QString theirs = base;
        theirs[theirs.size() - 2] = u'y';
        const TextMerge merge = mergeText(base, ours, theirs);
        QCOMPARE(merge.clean, count <= most);
        QCOMPARE(merge.bounded, count > most);
    }
}

QTEST_APPLESS_MAIN(MergeLimitsTest)
#include "tst_mergelimits.moc"
