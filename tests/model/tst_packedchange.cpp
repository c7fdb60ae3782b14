#include "model/base/cbor.h"
#include "model/base/compression.h"
#include "model/base/limits.h"
#include "model/note/bodydelta.h"
#include "model/note/packedchange.h"
#include "tests/support/goldenfile.h"
#include "tests/support/samplechange.h"

#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

Hash prevOf(const NoteChange &change)
{
    return change.header.prev;
}

ErrorCode fault(const PackedChange &packed, const Hash &prev = {})
{
    const Result<NoteChange> change = unpackChange(packed, prev);
    return change ? ErrorCode::Internal : change.error().code;
}

bool passesThrough(const PackedChange &packed)
{
    const Result<PackedChange> back = PackedChange::fromCbor(packed.toCbor());
    return back && *back == packed;
}

/// The sample as a newer program would write it: another format, an unknown header key.
PackedChange newerChange()
{
    PackedChange packed = signedSample().packed;
    CborWriter header;
    header.beginMap();
    header.key(1);
    header.number(2);
    header.key(2);
    header.id(packed.log.device);
    header.key(3);
    header.number(packed.log.incarnation);
    header.key(5);
    header.number(packed.seq);
    header.key(7);
    header.id(commitment(packed.metaSalt, packed.meta));
    header.key(8);
    header.text(u"later");
    header.endMap();
    packed.header = header.take();
    return packed;
}

} // namespace

class TestPackedChange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void packedChangesAreAsTheyWereReleased_data();
    void packedChangesAreAsTheyWereReleased();
    void aChangeComesBackFromItsPackedForm();
    void emptyAndLargeBodiesComeBack();
    void aMadeDeltaComesBackAndApplies();
    void theHashIsDerivedWithoutUnpacking();
    void anotherContentOrBodyIsAViolation();
    void anotherMetaOrPlaceInTheLogIsAnotherHash();
    void whatCannotBeUnderstoodPassesThrough();
    void whatCannotBeUnderstood_isStillItsAuthors();
    void aNewerFormatPassesThroughAndContinuesTheChain();
    void aHeaderOfAnotherChangeIsRefused();
    void withheldPartsAreNamed();
    void unknownTrailingMembersSurvive();
    void wrongShapesAreRefused();
    void noCutOrFlippedBitIsTakenForTheChange();
    void theOverheadOfAChangeStaysSmall();
};

void TestPackedChange::packedChangesAreAsTheyWereReleased_data()
{
    QTest::addColumn<bool>("delta");
    QTest::newRow("packed_full") << false;
    QTest::newRow("packed_delta") << true;
}

void TestPackedChange::packedChangesAreAsTheyWereReleased()
{
    QFETCH(bool, delta);
    const SignedChange made = signedSample(delta ? sampleDeltaDraft() : sampleDraft());
    const QString name = u"wire/%1.hex"_s.arg(QLatin1StringView(QTest::currentDataTag()));
    const QByteArray golden = goldenFile(name, made.packed.toCbor());
    const Result<PackedChange> packed = PackedChange::fromCbor(golden);
    QVERIFY(packed);
    QCOMPARE(packed->toCbor().toHex(), golden.toHex());
    // Other releases of zstd may write another frame for the same text; all else is fixed.
    PackedChange ours = made.packed;
    ours.body = packed->body;
    QCOMPARE(ours, *packed);
    const Result<NoteChange> change = unpackChange(*packed, prevOf(made.change));
    QVERIFY(change);
    QCOMPARE(change->fragment, made.change.fragment);
    QCOMPARE(change->meta, made.change.meta);
    QCOMPARE(change->hash, made.change.hash);
    QVERIFY(verifySignature(
        packed->log.device, signedMessage(sampleLibrary(), change->hash), packed->signature));
}

void TestPackedChange::aChangeComesBackFromItsPackedForm()
{
    for (const NoteChange &draft : {sampleDraft(), sampleDeltaDraft()}) {
        const SignedChange made = signedSample(draft);
        QCOMPARE(made.packed, packChange(made.change));
        QVERIFY(made.packed.header.isEmpty());
        QVERIFY(passesThrough(made.packed));
        const Result<NoteChange> back = unpackChange(made.packed, prevOf(made.change));
        QVERIFY(back);
        QCOMPARE(back->header, made.change.header);
        QCOMPARE(back->hash, made.change.hash);
        QCOMPARE(back->signature, made.change.signature);
        QCOMPARE(back->meta, made.change.meta);
        QCOMPARE(back->metaSalt, made.change.metaSalt);
        QCOMPARE(back->fragment, made.change.fragment);
        QCOMPARE(back->contentSalt, made.change.contentSalt);
    }
}

