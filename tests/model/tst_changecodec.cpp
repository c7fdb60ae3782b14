#include "model/base/compression.h"
#include "model/base/limits.h"
#include "model/note/changecodec.h"
#include "tests/support/goldenfile.h"
#include "tests/support/samplechange.h"

#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

QByteArray hex(const char *digits)
{
    return QByteArray::fromHex(digits);
}

ErrorCode metaFault(const ChangeMeta &meta)
{
    const Result<ChangeMeta> decoded = decodeMeta(encodeMeta(meta));
    return decoded ? ErrorCode::Internal : decoded.error().code;
}

bool contentIsTaken(const NoteFragment &fragment)
{
    const Result<NoteFragment> decoded = decodeContent(encodeContent(fragment));
    return decoded && *decoded == fragment;
}

/// Every cut and every flipped bit is refused, or means something else and is written back the same.
template <typename Decode, typename Encode, typename Value>
bool hasOneEncoding(const QByteArray &good, const Value &meant, Decode decode, Encode encode)
{
    for (qsizetype size = 0; size < good.size(); ++size) {
        if (decode(good.first(size))) {
            return false;
        }
    }
    if (decode(good + '\0')) {
        return false;
    }
    for (qsizetype i = 0; i < good.size() * 8; ++i) {
        QByteArray flipped = good;
        flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << (i % 8)));
        if (const auto value = decode(flipped);
            value && (*value == meant || encode(*value) != flipped)) {
            return false;
        }
    }
    return true;
}

} // namespace

class TestChangeCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsAreAsTheyWereReleased_data();
    void partsAreAsTheyWereReleased();
    void partsComeBack();
    void noOtherBytesMeanTheSamePart();
    void theSignatureCoversLibraryAndHash();
    void headersThatLieAreRefused_data();
    void headersThatLieAreRefused();
    void aNewerHeaderStillNamesItsPlaceInTheLog();
    void metaLimitsHold();
    void unknownOperationsAreOutdatedNotViolations();
    void unknownMetaKeysSurvive();
    void malformedMetaIsRefused_data();
    void malformedMetaIsRefused();
    void textLimitsHold();
    void setLimitsHold();
    void setsAreSortedByCodePointAndUnique();
    void unknownFieldsAndKindsSurvive();
    void malformedContentIsRefused_data();
    void malformedContentIsRefused();
    void emptyPartsOfAPlaceAreNotWritten();
    void aLocalFragmentIsCheckedBeforeItIsSigned();
    void readingAheadEndsAtTheFirstLargeClaim();
};

void TestChangeCodec::partsAreAsTheyWereReleased_data()
{
    QTest::addColumn<QByteArray>("made");
    const SignedChange full = signedSample();
    const SignedChange delta = signedSample(sampleDeltaDraft());
    QTest::newRow("header_first") << encodeHeader(full.change.header);
    QTest::newRow("header_branch") << encodeHeader(delta.change.header);
    QTest::newRow("meta_create") << encodeMeta(full.change.meta);
    QTest::newRow("meta_update") << encodeMeta(delta.change.meta);
    QTest::newRow("content_full") << encodeContent(full.change.fragment);
    QTest::newRow("content_delta") << encodeContent(delta.change.fragment);
    QTest::newRow("signature") << full.change.signature.toBytes();
    QTest::newRow("signature_delta") << delta.change.signature.toBytes();
}

void TestChangeCodec::partsAreAsTheyWereReleased()
{
    QFETCH(QByteArray, made);
    const QString name = u"wire/%1.hex"_s.arg(QLatin1StringView(QTest::currentDataTag()));
    const QByteArray golden = goldenFile(name, made);
    QVERIFY(!golden.isEmpty());
    QCOMPARE(made.toHex(), golden.toHex());
}

void TestChangeCodec::partsComeBack()
{
    for (const SignedChange &made : {signedSample(), signedSample(sampleDeltaDraft())}) {
        QCOMPARE(*decodeHeader(encodeHeader(made.change.header)), made.change.header);
        QCOMPARE(*decodeMeta(encodeMeta(made.change.meta)), made.change.meta);
        QCOMPARE(*decodeContent(encodeContent(made.change.fragment)), made.change.fragment);
    }
    const NoteFragment nothing;
    QCOMPARE(encodeContent(nothing), hex("a0"));
    QCOMPARE(*decodeContent(hex("a0")), nothing);
}

