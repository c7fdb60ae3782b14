#include "model/base/bounds.h"
#include "model/base/limits.h"
#include "model/membership/membership.h"
#include "tests/support/goldenfile.h"
#include "tests/support/seedsigner.h"

#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kStartMs = 1'700'000'000'000;

template <typename Id>
Id filled(std::uint8_t byte)
{
    Id id;
    id.bytes.fill(byte);
    return id;
}

Membership founded(const SeedSigner &first)
{
    return Membership::found(first, u"Ada's laptop"_s, Hlc::fromMs(kStartMs), QByteArray(16, 'n'));
}

MemberRecord addition(const Membership &membership,
                      const SeedSigner &author,
                      const SeedSigner &subject,
                      qint64 minutes,
                      const LibraryId &oldLibrary = {},
                      std::vector<AdoptedLog> logs = {})
{
    MemberRecord record = makeAdd(membership,
                                  author,
                                  subject.device(),
                                  u"device %1"_s.arg(minutes),
                                  Hlc::fromMs(kStartMs + minutes * 60'000),
                                  {oldLibrary, std::move(logs)});
    signAsSubject(record, subject);
    return record;
}

std::vector<AdoptedLog> someLogs(const SeedSigner &subject)
{
    return {{{subject.device(), 7, {}}, {12, filled<Hash>(0x71)}},
            {{subject.device(), 8, filled<Hash>(0x72)}, {3, filled<Hash>(0x73)}}};
}

/// The refusal's code; Internal when the record was taken.
ErrorCode refusal(Membership &membership, const MemberRecord &record)
{
    const Result<int> added = membership.add({record.toCbor()});
    return added ? ErrorCode::Internal : added.error().code;
}

void resign(MemberRecord &record, const SeedSigner &author, const SeedSigner &subject)
{
    record.authorSignature = author.sign(record.toBeSigned());
    record.subjectSignature = subject.sign(record.toBeSigned());
}

} // namespace

class TestMembership : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFreshLibraryHasOneMember();
    void anAddedDeviceIsAMember();
    void everyOrderOfArrivalGivesTheSame();
    void aRecordWaitsForItsAuthor();
    void aStrangersAdditionNeverCounts();
    void anotherGenesisIsRefused();
    void aDefaultMembershipTakesOneLibraryOnly();
    void wrongLibraryIsRefused();
    void wrongSignaturesAreRefused();
    void aSwappedSubjectIsRefused();
    void aRefusedBatchChangesNothing();
    void adoptedLogsKeepTheirOldLibrary();
    void adoptionOfAnothersLogIsRefused();
    void twoAdditionsOfOneDeviceAgreeInEveryOrder();
    void newerTypesAndKeysAreKeptWithoutEffect();
    void whatOneDeviceBrings_isBounded();
    void allRecordsTogether_areBoundedInBytes();
    void limitsHold();
    void namesAreClippedAtACharacter();
    void recordsAreAsTheyWereReleased_data();
    void recordsAreAsTheyWereReleased();
    void noOtherBytesMeanTheSameRecord();
};

void TestMembership::aFreshLibraryHasOneMember()
{
    const SeedSigner first(1);
    const Membership membership = founded(first);
    QVERIFY(membership.isMember(first.device()));
    QVERIFY(!membership.library().isNull());
    const Hash genesis = MemberRecord::fromCbor(membership.records().front())->hash();
    QCOMPARE(membership.library().toHex(), genesis.toHex().first(32));
    const Member expected {first.device(), u"Ada's laptop"_s, Hlc::fromMs(kStartMs)};
    QCOMPARE(membership.members(), std::vector<Member> {expected});
    QCOMPARE(membership.heads(), std::vector<Hash> {genesis});
    QCOMPARE(membership.signingLibrary({first.device(), 1, {}}, 5), membership.library());
    QVERIFY(membership.signingLibrary({SeedSigner(2).device(), 1, {}}, 5).isNull());
}

void TestMembership::anAddedDeviceIsAMember()
{
    const SeedSigner first(1);
    const SeedSigner second(2);
    Membership membership = founded(first);
    const Hash before = membership.digest();
    const MemberRecord record = addition(membership, first, second, 1);
    QCOMPARE(record.parents, membership.heads());
    QCOMPARE(*membership.add({record.toCbor()}), 1);
    QVERIFY(membership.isMember(second.device()));
    QVERIFY(membership.digest() != before);
    QCOMPARE(membership.heads(), std::vector<Hash> {record.hash()});
    QCOMPARE(membership.members().size(), 2U);
    QCOMPARE(membership.members().back().name, u"device 1"_s);
    QCOMPARE(*membership.add({record.toCbor()}), 0);
    QCOMPARE(membership.records().size(), 2U);
}

