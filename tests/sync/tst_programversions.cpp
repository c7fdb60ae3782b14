/// Newer and older programs in one library, as whole devices over wss on this machine's loopback.
#include "tests/support/livedevice.h"
#include "tests/support/newerprogram.h"

#include <QTest>

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kWait = 15000; // ms; a busy machine, not an expectation
constexpr std::uint8_t kNewerDevice = 9;

/// Runs `work` with the library on its thread and waits for the answer.
template <typename Work>
auto inLibrary(LiveDevice &device, Work work)
{
    using Answer = decltype(work(std::declval<Library &>()));
    std::optional<Answer> answer;
    device.service().run(
        std::move(work), &device, [&answer](const Answer &given) { answer = given; });
    (void)QTest::qWaitFor([&answer] { return answer.has_value(); }, kWait);
    return answer;
}

QList<QByteArray> bytesOfLog(LiveDevice &device, const DeviceId &author)
{
    return *inLibrary(device, [author](Library &library) {
        QList<QByteArray> bytes;
        const auto all = library.changesAfter({}, library.vector(), 100'000, 1 << 26);
        if (all) {
            for (const PackedChange &change : all->changes) {
                if (change.log.device == author) {
                    bytes.append(change.toCbor());
                }
            }
        }
        return bytes;
    });
}

/// A record as a newer program writes it: with a further key, and once of a type that is not known here.
QByteArray newerRecord(LiveDevice &author, quint32 type, const SeedSigner &subject)
{
    MemberRecord record = makeAdd(author.reader().membership(),
                                  author.identity(),
                                  subject.device(),
                                  u"newer"_s,
                                  Hlc {std::uint64_t(SystemClock().nowMs()) << 16U});
    record.type = static_cast<MemberRecord::Type>(type);
    record.extra = QByteArray::fromHex("a118c8a1616101"); // {200: {"a": 1}}
    record.authorSignature = author.identity().sign(record.toBeSigned());
    signAsSubject(record, subject);
    return record.toCbor();
}

} // namespace

class ProgramVersionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noCommonProtocol_bothAreToldWhichOneIsOlder_data();
    void noCommonProtocol_bothAreToldWhichOneIsOlder();
    void aDeviceThatCannotBeNamedIsToldByItsPlace();
    void whatNewerProgramsWrote_passesThroughAnOlderOneUnchanged();
};

void ProgramVersionsTest::noCommonProtocol_bothAreToldWhichOneIsOlder_data()
{
    QTest::addColumn<ProtocolRange>("dialling");
    QTest::addColumn<ProtocolRange>("listening");
    QTest::addColumn<QString>("toldThere");
    QTest::addColumn<QString>("toldHere");
    const QString here = u"on this device is too old"_s;
    const QString there = u"on the device is too old"_s;
    QTest::newRow("the dialling device is older")
        << ProtocolRange {1, 1} << ProtocolRange {2, 3} << here << there;
    QTest::newRow("the listening device is older")
        << ProtocolRange {4, 5} << ProtocolRange {1, 3} << there << here;
}

void ProgramVersionsTest::noCommonProtocol_bothAreToldWhichOneIsOlder()
{
    QFETCH(ProtocolRange, dialling);
    QFETCH(ProtocolRange, listening);
    QFETCH(QString, toldThere);
    QFETCH(QString, toldHere);
    LiveDevice home(u"Home"_s);
    LiveDevice away(u"Away"_s, QString()); // only dials
    QVERIFY(home.start() && away.start());
    QVERIFY(befriend(away, home));
    const NoteId first = home.write(u"first"_s, u"text"_s);
    QTRY_COMPARE_WITH_TIMEOUT(away.titleOf(first), u"first"_s, kWait);

    home.stopEngine();
    away.stopEngine();
    home.protocol = listening;
    away.protocol = dialling;
    QVERIFY(home.startEngine() && away.startEngine());
    const NoteId there = away.write(u"written away"_s, u"text"_s);
    const NoteId here = home.write(u"written at home"_s, u"text"_s);

    QTRY_VERIFY_WITH_TIMEOUT(away.peer(home)->problem.contains(toldThere), kWait);
    QTRY_VERIFY_WITH_TIMEOUT(home.peer(away)->problem.contains(toldHere), kWait);
    for (LiveDevice *device : {&home, &away}) {
        QVERIFY(device->engine().status().needsUpdate);
        QCOMPARE(device->engine().status().phase, SyncStatus::Phase::Offline);
        QCOMPARE(device->engine().status().waiting, 1);
    }
    QCOMPARE(home.titleOf(there), QString()); // nothing was exchanged, nothing lost
    QCOMPARE(away.titleOf(here), QString());
    QCOMPARE(home.titleOf(first), u"first"_s);

    LiveDevice &older = dialling.max < listening.min ? away : home;
    older.stopEngine();
    older.protocol = {1, 9}; // the update
    QVERIFY(older.startEngine());
    away.engine().syncNow(); // else within a minute

    QTRY_COMPARE_WITH_TIMEOUT(home.titleOf(there), u"written away"_s, kWait);
    QTRY_COMPARE_WITH_TIMEOUT(away.titleOf(here), u"written at home"_s, kWait);
    QTRY_VERIFY_WITH_TIMEOUT(home.isUpToDate() && away.isUpToDate(), kWait);
    for (LiveDevice *device : {&home, &away}) {
        QVERIFY(!device->engine().status().needsUpdate);
    }
    QCOMPARE(home.peer(away)->problem, QString());
    QCOMPARE(home.reader().stateDigest(), away.reader().stateDigest());
}

