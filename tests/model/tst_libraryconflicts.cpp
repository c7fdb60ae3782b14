#include "tests/support/libraryfixture.h"
#include "tests/support/tamper.h"

#include <QtTest>

#include <functional>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// Every kind of conflict between two real libraries, and every way out of it.

namespace {

/// A side's edit of the common note.
using Act = std::function<void(TestDevice &, const NoteId &)>;

Act body(const QString &text)
{
    return [text](TestDevice &device, const NoteId &note) { commit(device, bodyEdit(note, text)); };
}
Act title(const QString &text)
{
    return
        [text](TestDevice &device, const NoteId &note) { commit(device, titleEdit(note, text)); };
}
Act description(const QString &text)
{
    return [text](TestDevice &device, const NoteId &note) {
        NoteEdit edit;
        edit.note = note;
        edit.description = text;
        commit(device, edit);
    };
}
Act tags(const QStringList &values)
{
    return [values](TestDevice &device, const NoteId &note) {
        NoteEdit edit;
        edit.note = note;
        edit.tags = values;
        commit(device, edit);
    };
}
Act move(const QString &notebook)
{
    return [notebook](TestDevice &device, const NoteId &note) {
        const Result<NoteId> to = device.library->ensureNotebook({notebook});
        NoteEdit edit;
        edit.note = note;
        edit.place = Place {*to, u"m"_s, RecordKind::Note};
        commit(device, edit);
    };
}
Act remove()
{
    return [](TestDevice &device, const NoteId &note) { commit(device, deletion(note)); };
}

constexpr auto kBody = "first line\nsecond line\nthird line\nfourth line\nfifth line\n";

/// Two devices with one common note.
struct Couple
{
    Couple()
        : pair(devices(2, clock))
        , a(*pair[0])
        , b(*pair[1])
    {
        NoteEdit edit = newNote(u"Title"_s, QString::fromLatin1(kBody));
        edit.tags = QStringList {u"x"_s, u"y"_s};
        note = commit(a, edit).note;
        syncPair(a, b);
    }
    void fork(const Act &ofA, const Act &ofB)
    {
        ofA(a, note);
        ofB(b, note);
        syncPair(a, b);
    }
    [[nodiscard]] bool same() const
    {
        return dump(*a.library) == dump(*b.library)
            && a.library->stateDigest() == b.library->stateDigest()
            && a.library->check().problems.isEmpty() && b.library->check().problems.isEmpty();
    }

    FakeClock clock;
    std::vector<std::unique_ptr<TestDevice>> pair;
    TestDevice &a;
    TestDevice &b;
    NoteId note;
};

} // namespace

Q_DECLARE_METATYPE(Act)

class LibraryConflictsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void apartEdits_mergeOrConflict_data();
    void apartEdits_mergeOrConflict();
    void aCleanMerge_isComputed_neverWritten();
    void anEditOnACleanMerge_joinsTheHeads();
    void aResolutionOnEitherSide_endsTheConflictOnBoth_data();
    void aResolutionOnEitherSide_endsTheConflictOnBoth();
    void equalResolutionsMadeApart_collapse();
    void differentResolutionsMadeApart_areAConflictAgain();
    void keptAsTwo_onBothDevices_makesOneCopy();
    void aStaleResolution_isRefused();
    void anEditInAConflict_extendsTheShownHeadOnly();
    void anEditOnAllHeadsOfAConflict_discardsNoSide();
    void threeHeads_areOneConflict();
    void aDeleteMeetsAnEdit_theEditShows();
    void deletesOnBothSides_areNoConflict();
    void aNotebookCycle_isAMoveConflict_thatAMoveEnds();
    void theSameNotebookMadeApart_isOneRecord();
    void notesOfADeletedNotebook_areRecovered();
    void newestWins_appliesEverywhere_andBackAgain();
    void aPolicyThatCouldNotBeStored_changesNothing();
};

