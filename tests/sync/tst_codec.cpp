#include "model/base/cbor.h"
#include "sync/limits.h"
#include "sync/wire/codec.h"
#include "tests/support/goldenfile.h"
#include "tests/support/logwriter.h"

#include <QTest>

#include <random>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

template <typename Id>
Id filled(std::uint8_t byte)
{
    Id id;
    id.bytes.fill(byte);
    return id;
}

VersionVector sampleVector()
{
    VersionVector vector;
    vector.advance({filled<DeviceId>(1), 5, {}}, {300, filled<Hash>(9)});
    vector.advance({filled<DeviceId>(1), 6, filled<Hash>(4)}, {1, {}});
    return vector;
}

std::vector<LogRange> sampleGaps()
{
    return {{{filled<DeviceId>(1), 5, {}}, 3, 9},
            {{filled<DeviceId>(1), 5, {}}, 20, 20},
            {{filled<DeviceId>(1), 6, filled<Hash>(4)}, 1, 1}};
}

/// Each message once, with every field set. The golden files are named after the keys.
std::map<QString, Message> samples()
{
    LogWriter log(1, 42);
    const std::vector<PackedChange> changes {log.next(u"Milk"_s, u"two bottles\n"_s),
                                             log.next(u"Täg"_s)};
    return {
        {u"hello"_s,
         message::Hello {message::Hello::Purpose::Sync,
                         1,
                         3,
                         1,
                         QByteArray(32, 'n'),
                         filled<Hash>(2),
                         {u"parts"_s},
                         1'048'576}},
        {u"hello-pairing"_s,
         message::Hello {
             message::Hello::Purpose::PairByLink, 1, 1, 1, QByteArray(32, 'n'), {}, {}, 1'048'576}},
        {u"auth"_s, message::Auth {filled<DeviceId>(3), filled<Signature>(4)}},
        {u"members-digest"_s, message::Members {filled<Hash>(5), std::nullopt}},
        {u"members"_s,
         message::Members {filled<Hash>(5), std::vector<QByteArray> {"record", "another"}}},
        {u"members-addresses"_s,
         message::Members {
             filled<Hash>(5), std::nullopt, {u"192.168.1.5:4711"_s, u"[fe80::1]:9"_s}}},
        {u"members-clock"_s,
         message::Members {filled<Hash>(5), std::nullopt, {}, qint64 {1'790'000'000'123}}},
        {u"have-digest"_s, message::Have {filled<Hash>(6), std::nullopt, std::nullopt}},
        {u"have"_s, message::Have {filled<Hash>(6), sampleVector(), filled<Hash>(7)}},
        {u"changes"_s, message::Changes {changes}},
        {u"part"_s, message::Part {filled<Hash>(8), 262'144, 300'000, "bytes"}},
        {u"have-gaps"_s,
         message::Have {filled<Hash>(6), sampleVector(), std::nullopt, sampleGaps()}},
        {u"ack"_s, message::Ack {sampleVector()}},
        {u"ack-gaps"_s, message::Ack {sampleVector(), sampleGaps()}},
        {u"endofstored"_s, message::EndOfStored {}},
        {u"endofstored-held-up"_s, message::EndOfStored {true}},
        {u"ping"_s, message::Ping {}},
        {u"pong"_s, message::Pong {}},
        {u"fault"_s, message::Fault {3, true, u"Refused; pair these two devices first."_s}},
        {u"pairing"_s, message::Pairing {2, "payload"}},
        {u"probe"_s, message::Probe {{filled<Hash>(9), filled<Hash>(3)}}},
        {u"probed"_s, message::Probed {{filled<Hash>(3)}}},
        {u"forked"_s, message::Forked {filled<DeviceId>(1), 77, filled<Hash>(4)}},
        {u"forked-wholly"_s, message::Forked {filled<DeviceId>(1), 77, Hash {}}},
        {u"compare"_s, message::Compare {"\x01\x02", true}},
        {u"compared-sums"_s,
         message::Compared {"\x01", {{0, filled<Hash>(5)}, {255, filled<Hash>(6)}}, {}}},
        {u"compared-records"_s,
         message::Compared {"\x01", {}, {{filled<NoteId>(1), filled<Hash>(5)}}}},
        {u"want"_s, message::Want {{filled<Hash>(9)}}},
        {u"given"_s, message::Given {changes, {filled<Hash>(9)}}},
        {u"given-more"_s, message::Given {{}, {}, {filled<Hash>(9)}, {filled<Hash>(3)}}},
    };
}