void TestChangeCodec::noOtherBytesMeanTheSamePart()
{
    for (const SignedChange &made : {signedSample(), signedSample(sampleDeltaDraft())}) {
        const NoteChange &change = made.change;
        QVERIFY(hasOneEncoding(encodeMeta(change.meta), change.meta, decodeMeta, encodeMeta));
        QVERIFY(hasOneEncoding(
            encodeContent(change.fragment), change.fragment, decodeContent, encodeContent));
        // A newer format's header is kept as bytes; its decoded value is no complete one.
        const auto decode = [](QByteArrayView bytes) -> std::optional<ChangeHeader> {
            const Result<ChangeHeader> header = decodeHeader(bytes);
            return header && header->format == kChangeFormat ? std::optional(*header)
                                                             : std::nullopt;
        };
        QVERIFY(hasOneEncoding(encodeHeader(change.header), change.header, decode, encodeHeader));
    }
}

void TestChangeCodec::theSignatureCoversLibraryAndHash()
{
    const NoteChange change = signedSample().change;
    const DeviceId device = change.header.log.device;
    QCOMPARE(change.hash, digest(encodeHeader(change.header)));
    QVERIFY(verifySignature(device, signedMessage(sampleLibrary(), change.hash), change.signature));
    QVERIFY(!verifySignature(
        device, signedMessage(filled<LibraryId>(0x45), change.hash), change.signature));
    QVERIFY(!verifySignature(
        device, signedMessage(sampleLibrary(), filled<Hash>(1)), change.signature));
    QVERIFY(!verifySignature(
        SeedSigner(2).device(), signedMessage(sampleLibrary(), change.hash), change.signature));
    QVERIFY(!verifySignature(device, signedMessage(sampleLibrary(), change.hash), Signature {}));
    QVERIFY(!verifySignature(
        DeviceId {}, signedMessage(sampleLibrary(), change.hash), change.signature));
}

void TestChangeCodec::headersThatLieAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray device = hex("025820") + QByteArray(32, 'd');
    const QByteArray prev = hex("065820") + QByteArray(32, 'p');
    const QByteArray meta = hex("075820") + QByteArray(32, 'm');
    const auto row = [&](const char *name, const QByteArray &bytes) {
        QVERIFY(!bytes.isEmpty());
        QTest::newRow(name) << bytes;
    };
    row("format 0", hex("a50100") + device + hex("03010501") + meta);
    row("no format", hex("a4") + device + hex("03010501") + meta);
    row("no device", hex("a4010103010501") + meta);
    row("no incarnation", hex("a40101") + device + hex("0501") + meta);
    row("no seq", hex("a40101") + device + hex("0301") + meta);
    row("no meta commitment", hex("a40101") + device + hex("03010501"));
    row("seq 0", hex("a50101") + device + hex("03010500") + meta);
    row("seq 2 without prev", hex("a50101") + device + hex("03010502") + meta);
    row("seq 1 with prev", hex("a60101") + device + hex("03010501") + prev + meta);
    row("null prev", hex("a60101") + device + hex("03010502065820") + QByteArray(32, 0) + meta);
    row("null branch",
        hex("a60101") + device + hex("0301045820") + QByteArray(32, 0) + hex("0501") + meta);
    row("unknown key", hex("a60101") + device + hex("03010501") + meta + hex("0800"));
    row("key 0", hex("a600000101") + device + hex("03010501") + meta);
    row("short device", hex("a501010241ff03010501") + meta);
    row("an array", hex("80"));
}

void TestChangeCodec::headersThatLieAreRefused()
{
    QFETCH(QByteArray, bytes);
    const Result<ChangeHeader> header = decodeHeader(bytes);
    QVERIFY(!header);
    QCOMPARE(header.error().code, ErrorCode::ProtocolViolation);
    QVERIFY(header.error().detail.startsWith(u"header: "_s));
}

void TestChangeCodec::aNewerHeaderStillNamesItsPlaceInTheLog()
{
    QByteArray bytes = hex("a60102025820") + QByteArray(32, 'd') + hex("03010501075820")
        + QByteArray(32, 'm') + hex("08a10203");
    const Result<ChangeHeader> header = decodeHeader(bytes);
    QVERIFY(header);
    QCOMPARE(header->format, 2U);
    QCOMPARE(header->seq, 1U);
    QCOMPARE(header->log.incarnation, 1U);
}

