#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/note/bodydelta.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

QByteArray lines(int count, quint32 seed)
{
    QRandomGenerator random(seed);
    QByteArray text;
    for (int i = 0; i < count; ++i) {
        text += "line " + QByteArray::number(i) + " says " + QByteArray::number(random.generate())
            + '\n';
    }
    return text;
}

BodyDelta deltaOf(const QByteArray &ops, const QByteArray &result)
{
    return {ops, result.size(), digest(result)};
}

} // namespace

class TestBodyDelta : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEditInTheMiddleIsSmallAndComesBack();
    void editsEverywhereComeBack();
    void aMovedParagraphIsCopied();
    void aDeltaIsMadeOnlyWhenItSavesThirtyPercent();
    void equalAndEmptyTexts();
    void randomEditsComeBack();
    void repetitiveTextsTakeLinearTime();
    void liesAreRefused();
    void resultOverTheLimitIsRefused();
    void everyTruncationAndFlipIsRefused();
};

void TestBodyDelta::anEditInTheMiddleIsSmallAndComesBack()
{
    const QByteArray base = lines(1000, 1);
    QByteArray target = base;
    target.insert(base.size() / 2, "some new words \xC3\xA9");
    const std::optional<BodyDelta> delta = makeBodyDelta(base, target);
    QVERIFY(delta);
    QVERIFY(delta->ops.size() < 40);
    const Result<QByteArray> result = applyBodyDelta(base, *delta);
    QVERIFY(result);
    QCOMPARE(*result, target);
}

void TestBodyDelta::editsEverywhereComeBack()
{
    const QByteArray base = lines(500, 2);
    QByteArray target = "first\n" + base + "last\n";
    target.replace("line 250 ", "LINE two hundred and fifty ");
    target.replace("line 100 ", "");
    const std::optional<BodyDelta> delta = makeBodyDelta(base, target);
    QVERIFY(delta);
    QVERIFY(delta->ops.size() < 300);
    QCOMPARE(*applyBodyDelta(base, *delta), target);
}

void TestBodyDelta::aMovedParagraphIsCopied()
{
    const QByteArray one = lines(50, 3);
    const QByteArray two = lines(50, 4);
    const std::optional<BodyDelta> delta = makeBodyDelta(one + two, two + one);
    QVERIFY(delta);
    QVERIFY(delta->ops.size() < 200);
    QCOMPARE(*applyBodyDelta(one + two, *delta), two + one);
}

void TestBodyDelta::aDeltaIsMadeOnlyWhenItSavesThirtyPercent()
{
    QVERIFY(!makeBodyDelta("short", "short!"));
    QVERIFY(!makeBodyDelta(lines(100, 5), lines(100, 6).toUpper()));
    const QByteArray kept(1000, 'k');
    const auto with = [&](qsizetype fresh) {
        QByteArray tail;
        for (qsizetype i = 0; i < fresh; ++i) {
            tail += static_cast<char>('a' + i * i % 9);
        }
        return kept + tail;
    };
    QVERIFY(makeBodyDelta(kept, with(1000))); // half is new
    QVERIFY(!makeBodyDelta(kept, with(4000))); // four fifths are new
}

void TestBodyDelta::equalAndEmptyTexts()
{
    const QByteArray text = lines(50, 7);
    const std::optional<BodyDelta> same = makeBodyDelta(text, text);
    QVERIFY(same);
    QCOMPARE(*applyBodyDelta(text, *same), text);
    QVERIFY(!makeBodyDelta(text, QByteArray()));
    QVERIFY(!makeBodyDelta(QByteArray(), text));
    const Result<QByteArray> empty = applyBodyDelta(text, deltaOf({}, {}));
    QVERIFY(empty);
    QVERIFY(empty->isEmpty());
}

void TestBodyDelta::randomEditsComeBack()
{
    QRandomGenerator random(8);
    int made = 0;
    for (int round = 0; round < 300; ++round) {
        const QByteArray base = lines(random.bounded(1, 60), random.generate());
        QByteArray target = base;
        for (int edits = random.bounded(0, 6); edits > 0 && !target.isEmpty(); --edits) {
            const int at = random.bounded(static_cast<int>(target.size()));
            if (random.bounded(2) == 0) {
                target.remove(at, random.bounded(80));
            } else {
                target.insert(at, lines(1, random.generate()));
            }
        }
        if (const std::optional<BodyDelta> delta = makeBodyDelta(base, target)) {
            ++made;
            const Result<QByteArray> result = applyBodyDelta(base, *delta);
            QVERIFY(result);
            QCOMPARE(*result, target);
        }
    }
    QVERIFY(made > 200);
}