void TestMembership::everyOrderOfArrivalGivesTheSame()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    const SeedSigner c(3);
    const SeedSigner d(4);
    Membership whole = founded(a);
    std::vector<QByteArray> records = whole.records();
    const auto put = [&](const MemberRecord &record) {
        records.push_back(record.toCbor());
        QCOMPARE(*whole.add({record.toCbor()}), 1);
    };
    put(addition(whole, a, b, 1));
    put(addition(whole, b, c, 2, filled<LibraryId>(0x55), someLogs(c)));
    put(addition(whole, c, d, 1)); // stamped before its author joined
    std::sort(records.begin(), records.end());
    int permutations = 0;
    do {
        Membership membership = Membership::expecting(whole.library());
        int inForce = 0;
        for (const QByteArray &record : records) {
            const Result<int> added = membership.add({record});
            QVERIFY(added);
            inForce += *added;
        }
        QCOMPARE(inForce, 4);
        QCOMPARE(membership.waitingRecords(), 0);
        QCOMPARE(membership.records(), whole.records());
        QCOMPARE(membership.members(), whole.members());
        QCOMPARE(membership.digest(), whole.digest());
        QCOMPARE(membership.heads(), whole.heads());
        QCOMPARE(membership.library(), whole.library());
        QCOMPARE(membership.signingLibrary({c.device(), 7, {}}, 12), filled<LibraryId>(0x55));
        ++permutations;
    } while (std::next_permutation(records.begin(), records.end()));
    QCOMPARE(permutations, 24);
}

void TestMembership::aRecordWaitsForItsAuthor()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    const SeedSigner c(3);
    Membership whole = founded(a);
    Membership late = whole;
    const MemberRecord second = addition(whole, a, b, 1);
    QVERIFY(whole.add({second.toCbor()}));
    const MemberRecord third = addition(whole, b, c, 2);
    QCOMPARE(*late.add({third.toCbor()}), 0);
    QVERIFY(!late.isMember(c.device()));
    QCOMPARE(late.waitingRecords(), 1);
    QCOMPARE(late.records().size(), 1U);
    QCOMPARE(*late.add({second.toCbor()}), 2);
    QVERIFY(late.isMember(c.device()));
    QCOMPARE(late.waitingRecords(), 0);
}

void TestMembership::aStrangersAdditionNeverCounts()
{
    const SeedSigner stranger(9);
    const SeedSigner friendOfStranger(8);
    Membership membership = founded(SeedSigner(1));
    const Hash before = membership.digest();
    const MemberRecord one = addition(membership, stranger, friendOfStranger, 1);
    const MemberRecord two = addition(membership, friendOfStranger, stranger, 2);
    QCOMPARE(*membership.add({one.toCbor(), two.toCbor()}), 0);
    QVERIFY(!membership.isMember(stranger.device()));
    QVERIFY(!membership.isMember(friendOfStranger.device()));
    QCOMPARE(membership.digest(), before);
    QCOMPARE(membership.heads().size(), 1U);
}

void TestMembership::anotherGenesisIsRefused()
{
    Membership membership = founded(SeedSigner(1));
    const Membership other = founded(SeedSigner(2));
    const Membership again =
        Membership::found(SeedSigner(1), u"x"_s, Hlc::fromMs(kStartMs), QByteArray(16, 'm'));
    for (const Membership &forged : {other, again}) {
        const Result<int> added = membership.add(forged.records());
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::LibraryMismatch);
    }
    // A genesis that somebody else signed is no genesis of its subject.
    MemberRecord forged = *MemberRecord::fromCbor(membership.records().front());
    forged.authorSignature = SeedSigner(2).sign(forged.toBeSigned());
    Membership empty;
    QCOMPARE(refusal(empty, forged), ErrorCode::BadSignature);
    QVERIFY(empty.library().isNull());
}

void TestMembership::aDefaultMembershipTakesOneLibraryOnly()
{
    Membership membership;
    const Membership one = founded(SeedSigner(1));
    QCOMPARE(*membership.add(one.records()), 1);
    QCOMPARE(membership.library(), one.library());
    QVERIFY(!membership.add(founded(SeedSigner(2)).records()));
    Membership expecting = Membership::expecting(filled<LibraryId>(1));
    QVERIFY(!expecting.add(one.records()));
}

