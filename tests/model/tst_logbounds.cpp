#include "model/base/bounds.h"
#include "model/base/limits.h"
#include "tests/support/libraryfixture.h"
#include "tests/support/newerprogram.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// How many logs a library takes: a member that opens one after the other fills neither disk nor memory.

namespace {

constexpr std::uint8_t kGreedy = 9;

std::uint8_t byteOf(std::uint64_t number, int at)
{
    return static_cast<std::uint8_t>(number >> (8 * at));
}

/// The first change of a log of its own, one for each number.
std::vector<PackedChange> logs(std::uint8_t key, const Library &library, int from, int to)
{
    std::vector<PackedChange> changes;
    for (int i = from; i < to; ++i) {
        NoteId note;
        note.bytes.fill(key);
        note.bytes[0] = byteOf(static_cast<std::uint64_t>(i), 0);
        note.bytes[1] = byteOf(static_cast<std::uint64_t>(i), 1);
        NewerProgram author(key, library.id(), 1000 + static_cast<std::uint64_t>(i));
        changes.push_back(
            author.write(NewerProgram::Novelty::Tail, note, {}, Hlc::fromMs(1'750'000'000'000)));
    }
    return changes;
}

/// All of them, batch by batch; the fault of the first that is refused.
std::optional<Error>
apply(TestDevice &device, const std::vector<PackedChange> &changes, const DeviceId &from)
{
    for (std::size_t at = 0; at < changes.size();) {
        const auto report = device.library->apply(std::span(changes).subspan(at), from);
        if (!report) {
            return report.error();
        }
        at += static_cast<std::size_t>(report->consumed);
        if (report->fault) {
            return report->fault;
        }
    }
    return std::nullopt;
}

qsizetype logCount(const TestDevice &device)
{
    return static_cast<qsizetype>(device.library->vector().heads().size());
}

} // namespace

class LogBoundsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDeviceThatBringsTooManyLogs_isRefusedByName();
    void whatOthersRelay_isBoundedTogether_ownEditsGoOn();
    void cutsThatNobodyNeeds_areBounded();
    void aDeviceRestoredManyTimes_syncs();
};

void LogBoundsTest::aDeviceThatBringsTooManyLogs_isRefusedByName()
{
    FakeClock clock;
    auto world = devices(2, clock);
    TestDevice greedy(kGreedy, clock);
    greedy.open();
    pair(*world[0], greedy);
    TestDevice &device = *world[0];
    commit(device, newNote(u"mine"_s));
    const int most = static_cast<int>(limits::kLogsPerDeviceMax);

    QVERIFY(!apply(device, logs(kGreedy, *device.library, 0, most), greedy.id()));
    const qsizetype full = logCount(device);
    const auto fault = apply(device, logs(kGreedy, *device.library, most, most + 1), greedy.id());

    QVERIFY(fault);
    QVERIFY(isBringsTooMuch(*fault));
    QVERIFY2(fault->detail.contains(greedy.id().toHex().first(8)), qPrintable(fault->detail));
    QCOMPARE(errorName(fault->code), u"rate-limited"_s);
    QCOMPARE(logCount(device), full);
    // Its logs go on, and so does everybody else.
    NewerProgram again(kGreedy, device.library->id(), 1000);
    NoteId note;
    note.bytes.fill(kGreedy);
    note.bytes[0] = note.bytes[1] = 0;
    const Hlc stamp = Hlc::fromMs(1'750'000'000'000);
    const PackedChange first = again.write(NewerProgram::Novelty::Tail, note, {}, stamp);
    const PackedChange second =
        again.write(NewerProgram::Novelty::Operation, note, {}, Hlc {stamp.value + 1});
    QVERIFY(!apply(device, {first, second}, greedy.id()));
    syncPair(*world[1], device);
    commit(*world[1], newNote(u"yours"_s));
    syncPair(*world[1], device);
    QCOMPARE(dump(*world[1]->library), dump(*device.library));
    QCOMPARE(device.library->check().problems, QStringList());
}

void LogBoundsTest::whatOthersRelay_isBoundedTogether_ownEditsGoOn()
{
    FakeClock clock;
    auto world = devices(2, clock);
    TestDevice greedy(kGreedy, clock);
    greedy.open();
    pair(*world[0], greedy);
    TestDevice &device = *world[0];
    const int most = static_cast<int>(limits::kLogsMax);

    // A relay is not to blame for what its member did.
    QVERIFY(!apply(device, logs(kGreedy, *device.library, 0, most - 10), world[1]->id()));
    const auto fault =
        apply(device, logs(kGreedy, *device.library, most - 10, most + 10), world[1]->id());

    QVERIFY(fault);
    QVERIFY(isBringsTooMuch(*fault));
    QVERIFY(logCount(device) <= limits::kLogsMax);
    commit(device, newNote(u"still mine"_s));
    device.reopen();
    commit(device, newNote(u"and again"_s));
    QCOMPARE(device.library->check().problems, QStringList());
}

void LogBoundsTest::cutsThatNobodyNeeds_areBounded()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    std::vector<NoteEdit> many;
    for (int i = 0; i < limits::kForkedLogsMax + 10; ++i) {
        many.push_back(newNote(u"n%1"_s.arg(i)));
    }
    QVERIFY(device.library->commitAll(many));
    const LogId log = device.library->vector().heads().begin()->first;
    std::vector<std::uint64_t> seqs(many.size());
    std::iota(seqs.begin(), seqs.end(), std::uint64_t {1});
    const std::vector<Hash> hashes = device.library->hashesAt(log, seqs);

    std::optional<Error> fault;
    for (std::size_t i = 0; i + 1 < hashes.size() && !fault; ++i) {
        const Result<bool> cut = device.library->cutLog(log, hashes[i]);
        fault = cut ? std::nullopt : std::optional(cut.error());
    }

    QVERIFY(fault);
    QVERIFY(isBringsTooMuch(*fault));
    QCOMPARE(logCount(device), limits::kForkedLogsMax);
    QCOMPARE(device.library->knownChanges(hashes).size(), hashes.size());
}

void LogBoundsTest::aDeviceRestoredManyTimes_syncs()
{
    constexpr int kRestores = 60;
    FakeClock clock;
    auto world = devices(2, clock);
    for (int i = 0; i < kRestores; ++i) {
        world[0]->close();
        QVERIFY(QDir(world[0]->stateFolder()).removeRecursively());
        world[0]->open();
        commit(*world[0], newNote(u"after restore %1"_s.arg(i)));
        sendAll(*world[0], *world[1]);
    }

    QVERIFY(logCount(*world[1]) >= kRestores);
    QCOMPARE(dump(*world[1]->library), dump(*world[0]->library));
    QCOMPARE(world[1]->library->allNotes().size(), std::size_t {kRestores});
}

QTEST_GUILESS_MAIN(LogBoundsTest)
#include "tst_logbounds.moc"