void TestChangeCodec::metaLimitsHold()
{
    const ChangeMeta good = signedSample(sampleDeltaDraft()).change.meta;
    for (const auto &[count, fault] : {std::pair {limits::kParentsMax - 1, ErrorCode::Internal},
                                       {limits::kParentsMax, ErrorCode::Internal},
                                       {limits::kParentsMax + 1, ErrorCode::ProtocolViolation}}) {
        ChangeMeta meta = good;
        meta.parents.clear();
        for (qsizetype i = 0; i < count; ++i) {
            meta.parents.push_back(filled<Hash>(static_cast<std::uint8_t>(i + 1)));
        }
        QCOMPARE(metaFault(meta), fault);
    }
    for (const auto &[bytes, fault] : {std::pair {limits::kUserBytesMax - 1, ErrorCode::Internal},
                                       {limits::kUserBytesMax, ErrorCode::Internal},
                                       {limits::kUserBytesMax + 1, ErrorCode::ProtocolViolation}}) {
        ChangeMeta meta = good;
        meta.user = QString(bytes, u'u');
        QCOMPARE(metaFault(meta), fault);
    }
    ChangeMeta meta = good;
    meta.extra = hex("a10859") + hex("1000") + QByteArray(4096, 'x');
    const qsizetype rest = encodeMeta(meta).size() - 4096;
    for (const auto &[bytes, fault] : {std::pair {limits::kMetaBytesMax - 1, ErrorCode::Internal},
                                       {limits::kMetaBytesMax, ErrorCode::Internal},
                                       {limits::kMetaBytesMax + 1, ErrorCode::ProtocolViolation}}) {
        const qsizetype filling = bytes - rest;
        meta.extra = hex("a10859") + static_cast<char>(filling >> 8)
            + static_cast<char>(filling & 255) + QByteArray(filling, 'x');
        QCOMPARE(encodeMeta(meta).size(), bytes);
        QCOMPARE(metaFault(meta), fault);
    }
    meta = good;
    std::reverse(meta.parents.begin(), meta.parents.end());
    QCOMPARE(metaFault(meta), ErrorCode::ProtocolViolation);
    meta.parents = {filled<Hash>(1), filled<Hash>(1)};
    QCOMPARE(metaFault(meta), ErrorCode::ProtocolViolation);
}

void TestChangeCodec::unknownOperationsAreOutdatedNotViolations()
{
    for (const quint32 operation : {0U, 4U, 9U, 0xffff'ffffU}) {
        ChangeMeta meta = signedSample().change.meta;
        meta.operation = static_cast<Operation>(operation);
        QCOMPARE(metaFault(meta), ErrorCode::ProtocolOutdated);
    }
}

void TestChangeCodec::unknownMetaKeysSurvive()
{
    const ChangeMeta meta = signedSample(sampleDeltaDraft()).change.meta;
    QVERIFY(!meta.extra.isEmpty());
    const QByteArray bytes = encodeMeta(meta);
    QVERIFY(bytes.endsWith(meta.extra.sliced(1)));
    QCOMPARE(decodeMeta(bytes)->extra, meta.extra);
}

void TestChangeCodec::malformedMetaIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray note = hex("0150") + QByteArray(16, 'n');
    const QByteArray commitment = hex("075820") + QByteArray(32, 'c');
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no note") << hex("a402010301") + hex("0600") + commitment;
    QTest::newRow("null note") << hex("a50150") + QByteArray(16, 0) + hex("020103010600")
            + commitment;
    QTest::newRow("no operation") << hex("a4") + note + hex("03010600") + commitment;
    QTest::newRow("no hlc") << hex("a4") + note + hex("02010600") + commitment;
    QTest::newRow("no mask") << hex("a4") + note + hex("02010301") + commitment;
    QTest::newRow("no commitment") << hex("a4") + note + hex("020103010600");
    QTest::newRow("empty parents") << hex("a6") + note + hex("0201030104800600") + commitment;
    QTest::newRow("empty user") << hex("a6") + note + hex("0201030105600600") + commitment;
    QTest::newRow("mask over 32 bits")
        << hex("a5") + note + hex("02010301061b0000000100000000") + commitment;
    QTest::newRow("key 0") << hex("a60000") + note + hex("020103010600") + commitment;
    QTest::newRow("text for hlc") << hex("a5") + note + hex("020103600600") + commitment;
    QTest::newRow("tag inside an unknown key")
        << hex("a6") + note + hex("020103010600") + commitment + hex("08c100");
}

void TestChangeCodec::malformedMetaIsRefused()
{
    QFETCH(QByteArray, bytes);
    const Result<ChangeMeta> meta = decodeMeta(bytes);
    QVERIFY(!meta);
    QCOMPARE(meta.error().code, ErrorCode::ProtocolViolation);
    QVERIFY(meta.error().detail.startsWith(u"meta: "_s));
}