void LibraryConflictsTest::apartEdits_mergeOrConflict_data()
{
    QTest::addColumn<Act>("ofA");
    QTest::addColumn<Act>("ofB");
    QTest::addColumn<ConflictType>("type");
    const QString text = QString::fromLatin1(kBody);
    const auto with = [&text](const QString &from, const QString &to) {
        return body(QString(text).replace(from, to));
    };
    QTest::newRow("lines apart merge")
        << with(u"first"_s, u"1st"_s) << with(u"fifth"_s, u"5th"_s) << ConflictType::None;
    QTest::newRow("one line twice conflicts")
        << with(u"third"_s, u"3rd"_s) << with(u"third"_s, u"THIRD"_s)
        << ConflictType::ConcurrentEdit;
    QTest::newRow("the same edit twice collapses")
        << with(u"third"_s, u"3rd"_s) << with(u"third"_s, u"3rd"_s) << ConflictType::None;
    QTest::newRow("title and body merge")
        << title(u"New"_s) << with(u"third"_s, u"3rd"_s) << ConflictType::None;
    QTest::newRow("two titles conflict")
        << title(u"One"_s) << title(u"Two"_s) << ConflictType::ConcurrentEdit;
    QTest::newRow("two descriptions conflict")
        << description(u"One"_s) << description(u"Two"_s) << ConflictType::MetadataConflict;
    QTest::newRow("tag sets merge")
        << tags({u"x"_s, u"z"_s}) << tags({u"x"_s, u"y"_s, u"w"_s}) << ConflictType::None;
    QTest::newRow("two moves conflict")
        << move(u"Here"_s) << move(u"There"_s) << ConflictType::MoveConflict;
    QTest::newRow("the same move twice collapses")
        << move(u"Here"_s) << move(u"Here"_s) << ConflictType::None;
    QTest::newRow("edit and delete conflict")
        << title(u"New"_s) << remove() << ConflictType::DeleteConflict;
    QTest::newRow("delete and move conflict")
        << remove() << move(u"There"_s) << ConflictType::DeleteConflict;
}

void LibraryConflictsTest::apartEdits_mergeOrConflict()
{
    QFETCH(Act, ofA);
    QFETCH(Act, ofB);
    QFETCH(ConflictType, type);
    Couple couple;

    couple.fork(ofA, ofB);

    QCOMPARE(couple.a.library->note(couple.note)->conflict, type);
    QCOMPARE(couple.b.library->note(couple.note)->conflict, type);
    QCOMPARE(couple.a.library->note(couple.note)->heads.size(), size_t(2));
    QVERIFY(couple.same());
    const Result<NoteConflict> conflict = couple.a.library->conflict(couple.note);
    QCOMPARE(bool(conflict), type != ConflictType::None);
    if (conflict) {
        QCOMPARE(conflict->type, type);
        QCOMPARE(conflict->sides.size(), size_t(2));
        QVERIFY(!conflict->fields.empty());
        QVERIFY(conflict->base.has_value());
        QCOMPARE(conflict->base->title, u"Title"_s);
    }
}

void LibraryConflictsTest::aCleanMerge_isComputed_neverWritten()
{
    Couple couple;

    couple.fork(title(u"New"_s), tags({u"x"_s}));

    const Note note = *couple.a.library->note(couple.note);
    QCOMPARE(note.state.title, u"New"_s);
    QCOMPARE(note.state.tags, QStringList {u"x"_s});
    QCOMPARE(note.shownHeads, note.heads);
    QCOMPARE(couple.a.library->counts().changes, 3);
    QCOMPARE(syncPair(couple.a, couple.b), 0);
}

void LibraryConflictsTest::anEditOnACleanMerge_joinsTheHeads()
{
    Couple couple;
    couple.fork(title(u"New"_s), tags({u"x"_s}));

    const CommitResult edited = commit(couple.b, bodyEdit(couple.note, u"short"_s));
    syncPair(couple.a, couple.b);

    const Note note = *couple.a.library->note(couple.note);
    QCOMPARE(note.heads, std::vector<Hash> {edited.change});
    QCOMPARE(note.state.title, u"New"_s);
    QCOMPARE(note.state.tags, QStringList {u"x"_s});
    QCOMPARE(note.state.body, u"short"_s);
    // What differed from the first parent is in the change itself, not left to merge code.
    QCOMPARE(couple.a.library->stateAt(edited.change)->title, u"New"_s);
    QCOMPARE(couple.a.library->stateAt(edited.change)->tags, QStringList {u"x"_s});
    QVERIFY(couple.same());
}

void LibraryConflictsTest::aResolutionOnEitherSide_endsTheConflictOnBoth_data()
{
    apartEdits_mergeOrConflict_data();
}

