#include "model/base/cbor.h"
#include "model/base/compression.h"

#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

class TestCbor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersTakeTheirShortestForm_data();
    void numbersTakeTheirShortestForm();
    void whatIsNotCanonicalIsRefused_data();
    void whatIsNotCanonicalIsRefused();
    void mapsKeepTheirOrderAndCount();
    void unsortedOrDoubledKeysAreRefused();
    void theFirstFaultSticksAndLoopsEnd();
    void limitsHoldOneBelowAtAndAbove();
    void aByteOrderMarkSurvives();
    void invalidUtf8IsRefused_data();
    void invalidUtf8IsRefused();
    void aWellFormedTextComesBackFromItsBytes();
    void anArrayThatClaimsMoreThanTheInputHoldsAllocatesNothing();
    void framesComeBackAsTheyWere();
    void framesOverTheirBoundAreRefused();
    void damagedFramesAreRefused();
};

void TestCbor::numbersTakeTheirShortestForm_data()
{
    QTest::addColumn<quint64>("value");
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("0") << quint64 {0} << QByteArray("00");
    QTest::newRow("23") << quint64 {23} << QByteArray("17");
    QTest::newRow("24") << quint64 {24} << QByteArray("1818");
    QTest::newRow("255") << quint64 {255} << QByteArray("18ff");
    QTest::newRow("256") << quint64 {256} << QByteArray("190100");
    QTest::newRow("65535") << quint64 {65535} << QByteArray("19ffff");
    QTest::newRow("65536") << quint64 {65536} << QByteArray("1a00010000");
    QTest::newRow("2^32-1") << quint64 {0xffffffffU} << QByteArray("1affffffff");
    QTest::newRow("2^32") << quint64 {0x100000000U} << QByteArray("1b0000000100000000");
    QTest::newRow("2^64-1") << ~quint64 {0} << QByteArray("1bffffffffffffffff");
}

void TestCbor::numbersTakeTheirShortestForm()
{
    QFETCH(quint64, value);
    QFETCH(QByteArray, hex);
    CborWriter writer;
    writer.number(value);
    const QByteArray bytes = writer.take();
    QCOMPARE(bytes.toHex(), hex);
    CborReader reader(bytes);
    QCOMPARE(reader.number(), value);
    QVERIFY(reader.finish());
}

void TestCbor::whatIsNotCanonicalIsRefused_data()
{
    QTest::addColumn<QByteArray>("hex");
    const auto row = [](const char *name, const char *hex) {
        QTest::newRow(name) << QByteArray(hex);
    };
    row("nothing", "");
    row("23 in two bytes", "1817");
    row("255 in three bytes", "1900ff");
    row("65535 in five bytes", "1a0000ffff");
    row("2^32-1 in nine bytes", "1b00000000ffffffff");
    row("number cut short", "19ff");
    row("indefinite bytes", "5f4101ff");
    row("indefinite text", "7f6161ff");
    row("indefinite array", "9f01ff");
    row("indefinite map", "bf0101ff");
    row("length not shortest", "580161");
    row("bytes cut short", "4201");
    row("text not UTF-8", "61ff");
    row("tag", "c000");
    row("half float", "f93c00");
    row("double", "fb3ff0000000000000");
    row("undefined", "f7");
    row("simple 0", "e0");
    row("simple in two bytes", "f820");
    row("break alone", "ff");
    row("reserved 28", "1c");
    row("map keys doubled", "a201010102");
    row("map keys unsorted", "a202010101");
    row("map cut short", "a10");
    row("array cut short", "8201");
    row("seventeen arrays deep", "818181818181818181818181818181818100");
    row("more behind it", "0000");
}