void TestChangeCodec::textLimitsHold()
{
    const auto check = [](quint32 bit, qsizetype bytesMax, auto set) {
        for (const qsizetype bytes : {bytesMax - 1, bytesMax, bytesMax + 1}) {
            NoteFragment fragment;
            fragment.mask = bit;
            set(fragment, QString(bytes, u't'));
            QCOMPARE(contentIsTaken(fragment), bytes <= bytesMax);
        }
    };
    check(field::kTitle, limits::kTitleBytesMax, [](NoteFragment &f, const QString &t) {
        f.title = t;
    });
    check(field::kDescription, limits::kDescriptionBytesMax, [](NoteFragment &f, const QString &t) {
        f.description = t;
    });
    check(
        field::kBody, limits::kBodyBytesMax, [](NoteFragment &f, const QString &t) { f.body = t; });
    check(field::kTags, limits::kTagBytesMax, [](NoteFragment &f, const QString &t) {
        f.tags = {t};
    });
    check(field::kCategories, limits::kTagBytesMax, [](NoteFragment &f, const QString &t) {
        f.categories = {t};
    });
    check(field::kPlace, limits::kOrderBytesMax, [](NoteFragment &f, const QString &t) {
        f.place.order = t;
    });
    for (const qsizetype bytes : {limits::kBodyBytesMax, limits::kBodyBytesMax + 1}) {
        NoteFragment fragment;
        fragment.mask = field::kBody;
        fragment.body = BodyDelta {hex("1500"), bytes, filled<Hash>(1)};
        QCOMPARE(contentIsTaken(fragment), bytes <= limits::kBodyBytesMax);
    }
}

void TestChangeCodec::setLimitsHold()
{
    const auto numbered = [](qsizetype count, int digits) {
        QStringList set;
        for (qsizetype i = 0; i < count; ++i) {
            set.append(u"%1"_s.arg(i, digits, 16, QChar(u'0')));
        }
        return set;
    };
    for (const qsizetype more : {-1, 0, 1}) {
        NoteFragment tags;
        tags.mask = field::kTags;
        tags.tags = numbered(limits::kTagsMax + more, 4);
        QCOMPARE(contentIsTaken(tags), more <= 0);
        NoteFragment categories;
        categories.mask = field::kCategories;
        categories.categories = numbered(limits::kTagsMax + more, 4);
        QCOMPARE(contentIsTaken(categories), more <= 0);
        NoteFragment attachments;
        attachments.mask = field::kAttachments;
        attachments.attachments = numbered(limits::kAttachmentsMax + more, 64);
        QCOMPARE(contentIsTaken(attachments), more <= 0);
    }
    for (const QString &name :
         {QString(64, u'A'), QString(63, u'a'), QString(64, u'g'), QString()}) {
        NoteFragment attachments;
        attachments.mask = field::kAttachments;
        attachments.attachments = {name};
        QVERIFY(!contentIsTaken(attachments));
    }
}

void TestChangeCodec::setsAreSortedByCodePointAndUnique()
{
    NoteFragment fragment;
    fragment.mask = field::kTags;
    fragment.tags = {u"\uE000"_s, u"\U0001F30D"_s}; // UTF-16 units would order them the other way
    QVERIFY(contentIsTaken(fragment));
    std::reverse(fragment.tags.begin(), fragment.tags.end());
    QVERIFY(!contentIsTaken(fragment));
    fragment.tags = {u"a"_s, u"a"_s};
    QVERIFY(!contentIsTaken(fragment));
    fragment.tags = {QString(), u"a"_s};
    QVERIFY(!contentIsTaken(fragment));
    fragment.tags = {};
    QVERIFY(contentIsTaken(fragment));
}

void TestChangeCodec::unknownFieldsAndKindsSurvive()
{
    const NoteFragment fragment = sampleDeltaDraft().fragment;
    QCOMPARE(fragment.unknown.size(), 2);
    QVERIFY(contentIsTaken(fragment));
    NoteFragment place;
    place.mask = field::kPlace;
    place.place.kind = static_cast<RecordKind>(77);
    QVERIFY(contentIsTaken(place));

    NoteFragment large;
    large.mask = 0x100U;
    for (const qsizetype bytes : {limits::kUnknownBytesMax, limits::kUnknownBytesMax + 1}) {
        QByteArray item = hex("5a");
        for (const unsigned shift : {24U, 16U, 8U, 0U}) {
            item += static_cast<char>((static_cast<quint64>(bytes - 5) >> shift) & 0xffU);
        }
        large.unknown = {{0x100U, item + QByteArray(bytes - 5, 'x')}};
        QCOMPARE(contentIsTaken(large), bytes <= limits::kUnknownBytesMax);
    }
}