void ProgramVersionsTest::aDeviceThatCannotBeNamedIsToldByItsPlace()
{
    LiveDevice home(u"Home"_s);
    LiveDevice first(u"First"_s, QString());
    LiveDevice second(u"Second"_s, QString());
    QVERIFY(home.start() && first.start() && second.start());
    QVERIFY(befriend(first, home));
    QVERIFY(befriend(second, home));
    second.stopEngine();
    first.stopEngine();
    QTRY_COMPARE_WITH_TIMEOUT(home.engine().status().devicesOnline, 0, kWait);

    first.protocol = {7, 7};
    QVERIFY(first.startEngine());

    // Two devices are away and neither ever listened: which of them dials is not known before Auth.
    QTRY_VERIFY_WITH_TIMEOUT(
        home.engine().status().problem.contains(u"too old for the one at 127.0.0.1"_s), kWait);
    QVERIFY(home.engine().status().needsUpdate);

    first.stopEngine();
    first.protocol = {};
    QVERIFY(first.startEngine());
    QTRY_COMPARE_WITH_TIMEOUT(home.engine().status().problem, QString(), kWait);
    QVERIFY(!home.engine().status().needsUpdate);
}

void ProgramVersionsTest::whatNewerProgramsWrote_passesThroughAnOlderOneUnchanged()
{
    LiveDevice a(u"A"_s);
    LiveDevice relay(u"Relay"_s);
    LiveDevice c(u"C"_s, QString());
    a.protocol = c.protocol = {1, 2};
    QVERIFY(a.start() && relay.start() && c.start());
    const SeedSigner newer(kNewerDevice);
    const SeedSigner other(kNewerDevice + 1);
    // A device that runs a newer program joined A, and A has a record of a type that nobody here knows.
    const std::vector<QByteArray> records {newerRecord(a, 2, newer), newerRecord(a, 77, other)};
    const auto added =
        inLibrary(a, [records](Library &library) { return library.addMemberRecords(records); });
    QVERIFY(added && *added);
    QCOMPARE(**added, 2);
    NewerProgram author(kNewerDevice, a.reader().id(), 4242);
    QList<QByteArray> bytes;
    for (const NewerProgram::Novelty novelty : NewerProgram::kNovelties) {
        const NoteId note = a.write(u"before"_s, u"text"_s);
        const auto heads = a.reader().note(note)->heads;
        const PackedChange change =
            author.write(novelty, note, heads, Hlc::fromMs(SystemClock().nowMs()));
        bytes.append(change.toCbor());
        const auto applied = inLibrary(a, [change, newer = newer.device()](Library &library) {
            return library.apply(std::vector {change}, newer);
        });
        QVERIFY(applied && *applied && !(*applied)->fault);
    }

    QVERIFY(befriend(relay, a));
    QTRY_VERIFY_WITH_TIMEOUT(relay.isUpToDate() && a.isUpToDate(), kWait);
    QVERIFY(befriend(c, relay));
    c.engine().setPeerAddresses(a.identity().device(), {});

    QTRY_COMPARE_WITH_TIMEOUT(bytesOfLog(c, newer.device()).size(), bytes.size(), kWait);
    for (LiveDevice *device : {&a, &relay, &c}) {
        QCOMPARE(bytesOfLog(*device, newer.device()), bytes);
        const std::vector<QByteArray> known = device->reader().membership().records();
        for (const QByteArray &record : records) {
            QVERIFY(std::find(known.begin(), known.end(), record) != known.end());
        }
        const auto check = inLibrary(*device, [](Library &library) { return library.check(); });
        QCOMPARE(check->problems, QStringList());
        const auto waiting =
            inLibrary(*device, [](Library &library) { return library.changesNeedingUpdate(); });
        QCOMPARE(int(*waiting), 3); // format, operation, limit
    }
    QTRY_VERIFY_WITH_TIMEOUT(c.isUpToDate() && relay.isUpToDate(), kWait);
    QCOMPARE(c.reader().stateDigest(), a.reader().stateDigest());
}

QTEST_GUILESS_MAIN(ProgramVersionsTest)
#include "tst_programversions.moc"
