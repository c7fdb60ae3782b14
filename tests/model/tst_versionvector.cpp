#include "model/causality/versionvector.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

LogId logOf(int device, std::uint64_t incarnation = 1, int branch = 0)
{
    LogId log;
    log.device.bytes[0] = static_cast<std::uint8_t>(device);
    log.incarnation = incarnation;
    log.branch.bytes[0] = static_cast<std::uint8_t>(branch);
    return log;
}

LogHead headOf(std::uint64_t seq, int hash = 1)
{
    LogHead head;
    head.seq = seq;
    head.hash.bytes[0] = static_cast<std::uint8_t>(hash);
    return head;
}

VersionVector vectorOf(const std::vector<std::pair<LogId, std::uint64_t>> &seqs)
{
    VersionVector vector;
    for (const auto &[log, seq] : seqs) {
        vector.advance(log, headOf(seq));
    }
    return vector;
}

} // namespace

class VersionVectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void missingLogIsAtZero();
    void advanceNeverGoesBack();
    void logsOfOneDeviceAreApart();
    void joinIsTheMaximumAndMeetTheMinimum();
    void coversComparesEveryLog();
    void missingRangesIncludeBothEnds();
    void digestTellsSeqHashAndLogApart();
    void lawsHoldForRandomVectors();
};

void VersionVectorTest::missingLogIsAtZero()
{
    const VersionVector empty;

    QVERIFY(empty.isEmpty());
    QCOMPARE(empty.seq(logOf(1)), std::uint64_t(0));
    QVERIFY(empty.head(logOf(1)).hash.isNull());
    QVERIFY(!empty.has(logOf(1), 1));
    VersionVector still = empty;
    still.advance(logOf(1), headOf(0));
    QVERIFY(still.isEmpty());
}

void VersionVectorTest::advanceNeverGoesBack()
{
    VersionVector vector;
    vector.advance(logOf(1), headOf(5, 5));
    vector.advance(logOf(1), headOf(4, 4));
    vector.advance(logOf(1),
                   headOf(5, 9)); // another head at an equal seq is a fork, not an advance

    QVERIFY(vector.head(logOf(1)) == headOf(5, 5));
    QVERIFY(vector.has(logOf(1), 5));
    QVERIFY(!vector.has(logOf(1), 6));
}

void VersionVectorTest::logsOfOneDeviceAreApart()
{
    VersionVector vector;
    vector.advance(logOf(1, 1), headOf(3));
    vector.advance(logOf(1, 2), headOf(7));
    vector.advance(logOf(1, 1, 4), headOf(9));

    QCOMPARE(vector.seq(logOf(1, 1)), std::uint64_t(3));
    QCOMPARE(vector.seq(logOf(1, 2)), std::uint64_t(7));
    QCOMPARE(vector.seq(logOf(1, 1, 4)), std::uint64_t(9));
    QVERIFY(qHash(logOf(1, 1)) != qHash(logOf(1, 2)));
}

void VersionVectorTest::joinIsTheMaximumAndMeetTheMinimum()
{
    const VersionVector a = vectorOf({{logOf(1), 3}, {logOf(2), 5}});
    const VersionVector b = vectorOf({{logOf(2), 4}, {logOf(3), 1}});
    VersionVector joined = a;

    joined.join(b);

    QVERIFY(joined == vectorOf({{logOf(1), 3}, {logOf(2), 5}, {logOf(3), 1}}));
    QVERIFY(a.meet(b) == vectorOf({{logOf(2), 4}}));
}

void VersionVectorTest::coversComparesEveryLog()
{
    const VersionVector a = vectorOf({{logOf(1), 3}, {logOf(2), 5}});

    QVERIFY(a.covers(a));
    QVERIFY(a.covers(VersionVector()));
    QVERIFY(a.covers(vectorOf({{logOf(1), 2}})));
    QVERIFY(!a.covers(vectorOf({{logOf(1), 4}})));
    QVERIFY(!a.covers(vectorOf({{logOf(3), 1}})));
}

void VersionVectorTest::missingRangesIncludeBothEnds()
{
    const VersionVector a = vectorOf({{logOf(1), 3}, {logOf(2), 5}, {logOf(3), 2}});
    const VersionVector b = vectorOf({{logOf(2), 4}, {logOf(3), 7}});

    const std::vector<LogRange> wanted {{logOf(1), 1, 3}, {logOf(2), 5, 5}};
    QVERIFY(a.missingIn(b) == wanted);
    QCOMPARE(a.countMissingIn(b), std::uint64_t(4));
    QCOMPARE(a.countMissingIn(a), std::uint64_t(0));
}

void VersionVectorTest::digestTellsSeqHashAndLogApart()
{
    VersionVector a;
    a.advance(logOf(1), headOf(3, 1));
    VersionVector otherSeq;
    otherSeq.advance(logOf(1), headOf(4, 1));
    VersionVector otherHash;
    otherHash.advance(logOf(1), headOf(3, 2));
    VersionVector otherLog;
    otherLog.advance(logOf(1, 2), headOf(3, 1));

    QVERIFY(a.digest() == vectorOf({{logOf(1), 3}}).digest());
    for (const VersionVector &other : {otherSeq, otherHash, otherLog, VersionVector()}) {
        QVERIFY(a.digest() != other.digest());
    }
}

void VersionVectorTest::lawsHoldForRandomVectors()
{
    std::mt19937 random(2);
    const auto vector = [&random] {
        VersionVector made;
        for (int device = 1; device <= 4; ++device) {
            made.advance(logOf(device), headOf(random() % 4));
        }
        return made;
    };
    for (int i = 0; i < 2000; ++i) {
        const VersionVector a = vector();
        const VersionVector b = vector();
        VersionVector ab = a;
        ab.join(b);
        VersionVector ba = b;
        ba.join(a);

        QVERIFY(ab == ba);
        QVERIFY(ab.covers(a) && ab.covers(b));
        QVERIFY(a.meet(b) == b.meet(a));
        QVERIFY(a.covers(a.meet(b)));
        QCOMPARE(a.covers(b), b.countMissingIn(a) == 0);
        QCOMPARE(a.digest() == b.digest(), a == b);
        QCOMPARE(ab.countMissingIn(a), b.countMissingIn(a));
    }
}

QTEST_GUILESS_MAIN(VersionVectorTest)
#include "tst_versionvector.moc"
