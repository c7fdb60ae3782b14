#include "model/note/changecodec.h"
#include "tests/support/libraryfixture.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// Changes that come in an order nobody should send, and more of them than anybody should.

namespace {

/// What `device` wrote itself, or what it has of others.
std::vector<PackedChange> changesOf(TestDevice &device, bool own)
{
    const Result<VersionVector> all = device.library->publish();
    const Result<ChangeBatch> batch = device.library->changesAfter({}, *all, 10'000, 1 << 24);
    std::vector<PackedChange> changes;
    for (const PackedChange &change : batch->changes) {
        if ((change.log.device == device.id()) == own) {
            changes.push_back(change);
        }
    }
    return changes;
}

void applyAll(TestDevice &device, std::span<const PackedChange> changes, const DeviceId &from)
{
    while (!changes.empty()) {
        const Result<ApplyReport> report = device.library->apply(changes, from);
        QVERIFY2(bool(report), report ? "" : qPrintable(report.error().detail));
        QVERIFY2(!report->fault, report->fault ? qPrintable(report->fault->detail) : "");
        changes = changes.subspan(static_cast<std::size_t>(report->consumed));
    }
}

/// An update that no edit here would make, as the first change of a log of its own.
std::vector<PackedChange> written(TestDevice &device,
                                  const NoteId &note,
                                  const Hash &parent,
                                  const NoteFragment &fragment,
                                  std::uint64_t incarnation = 77)
{
    NoteChange draft;
    draft.header.log = {device.id(), incarnation, Hash {}};
    draft.header.seq = 1;
    draft.meta.note = note;
    draft.meta.operation = Operation::Update;
    draft.meta.hlc = Hlc::fromMs(device.clock.nowMs());
    draft.meta.parents = {parent};
    draft.fragment = fragment;
    draft.metaSalt.bytes.fill(1);
    draft.contentSalt.bytes.fill(2);
    std::vector<PackedChange> changes;
    changes.push_back(signChange(std::move(draft), device.library->id(), device.signer).packed);
    return changes;
}

QString longBody()
{
    QString body;
    for (int i = 0; i < 200; ++i) {
        body += u"line %1 of a text that is long enough for a delta\n"_s.arg(i);
    }
    return body;
}

} // namespace

class RemoteApplyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aChangeBeforeItsParent_isKept_andWholeOnceThatComes();
    void aParentInAnotherRecord_takesTheEffect_wheneverItComes();
    void aResolution_keepsTheFieldsOfANewerProgram();
    void moreHeadsThanParents_canBeEdited();
    void twoLongHistoriesOfOneNote_meetInSeconds();
};

void RemoteApplyTest::aChangeBeforeItsParent_isKept_andWholeOnceThatComes()
{
    FakeClock clock;
    auto world = devices(4, clock);
    TestDevice &author = *world[0];
    TestDevice &editor = *world[1];
    TestDevice &late = *world[2];
    TestDevice &last = *world[3];
    const NoteId note = commit(author, newNote(u"A"_s, longBody())).note;
    const NoteId gone = commit(author, newNote(u"B"_s)).note;
    sendAll(author, editor);
    commit(editor, bodyEdit(note, longBody() + u"one more line\n"_s)); // a delta
    commit(editor, titleEdit(note, u"A2"_s));
    commit(editor, deletion(gone));
    commit(author, titleEdit(gone, u"B2"_s)); // beside it

    applyAll(late, changesOf(editor, true), editor.id());
    QCOMPARE(late.library->check().problems, QStringList());
    QCOMPARE(late.library->note(note)->state.title, u"A2"_s);
    sendAll(late, last); // as it stands, children without their parents

    for (TestDevice *device : {&late, &last}) {
        applyAll(*device, changesOf(author, true), author.id());
        QCOMPARE(device->library->check().problems, QStringList());
        QCOMPARE(device->library->changesNeedingUpdate(), 0);
        QCOMPARE(device->library->note(note)->state.body, longBody() + u"one more line\n"_s);
    }
    syncPair(author, editor);
    QCOMPARE(dump(*late.library), dump(*editor.library));
    QCOMPARE(dump(*last.library), dump(*editor.library));
    QCOMPARE(late.library->stateDigest(), editor.library->stateDigest());
    // And on from there, in the order of their arrival.
    TestDevice fresh(5, clock);
    fresh.open();
    pair(author, fresh);
    sendAll(author, late);
    sendAll(late, fresh);
    QCOMPARE(dump(*fresh.library), dump(*editor.library));
    QCOMPARE(fresh.library->check().problems, QStringList());
}

