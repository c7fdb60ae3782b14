#include "model/merge/mergeset.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace sheaf;

class MergeSetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void canonicalSetSortsByCodePointAndDropsDoubles();
    void additionsOfBothSidesAreIn();
    void removalsOfEitherSideAreOut();
    void removedByOneAndKeptByTheOtherIsOut();
    void withoutABaseBothSetsAreIn();
    void lawsHoldForRandomSets();
};

void MergeSetTest::canonicalSetSortsByCodePointAndDropsDoubles()
{
    // U+FF5E sorts before U+1F600 although its UTF-16 unit is larger than the surrogates.
    const QStringList set = canonicalSet({u"😀"_s, u"～"_s, u"b"_s, u"a"_s, u"b"_s, u"B"_s});

    QCOMPARE(set, QStringList({u"B"_s, u"a"_s, u"b"_s, u"～"_s, u"😀"_s}));
}

void MergeSetTest::additionsOfBothSidesAreIn()
{
    QCOMPARE(mergeSet(QStringList {u"a"_s}, {u"a"_s, u"b"_s}, {u"a"_s, u"c"_s}),
             QStringList({u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(mergeSet(QStringList {}, {u"x"_s}, {u"x"_s}), QStringList {u"x"_s});
}

void MergeSetTest::removalsOfEitherSideAreOut()
{
    QCOMPARE(mergeSet(QStringList {u"a"_s, u"b"_s, u"c"_s}, {u"b"_s, u"c"_s}, {u"a"_s, u"b"_s}),
             QStringList {u"b"_s});
}

void MergeSetTest::removedByOneAndKeptByTheOtherIsOut()
{
    QCOMPARE(mergeSet(QStringList {u"a"_s}, {}, {u"a"_s, u"b"_s}), QStringList {u"b"_s});
}

void MergeSetTest::withoutABaseBothSetsAreIn()
{
    QCOMPARE(mergeSet(std::nullopt, {u"a"_s}, {u"b"_s}), QStringList({u"a"_s, u"b"_s}));
}

void MergeSetTest::lawsHoldForRandomSets()
{
    std::mt19937 random(1);
    const auto set = [&random] {
        QStringList values;
        for (int i = 0; i < 6; ++i) {
            if (random() % 2 == 0) {
                values << QString(QChar(u'a' + i));
            }
        }
        return canonicalSet(values);
    };
    for (int i = 0; i < 2000; ++i) {
        const QStringList base = set();
        const QStringList ours = set();
        const QStringList theirs = set();

        const QStringList merged = mergeSet(base, ours, theirs);

        QCOMPARE(merged, mergeSet(base, theirs, ours));
        QCOMPARE(merged, canonicalSet(merged));
        QCOMPARE(mergeSet(base, merged, ours), merged);
        QCOMPARE(mergeSet(base, base, theirs), theirs);
        QCOMPARE(mergeSet(base, ours, ours), ours);
    }
}

QTEST_GUILESS_MAIN(MergeSetTest)
#include "tst_mergeset.moc"
