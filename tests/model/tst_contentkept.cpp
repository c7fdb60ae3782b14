#include "model/base/limits.h"
#include "tests/support/libraryyears.h"
#include "tests/support/tamper.h"

#include <QtTest>

using namespace sheaf;
using namespace sheaf::test;

// What of old contents goes and what stays, where changes come late, fork, or are damaged.

class TestContentKept : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatComesLateFromADrawerStaysForAsLongAsAnyOther()
    {
        FakeClock clock;
        const Devices three = devices(3, clock);
        const NoteId deleted = commit(*three[0], newNote(u"deleted"_s, u"a body"_s)).note;
        const NoteId diary = commit(*three[0], newNote(u"diary"_s, u"start\n"_s)).note;
        const NoteId other = commit(*three[0], newNote(u"other"_s, u"start\n"_s)).note;
        for (int i = 0; i < 5; ++i) {
            commit(*three[0], titleEdit(diary, u"diary %1"_s.arg(i)));
        }
        syncPair(*three[0], *three[1]);
        syncPair(*three[0], *three[2]);
        // The third is used, and then lies in a drawer for 13 months.
        commit(*three[2], deletion(deleted));
        for (int i = 0; i <= limits::kWholeChangesMax; ++i) {
            commit(*three[2], titleEdit(diary, u"drawer %1"_s.arg(i)));
        }
        for (int day = 0; day < 395; day += 10) {
            TestDevice &device = *three[static_cast<std::size_t>(day / 10) % 2];
            commit(device, bodyEdit(other, u"day %1\n"_s.arg(day)));
            syncPair(*three[0], *three[1]);
            clock.advance(240h);
        }
        syncPair(*three[2], *three[0]);
        syncPair(*three[2], *three[1]);
        const auto versions = static_cast<int>(three[0]->library->history(diary).size());
        someDays(three);
        NoteFilter trash;
        trash.scope = NoteFilter::Scope::Trash;
        for (std::size_t i = 0; i < 2; ++i) {
            const Library &library = *three[i]->library;
            QCOMPARE(library.notes(trash).size(), std::size_t(1));
            QCOMPARE(library.note(deleted)->state.body, u"a body"_s);
            QCOMPARE(keptVersions(library, diary), versions);
        }
        QCOMPARE(problems(three), QStringList());
        // A year after they came they go like all others.
        editForDays(three, other, 390);
        QVERIFY(someDays(three).dropped > 0);
        for (const auto &device : three) {
            QCOMPARE(device->library->notes(trash).size(), std::size_t(0));
            QCOMPARE(device->library->note(deleted)->state.body, QString());
            QVERIFY(keptVersions(*device->library, diary) < versions);
        }
        QCOMPARE(problems(three), QStringList());
    }

    void aNoteDeletedApartComparesEqualWhateverIsLeftOfIt()
    {
        FakeClock clock;
        const Devices both = devices(2, clock);
        const NoteId note = commit(*both[0], newNote(u"note"_s, u"one\ntwo\n"_s)).note;
        const NoteId other = commit(*both[0], newNote(u"other"_s)).note;
        syncPair(*both[0], *both[1]);
        for (const auto &device : both) {
            commit(*device, titleEdit(note, u"as %1 has it"_s.arg(device->name)));
            commit(*device, deletion(note));
        }
        syncPair(*both[0], *both[1]);
        QCOMPARE(problems(both), QStringList());
        QCOMPARE(both[0]->library->conflicts().size(), std::size_t(0));
        editForDays(both, other, 400);
        // One of them tidies up, the other does not come to it.
        int dropped = 0;
        for (int day = 0; day < 4; ++day) {
            dropped += upkeep(*both[0]).dropped;
            syncPair(*both[0], *both[1]);
            clock.advance(25h);
        }
        QVERIFY(dropped > 0);
        QCOMPARE(both[0]->library->note(note)->state.title, QString());
        QVERIFY(!both[1]->library->note(note)->state.title.isEmpty());
        QCOMPARE(problems(both), QStringList());
    }

    void theFirstChangeOfABranchGoesAsWell()
    {
        FakeClock clock;
        TestDevice left(1, clock);
        TestDevice copy(1, clock, 99);
        TestDevice right(2, clock);
        left.open();
        right.open();
        pair(left, right);
        const NoteId note = commit(left, newNote(u"diary"_s, u"start\n"_s)).note;
        syncPair(left, right);
        left.close();
        for (const auto &[from, to] : {std::pair(left.folder(), copy.folder()),
                                       std::pair(left.stateFolder(), copy.stateFolder())}) {
            QVERIFY(QDir().mkpath(to));
            for (const QString &name : QDir(from).entryList(QDir::Files)) {
                QVERIFY(QFile::copy(from + u'/' + name, to + u'/' + name));
            }
        }
        left.open();
        copy.open();
        commit(left, titleEdit(note, u"left"_s));
        const Hash forked = commit(copy, bodyEdit(note, u"from the copy\n"_s)).change;
        sendAll(left, right);
        const Result<ChangeBatch> branch =
            copy.library->changesAfter({}, *copy.library->publish(), 100, 1 << 20);
        const Result<ApplyReport> applied = right.library->apply(branch->changes, left.id());
        QCOMPARE(applied->fault->code, ErrorCode::LogForked);
        QCOMPARE(right.library->note(note)->heads.size(), std::size_t(2));
        for (int i = 0; i <= 4 * limits::kWholeChangesMax; ++i) {
            commit(right, titleEdit(note, u"right %1"_s.arg(i)));
        }
        clock.advance(std::chrono::hours(24 * 400));
        commit(right, titleEdit(note, u"a year later"_s));
        int dropped = 0;
        for (int day = 0; day < 4; ++day) {
            dropped += upkeep(right).dropped;
            clock.advance(25h);
        }
        QVERIFY(dropped > limits::kWholeChangesMax / 2);
        for (const ChangeInfo &info : right.library->history(note)) {
            QVERIFY(info.change != forked || !info.hasContent);
        }
        QCOMPARE(right.library->check().problems, QStringList());
        // Nothing is left to be dropped, so no further checkpoint is worth it.
        const auto checkpoint = right.library->setting(u"history.checkpoint"_s);
        clock.advance(std::chrono::hours(24 * 40));
        for (int day = 0; day < 4; ++day) {
            QCOMPARE(upkeep(right).dropped, 0);
            clock.advance(25h);
        }
        QCOMPARE(right.library->setting(u"history.checkpoint"_s), checkpoint);
    }

    void whatIsDamagedIsWantedAndNotTriedForEver()
    {
        FakeClock clock;
        TestDevice device(1, clock);
        device.open();
        const NoteId note = commit(device, newNote(u"diary"_s, u"start\n"_s)).note;
        for (int i = 0; i <= 4 * limits::kWholeChangesMax; ++i) {
            commit(device, titleEdit(note, u"title %1"_s.arg(i)));
        }
        tamper(device, {u"UPDATE note_fragments SET title = x'42' WHERE id = 3"_s});
        clock.advance(std::chrono::hours(24 * 400));
        int dropped = 0;
        for (int day = 0; day < 4; ++day) {
            dropped += upkeep(device).dropped;
            clock.advance(25h);
        }
        QVERIFY(dropped > limits::kWholeChangesMax / 2);
        QCOMPARE(device.library->lacking(10).size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestContentKept)
#include "tst_contentkept.moc"