void TestChangeCodec::malformedContentIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const char *digits) {
        QTest::newRow(name) << hex(digits);
    };
    row("empty", "");
    row("no map", "80");
    row("key 0", "a10000");
    row("key of two bits", "a103f5");
    row("key over 32 bits", "a11b000000010000000000");
    row("number for a flag", "a10801");
    row("null for a flag", "a108f6");
    row("text for tags", "a1106161");
    row("bytes for the title", "a118804161");
    row("null body", "a11820f6");
    row("delta of two members", "a118208200405820");
    row("place with an unknown part", "a102a10400");
    row("place with an empty order", "a102a10260");
    row("place with kind 0", "a102a10300");
    row("place with a null parent", "a102a1015000000000000000000000000000000000");
    row("no UTF-8", "a1188061ff");
    row("more behind it", "a000");
}

void TestChangeCodec::malformedContentIsRefused()
{
    QFETCH(QByteArray, bytes);
    const Result<NoteFragment> fragment = decodeContent(bytes);
    QVERIFY(!fragment);
    QCOMPARE(fragment.error().code, ErrorCode::ProtocolViolation);
    QVERIFY(fragment.error().detail.startsWith(u"content: "_s));
}

void TestChangeCodec::emptyPartsOfAPlaceAreNotWritten()
{
    NoteFragment fragment;
    fragment.mask = field::kPlace;
    QCOMPARE(encodeContent(fragment), hex("a102a0"));
    QVERIFY(contentIsTaken(fragment));
}

void TestChangeCodec::aLocalFragmentIsCheckedBeforeItIsSigned()
{
    const auto fault = [](auto change) {
        NoteFragment fragment = sampleDraft().fragment;
        change(fragment);
        const Outcome outcome = checkFragment(fragment);
        return outcome ? ErrorCode::Internal : outcome.error().code;
    };
    const QString lone(QChar(0xd800));
    QVERIFY(checkFragment(sampleDeltaDraft().fragment));
    QCOMPARE(fault([](NoteFragment &) {}), ErrorCode::Internal);
    QCOMPARE(fault([&](NoteFragment &f) { f.title = lone; }), ErrorCode::InvalidArgument);
    QCOMPARE(fault([&](NoteFragment &f) { f.body = lone; }), ErrorCode::InvalidArgument);
    QCOMPARE(fault([&](NoteFragment &f) { f.tags = {lone}; }), ErrorCode::InvalidArgument);
    QCOMPARE(fault([](NoteFragment &f) { f.tags = {u"b"_s, u"a"_s}; }), ErrorCode::InvalidArgument);
    QCOMPARE(fault([](NoteFragment &f) { f.title = QString(limits::kTitleBytesMax + 1, u't'); }),
             ErrorCode::InvalidArgument);
    // A title that no bit names is not written, so it cannot be wrong.
    QCOMPARE(fault([&](NoteFragment &f) {
                 f.mask &= ~field::kTitle;
                 f.title = lone;
             }),
             ErrorCode::Internal);
    for (const auto &[count, code] : {std::pair {limits::kBodyBytesMax / 4, ErrorCode::Internal},
                                      {limits::kBodyBytesMax / 4 + 1, ErrorCode::NoteTooLarge}}) {
        QCOMPARE(fault([&](NoteFragment &f) { f.body = u"\U0001F30D"_s.repeated(count); }), code);
    }
    QCOMPARE(fault([](NoteFragment &f) { f.body = QString(limits::kBodyBytesMax / 2 + 1, u'ü'); }),
             ErrorCode::NoteTooLarge);
    QCOMPARE(fault([](NoteFragment &f) { f.body = QString(limits::kBodyBytesMax / 3 + 1, u'€'); }),
             ErrorCode::NoteTooLarge);
}

void TestChangeCodec::readingAheadEndsAtTheFirstLargeClaim()
{
    for (const qsizetype claim : {limits::kBodyBytesMax, 4 * limits::kBodyBytesMax}) {
        std::vector<PackedChange> changes(3, packChange(sampleDraft()));
        changes[1].body = compress(QByteArray(claim, 'x')); // some kilobytes
        readAhead(changes);
        QVERIFY(changes[0].ahead.parts);
        QVERIFY(!changes[1].ahead.parts);
        QVERIFY(!changes[2].ahead.parts);
    }
}

QTEST_APPLESS_MAIN(TestChangeCodec)
#include "tst_changecodec.moc"