void TestCbor::whatIsNotCanonicalIsRefused()
{
    QFETCH(QByteArray, hex);
    const QByteArray bytes = QByteArray::fromHex(hex);
    CborReader reader(bytes);
    reader.rawItem();
    QVERIFY(!reader.finish());
    QCOMPARE(reader.error("thing"_L1).code, ErrorCode::ProtocolViolation);
    QVERIFY(reader.error("thing"_L1).detail.startsWith(u"thing: "_s));
}

void TestCbor::mapsKeepTheirOrderAndCount()
{
    CborWriter writer;
    writer.beginMap();
    for (quint64 key = 0; key < 300; ++key) {
        writer.key(key);
        if (key == 7) {
            writer.beginMap();
            writer.key(1);
            writer.text(u"inside");
            writer.endMap();
        } else {
            writer.null();
        }
    }
    writer.endMap();
    const QByteArray bytes = writer.take();
    QVERIFY(bytes.startsWith(QByteArray::fromHex("b9012c00f6")));

    CborReader reader(bytes);
    quint64 expected = 0;
    reader.enterMap();
    while (reader.nextKey()) {
        QCOMPARE(reader.key(), expected);
        ++expected;
        if (reader.key() == 7) {
            reader.enterMap();
            while (reader.nextKey()) {
                QCOMPARE(reader.text(10), u"inside"_s);
            }
        } else {
            QVERIFY(reader.takeNull());
        }
    }
    QVERIFY(reader.finish());
    QCOMPARE(expected, quint64 {300});
    CborReader whole(bytes);
    QCOMPARE(whole.rawItem().toByteArray(), bytes);
}

void TestCbor::unsortedOrDoubledKeysAreRefused()
{
    for (const char *hex : {"a201f601f6", "a202f601f6", "a11bfffffffffffffffff6"}) {
        const QByteArray bytes = QByteArray::fromHex(hex);
        CborReader reader(bytes);
        reader.enterMap();
        while (reader.nextKey()) {
            reader.takeNull();
        }
        QVERIFY2(!reader.finish(), hex);
    }
}

void TestCbor::theFirstFaultSticksAndLoopsEnd()
{
    const QByteArray bytes = QByteArray::fromHex("a3010102030304");
    CborReader reader(bytes);
    int rounds = 0;
    reader.enterMap();
    while (reader.nextKey()) {
        ++rounds;
        reader.text(5); // a number stands there
    }
    QCOMPARE(rounds, 1);
    QVERIFY(!reader.ok());
    QCOMPARE(reader.number(), quint64 {0});
    QCOMPARE(reader.enterArray(9), 0);
    QVERIFY(reader.rawItem().isEmpty());
    reader.fail("a later fault");
    QCOMPARE(reader.error("x"_L1).detail, u"x: wrong type at byte 2"_s);
}

void TestCbor::limitsHoldOneBelowAtAndAbove()
{
    CborWriter writer;
    writer.text(u"\u00e9t\u00e9"); // five bytes
    const QByteArray bytes = writer.take();
    for (const auto &[limit, good] : {std::pair {4, false}, {5, true}, {6, true}}) {
        CborReader reader(bytes);
        reader.text(limit);
        QCOMPARE(reader.finish(), good);
    }
    const QByteArray array = QByteArray::fromHex("83000000");
    for (const auto &[limit, count] : {std::pair {2, 0}, {3, 3}, {4, 3}}) {
        CborReader reader(array);
        QCOMPARE(reader.enterArray(limit), count);
    }
    const QByteArray deepest = QByteArray::fromHex("8181818181818181818181818181818100");
    CborReader reader(deepest);
    QCOMPARE(reader.rawItem().size(), deepest.size());
}

void TestCbor::aByteOrderMarkSurvives()
{
    for (const QString &text : {u"\uFEFFx"_s, u"\uFEFF\uFEFFx"_s, u"\uFEFF"_s, QString()}) {
        CborWriter writer;
        writer.text(text);
        const QByteArray bytes = writer.take();
        CborReader reader(bytes);
        QCOMPARE(reader.text(100), text);
        QVERIFY(reader.finish());
    }
}

