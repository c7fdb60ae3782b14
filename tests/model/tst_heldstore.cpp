// What the answers to a mass deletion do, here and elsewhere.
#include "model/base/limits.h"
#include "model/store/database.h"
#include "tests/support/libraryfixture.h"

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

std::vector<NoteId> addNotes(TestDevice &device, int count)
{
    std::vector<NoteId> notes;
    for (int i = 0; i < count; ++i) {
        notes.push_back(commit(device, newNote(u"note %1"_s.arg(i), u"text %1\n"_s.arg(i))).note);
    }
    return notes;
}

void remove(TestDevice &device, const std::vector<NoteId> &notes, int from, int count)
{
    for (int i = from; i < from + count; ++i) {
        commit(device, deletion(notes.at(static_cast<std::size_t>(i))));
    }
}

int heldNotes(const TestDevice &device)
{
    std::size_t notes = 0;
    for (const HeldDeletion &held : device.library->heldDeletions()) {
        notes += held.notes.size();
    }
    return static_cast<int>(notes);
}

int visible(const TestDevice &device)
{
    return static_cast<int>(device.library->notes({}).size());
}

} // namespace

class HeldStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accepting_deletesHere_andWritesNothing();
    void rejecting_restoresEverywhere();
    void theirNotebooks_comeBackToo();
    void whatIsNotWholeYet_holdsNothingUp();
    void cutInTheMiddle_theRestStillWaits();
    void restoredElsewhere_theQuestionGoesByItself();
    void anEditOnTop_keepsTheNote();
    void deletingOneOfThem_takesThatOne();
    void theAnswer_isForThisDeviceAlone();
    void itIsStillThereAfterARestart();
    void nothingWaits_isSaid();
};

void HeldStoreTest::accepting_deletesHere_andWritesNothing()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    TestDevice &b = *peers[1];
    const std::vector<NoteId> notes = addNotes(*peers[0], 30);
    syncPair(*peers[0], b);
    remove(*peers[0], notes, 0, 30);
    syncPair(*peers[0], b);
    const qint64 changes = b.library->counts().changes;

    const Result<int> accepted = b.library->acceptHeld(peers[0]->id());

    QVERIFY(accepted);
    QCOMPARE(*accepted, 30);
    QCOMPARE(heldNotes(b), 0);
    QCOMPARE(visible(b), 0);
    QCOMPARE(b.library->counts().trash, 30);
    QCOMPARE(b.library->counts().changes, changes);
    QCOMPARE(b.library->check().problems, QStringList());
    while (!b.library->updateIndex(1000)) { }
    QVERIFY(b.library->search(u"text"_s, 100).empty());
    QCOMPARE(b.library->auditLog(1).at(0).event, u"held-accepted"_s);
    // The count begins afresh: what was answered is not asked again.
    const NoteId more = commit(*peers[0], newNote(u"one more"_s)).note;
    syncPair(*peers[0], b);
    commit(*peers[0], deletion(more));
    syncPair(*peers[0], b);
    QCOMPARE(heldNotes(b), 0);
}

void HeldStoreTest::rejecting_restoresEverywhere()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    TestDevice &a = *peers[0];
    TestDevice &b = *peers[1];
    const std::vector<NoteId> notes = addNotes(a, 35);
    syncPair(a, b);
    remove(a, notes, 0, 30);
    syncPair(a, b);
    const qint64 changes = b.library->counts().changes;

    const Result<int> rejected = b.library->rejectHeld(a.id());

    QVERIFY(rejected);
    QCOMPARE(*rejected, 30);
    QCOMPARE(heldNotes(b), 0);
    QCOMPARE(b.library->counts().changes, changes + 30); // one change a note
    syncPair(a, b);
    QCOMPARE(visible(a), 35);
    QCOMPARE(visible(b), 35);
    QCOMPARE(heldNotes(a), 0);
    QCOMPARE(a.library->note(notes[3])->state.body, u"text 3\n"_s);
    QCOMPARE(dump(*a.library), dump(*b.library));
    QCOMPARE(b.library->check().problems, QStringList());
    QCOMPARE(b.library->auditLog(1).at(0).event, u"held-rejected"_s);
}

