#include "model/base/limits.h"
#include "model/store/database.h"
#include "tests/support/libraryyears.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;
using namespace std::chrono_literals;

namespace {

/// `to` asks `from` for the contents that it needs; how many it got.
int fetchLacking(TestDevice &from, TestDevice &to)
{
    const std::vector<Hash> wanted = to.library->lacking(1000);
    const Result<FoundChanges> found = from.library->changesByHash(wanted, 1 << 24);
    std::vector<PackedChange> given;
    for (const auto &[hash, change] : found->changes) {
        given.push_back(change);
    }
    const Result<RepairReport> report = to.library->repair(given, from.id());
    return report ? report->repaired : -1;
}

} // namespace

class TestCompaction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oldVersionsGoTheStateAndRecentVersionsStay()
    {
        FakeClock clock;
        const Devices both = devices(2, clock);
        const NoteId note = commit(*both[0], newNote(u"diary"_s, u"start\n"_s)).note;
        editForDays(both, note, 3 * 365);
        const QStringList before = dump(*both[0]->library);
        const auto versions = static_cast<int>(both[0]->library->history(note).size());
        QCOMPARE(keptVersions(*both[0]->library, note), versions);

        const UpkeepReport done = someDays(both);
        QVERIFY(done.wroteCheckpoint);
        QVERIFY(done.dropped > 2 * 30);
        QCOMPARE(dump(*both[0]->library), before);
        QCOMPARE(problems(both), QStringList());
        const int kept = keptVersions(*both[0]->library, note);
        QVERIFY2(kept >= 36 && kept < 36 + limits::kWholeChangesMax,
                 qPrintable(QString::number(kept)));
        QCOMPARE(keptVersions(*both[1]->library, note), kept);
        const qint64 yearAgo =
            clock.nowMs() - std::chrono::milliseconds(limits::kHistoryDefault).count();
        for (const ChangeInfo &info : both[0]->library->history(note)) {
            QVERIFY(info.hasContent || info.hlc.ms() < yearAgo);
            QVERIFY(bool(both[0]->library->stateAt(info.change)) || info.hlc.ms() < yearAgo);
        }
        editForDays(both, note, 100);
        QCOMPARE(problems(both), QStringList());
        QCOMPARE(both[0]->library->conflicts().size(), std::size_t(0));
    }

    void nothingGoesThatADeviceHasNotReceived()
    {
        FakeClock clock;
        const Devices three = devices(3, clock);
        const NoteId note = commit(*three[0], newNote(u"diary"_s, u"start\n"_s)).note;
        for (int day = 0; day < 2 * 365; day += 10) {
            commit(*three[0], titleEdit(note, u"day %1"_s.arg(day)));
            commit(*three[0], titleEdit(note, u"evening %1"_s.arg(day)));
            // The third is there, and writes, but gets nothing.
            commit(*three[2], newNote(u"note of day %1"_s.arg(day)));
            sendAll(*three[2], *three[0]);
            syncPair(*three[0], *three[1]);
            clock.advance(240h);
        }
        for (int day = 0; day < 4; ++day) {
            QCOMPARE(upkeep(*three[0]).dropped, 0);
            QCOMPARE(upkeep(*three[1]).dropped, 0);
            syncPair(*three[0], *three[1]);
            clock.advance(25h);
        }
        QVERIFY(someDays(three).dropped > 0);
        QCOMPARE(problems(three), QStringList());
    }

    void keptForEverMeansForEver()
    {
        FakeClock clock;
        const Devices both = devices(2, clock);
        QVERIFY(bool(both[0]->library->setSetting(u"history-days"_s, u"0"_s)));
        const NoteId note = commit(*both[0], newNote(u"diary"_s, u"start\n"_s)).note;
        editForDays(both, note, 3 * 365);
        const UpkeepReport done = someDays(both);
        QCOMPARE(done.dropped, 0);
        QVERIFY(!done.wroteCheckpoint);
        QVERIFY(bool(both[1]->library->setSetting(u"history-days"_s, u"30"_s)));
        QVERIFY(someDays(both).dropped > 60);
        QCOMPARE(problems(both), QStringList());
    }

    void aLongDeletedNoteIsGoneForGood()
    {
        FakeClock clock;
        const Devices both = devices(2, clock);
        const NoteId note = commit(*both[0], newNote(u"secret title"_s, u"secret body"_s)).note;
        const NoteId other = commit(*both[0], newNote(u"other"_s)).note;
        syncPair(*both[0], *both[1]);
        commit(*both[1], deletion(note));
        syncPair(*both[0], *both[1]);
        const Hash digest = both[0]->library->stateDigest();
        editForDays(both, other, 300);
        someDays(both);
        NoteFilter trash;
        trash.scope = NoteFilter::Scope::Trash;
        QCOMPARE(both[0]->library->notes(trash).size(), std::size_t(1));
        editForDays(both, other, 100);
        QVERIFY(someDays(both).dropped > 0);
        for (const auto &device : both) {
            const Library &library = *device->library;
            QCOMPARE(library.notes(trash).size(), std::size_t(0));
            QCOMPARE(library.counts().trash, 0);
            QVERIFY(library.note(note)->state.deleted);
            QCOMPARE(library.note(note)->state.title, QString());
            QVERIFY(!dump(library).join(u'\n').contains(u"secret"_s));
            const auto all = library.allNotes();
            QVERIFY(std::find(all.begin(), all.end(), note) != all.end());
            QCOMPARE(library.stateAt(library.history(note).back().change).error().code,
                     ErrorCode::ContentGone);
        }
        QCOMPARE(problems(both), QStringList());
        NoteEdit restore;
        restore.note = note;
        restore.force = true;
        const Result<CommitResult> refused = both[0]->library->commit(restore);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ContentGone);
        QVERIFY(digest != both[0]->library->stateDigest());
    }

    void aNewDeviceJoinsAfterCompaction()
    {
        FakeClock clock;
        Devices all = devices(2, clock);
        const NoteId note = commit(*all[0], newNote(u"diary"_s, u"start\n"_s)).note;
        const NoteId deleted = commit(*all[0], newNote(u"deleted"_s, u"body"_s)).note;
        commit(*all[0], deletion(deleted));
        editForDays(all, note, 2 * 365);
        QVERIFY(someDays(all).dropped > 0);
        all.push_back(std::make_unique<TestDevice>(3, clock));
        all.back()->open();
        pair(*all[0], *all[2]);
        sendAll(*all[0], *all[2], 7);
        syncPair(*all[0], *all[2]);
        syncPair(*all[0], *all[1]);
        QCOMPARE(all[2]->library->lacking(10).size(), std::size_t(0));
        QCOMPARE(problems(all), QStringList());
        editForDays(all, note, 60);
        QCOMPARE(problems(all), QStringList());
    }

    void aDeviceThatWasAwayBringsItsEditsAndRevivesNothing()
    {
        FakeClock clock;
        const Devices three = devices(3, clock);
        const NoteId note =
            commit(*three[0], newNote(u"diary"_s, u"one\ntwo\nthree\nfour\nfive\n"_s)).note;
        const NoteId deleted = commit(*three[0], newNote(u"deleted"_s, u"body"_s)).note;
        const NoteId edited =
            commit(*three[0], newNote(u"deleted here, edited there"_s, u"a"_s)).note;
        for (int i = 0; i < 20; ++i) {
            commit(*three[0], titleEdit(note, u"diary %1"_s.arg(i)));
            commit(*three[0], titleEdit(edited, u"edited %1"_s.arg(i)));
        }
        syncPair(*three[0], *three[1]);
        syncPair(*three[0], *three[2]);
        // The third goes away, and is used a little.
        commit(*three[2], bodyEdit(note, u"one\ntwo\nthree\nfour\nfive, far away\n"_s));
        commit(*three[2], titleEdit(edited, u"edited far away"_s));
        commit(*three[0], deletion(deleted));
        commit(*three[0], deletion(edited));
        Devices two;
        for (int day = 0; day < 600; day += 10) {
            TestDevice &device = *three[static_cast<std::size_t>(day / 10) % 2];
            const QString first = u"day %1\ntwo\nthree\nfour\nfive\n"_s.arg(day);
            commit(device, bodyEdit(note, first));
            syncPair(*three[0], *three[1]);
            clock.advance(240h);
        }
        int dropped = 0;
        for (int day = 0; day < 4; ++day) {
            dropped += upkeep(*three[0]).dropped + upkeep(*three[1]).dropped;
            syncPair(*three[0], *three[1]);
            clock.advance(25h);
        }
        QVERIFY(dropped > 30);
        NoteFilter trash;
        trash.scope = NoteFilter::Scope::Trash;
        QCOMPARE(three[0]->library->notes(trash).size(), std::size_t(0));
        // It comes back.
        syncPair(*three[2], *three[0]);
        QVERIFY(!three[0]->library->lacking(10).empty());
        QVERIFY(fetchLacking(*three[2], *three[0]) > 0);
        QCOMPARE(three[0]->library->lacking(10).size(), std::size_t(0));
        syncPair(*three[0], *three[1]);
        fetchLacking(*three[0], *three[1]);
        someDays(three);
        QCOMPARE(problems(three), QStringList());
        const Note merged = *three[0]->library->note(note);
        QCOMPARE(merged.conflict, ConflictType::None);
        QVERIFY(merged.state.body.startsWith(u"day 590\n"_s));
        QVERIFY(merged.state.body.endsWith(u"five, far away\n"_s));
        QVERIFY(three[0]->library->note(deleted)->state.deleted);
        const Note kept = *three[0]->library->note(edited);
        QCOMPARE(kept.conflict, ConflictType::DeleteConflict);
        QCOMPARE(kept.state.title, u"edited far away"_s);
        QCOMPARE(kept.state.body, u"a"_s);
        // Settled, it is the same everywhere.
        QVERIFY(bool(three[1]->library->resolve(edited, kept.heads, kept.state)));
        someDays(three);
        QCOMPARE(problems(three), QStringList());
        QCOMPARE(three[2]->library->note(edited)->state.title, u"edited far away"_s);
    }

    void anEditIsRefusedWhileContentIsAwaited()
    {
        FakeClock clock;
        const Devices both = devices(2, clock);
        const NoteId note = commit(*both[0], newNote(u"a"_s, u"text"_s)).note;
        Result<ChangeBatch> batch = both[0]->library->changesAfter(
            both[1]->library->vector(), *both[0]->library->publish(), 100, 1 << 20);
        const std::vector<PackedChange> whole = batch->changes;
        for (PackedChange &change : batch->changes) {
            change.content.clear();
            change.body.clear();
            change.contentSalt = Salt {};
        }
        QVERIFY(!both[1]->library->apply(batch->changes, both[0]->id())->fault);
        QCOMPARE(both[1]->library->lacking(10).size(), std::size_t(1));
        const Result<CommitResult> refused = both[1]->library->commit(titleEdit(note, u"b"_s));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ContentAwaited);
        QVERIFY(both[1]->library->notes({}).front().waiting);
        QCOMPARE(both[1]->library->check().problems.size(), qsizetype(2));
        // Another content than the one committed to is no help.
        std::vector<PackedChange> other = whole;
        other.front().content[other.front().content.size() - 1] ^= 1;
        QCOMPARE(both[1]->library->repair(other, both[0]->id())->repaired, 0);
        QCOMPARE(both[1]->library->repair(whole, both[0]->id())->repaired, 1);
        QCOMPARE(both[1]->library->repair(whole, both[0]->id())->repaired, 0);
        QCOMPARE(problems(both), QStringList());
        commit(*both[1], titleEdit(note, u"b"_s));
    }

    void twoCheckpointsMadeApartAreNoConflict()
    {
        FakeClock clock;
        const Devices both = devices(2, clock);
        const NoteId note = commit(*both[0], newNote(u"diary"_s, u"start\n"_s)).note;
        editForDays(both, note, 3 * 365);
        for (int day = 0; day < 3; ++day) {
            upkeep(*both[0]);
            upkeep(*both[1]);
            clock.advance(25h);
        }
        QVERIFY(both[0]->library->setting(u"history.checkpoint"_s).has_value());
        QVERIFY(both[1]->library->setting(u"history.checkpoint"_s).has_value());
        syncPair(*both[0], *both[1]);
        QCOMPARE(both[0]->library->conflicts().size(), std::size_t(0));
        QCOMPARE(both[0]->library->counts().conflicts, 0);
        someDays(both);
        QCOMPARE(problems(both), QStringList());
    }

    void aClockYearsAheadDropsNothingElsewhere()
    {
        FakeClock clock;
        FakeClock wrong(clock.nowMs());
        Devices both;
        both.push_back(std::make_unique<TestDevice>(1, clock));
        both.push_back(std::make_unique<TestDevice>(2, wrong));
        both[0]->open();
        both[1]->open();
        pair(*both[0], *both[1]);
        const NoteId note = commit(*both[0], newNote(u"diary"_s, u"start\n"_s)).note;
        for (int i = 0; i < 100; ++i) {
            commit(*both[0], titleEdit(note, u"diary %1"_s.arg(i)));
        }
        syncPair(*both[0], *both[1]);
        wrong.advance(std::chrono::hours(24 * 365 * 5));
        for (int day = 0; day < 4; ++day) {
            upkeep(*both[1]);
            wrong.advance(25h);
            clock.advance(25h);
        }
        QVERIFY(both[1]->library->setting(u"history.checkpoint"_s).has_value());
        syncPair(*both[0], *both[1]);
        for (int day = 0; day < 4; ++day) {
            QCOMPARE(upkeep(*both[0]).dropped, 0);
            clock.advance(25h);
        }
        QCOMPARE(keptVersions(*both[0]->library, note), 101);
        QCOMPARE(problems(both), QStringList());
    }

    void aClockThatHasJustJumpedIsNotBelieved()
    {
        FakeClock clock;
        TestDevice device(1, clock);
        device.open();
        const NoteId note = commit(device, newNote(u"diary"_s)).note;
        for (int i = 0; i < 100; ++i) {
            commit(device, titleEdit(note, u"diary %1"_s.arg(i)));
        }
        upkeep(device);
        clock.advance(25h);
        upkeep(device);
        clock.advance(std::chrono::hours(24 * 365 * 3));
        QCOMPARE(upkeep(device).dropped, 0);
        QVERIFY(!device.library->setting(u"history.checkpoint"_s));
        clock.advance(25h);
        QVERIFY(upkeep(device).dropped > 0);
    }

    void upkeepGoesOnAfterACrashBetweenTwoPieces()
    {
        FakeClock clock;
        TestDevice device(1, clock);
        device.open();
        for (int n = 0; n < 30; ++n) {
            const NoteId note = commit(device, newNote(u"note %1"_s.arg(n), u"text"_s)).note;
            for (int i = 0; i < 40; ++i) {
                QVERIFY(bool(device.library->commit(titleEdit(note, u"title %1"_s.arg(i)))));
            }
        }
        const QStringList before = dump(*device.library);
        clock.advance(std::chrono::hours(24 * 500));
        QVERIFY(bool(device.library->upkeep()));
        clock.advance(25h);
        while (!device.library->setting(u"history.checkpoint"_s)) {
            QVERIFY(device.library->upkeep()->more);
        }
        int dropped = 0;
        for (int i = 0; i < 300; ++i) {
            const Result<UpkeepReport> report = device.library->upkeep();
            QVERIFY(bool(report));
            dropped += report->dropped;
            device.reopen();
            QCOMPARE(dump(*device.library), before);
            if (i % 10 == 0) {
                QCOMPARE(device.library->check().problems, QStringList());
            }
            if (!report->more) {
                break;
            }
        }
        QCOMPARE(dropped, 30 * 32);
        QCOMPARE(device.library->check().problems, QStringList());
    }

    /// SHEAF_COMPACTION_NOTES=1000 gives the figure of a whole library.
    void theLibraryShrinks()
    {
        bool given = false;
        const int asked = qEnvironmentVariableIntValue("SHEAF_COMPACTION_NOTES", &given);
        const int count = given ? asked : 30;
        FakeClock clock;
        TestDevice device(1, clock);
        device.open();
        SeededRandom random(5);
        const auto line = [&random] {
            QString words;
            for (int i = 0; i < 12; ++i) {
                words += QString::number(random.below(1'000'000), 36) + u' ';
            }
            return words;
        };
        std::vector<NoteEdit> edits;
        for (int n = 0; n < count; ++n) {
            QStringList lines;
            for (int i = 0; i < 25; ++i) {
                lines.append(line());
            }
            edits.push_back(newNote(u"note %1"_s.arg(n), lines.join(u'\n')));
        }
        for (int round = 0; round < 60; ++round) {
            const Result<std::vector<CommitResult>> done = device.library->commitAll(edits);
            QVERIFY(bool(done));
            for (std::size_t n = 0; n < edits.size(); ++n) {
                QStringList lines = edits[n].body->split(u'\n');
                lines[random.below(25)] = line();
                edits[n] = bodyEdit((*done)[n].note, lines.join(u'\n'));
            }
            clock.advance(std::chrono::hours(24 * 12));
        }
        const auto used = [&device] {
            device.reopen();
            const Result<std::unique_ptr<Database>> file =
                Database::open(device.folder() + u"/library.sqlite"_s, OpenMode::ReadOnly);
            const auto pragma = [&file](const char *sql) {
                Statement select(**file, sql);
                return select.next() ? select.number(0) : 0;
            };
            return (pragma("PRAGMA page_count") - pragma("PRAGMA freelist_count"))
                * pragma("PRAGMA page_size");
        };
        const QStringList shown = dump(*device.library);
        const qint64 before = used();
        upkeep(device);
        clock.advance(25h);
        const UpkeepReport report = upkeep(device);
        const qint64 after = used();
        qInfo("%d notes, 60 edits each over two years: %lld bytes before, %lld after (%d contents)",
              count,
              static_cast<long long>(before),
              static_cast<long long>(after),
              report.dropped);
        QCOMPARE(dump(*device.library), shown);
        QVERIFY(report.dropped >= count * 15);
        QVERIFY(after < before);
    }
};

QTEST_GUILESS_MAIN(TestCompaction)
#include "tst_compaction.moc"