void TestCbor::invalidUtf8IsRefused_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<bool>("good");
    const auto row = [](const char *name, const char *hex, bool good) {
        QTest::newRow(name) << QByteArray(hex) << good;
    };
    row("NUL", "00", true);
    row("U+07FF", "dfbf", true);
    row("U+0800", "e0a080", true);
    row("U+D7FF", "ed9fbf", true);
    row("U+FFFF", "efbfbf", true);
    row("U+10000", "f0908080", true);
    row("U+10FFFF", "f48fbfbf", true);
    row("overlong two", "c1bf", false);
    row("overlong three", "e09fbf", false);
    row("overlong four", "f08fbfbf", false);
    row("surrogate", "eda080", false);
    row("above U+10FFFF", "f4908080", false);
    row("five bytes", "f888808080", false);
    row("tail alone", "80", false);
    row("two cut short", "c3", false);
    row("three cut short", "e282", false);
    row("four cut short", "f09f98", false);
    row("tail missing", "c341", false);
}

void TestCbor::invalidUtf8IsRefused()
{
    QFETCH(QByteArray, hex);
    QFETCH(bool, good);
    const QByteArray bytes = QByteArray::fromHex(hex);
    QCOMPARE(isUtf8(bytes), good);
    if (good) {
        QCOMPARE(textFromUtf8(bytes).toUtf8(), bytes);
    }
}

void TestCbor::aWellFormedTextComesBackFromItsBytes()
{
    const QString good = u"\uFEFFgood \U0001F30D"_s;
    QCOMPARE(wellFormedText(good), good);
    const QString lone = wellFormedText(u"a"_s + QChar(0xd800) + u"b"_s);
    QVERIFY(lone.isValidUtf16());
    QCOMPARE(textFromUtf8(lone.toUtf8()), lone);
}

void TestCbor::anArrayThatClaimsMoreThanTheInputHoldsAllocatesNothing()
{
    const QByteArray bytes = QByteArray::fromHex("9bffffffffffffff00");
    CborReader reader(bytes);
    QCOMPARE(reader.enterArray(std::numeric_limits<qsizetype>::max()), 0);
    QVERIFY(!reader.ok());
    CborReader raw(bytes);
    raw.rawItem();
    QVERIFY(!raw.ok());
}

void TestCbor::framesComeBackAsTheyWere()
{
    for (const QByteArray &bytes : {QByteArray(), QByteArray("x"), QByteArray(100'000, 'a')}) {
        const QByteArray frame = compress(bytes);
        QCOMPARE(decompressedSize(frame), static_cast<quint64>(bytes.size()));
        const Result<QByteArray> back = decompress(frame, 100'000);
        QVERIFY(back);
        QCOMPARE(*back, bytes);
    }
}

void TestCbor::framesOverTheirBoundAreRefused()
{
    const QByteArray bomb = compress(QByteArray(1'000'000, '\0'));
    QVERIFY(bomb.size() < 200);
    QVERIFY(!decompress(bomb, 999'999));
    QVERIFY(decompress(bomb, 1'000'000));
}

void TestCbor::damagedFramesAreRefused()
{
    const QByteArray frame = compress("words and words and words and more words");
    for (qsizetype size = 0; size < frame.size(); ++size) {
        QVERIFY(!decompress(frame.first(size), 1000));
    }
    QVERIFY(!decompress(frame + 'x', 1000));
    QVERIFY(!decompress(frame + frame, 1000));
    for (qsizetype i = 0; i < frame.size(); ++i) {
        QByteArray broken = frame;
        broken[i] = static_cast<char>(broken[i] ^ 0x55);
        const Result<QByteArray> out = decompress(broken, 1000); // must not crash
        QVERIFY(!out || out->size() <= 1000);
    }
}

QTEST_APPLESS_MAIN(TestCbor)
#include "tst_cbor.moc"