void RemoteApplyTest::aParentInAnotherRecord_takesTheEffect_wheneverItComes()
{
    FakeClock clock;
    auto world = devices(3, clock);
    TestDevice &author = *world[0];
    const Hash elsewhere = commit(author, newNote(u"elsewhere"_s)).change;
    // Signed by a member, but made on a change of another note.
    NoteId strayNote;
    strayNote.bytes.fill(9);
    NoteFragment fragment;
    fragment.mask = field::kTitle;
    fragment.title = u"stray"_s;
    const std::vector<PackedChange> stray = written(*world[1], strayNote, elsewhere, fragment);
    const std::vector<PackedChange> parents = changesOf(author, true);

    applyAll(*world[1], parents, author.id());
    applyAll(*world[1], stray, author.id());
    applyAll(*world[2], stray, author.id());
    QCOMPARE(world[2]->library->allNotes().size(), size_t(1));
    applyAll(*world[2], parents, author.id());

    QCOMPARE(dump(*world[2]->library), dump(*world[1]->library));
    QCOMPARE(world[2]->library->stateDigest(), world[1]->library->stateDigest());
    QCOMPARE(world[2]->library->allNotes().size(), size_t(1));
    QCOMPARE(world[2]->library->check().problems, QStringList());
}

void RemoteApplyTest::aResolution_keepsTheFieldsOfANewerProgram()
{
    FakeClock clock;
    auto world = devices(2, clock);
    TestDevice &device = *world[0];
    const CommitResult first = commit(device, newNote(u"N"_s));
    NoteFragment fragment;
    fragment.mask = field::kTitle | 0x100U;
    fragment.title = u"theirs"_s;
    fragment.unknown.insert(0x100U, QByteArray("\x01"));
    const auto theirs = written(*world[1], first.note, first.change, fragment);
    clock.advance(std::chrono::seconds(1));
    commit(device, titleEdit(first.note, u"ours"_s)); // the newest, so the first parent
    applyAll(device, theirs, world[1]->id());
    const NoteConflict conflict = device.library->conflicts().at(0);
    NoteState chosen = conflict.merged;
    chosen.title = u"chosen"_s;
    chosen.unknown.clear(); // whoever chose does not know them

    QVERIFY(device.library->resolve(first.note, conflict.heads, chosen));

    const Note note = *device.library->note(first.note);
    QCOMPARE(note.state.title, u"chosen"_s);
    QCOMPARE(note.state.unknown, fragment.unknown);
    QCOMPARE(note.conflict, ConflictType::None);
}

void RemoteApplyTest::moreHeadsThanParents_canBeEdited()
{
    FakeClock clock;
    auto world = devices(2, clock);
    TestDevice &device = *world[0];
    const CommitResult first = commit(device, newNote(u"N"_s));
    for (std::uint64_t i = 1; i <= 18; ++i) {
        NoteFragment fragment;
        fragment.mask = field::kTags;
        fragment.tags = QStringList {u"tag %1"_s.arg(i)};
        applyAll(device, written(*world[1], first.note, first.change, fragment, i), world[1]->id());
    }
    QCOMPARE(device.library->note(first.note)->shownHeads.size(), size_t(18));

    const CommitResult edited = commit(device, titleEdit(first.note, u"Edited"_s));

    QCOMPARE(edited.shown.state.title, u"Edited"_s);
    QCOMPARE(edited.shown.state.tags.size(), 18);
    QCOMPARE(edited.shown.heads.size(), size_t(3)); // 16 joined, 2 left
    QCOMPARE(edited.shown.conflict, ConflictType::None);
    QCOMPARE(device.library->check().problems, QStringList());
}

void RemoteApplyTest::twoLongHistoriesOfOneNote_meetInSeconds()
{
    constexpr int kEdits = 2000;
    FakeClock clock;
    auto world = devices(2, clock);
    const NoteId note = commit(*world[0], newNote(u"N"_s, longBody())).note;
    syncPair(*world[0], *world[1]);
    for (auto &device : world) {
        std::vector<NoteEdit> edits;
        for (int i = 0; i < kEdits; ++i) {
            edits.push_back(titleEdit(note, device->name + QString::number(i)));
        }
        QVERIFY(device->library->commitAll(edits));
    }

    QElapsedTimer elapsed;
    elapsed.start();
    sendAll(*world[0], *world[1]);

    // Folded once a change it is a minute and more.
    QVERIFY2(elapsed.elapsed() < 20'000, qPrintable(QString::number(elapsed.elapsed())));
    sendAll(*world[1], *world[0]);
    QCOMPARE(dump(*world[0]->library), dump(*world[1]->library));
    QCOMPARE(world[0]->library->counts().conflicts, 1);
}

QTEST_GUILESS_MAIN(RemoteApplyTest)
#include "tst_remoteapply.moc"