void TestMembership::wrongLibraryIsRefused()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    Membership membership = founded(a);
    MemberRecord record = addition(membership, a, b, 1);
    record.library = filled<LibraryId>(0x66);
    resign(record, a, b);
    QCOMPARE(refusal(membership, record), ErrorCode::LibraryMismatch);
}

void TestMembership::wrongSignaturesAreRefused()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    Membership membership = founded(a);
    const MemberRecord good = addition(membership, a, b, 1);
    MemberRecord author = good;
    author.authorSignature = b.sign(good.toBeSigned());
    QCOMPARE(refusal(membership, author), ErrorCode::BadSignature);
    MemberRecord subject = good;
    subject.subjectSignature = a.sign(good.toBeSigned());
    QCOMPARE(refusal(membership, subject), ErrorCode::BadSignature);
    MemberRecord unsignedOne = good;
    unsignedOne.subjectSignature = {};
    QCOMPARE(refusal(membership, unsignedOne), ErrorCode::ProtocolViolation);
    MemberRecord renamed = good;
    renamed.name = u"other"_s;
    QCOMPARE(refusal(membership, renamed), ErrorCode::BadSignature);
    QCOMPARE(refusal(membership, good), ErrorCode::Internal); // taken
}

void TestMembership::aSwappedSubjectIsRefused()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    const SeedSigner c(3);
    Membership membership = founded(a);
    MemberRecord record = addition(membership, a, b, 1);
    record.subject = c.device();
    signAsSubject(record, c); // c agrees, a never spoke of c
    QCOMPARE(refusal(membership, record), ErrorCode::BadSignature);
    QVERIFY(!membership.isMember(c.device()));
}

void TestMembership::aRefusedBatchChangesNothing()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    Membership membership = founded(a);
    const Hash before = membership.digest();
    const MemberRecord good = addition(membership, a, b, 1);
    QVERIFY(!membership.add({good.toCbor(), QByteArray("nonsense")}));
    QCOMPARE(membership.digest(), before);
    QVERIFY(!membership.isMember(b.device()));
    QCOMPARE(membership.waitingRecords(), 0);
}

void TestMembership::adoptedLogsKeepTheirOldLibrary()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    const auto old = filled<LibraryId>(0x55);
    Membership membership = founded(a);
    QVERIFY(membership.add({addition(membership, a, b, 1, old, someLogs(b)).toCbor()}));
    const LogId plain {b.device(), 7, {}};
    QCOMPARE(membership.signingLibrary(plain, 1), old);
    QCOMPARE(membership.signingLibrary(plain, 12), old);
    QCOMPARE(membership.signingLibrary(plain, 13), membership.library());
    QCOMPARE(membership.signingLibrary({b.device(), 8, filled<Hash>(0x72)}, 3), old);
    // One piece of a forked log stands for its incarnation: all of it was signed in the old library.
    QCOMPARE(membership.signingLibrary({b.device(), 8, {}}, 3), old);
    QCOMPARE(membership.signingLibrary({b.device(), 8, filled<Hash>(0x73)}, 3), old);
    QCOMPARE(membership.signingLibrary({b.device(), 9, {}}, 1), membership.library());
}

void TestMembership::adoptionOfAnothersLogIsRefused()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    Membership membership = founded(a);
    const auto old = filled<LibraryId>(0x55);
    const auto refused = [&](const LibraryId &library, const std::vector<AdoptedLog> &logs) {
        MemberRecord record = addition(membership, a, b, 1, library, logs);
        return refusal(membership, record) == ErrorCode::ProtocolViolation;
    };
    QVERIFY(refused(old, someLogs(a)));
    QVERIFY(refused(old, someLogs(SeedSigner(3))));
    QVERIFY(refused({}, someLogs(b))); // logs of no library
    QVERIFY(refused(membership.library(), someLogs(b)));
    QVERIFY(refused(old, {{{b.device(), 7, {}}, {0, {}}}})); // an empty log
    QVERIFY(!membership.isMember(b.device()));
    QVERIFY(!refused(old, someLogs(b)));
}