void HeldStoreTest::theirNotebooks_comeBackToo()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    TestDevice &a = *peers[0];
    TestDevice &b = *peers[1];
    const Result<NoteId> inner = a.library->ensureNotebook({u"Work"_s, u"2026"_s});
    const Result<NoteId> outer = a.library->ensureNotebook({u"Work"_s});
    QVERIFY(inner && outer);
    std::vector<NoteId> notes;
    for (int i = 0; i < 30; ++i) {
        NoteEdit edit = newNote(u"n %1"_s.arg(i));
        edit.place = Place {*inner, QString(), RecordKind::Note};
        notes.push_back(commit(a, edit).note);
    }
    syncPair(a, b);
    remove(a, notes, 0, 30);
    commit(a, deletion(*inner));
    commit(a, deletion(*outer));
    syncPair(a, b);
    QCOMPARE(heldNotes(b), 30);

    QVERIFY(b.library->rejectHeld(a.id()));
    syncPair(a, b);

    const Result<Note> back = a.library->note(notes[0]);
    QVERIFY(back);
    QCOMPARE(a.library->notebookPath(back->state.place.parent),
             (QStringList {u"Work"_s, u"2026"_s}));
}

void HeldStoreTest::whatIsNotWholeYet_holdsNothingUp()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    TestDevice &a = *peers[0];
    TestDevice &b = *peers[1];
    const std::vector<NoteId> notes = addNotes(a, 31);
    const Result<ChangeBatch> whole =
        a.library->changesAfter(b.library->vector(), *a.library->publish(), 100, 1 << 20);
    std::vector<PackedChange> given = whole->changes;
    given.front().content.clear();
    given.front().body.clear();
    given.front().contentSalt = Salt {};
    QVERIFY(!b.library->apply(given, a.id())->fault);
    remove(a, notes, 0, 31);
    sendAll(a, b);
    QCOMPARE(heldNotes(b), 31);

    const Result<int> rejected = b.library->rejectHeld(a.id());

    QVERIFY(rejected);
    QCOMPARE(*rejected, 30);
    QCOMPARE(heldNotes(b), 1);
    const Result<int> again = b.library->rejectHeld(a.id());
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::ContentGone);
    // Its content comes: it can be restored as well.
    QCOMPARE(b.library->repair(whole->changes, a.id())->repaired, 1);
    const Result<int> last = b.library->rejectHeld(a.id());
    QVERIFY(last);
    QCOMPARE(*last, 1);
    syncPair(a, b);
    QCOMPARE(visible(a), 31);
    QCOMPARE(heldNotes(b), 0);
    QCOMPARE(dump(*a.library), dump(*b.library));
    QCOMPARE(b.library->check().problems, QStringList());
}

void HeldStoreTest::cutInTheMiddle_theRestStillWaits()
{
    constexpr int kNotes = limits::kRestoredTogetherMax + 50;
    FakeClock clock;
    const auto peers = devices(2, clock);
    TestDevice &a = *peers[0];
    TestDevice &b = *peers[1];
    std::vector<NoteEdit> edits;
    for (int i = 0; i < kNotes; ++i) {
        edits.push_back(newNote(u"note %1"_s.arg(i)));
    }
    const Result<std::vector<CommitResult>> made = a.library->commitAll(edits);
    QVERIFY(bool(made));
    syncPair(a, b);
    for (std::size_t i = 0; i < edits.size(); ++i) {
        edits[i] = deletion((*made)[i].note);
    }
    QVERIFY(bool(a.library->commitAll(edits)));
    syncPair(a, b);
    QCOMPARE(heldNotes(b), kNotes);
    const auto run = [&b](const QString &sql) {
        const auto file = Database::open(b.folder() + u"/library.sqlite"_s, OpenMode::ReadWrite);
        return file && (*file)->runScript(sql);
    };
    QVERIFY(run(u"CREATE TRIGGER full BEFORE DELETE ON seen_deletes WHEN (SELECT count(*) "
                "FROM seen_deletes) < 20 BEGIN SELECT RAISE(ABORT, 'disk full'); END"_s));

    QVERIFY(!b.library->rejectHeld(a.id()));

    QCOMPARE(heldNotes(b), kNotes - limits::kRestoredTogetherMax);
    QCOMPARE(visible(b), kNotes);
    QVERIFY(run(u"DROP TRIGGER full"_s));
    const Result<int> rest = b.library->rejectHeld(a.id());
    QVERIFY(rest);
    QCOMPARE(*rest, kNotes - limits::kRestoredTogetherMax);
    syncPair(a, b);
    QCOMPARE(visible(a), kNotes);
    QCOMPARE(b.library->check().problems, QStringList());
}

