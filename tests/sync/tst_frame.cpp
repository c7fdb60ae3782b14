#include "model/base/compression.h"
#include "sync/limits.h"
#include "sync/wire/frame.h"

#include <QTest>

#include <random>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

QByteArray noise(qsizetype size, quint32 seed = 1)
{
    std::mt19937 random(seed);
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &byte : bytes) {
        byte = static_cast<char>(random());
    }
    return bytes;
}

/// What a receiver makes of these frames: the last frame's answer, or the first fault.
Result<std::optional<QByteArray>> assemble(const std::vector<QByteArray> &frames)
{
    FrameAssembler assembler;
    Result<std::optional<QByteArray>> last = std::optional<QByteArray> {};
    for (const QByteArray &frame : frames) {
        last = assembler.add(frame);
        if (!last) {
            return last;
        }
    }
    return last;
}

} // namespace

class FrameTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messages_comeBackWhole_data();
    void messages_comeBackWhole();
    void compressesOnlyAboveTheBound();
    void noiseStaysUncompressed();
    void changesWithBodies_areNotCompressedAgain();
    void messageOverTheBound_cannotBeSent();
    void frameOverTheBound_isRefused();
    void messageOverTheBound_isRefusedBeforeItIsWhole();
    void zipBomb_isRefused();
    void compressedFrameOfUnknownSize_isRefused();
    void unknownFlagsAndEmptyFrames_areRefused();
    void mixedCompression_isRefused();
    void damagedFrames_neverCrash();
};

void FrameTest::messages_comeBackWhole_data()
{
    QTest::addColumn<QByteArray>("message");
    const qsizetype piece = limits::kFrameBytesMax - 1;
    for (const qsizetype size : {qsizetype {1},
                                 limits::kCompressAboveBytes,
                                 limits::kCompressAboveBytes + 1,
                                 piece - 1,
                                 piece,
                                 piece + 1,
                                 2 * piece,
                                 limits::kMessageBytesMax - 1,
                                 limits::kMessageBytesMax}) {
        QTest::addRow("noise of %lld bytes", static_cast<long long>(size)) << noise(size);
    }
    QTest::newRow("text that only fits compressed")
        << QByteArray(limits::kDecompressedBytesMax, 'a');
}

void FrameTest::messages_comeBackWhole()
{
    QFETCH(QByteArray, message);

    const auto frames = splitIntoFrames(message, Compression::Try);

    QVERIFY(frames);
    for (const QByteArray &frame : *frames) {
        QVERIFY(frame.size() <= limits::kFrameBytesMax);
    }
    const auto back = assemble(*frames);
    QVERIFY(back);
    QVERIFY(back->has_value());
    QVERIFY(**back == message);
}

void FrameTest::compressesOnlyAboveTheBound()
{
    const auto at = splitIntoFrames(QByteArray(limits::kCompressAboveBytes, 'a'), Compression::Try);
    const auto above =
        splitIntoFrames(QByteArray(limits::kCompressAboveBytes + 1, 'a'), Compression::Try);

    QCOMPARE(at->front().size(), limits::kCompressAboveBytes + 1);
    QVERIFY(above->front().size() < 100);
}

void FrameTest::noiseStaysUncompressed()
{
    const auto frames = splitIntoFrames(noise(2000), Compression::Try);

    QCOMPARE(frames->front().size(), 2001);
}

void FrameTest::changesWithBodies_areNotCompressedAgain()
{
    PackedChange withBody;
    withBody.body = noise(1000);
    PackedChange without;
    without.content = QByteArray(1000, 'a');

    QCOMPARE(compressionFor(message::Changes {{withBody}}), Compression::Skip);
    QCOMPARE(compressionFor(message::Changes {{without}}), Compression::Try);
    QCOMPARE(compressionFor(message::Part {}), Compression::Skip);
    QCOMPARE(compressionFor(message::Members {}), Compression::Try);
}

void FrameTest::messageOverTheBound_cannotBeSent()
{
    QVERIFY(!splitIntoFrames(noise(limits::kMessageBytesMax + 1), Compression::Try));
    QVERIFY(!splitIntoFrames(QByteArray(limits::kDecompressedBytesMax + 1, 'a'), Compression::Try));
    QVERIFY(!splitIntoFrames({}, Compression::Try));
}

void FrameTest::frameOverTheBound_isRefused()
{
    QByteArray frame(limits::kFrameBytesMax, 'a');
    frame[0] = 0;
    FrameAssembler atBound;
    FrameAssembler aboveBound;

    QVERIFY(atBound.add(frame));
    QVERIFY(!aboveBound.add(frame + 'a'));
}

void FrameTest::messageOverTheBound_isRefusedBeforeItIsWhole()
{
    FrameAssembler assembler;
    QByteArray frame(limits::kFrameBytesMax, 'a');
    frame[0] = 0; // not the last one

    for (int i = 0; i < 16; ++i) {
        QVERIFY(assembler.add(frame)); // 16 * (64 KiB - 1)
    }
    QByteArray rest(16 + 1, 'a'); // reaches the bound exactly
    rest[0] = 0;
    QVERIFY(assembler.add(rest));
    const auto above = assembler.add(QByteArray("\0a", 2));

    QVERIFY(!above);
    QCOMPARE(above.error().code, ErrorCode::ProtocolViolation);
}

void FrameTest::zipBomb_isRefused()
{
    const QByteArray fits = compress(QByteArray(limits::kDecompressedBytesMax, 'a'));
    const QByteArray bomb = compress(QByteArray(limits::kDecompressedBytesMax + 1, 'a'));

    QVERIFY(assemble({QByteArray(1, 3) + fits}));
    const auto refused = assemble({QByteArray(1, 3) + bomb});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::ProtocolViolation);
}

void FrameTest::compressedFrameOfUnknownSize_isRefused()
{
    // A zstd frame whose header does not declare its content's size (single raw block "abc").
    const QByteArray undeclared = QByteArray::fromHex("28b52ffd0058190000616263");

    QVERIFY(!assemble({QByteArray(1, 3) + undeclared}));
}

void FrameTest::unknownFlagsAndEmptyFrames_areRefused()
{
    QVERIFY(!assemble({QByteArray("\x05"
                                  "a")}));
    QVERIFY(!assemble({QByteArray("\x81"
                                  "a")}));
    QVERIFY(!assemble({QByteArray("\x01")}));
    QVERIFY(!assemble({QByteArray()}));
}

void FrameTest::mixedCompression_isRefused()
{
    QVERIFY(!assemble({QByteArray("\0a", 2),
                       QByteArray("\x03"
                                  "b")}));
    QVERIFY(!assemble({QByteArray("\x02"
                                  "a"),
                       QByteArray("\x01"
                                  "b")}));
}

void FrameTest::damagedFrames_neverCrash()
{
    const auto frames = splitIntoFrames(QByteArray(200'000, 'a') + noise(500), Compression::Try);
    std::mt19937 random(7);

    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
        QByteArray frame = frames->front();
        const auto at = static_cast<qsizetype>(random() % static_cast<quint32>(frame.size()));
        if (round % 2 == 0) {
            frame[at] = static_cast<char>(random());
        } else {
            frame.truncate(at);
        }
        FrameAssembler assembler;
        const auto answer = assembler.add(frame);
        if (!answer) {
            ++refused;
        } else if (answer->has_value()) {
            QVERIFY((*answer)->size() <= limits::kDecompressedBytesMax);
        }
    }

    QVERIFY(refused > 900);
}

QTEST_APPLESS_MAIN(FrameTest)
#include "tst_frame.moc"