void TestMembership::twoAdditionsOfOneDeviceAgreeInEveryOrder()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    const SeedSigner c(3);
    Membership whole = founded(a);
    QVERIFY(whole.add({addition(whole, a, b, 1).toCbor()}));
    std::vector<AdoptedLog> more = someLogs(c);
    more.front().head.seq = 20;
    const MemberRecord early = addition(whole, a, c, 2, filled<LibraryId>(0x55), someLogs(c));
    const MemberRecord later = addition(whole, b, c, 3, filled<LibraryId>(0x55), more);
    const MemberRecord other = addition(whole, b, c, 4, filled<LibraryId>(0x56), more);
    std::vector<QByteArray> records {early.toCbor(), later.toCbor(), other.toCbor()};
    std::sort(records.begin(), records.end());
    do {
        Membership membership = whole;
        for (const QByteArray &record : records) {
            QCOMPARE(*membership.add({record}), 1);
        }
        QCOMPARE(membership.members().size(), 3U);
        QCOMPARE(membership.members().back().name, u"device 2"_s);
        QCOMPARE(membership.signingLibrary({c.device(), 7, {}}, 20), filled<LibraryId>(0x55));
        QCOMPARE(membership.signingLibrary({c.device(), 7, {}}, 21), membership.library());
        QCOMPARE(membership.heads().size(), 3U);
    } while (std::next_permutation(records.begin(), records.end()));
}

void TestMembership::newerTypesAndKeysAreKeptWithoutEffect()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    Membership membership = founded(a);
    MemberRecord newer = makeAdd(membership, a, b.device(), u"b"_s, Hlc::fromMs(kStartMs));
    newer.type = static_cast<MemberRecord::Type>(3);
    newer.extra = QByteArray::fromHex("a118c8820102"); // {200: [1, 2]}
    newer.authorSignature = a.sign(newer.toBeSigned());
    QCOMPARE(*membership.add({newer.toCbor()}), 1);
    QVERIFY(!membership.isMember(b.device()));
    QCOMPARE(membership.records().size(), 2U);
    QCOMPARE(*MemberRecord::fromCbor(newer.toCbor()), newer);

    MemberRecord tampered = newer;
    tampered.extra = QByteArray::fromHex("a118c8820103");
    QCOMPARE(refusal(membership, tampered), ErrorCode::BadSignature);

    MemberRecord add = addition(membership, a, b, 1);
    add.extra = newer.extra;
    resign(add, a, b);
    QCOMPARE(*membership.add({add.toCbor()}), 1);
    QVERIFY(membership.isMember(b.device()));
    QVERIFY(std::count(membership.records().begin(), membership.records().end(), add.toCbor())
            == 1);
}

void TestMembership::whatOneDeviceBrings_isBounded()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    const SeedSigner c(3);
    Membership membership = founded(a);
    QVERIFY(membership.add({addition(membership, a, b, 1).toCbor()}));
    // By itself, and by a device that it added: it counts for both.
    QVERIFY(membership.add({addition(membership, b, c, 2).toCbor()}));
    std::vector<QByteArray> records;
    for (int i = 1; i < limits::kMemberRecordsPerDeviceMax; ++i) {
        records.push_back(addition(membership, i % 2 == 0 ? b : c, SeedSigner(4), 10 + i).toCbor());
    }
    QVERIFY(membership.add(records));
    QVERIFY(membership.withinBounds());
    Membership more = membership;
    QVERIFY(more.add({addition(membership, c, SeedSigner(5), 5000).toCbor()}));

    const Outcome refused = more.withinBounds();

    QVERIFY(!refused);
    QVERIFY(isBringsTooMuch(refused.error()));
    QVERIFY(refused.error().detail.contains(b.device().toHex().first(8)));
    // The first device can still add whom it likes.
    QVERIFY(membership.add({addition(membership, a, SeedSigner(6), 5001).toCbor()}));
    QVERIFY(membership.withinBounds());
}

void TestMembership::allRecordsTogether_areBoundedInBytes()
{
    const SeedSigner a(1);
    const SeedSigner b(2);
    Membership membership = founded(a);
    const auto large = [&](int number, qsizetype extra) {
        MemberRecord record = addition(membership, a, b, number);
        record.extra = QByteArray::fromHex("a1185a") // {90: bytes}
            + QByteArray::fromHex("59") + static_cast<char>(extra >> 8)
            + static_cast<char>(extra & 0xff) + QByteArray(extra, 'x');
        resign(record, a, b);
        return record.toCbor();
    };
    constexpr qsizetype kExtra = 60'000;
    int fitting = 0;
    for (int i = 1; membership.withinBounds() && i < 100; ++i) {
        QVERIFY(membership.add({large(i, kExtra)}));
        ++fitting;
    }

    QVERIFY(fitting >= 12);
    QVERIFY(fitting * kExtra <= limits::kMembershipBytesMax + kExtra);
    const Outcome refused = membership.withinBounds();
    QVERIFY(!refused);
    QVERIFY(isBringsTooMuch(refused.error()));
}