void LibraryConflictsTest::aResolutionOnEitherSide_endsTheConflictOnBoth()
{
    QFETCH(Act, ofA);
    QFETCH(Act, ofB);
    QFETCH(ConflictType, type);
    if (type == ConflictType::None) {
        return;
    }
    for (int which = 0; which < 4; ++which) {
        Couple couple;
        couple.fork(ofA, ofB);
        TestDevice &resolver = which % 2 == 0 ? couple.a : couple.b;
        const NoteConflict conflict = *resolver.library->conflict(couple.note);
        const NoteState wanted = conflict.sides[which < 2 ? 0 : 1].state;

        const Result<CommitResult> done =
            resolver.library->resolve(couple.note, conflict.heads, wanted);
        QVERIFY2(bool(done), done ? "" : qPrintable(done.error().detail));
        syncPair(couple.a, couple.b);

        QVERIFY(couple.same());
        const Note note = *couple.a.library->note(couple.note);
        QCOMPARE(note.conflict, ConflictType::None);
        QCOMPARE(note.heads, std::vector<Hash> {done->change});
        QCOMPARE(note.state, wanted);
        QVERIFY(couple.b.library->conflicts().empty());
        QCOMPARE(couple.b.library->counts().conflicts, 0);
    }
}

void LibraryConflictsTest::equalResolutionsMadeApart_collapse()
{
    Couple couple;
    couple.fork(title(u"One"_s), title(u"Two"_s));
    for (TestDevice *device : {&couple.a, &couple.b}) {
        const NoteConflict conflict = *device->library->conflict(couple.note);
        NoteState result = conflict.merged;
        result.title = u"Both"_s;
        QVERIFY(device->library->resolve(couple.note, conflict.heads, result));
    }

    syncPair(couple.a, couple.b);

    const Note note = *couple.a.library->note(couple.note);
    QCOMPARE(note.conflict, ConflictType::None);
    QCOMPARE(note.heads.size(), size_t(2));
    QCOMPARE(note.state.title, u"Both"_s);
    QVERIFY(couple.same());
}

void LibraryConflictsTest::differentResolutionsMadeApart_areAConflictAgain()
{
    Couple couple;
    couple.fork(title(u"One"_s), title(u"Two"_s));
    for (TestDevice *device : {&couple.a, &couple.b}) {
        const NoteConflict conflict = *device->library->conflict(couple.note);
        NoteState result = conflict.merged;
        result.title = u"By "_s + device->name;
        QVERIFY(device->library->resolve(couple.note, conflict.heads, result));
    }

    syncPair(couple.a, couple.b);

    QCOMPARE(couple.a.library->note(couple.note)->conflict, ConflictType::ConcurrentEdit);
    QVERIFY(couple.same());
}

void LibraryConflictsTest::keptAsTwo_onBothDevices_makesOneCopy()
{
    Couple couple;
    couple.fork(body(u"one side\n"_s), body(u"other side\n"_s));
    for (TestDevice *device : {&couple.a, &couple.b}) {
        const NoteConflict conflict = *device->library->conflict(couple.note);
        const auto kept = device->library->resolveKeepingBoth(
            couple.note, conflict.heads, conflict.sides[0].state, conflict.sides[1].state);
        QVERIFY(kept);
        QCOMPARE(kept->size(), size_t(2));
    }

    syncPair(couple.a, couple.b);

    QCOMPARE(couple.a.library->allNotes().size(), size_t(2));
    QVERIFY(couple.a.library->conflicts().empty());
    QStringList bodies;
    for (const NoteId &id : couple.a.library->allNotes()) {
        bodies.append(couple.a.library->note(id)->state.body);
    }
    bodies.sort();
    QCOMPARE(bodies, (QStringList {u"one side\n"_s, u"other side\n"_s}));
    QVERIFY(couple.same());
}

void LibraryConflictsTest::aStaleResolution_isRefused()
{
    Couple couple;
    couple.fork(title(u"One"_s), title(u"Two"_s));
    const NoteConflict seen = *couple.a.library->conflict(couple.note);
    commit(couple.b, titleEdit(couple.note, u"Three"_s));
    syncPair(couple.a, couple.b);
    const qint64 changes = couple.a.library->counts().changes;

    const Result<CommitResult> done =
        couple.a.library->resolve(couple.note, seen.heads, seen.merged);

    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::StaleHeads);
    QCOMPARE(couple.a.library->counts().changes, changes);
}