/// [type, flags, body] with the body written by `write`.
template <typename Write>
QByteArray handMade(quint64 type, quint64 flags, Write write)
{
    CborWriter out;
    out.beginArray(3);
    out.number(type);
    out.number(flags);
    out.beginMap();
    write(out);
    out.endMap();
    return out.take();
}

bool accepts(const Message &message)
{
    const auto decoded = decodeMessage(encodeMessage(message));
    return decoded && decoded->has_value() && **decoded == message;
}

PackedChange changeOfBytes(qsizetype size)
{
    LogWriter log(1, 42);
    PackedChange change = log.next(u"x"_s);
    change.body = QByteArray(size, 'b');
    change.body.chop(change.toCbor().size() - size);
    return change;
}

} // namespace

class CodecTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMessage_matchesItsGoldenBytes_data();
    void everyMessage_matchesItsGoldenBytes();
    void everyMessage_comesBack_data() { everyMessage_matchesItsGoldenBytes_data(); }
    void everyMessage_comesBack();
    void truncated_isRefused_data() { everyMessage_matchesItsGoldenBytes_data(); }
    void truncated_isRefused();
    void flippedBytes_neverCrash_data() { everyMessage_matchesItsGoldenBytes_data(); }
    void flippedBytes_neverCrash();
    void unknownKeys_areSkipped();
    void unknownType_isIgnored_unlessCritical();
    void missingKey_isRefused();
    void changesCount_isBounded();
    void changeBytes_areBounded();
    void aWant_namesNothingTwice();
    void emptyChanges_areRefused();
    void vectorLogs_areBounded();
    void vectorOutOfOrder_isRefused();
    void gaps_areBounded();
    void gapsOutOfOrder_areRefused();
    void memberRecords_areBounded();
    void addresses_areBounded();
    void partBytes_areBounded();
    void helloBounds();
    void faultText_isBounded();
    void bytesBehindTheMessage_areRefused();
};

void CodecTest::everyMessage_matchesItsGoldenBytes_data()
{
    QTest::addColumn<QString>("name");
    for (const auto &entry : samples()) {
        QTest::newRow(qPrintable(entry.first)) << entry.first;
    }
}

void CodecTest::everyMessage_matchesItsGoldenBytes()
{
    QFETCH(QString, name);
    const QByteArray bytes = encodeMessage(samples().at(name));

    QCOMPARE(bytes.toHex(), goldenFile(u"wire/messages/"_s + name + u".hex"_s, bytes).toHex());
}

void CodecTest::everyMessage_comesBack()
{
    QFETCH(QString, name);

    QVERIFY(accepts(samples().at(name)));
}

void CodecTest::truncated_isRefused()
{
    QFETCH(QString, name);
    const QByteArray bytes = encodeMessage(samples().at(name));

    for (qsizetype size = 0; size < bytes.size(); ++size) {
        QVERIFY(!decodeMessage(bytes.first(size)));
    }
}

void CodecTest::flippedBytes_neverCrash()
{
    QFETCH(QString, name);
    const QByteArray bytes = encodeMessage(samples().at(name));
    std::mt19937 random(11);

    for (int round = 0; round < 3000; ++round) {
        QByteArray damaged = bytes;
        for (auto flips = 1 + random() % 3; flips > 0; --flips) {
            const auto at =
                static_cast<qsizetype>(random() % static_cast<std::size_t>(bytes.size()));
            damaged[at] = static_cast<char>(random());
        }
        const auto decoded = decodeMessage(damaged);
        if (decoded && decoded->has_value()) {
            // What is accepted can be said again and means the same.
            const auto again = decodeMessage(encodeMessage(**decoded));
            QVERIFY(again && again->has_value());
            QVERIFY(**again == **decoded);
        }
    }
}