void TestPackedChange::emptyAndLargeBodiesComeBack()
{
    for (const QString &text : {QString(),
                                u"x"_s,
                                u"\uFEFFmark"_s,
                                QString(23, u'a'),
                                QString(24, u'a'),
                                QString(70'000, u'ü'),
                                QString(limits::kBodyBytesMax, u'a')}) {
        NoteChange draft = sampleDraft();
        draft.fragment.body = text;
        const SignedChange made = signedSample(draft);
        QCOMPARE(made.packed.body.isEmpty(), text.isEmpty());
        const Result<NoteChange> back = unpackChange(made.packed, {});
        QVERIFY(back);
        QCOMPARE(std::get<QString>(back->fragment.body), text);
    }
}

void TestPackedChange::aMadeDeltaComesBackAndApplies()
{
    const QByteArray base = QByteArray("many words in many lines\n").repeated(40);
    const QByteArray target = base + "one more";
    NoteChange draft = sampleDeltaDraft();
    draft.fragment.body = *makeBodyDelta(base, target);
    const SignedChange made = signedSample(draft);
    const Result<NoteChange> back = unpackChange(made.packed, prevOf(made.change));
    QVERIFY(back);
    QCOMPARE(*applyBodyDelta(base, std::get<BodyDelta>(back->fragment.body)), target);
}

void TestPackedChange::theHashIsDerivedWithoutUnpacking()
{
    for (const NoteChange &draft : {sampleDraft(), sampleDeltaDraft()}) {
        const SignedChange made = signedSample(draft);
        QCOMPARE(*changeHash(made.packed, prevOf(made.change)), made.change.hash);
        PackedChange bodyless = made.packed;
        bodyless.body.clear();
        bodyless.content.clear();
        bodyless.contentSalt = {};
        QCOMPARE(*changeHash(bodyless, prevOf(made.change)), made.change.hash);
        QVERIFY(*changeHash(made.packed, filled<Hash>(0x77)) != made.change.hash);
    }
}

void TestPackedChange::anotherContentOrBodyIsAViolation()
{
    const PackedChange good = signedSample().packed;
    QCOMPARE(fault(good), ErrorCode::Internal);
    PackedChange other = good;
    other.body = compress("another text");
    QCOMPARE(fault(other), ErrorCode::ProtocolViolation);
    other.body.clear();
    QCOMPARE(fault(other), ErrorCode::ProtocolViolation);
    other.body = "no frame";
    QCOMPARE(fault(other), ErrorCode::ProtocolViolation);
    other = good;
    other.contentSalt = filled<Salt>(0x99);
    QCOMPARE(fault(other), ErrorCode::ProtocolViolation);
    other = good;
    other.content.replace("what it is", "what it was");
    QVERIFY(fault(other) != ErrorCode::Internal);
    other = good;
    other.content.replace("what it is", "what it Is");
    QCOMPARE(fault(other), ErrorCode::ProtocolViolation);

    NoteChange draft = sampleDraft();
    draft.fragment.mask &= ~field::kBody;
    draft.fragment.body = QString();
    PackedChange surplus = signedSample(draft).packed;
    QCOMPARE(fault(surplus), ErrorCode::Internal);
    surplus.body = compress("text");
    QCOMPARE(fault(surplus), ErrorCode::ProtocolViolation);
}

void TestPackedChange::anotherMetaOrPlaceInTheLogIsAnotherHash()
{
    const SignedChange made = signedSample();
    const auto hashOf = [&](auto change) {
        PackedChange packed = made.packed;
        change(packed);
        return *changeHash(packed, {});
    };
    QCOMPARE(hashOf([](PackedChange &) {}), made.change.hash);
    QVERIFY(hashOf([](PackedChange &p) { p.meta.replace("ada", "bob"); }) != made.change.hash);
    QVERIFY(hashOf([](PackedChange &p) { p.metaSalt = filled<Salt>(1); }) != made.change.hash);
    QVERIFY(hashOf([](PackedChange &p) { p.seq = 2; }) != made.change.hash);
    QVERIFY(hashOf([](PackedChange &p) { ++p.log.incarnation; }) != made.change.hash);
    QCOMPARE(hashOf([](PackedChange &p) { p.log.branch = filled<Hash>(1); }), made.change.hash);
    QVERIFY(hashOf([](PackedChange &p) { p.log.device = filled<DeviceId>(1); })
            != made.change.hash);
}

void TestPackedChange::whatCannotBeUnderstoodPassesThrough()
{
    NoteChange operation = sampleDraft();
    operation.meta.operation = static_cast<Operation>(7);
    NoteChange title = sampleDraft();
    title.fragment.title = QString(limits::kTitleBytesMax + 1, u't');
    NoteChange body = sampleDraft();
    body.fragment.body = QString(limits::kBodyBytesMax + 1, u'b');
    NoteChange parents = sampleDraft();
    for (int i = 0; i < 40; ++i) {
        parents.meta.parents.push_back(filled<Hash>(static_cast<std::uint8_t>(i + 1)));
    }
    NoteChange tags = sampleDraft();
    tags.fragment.tags = {u"b"_s, u"a"_s};
    for (const NoteChange &draft : {operation, title, body, parents, tags}) {
        const SignedChange made = signedSample(draft);
        QVERIFY(passesThrough(made.packed));
        QCOMPARE(fault(made.packed), ErrorCode::ProtocolOutdated);
        QCOMPARE(*changeHash(made.packed, {}), made.change.hash);
    }

    // A mask that is not its content's: the author's own doing, the commitments hold.
    SignedChange made = signedSample();
    made.change.meta.mask = field::kTitle;
    PackedChange masked = packChange(made.change);
    QCOMPARE(fault(masked), ErrorCode::ProtocolOutdated);
}

void TestPackedChange::whatCannotBeUnderstood_isStillItsAuthors()
{
    NoteChange operation = sampleDraft();
    operation.meta.operation = static_cast<Operation>(7);
    NoteChange title = sampleDraft();
    title.fragment.title = QString(limits::kTitleBytesMax + 1, u't');
    NoteChange delta = sampleDeltaDraft();
    delta.header.log.branch = {};
    delta.header.seq = 1;
    delta.header.prev = {};
    std::get<BodyDelta>(delta.fragment.body).resultBytes = limits::kBodyBytesMax + 1;
    NoteChange body = sampleDraft();
    body.fragment.body = QString(limits::kBodyBytesMax + 1, u'b');
    for (const NoteChange &draft : {operation, title, delta, body}) {
        const PackedChange good = signedSample(draft).packed;
        QCOMPARE(fault(good), ErrorCode::ProtocolOutdated);
        const auto tampered = [&](auto change) {
            PackedChange packed = good;
            change(packed);
            return fault(packed);
        };
        // Who relays it may not put anything else in its place: it would be kept for ever.
        const auto last = [](QByteArray &bytes) {
            bytes.back() = static_cast<char>(bytes.back() ^ 1);
        };
        QCOMPARE(tampered([&](PackedChange &p) { last(p.content); }), ErrorCode::ProtocolViolation);
        QCOMPARE(tampered([&](PackedChange &p) { p.content = "\xff"; }),
                 ErrorCode::ProtocolViolation);
        QCOMPARE(tampered([&](PackedChange &p) { p.contentSalt.bytes[0] ^= 1; }),
                 ErrorCode::ProtocolViolation);
        QCOMPARE(tampered([&](PackedChange &p) { p.body = compress("another"); }),
                 ErrorCode::ProtocolViolation);
        QCOMPARE(tampered([&](PackedChange &p) { p.body.clear(); }), ErrorCode::ProtocolViolation);
        QCOMPARE(tampered([&](PackedChange &p) {
                     p.body = compress(QByteArray(4 * limits::kBodyBytesMax + 1, 'b'));
                 }),
                 ErrorCode::ProtocolViolation);
    }
    // A good change whose body somebody replaced by one that claims too much.
    PackedChange swapped = signedSample().packed;
    swapped.body = compress(QByteArray(limits::kBodyBytesMax + 1, 'b'));
    QCOMPARE(fault(swapped), ErrorCode::ProtocolViolation);
}

void TestPackedChange::aNewerFormatPassesThroughAndContinuesTheChain()
{
    const PackedChange newer = newerChange();
    QVERIFY(passesThrough(newer));
    QCOMPARE(*changeHash(newer, {}), digest(newer.header));
    QCOMPARE(fault(newer), ErrorCode::ProtocolOutdated);
    const Result<Hash> broken = changeHash(newer, filled<Hash>(1));
    QVERIFY(!broken);
    QCOMPARE(broken.error().code, ErrorCode::ChainBroken);
    PackedChange tampered = newer;
    tampered.meta.replace("ada", "bob");
    QCOMPARE(changeHash(tampered, {}).error().code, ErrorCode::ProtocolViolation);
}

void TestPackedChange::aHeaderOfAnotherChangeIsRefused()
{
    PackedChange moved = newerChange();
    moved.seq = 2;
    QVERIFY(!PackedChange::fromCbor(moved.toCbor()));
    QVERIFY(!changeHash(moved, filled<Hash>(1)));
    PackedChange needless = signedSample().packed;
    needless.header = encodeHeader(signedSample().change.header);
    QVERIFY(!PackedChange::fromCbor(needless.toCbor()));
    QVERIFY(!changeHash(needless, {}));
}

void TestPackedChange::withheldPartsAreNamed()
{
    const SignedChange made = signedSample();
    PackedChange contentless = made.packed;
    contentless.body.clear();
    contentless.content.clear();
    contentless.contentSalt = {};
    QVERIFY(passesThrough(contentless));
    QCOMPARE(fault(contentless), ErrorCode::NotFound);
    PackedChange headerOnly = contentless;
    headerOnly.meta.clear();
    headerOnly.metaSalt = {};
    headerOnly.header = encodeHeader(made.change.header);
    QVERIFY(passesThrough(headerOnly));
    QCOMPARE(*changeHash(headerOnly, {}), made.change.hash);
    QCOMPARE(fault(headerOnly), ErrorCode::NotFound);
    headerOnly.header.clear();
    QVERIFY(!PackedChange::fromCbor(headerOnly.toCbor()));
}

void TestPackedChange::unknownTrailingMembersSurvive()
{
    PackedChange packed = signedSample().packed;
    packed.tail = QByteArray::fromHex("01820203f6");
    QVERIFY(passesThrough(packed));
    QVERIFY(unpackChange(packed, {}));
    QByteArray bytes = packed.toCbor();
    QCOMPARE(bytes.left(1).toHex(), QByteArray("8e")); // eleven members and three
}

void TestPackedChange::wrongShapesAreRefused()
{
    const PackedChange good = signedSample().packed;
    const auto refused = [&](auto change) {
        PackedChange packed = good;
        change(packed);
        const Result<PackedChange> back = PackedChange::fromCbor(packed.toCbor());
        return !back && back.error().code == ErrorCode::ProtocolViolation;
    };
    QVERIFY(!refused([](PackedChange &) {}));
    QVERIFY(refused([](PackedChange &p) { p.seq = 0; }));
    QVERIFY(refused([](PackedChange &p) { p.metaSalt = {}; }));
    QVERIFY(refused([](PackedChange &p) { p.contentSalt = {}; }));
    QVERIFY(refused([](PackedChange &p) { p.content.clear(); })); // a body without content
    QVERIFY(refused([](PackedChange &p) { p.meta.clear(); }));
    QVERIFY(refused([](PackedChange &p) { p.meta = QByteArray(2'000'000, 'm'); }));
    QVERIFY(refused([](PackedChange &p) { p.header = "no header"; }));
    QVERIFY(!PackedChange::fromCbor(QByteArray::fromHex("80")));
    QVERIFY(!PackedChange::fromCbor({}));
}

void TestPackedChange::noCutOrFlippedBitIsTakenForTheChange()
{
    for (const NoteChange &draft : {sampleDraft(), sampleDeltaDraft()}) {
        const SignedChange made = signedSample(draft);
        const QByteArray good = made.packed.toCbor();
        for (qsizetype size = 0; size < good.size(); ++size) {
            QVERIFY(!PackedChange::fromCbor(good.first(size)));
        }
        for (qsizetype i = 0; i < good.size() * 8; ++i) {
            QByteArray flipped = good;
            flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << (i % 8)));
            const Result<PackedChange> packed = PackedChange::fromCbor(flipped);
            if (!packed) {
                continue;
            }
            QVERIFY(packed->toCbor() == flipped);
            const Result<NoteChange> change = unpackChange(*packed, prevOf(made.change));
            if (change && change->hash == made.change.hash
                && change->signature == made.change.signature) {
                // Only the frame has more than one set of bytes for the same text, and the place in
                // which a sender keeps the change is its own business.
                QVERIFY(packed->body != made.packed.body
                        || packed->log.branch != made.packed.log.branch);
                QVERIFY(change->fragment == made.change.fragment);
            }
        }
    }
}

void TestPackedChange::theOverheadOfAChangeStaysSmall()
{
    NoteChange draft = sampleDeltaDraft();
    draft.header.log.branch = {};
    draft.meta.parents.resize(1);
    draft.meta.extra.clear();
    draft.fragment = {};
    draft.fragment.mask = field::kTitle;
    draft.fragment.title = u"t"_s;
    const PackedChange packed = signedSample(draft).packed;
    // Stored: log as an integer, seq, signature, both salts, meta and content.
    const qsizetype stored =
        8 + Signature::kSize + 2 * Salt::kSize + packed.meta.size() + packed.content.size();
    QVERIFY2(stored <= 250, qPrintable(QString::number(stored)));
}

QTEST_APPLESS_MAIN(TestPackedChange)
#include "tst_packedchange.moc"