void LibraryConflictsTest::anEditInAConflict_extendsTheShownHeadOnly()
{
    Couple couple;
    couple.fork(body(u"one side\n"_s), body(u"other side\n"_s));
    const Note before = *couple.a.library->note(couple.note);
    QCOMPARE(before.shownHeads.size(), size_t(1));

    const CommitResult edited =
        commit(couple.a, bodyEdit(couple.note, before.state.body + u"more\n"_s));
    syncPair(couple.a, couple.b);

    const Note after = *couple.a.library->note(couple.note);
    QCOMPARE(after.conflict, ConflictType::ConcurrentEdit);
    QCOMPARE(after.heads.size(), size_t(2));
    QCOMPARE(after.shownHeads, std::vector<Hash> {edited.change});
    QVERIFY(couple.same());
}

void LibraryConflictsTest::anEditOnAllHeadsOfAConflict_discardsNoSide()
{
    Couple couple;
    couple.fork(body(u"one side\n"_s), body(u"other side\n"_s));
    const Note before = *couple.a.library->note(couple.note);
    NoteEdit edit = titleEdit(couple.note, u"New title"_s);
    edit.parents = before.heads;

    const CommitResult edited = commit(couple.a, edit);

    const Note after = *couple.a.library->note(couple.note);
    QCOMPARE(after.conflict, ConflictType::ConcurrentEdit);
    QCOMPARE(after.heads.size(), size_t(2));
    QCOMPARE(after.shownHeads, std::vector<Hash> {edited.change});
    QCOMPARE(after.state.title, u"New title"_s);
}

void LibraryConflictsTest::threeHeads_areOneConflict()
{
    FakeClock clock;
    const auto peers = devices(3, clock);
    const NoteId note = commit(*peers[0], newNote(u"T"_s, u"a line\n"_s)).note;
    for (size_t i = 1; i < 3; ++i) {
        syncPair(*peers[0], *peers[i]);
    }
    for (const auto &peer : peers) {
        commit(*peer, bodyEdit(note, u"a line of %1\n"_s.arg(peer->name)));
    }

    for (int round = 0; round < 2; ++round) {
        for (size_t i = 1; i < 3; ++i) {
            syncPair(*peers[0], *peers[i]);
        }
    }

    for (const auto &peer : peers) {
        const NoteConflict conflict = *peer->library->conflict(note);
        QCOMPARE(conflict.sides.size(), size_t(3));
        QCOMPARE(conflict.heads.size(), size_t(3));
        QCOMPARE(conflict.sides[0].state.body, peer->library->note(note)->state.body);
    }
    const NoteConflict conflict = *peers[1]->library->conflict(note);
    QVERIFY(peers[1]->library->resolve(note, conflict.heads, conflict.sides[2].state));
    sendAll(*peers[1], *peers[0]);
    sendAll(*peers[0], *peers[2]);
    QVERIFY(peers[2]->library->conflicts().empty());
    QCOMPARE(dump(*peers[2]->library), dump(*peers[1]->library));
}

void LibraryConflictsTest::aDeleteMeetsAnEdit_theEditShows()
{
    for (const bool deleteLater : {false, true}) {
        Couple couple;
        couple.fork(deleteLater ? title(u"New"_s) : remove(),
                    deleteLater ? remove() : title(u"New"_s));

        const Note note = *couple.a.library->note(couple.note);
        QCOMPARE(note.conflict, ConflictType::DeleteConflict);
        QVERIFY(!note.state.deleted);
        QCOMPARE(note.state.title, u"New"_s);
        QCOMPARE(couple.b.library->notes({}).size(), size_t(1));
    }
}

void LibraryConflictsTest::deletesOnBothSides_areNoConflict()
{
    Couple couple;

    couple.fork(remove(), remove());

    QCOMPARE(couple.a.library->note(couple.note)->conflict, ConflictType::None);
    QVERIFY(couple.a.library->note(couple.note)->state.deleted);
    QVERIFY(couple.same());
    NoteEdit restore;
    restore.note = couple.note;
    restore.force = true;
    commit(couple.b, restore);
    syncPair(couple.a, couple.b);
    QVERIFY(!couple.a.library->note(couple.note)->state.deleted);
    QCOMPARE(couple.a.library->note(couple.note)->state.body, QString::fromLatin1(kBody));
}