void CodecTest::unknownKeys_areSkipped()
{
    const QByteArray bytes = handMade(11, 1, [](CborWriter &out) {
        out.key(1);
        out.number(3);
        out.key(2);
        out.boolean(true);
        out.key(3);
        out.text(u"text");
        out.key(4);
        out.beginArray(2);
        out.null();
        out.beginMap();
        out.key(1);
        out.text(u"nested");
        out.endMap();
        out.key(1000);
        out.bytes("later");
    });

    const auto decoded = decodeMessage(bytes);

    QVERIFY(decoded && decoded->has_value());
    const message::Fault expected {3, true, u"text"_s};
    QVERIFY(std::get<message::Fault>(**decoded) == expected);
}

void CodecTest::unknownType_isIgnored_unlessCritical()
{
    const auto body = [](CborWriter &out) {
        out.key(1);
        out.number(1);
    };

    const auto ignored = decodeMessage(handMade(99, 0, body));
    const auto refused = decodeMessage(handMade(99, 1, body));

    QVERIFY(ignored && !ignored->has_value());
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::ProtocolViolation);
}

void CodecTest::missingKey_isRefused()
{
    QVERIFY(!decodeMessage(handMade(2, 1, [](CborWriter &out) {
        out.key(1);
        out.id(filled<DeviceId>(1));
    })));
    QVERIFY(!decodeMessage(handMade(1, 1, [](CborWriter &) {})));
}

void CodecTest::changesCount_isBounded()
{
    LogWriter log(1, 42);
    const PackedChange change = log.next(u"x"_s);
    const auto batch = [&change](int count) {
        return message::Changes {
            std::vector<PackedChange>(static_cast<std::size_t>(count), change)};
    };

    QVERIFY(accepts(batch(limits::kBatchChangesMax - 1)));
    QVERIFY(accepts(batch(limits::kBatchChangesMax)));
    QVERIFY(!accepts(batch(limits::kBatchChangesMax + 1)));
}

void CodecTest::changeBytes_areBounded()
{
    for (const qsizetype size : {limits::kPartAboveBytes - 1, limits::kPartAboveBytes}) {
        const PackedChange change = changeOfBytes(size);
        QCOMPARE(change.toCbor().size(), size);
        QVERIFY(accepts(message::Changes {{change}}));
    }
    QVERIFY(!accepts(message::Changes {{changeOfBytes(limits::kPartAboveBytes + 1)}}));
}

void CodecTest::aWant_namesNothingTwice()
{
    QVERIFY(accepts(message::Want {{filled<Hash>(1), filled<Hash>(2)}}));
    QVERIFY(!accepts(message::Want {{filled<Hash>(1), filled<Hash>(2), filled<Hash>(1)}}));
}

void CodecTest::emptyChanges_areRefused()
{
    QVERIFY(!decodeMessage(encodeMessage(message::Changes {})));
}

void CodecTest::vectorLogs_areBounded()
{
    const auto vectorOf = [](int logs) {
        VersionVector vector;
        for (int i = 0; i < logs; ++i) {
            vector.advance({filled<DeviceId>(1), static_cast<std::uint64_t>(i), {}}, {1, {}});
        }
        return message::Ack {vector};
    };

    QVERIFY(accepts(vectorOf(limits::kVectorLogsMax - 1)));
    QVERIFY(accepts(vectorOf(limits::kVectorLogsMax)));
    QVERIFY(!accepts(vectorOf(limits::kVectorLogsMax + 1)));
}

void CodecTest::vectorOutOfOrder_isRefused()
{
    const auto ackOf = [](std::initializer_list<std::pair<quint64, quint64>> entries) {
        return handMade(7, 1, [&entries](CborWriter &out) {
            out.key(1);
            out.beginArray(static_cast<qsizetype>(entries.size()));
            for (const auto &[incarnation, seq] : entries) {
                out.beginArray(5);
                out.id(filled<DeviceId>(1));
                out.number(incarnation);
                out.null();
                out.number(seq);
                out.null();
            }
        });
    };

    QVERIFY(decodeMessage(ackOf({{1, 1}, {2, 1}})));
    QVERIFY(!decodeMessage(ackOf({{2, 1}, {1, 1}})));
    QVERIFY(!decodeMessage(ackOf({{1, 1}, {1, 2}})));
    QVERIFY(!decodeMessage(ackOf({{1, 0}})));
}