void HeldStoreTest::restoredElsewhere_theQuestionGoesByItself()
{
    FakeClock clock;
    const auto peers = devices(3, clock);
    TestDevice &b = *peers[1];
    TestDevice &c = *peers[2];
    const std::vector<NoteId> notes = addNotes(*peers[0], 30);
    syncPair(*peers[0], b);
    syncPair(b, c);
    remove(*peers[0], notes, 0, 30);
    syncPair(*peers[0], b);
    syncPair(b, c);
    QCOMPARE(heldNotes(c), 30);

    QVERIFY(c.library->rejectHeld(peers[0]->id()));
    syncPair(b, c);

    QCOMPARE(heldNotes(b), 0);
    QCOMPARE(visible(b), 30);
    const Result<int> late = b.library->acceptHeld(peers[0]->id());
    QVERIFY(!late);
    QCOMPARE(late.error().code, ErrorCode::NotFound);
}

void HeldStoreTest::anEditOnTop_keepsTheNote()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    TestDevice &a = *peers[0];
    TestDevice &b = *peers[1];
    const std::vector<NoteId> notes = addNotes(a, 30);
    syncPair(a, b);
    remove(a, notes, 0, 30);
    syncPair(a, b);

    const Result<Note> shown = b.library->note(notes[0]);
    NoteEdit edit = bodyEdit(notes[0], u"written on\n"_s);
    edit.parents = shown->shownHeads;
    const CommitResult made = commit(b, edit);

    QVERIFY(!made.shown.state.deleted && !made.shown.held);
    QCOMPARE(heldNotes(b), 29);
    QVERIFY(b.library->acceptHeld(a.id()));
    syncPair(a, b);
    QCOMPARE(visible(a), 1);
    QCOMPARE(visible(b), 1);
    QCOMPARE(a.library->note(notes[0])->state.body, u"written on\n"_s);
}

void HeldStoreTest::deletingOneOfThem_takesThatOne()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    TestDevice &b = *peers[1];
    const std::vector<NoteId> notes = addNotes(*peers[0], 30);
    syncPair(*peers[0], b);
    remove(*peers[0], notes, 0, 30);
    syncPair(*peers[0], b);
    const qint64 changes = b.library->counts().changes;

    const CommitResult gone = commit(b, deletion(notes[5]));

    QVERIFY(gone.shown.state.deleted);
    QCOMPARE(heldNotes(b), 29);
    QCOMPARE(visible(b), 29);
    QCOMPARE(b.library->counts().changes, changes); // deleted it was before
    QVERIFY(b.library->rejectHeld(peers[0]->id()));
    QVERIFY(b.library->note(notes[5])->state.deleted);
}

void HeldStoreTest::theAnswer_isForThisDeviceAlone()
{
    FakeClock clock;
    const auto peers = devices(3, clock);
    TestDevice &b = *peers[1];
    TestDevice &c = *peers[2];
    const std::vector<NoteId> notes = addNotes(*peers[0], 30);
    syncPair(*peers[0], b);
    syncPair(b, c);
    remove(*peers[0], notes, 0, 30);
    syncPair(*peers[0], b);
    QVERIFY(b.library->acceptHeld(peers[0]->id()));
    syncPair(b, c);

    QCOMPARE(heldNotes(c), 30);
    QVERIFY(c.library->rejectHeld(peers[0]->id()));
    syncPair(b, c);
    syncPair(*peers[0], b);

    QCOMPARE(visible(b), 30); // an edit survives a delete, an answer given here included
    QCOMPARE(visible(*peers[0]), 30);
    QCOMPARE(dump(*b.library), dump(*c.library));
}

void HeldStoreTest::itIsStillThereAfterARestart()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const std::vector<NoteId> notes = addNotes(*peers[0], 30);
    syncPair(*peers[0], *peers[1]);
    remove(*peers[0], notes, 0, 30);
    syncPair(*peers[0], *peers[1]);

    peers[1]->reopen();

    QCOMPARE(heldNotes(*peers[1]), 30);
    QCOMPARE(visible(*peers[1]), 30);
}

void HeldStoreTest::nothingWaits_isSaid()
{
    FakeClock clock;
    const auto peers = devices(2, clock);

    const Result<int> accepted = peers[1]->library->acceptHeld(peers[0]->id());
    const Result<int> rejected = peers[1]->library->rejectHeld(peers[0]->id());

    QVERIFY(!accepted && !rejected);
    QCOMPARE(accepted.error().code, ErrorCode::NotFound);
    QCOMPARE(rejected.error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(HeldStoreTest)
#include "tst_heldstore.moc"