void LibraryConflictsTest::aNotebookCycle_isAMoveConflict_thatAMoveEnds()
{
    Couple couple;
    const NoteId one = *couple.a.library->ensureNotebook({u"One"_s});
    const NoteId two = *couple.a.library->ensureNotebook({u"Two"_s});
    syncPair(couple.a, couple.b);
    const auto into = [](const NoteId &notebook, const NoteId &parent) {
        NoteEdit edit;
        edit.note = notebook;
        edit.place = Place {parent, u"m"_s, RecordKind::Notebook};
        return edit;
    };
    commit(couple.a, into(one, two));
    commit(couple.b, into(two, one));

    syncPair(couple.a, couple.b);

    QCOMPARE(couple.a.library->notebookPath(one), (QStringList {u"Two"_s, u"One"_s}));
    QCOMPARE(couple.a.library->notebookPath(two), QStringList {u"Two"_s});
    const std::vector<NoteConflict> open = couple.b.library->conflicts();
    QCOMPARE(open.size(), size_t(1));
    QCOMPARE(open[0].note, two);
    QCOMPARE(open[0].type, ConflictType::MoveConflict);
    QCOMPARE(couple.a.library->counts().conflicts, 1);
    QVERIFY(couple.b.library->resolve(two, open[0].heads, open[0].merged));
    syncPair(couple.a, couple.b);
    QVERIFY(couple.a.library->conflicts().empty());
    QCOMPARE(couple.a.library->notebooks(), couple.b.library->notebooks());
}

void LibraryConflictsTest::theSameNotebookMadeApart_isOneRecord()
{
    Couple couple;
    const NoteId ofA = *couple.a.library->ensureNotebook({u"Work"_s, u"Plans"_s});
    const NoteId ofB = *couple.b.library->ensureNotebook({u"Work"_s, u"Plans"_s});

    syncPair(couple.a, couple.b);

    QCOMPARE(ofA, ofB);
    QCOMPARE(couple.a.library->notebooks().size(), size_t(2));
    QVERIFY(couple.a.library->conflicts().empty());
    QCOMPARE(couple.b.library->notebookByPath({u"Work"_s, u"Plans"_s}), ofA);
    QVERIFY(couple.same());
}

void LibraryConflictsTest::notesOfADeletedNotebook_areRecovered()
{
    Couple couple;
    move(u"Work"_s)(couple.a, couple.note);
    const NoteId work = *couple.a.library->notebookByPath({u"Work"_s});

    commit(couple.a, deletion(work));
    syncPair(couple.a, couple.b);

    const Note note = *couple.b.library->note(couple.note);
    QVERIFY(!note.state.deleted);
    QCOMPARE(couple.b.library->notebookPath(note.state.place.parent), QStringList {u"Recovered"_s});
    QVERIFY(*couple.b.library->ensureNotebook({u"Work"_s}) != work);
}

void LibraryConflictsTest::newestWins_appliesEverywhere_andBackAgain()
{
    Couple couple;
    couple.fork(title(u"One"_s), title(u"Two"_s));

    QVERIFY(couple.a.library->setSetting(u"conflict-policy"_s, u"newest"_s));
    syncPair(couple.a, couple.b);

    QCOMPARE(couple.b.library->note(couple.note)->conflict, ConflictType::None);
    QCOMPARE(couple.b.library->note(couple.note)->state.title, u"Two"_s);
    QVERIFY(couple.same());
    couple.clock.advance(std::chrono::seconds(1));
    QVERIFY(couple.b.library->setSetting(u"conflict-policy"_s, u"ask"_s));
    syncPair(couple.a, couple.b);
    QCOMPARE(couple.a.library->note(couple.note)->conflict, ConflictType::ConcurrentEdit);
    QVERIFY(couple.same());
}

void LibraryConflictsTest::aPolicyThatCouldNotBeStored_changesNothing()
{
    Couple couple;
    couple.fork(title(u"One"_s), title(u"Two"_s));
    const NoteConflict before = couple.a.library->conflicts().front();
    couple.a.close();
    tamperFile(couple.a.folder(),
               {u"CREATE TRIGGER full BEFORE UPDATE ON notes WHEN new.kind = 0 "
                "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"_s});
    couple.a.open();

    QVERIFY(!couple.a.library->setSetting(u"conflict-policy"_s, u"newest"_s));

    const std::vector<NoteConflict> after = couple.a.library->conflicts();
    QCOMPARE(after.size(), std::size_t {1});
    QCOMPARE(after.front().type, before.type);
    QCOMPARE(after.front().title, before.title);
}

QTEST_GUILESS_MAIN(LibraryConflictsTest)
#include "tst_libraryconflicts.moc"