void CodecTest::gaps_areBounded()
{
    const auto gapsOf = [](int count) {
        message::Ack ack {sampleVector(), {}};
        for (int i = 0; i < count; ++i) {
            const auto seq = static_cast<std::uint64_t>(2 * i + 1);
            ack.gaps.push_back({{filled<DeviceId>(1), 5, {}}, seq, seq});
        }
        return ack;
    };

    QVERIFY(accepts(gapsOf(limits::kGapsMax - 1)));
    QVERIFY(accepts(gapsOf(limits::kGapsMax)));
    QVERIFY(!accepts(gapsOf(limits::kGapsMax + 1)));
}

void CodecTest::gapsOutOfOrder_areRefused()
{
    const auto accepted = [](std::initializer_list<std::pair<quint64, quint64>> ranges) {
        message::Ack ack {sampleVector(), {}};
        for (const auto &[first, last] : ranges) {
            ack.gaps.push_back({{filled<DeviceId>(1), 5, {}}, first, last});
        }
        return accepts(ack);
    };

    QVERIFY(accepted({{1, 4}, {6, 6}}));
    QVERIFY(!accepted({{6, 6}, {1, 4}}));
    QVERIFY(!accepted({{1, 4}, {4, 6}}));
    QVERIFY(!accepted({{0, 1}}));
    QVERIFY(!accepted({{5, 4}}));
}

void CodecTest::memberRecords_areBounded()
{
    const auto members = [](int count, qsizetype size) {
        return message::Members {
            {}, std::vector<QByteArray>(static_cast<std::size_t>(count), QByteArray(size, 'r'))};
    };

    QVERIFY(accepts(members(limits::kMemberRecordsMax, 1)));
    QVERIFY(!accepts(members(limits::kMemberRecordsMax + 1, 1)));
    QVERIFY(accepts(members(1, limits::kMemberRecordBytesMax)));
    QVERIFY(!accepts(members(1, limits::kMemberRecordBytesMax + 1)));
}

void CodecTest::addresses_areBounded()
{
    const auto members = [](int count, qsizetype size) {
        return message::Members {{}, std::nullopt, QStringList(count, QString(size, u'a'))};
    };

    QVERIFY(accepts(members(limits::kAddressesPerPeerMax, 1)));
    QVERIFY(!accepts(members(limits::kAddressesPerPeerMax + 1, 1)));
    QVERIFY(accepts(members(1, limits::kAddressBytesMax)));
    QVERIFY(!accepts(members(1, limits::kAddressBytesMax + 1)));
}

void CodecTest::partBytes_areBounded()
{
    const auto part = [](quint64 total, qsizetype size) {
        return message::Part {{}, 0, total, QByteArray(size, 'p')};
    };
    const auto totalMax = static_cast<quint64>(limits::kPartTotalBytesMax);

    QVERIFY(accepts(part(totalMax, limits::kPartBytesMax)));
    QVERIFY(!accepts(part(totalMax + 1, 1)));
    QVERIFY(!accepts(part(totalMax, limits::kPartBytesMax + 1)));
}

void CodecTest::helloBounds()
{
    message::Hello hello = std::get<message::Hello>(samples().at(u"hello"_s));
    QVERIFY(accepts(hello));

    message::Hello shortNonce = hello;
    shortNonce.nonce.chop(1);
    QVERIFY(!accepts(shortNonce));

    message::Hello emptyRange = hello;
    emptyRange.protocolMin = 4;
    QVERIFY(!accepts(emptyRange));

    message::Hello features = hello;
    features.features = QStringList(limits::kFeaturesMax, u"f"_s);
    QVERIFY(accepts(features));
    features.features.append(u"f"_s);
    QVERIFY(!accepts(features));

    message::Hello longFeature = hello;
    longFeature.features = {QString(limits::kFeatureBytesMax, u'f')};
    QVERIFY(accepts(longFeature));
    longFeature.features = {QString(limits::kFeatureBytesMax + 1, u'f')};
    QVERIFY(!accepts(longFeature));
}

void CodecTest::faultText_isBounded()
{
    QVERIFY(accepts(message::Fault {1, true, QString(limits::kFaultTextBytesMax, u'x')}));
    QVERIFY(!accepts(message::Fault {1, true, QString(limits::kFaultTextBytesMax + 1, u'x')}));
}

void CodecTest::bytesBehindTheMessage_areRefused()
{
    QVERIFY(!decodeMessage(encodeMessage(message::Ping {}) + '\0'));
}

QTEST_APPLESS_MAIN(CodecTest)
#include "tst_codec.moc"