void TestMembership::limitsHold()
{
    const SeedSigner a(1);
    Membership membership = founded(a);
    std::vector<QByteArray> records;
    const SeedSigner b(2);
    for (qsizetype i = 1; i < limits::kMemberRecordsMax; ++i) {
        records.push_back(addition(membership, a, b, i).toCbor());
    }
    QCOMPARE(*membership.add(records), static_cast<int>(limits::kMemberRecordsMax - 1));
    QCOMPARE(refusal(membership, addition(membership, a, b, 5000)), ErrorCode::ProtocolViolation);
    QCOMPARE(*membership.add(records), 0); // known ones are no addition
    QVERIFY(membership.withinBounds()); // the first device may use all

    Membership fresh = founded(a);
    MemberRecord long1 = addition(fresh, a, b, 1);
    for (const auto &[bytes, good] : {std::pair {limits::kDeviceNameBytesMax - 1, true},
                                      {limits::kDeviceNameBytesMax, true},
                                      {limits::kDeviceNameBytesMax + 1, false}}) {
        long1.name = QString(bytes, u'n');
        resign(long1, a, b);
        QCOMPARE(static_cast<bool>(MemberRecord::fromCbor(long1.toCbor())), good);
    }
    for (const auto &[count, good] : {std::pair {limits::kAdoptedLogsMax - 1, true},
                                      {limits::kAdoptedLogsMax, true},
                                      {limits::kAdoptedLogsMax + 1, false}}) {
        std::vector<AdoptedLog> logs;
        for (qsizetype i = 0; i < count; ++i) {
            logs.push_back({{b.device(), static_cast<std::uint64_t>(i), {}}, {1, {}}});
        }
        const MemberRecord record = addition(fresh, a, b, 1, filled<LibraryId>(5), logs);
        QCOMPARE(static_cast<bool>(MemberRecord::fromCbor(record.toCbor())), good);
    }
}

void TestMembership::namesAreClippedAtACharacter()
{
    const QString fits(limits::kDeviceNameBytesMax, u'n');
    QCOMPARE(clippedDeviceName(fits), fits);
    QCOMPARE(clippedDeviceName(fits + u"n"_s), fits);
    const QString stars = u"\U0001F31F"_s.repeated(65);
    QCOMPARE(clippedDeviceName(stars), u"\U0001F31F"_s.repeated(64));
    QVERIFY(clippedDeviceName(QString(QChar(0xd800))).isValidUtf16());
}

void TestMembership::recordsAreAsTheyWereReleased_data()
{
    QTest::addColumn<QByteArray>("made");
    const SeedSigner a(1);
    const SeedSigner b(2);
    const SeedSigner c(3);
    Membership membership = founded(a);
    QTest::newRow("member_genesis") << membership.records().front();
    const MemberRecord add = addition(membership, a, b, 1);
    QTest::newRow("member_add") << add.toCbor();
    QVERIFY(membership.add({add.toCbor()}));
    QTest::newRow("member_add_adopting")
        << addition(membership, b, c, 2, filled<LibraryId>(0x55), someLogs(c)).toCbor();
}

void TestMembership::recordsAreAsTheyWereReleased()
{
    QFETCH(QByteArray, made);
    const QString name = u"wire/%1.hex"_s.arg(QLatin1StringView(QTest::currentDataTag()));
    const QByteArray golden = goldenFile(name, made);
    QVERIFY(!golden.isEmpty());
    QCOMPARE(made.toHex(), golden.toHex());
    const Result<MemberRecord> record = MemberRecord::fromCbor(golden);
    QVERIFY(record);
    QVERIFY(record->checkSignatures());
    QCOMPARE(record->toCbor(), golden);
}

void TestMembership::noOtherBytesMeanTheSameRecord()
{
    const QByteArray good = goldenFile(u"wire/member_add_adopting.hex"_s);
    const MemberRecord meant = *MemberRecord::fromCbor(good);
    for (qsizetype size = 0; size < good.size(); ++size) {
        QVERIFY(!MemberRecord::fromCbor(good.first(size)));
    }
    QVERIFY(!MemberRecord::fromCbor(good + '\0'));
    for (qsizetype i = 0; i < good.size() * 8; ++i) {
        QByteArray flipped = good;
        flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << (i % 8)));
        const Result<MemberRecord> record = MemberRecord::fromCbor(flipped);
        if (record) {
            QCOMPARE(record->toCbor(), flipped);
            QVERIFY(*record != meant);
            QVERIFY(!record->checkSignatures());
        }
    }
}

QTEST_APPLESS_MAIN(TestMembership)
#include "tst_membership.moc"