void TestBodyDelta::repetitiveTextsTakeLinearTime()
{
    // Quadratic work on 4 MiB would take hours; the bound only tells it from linear.
    const QByteArray base(4 * 1024 * 1024, 'a');
    QByteArray target = "b" + base + "b" + base.first(base.size() / 2);
    for (qsizetype i = 0; i < target.size(); i += 4099) {
        target[i] = 'c';
    }
    QElapsedTimer timer;
    timer.start();
    const std::optional<BodyDelta> delta = makeBodyDelta(base, target);
    QVERIFY(timer.elapsed() < 30'000);
    QVERIFY(delta);
    QCOMPARE(*applyBodyDelta(base, *delta), target);
}

void TestBodyDelta::liesAreRefused()
{
    const QByteArray base("0123456789");
    const auto refused = [&](const char *hex, const QByteArray &result) {
        const Result<QByteArray> out =
            applyBodyDelta(base, deltaOf(QByteArray::fromHex(hex), result));
        return !out && out.error().code == ErrorCode::ProtocolViolation;
    };
    QVERIFY(!refused("1500", base)); // copy 10 bytes from 0: the honest one
    QVERIFY(refused("1700", base + 'x')); // copies 11 of 10 bytes
    QVERIFY(refused("1501", base)); // from offset 1
    QVERIFY(refused("150b", base)); // from outside
    QVERIFY(refused("1500", base + 'x')); // shorter than it says
    QVERIFY(refused("1500", base.first(9))); // longer than it says
    QVERIFY(refused("1500", "9876543210")); // wrong hash
    QVERIFY(refused("000215ff", base)); // an insert of nothing
    QVERIFY(refused("01001500", base)); // a copy of nothing
    QVERIFY(refused("950000", base)); // overlong varint
    QVERIFY(refused("15", base)); // offset missing
    QVERIFY(refused("1461", base)); // insert cut short
    QVERIFY(refused("ffffffffffffffffff01", base)); // varint over 35 bits
    QVERIFY(refused("02ff", "\xff")); // no UTF-8
}

void TestBodyDelta::resultOverTheLimitIsRefused()
{
    const QByteArray base(limits::kBodyBytesMax, 'a');
    const auto of = [](qsizetype bytes) {
        BodyDelta delta;
        const quint64 head = (static_cast<quint64>(bytes) << 1U) | 1U;
        for (quint64 rest = head; true; rest >>= 7U) {
            if (rest < 0x80) {
                delta.ops += static_cast<char>(rest);
                break;
            }
            delta.ops += static_cast<char>((rest & 0x7fU) | 0x80U);
        }
        delta.ops += '\0';
        delta.resultBytes = bytes;
        delta.resultHash = digest(QByteArray(bytes, 'a'));
        return delta;
    };
    QVERIFY(applyBodyDelta(base, of(limits::kBodyBytesMax - 1)));
    QVERIFY(applyBodyDelta(base, of(limits::kBodyBytesMax)));
    QVERIFY(!applyBodyDelta(base + 'a', of(limits::kBodyBytesMax + 1)));
    BodyDelta negative = of(1);
    negative.resultBytes = -1;
    QVERIFY(!applyBodyDelta(base, negative));
}

void TestBodyDelta::everyTruncationAndFlipIsRefused()
{
    const QByteArray base = lines(20, 9);
    QByteArray target = base;
    target.replace("line 7 ", "the seventh ");
    const BodyDelta delta = *makeBodyDelta(base, target);
    for (qsizetype size = 0; size < delta.ops.size(); ++size) {
        BodyDelta cut = delta;
        cut.ops.truncate(size);
        QVERIFY(!applyBodyDelta(base, cut));
    }
    for (qsizetype i = 0; i < delta.ops.size() * 8; ++i) {
        BodyDelta flipped = delta;
        flipped.ops[i / 8] = static_cast<char>(flipped.ops[i / 8] ^ (1 << (i % 8)));
        QVERIFY(!applyBodyDelta(base, flipped));
    }
}

QTEST_APPLESS_MAIN(TestBodyDelta)
#include "tst_bodydelta.moc"
