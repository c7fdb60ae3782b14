#include "model/merge/mergenote.h"
#include "model/note/notechange.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

constexpr quint32 kFuture = 0x100;
constexpr quint32 kLater = 0x4000;

NoteId idOf(int number)
{
    NoteId id;
    id.bytes[0] = static_cast<std::uint8_t>(number);
    return id;
}

NoteState baseState()
{
    NoteState state;
    state.title = u"Title"_s;
    state.description = u"About"_s;
    state.body = u"one\ntwo\nthree four five six\n\nseven\n"_s;
    state.tags = {u"a"_s, u"b"_s};
    state.place = {idOf(1), u"V"_s, RecordKind::Note};
    state.unknown = {{kFuture, QByteArray("\x01")}};
    return state;
}

/// One kind of edit: what it does to the base, and the field it touches (0: none that conflicts).
struct Edit
{
    const char *name;
    void (*apply)(NoteState &state, int side);
};

/// Edits that two devices may make; `side` makes the two of them differ.
const std::vector<Edit> &edits()
{
    static const std::vector<Edit> kEdits {
        {"nothing", [](NoteState &, int) {}},
        {"title", [](NoteState &s, int side) { s.title = u"Title %1"_s.arg(side); }},
        {"description", [](NoteState &s, int side) { s.description = u"About %1"_s.arg(side); }},
        {"body line",
         [](NoteState &s, int side) { s.body.replace(u"one"_s, u"1st %1"_s.arg(side)); }},
        {"body other line",
         [](NoteState &s, int side) { s.body.replace(u"seven"_s, u"7th %1"_s.arg(side)); }},
        {"body word",
         [](NoteState &s, int side) { s.body.replace(u"three"_s, u"3rd%1"_s.arg(side)); }},
        {"body other word",
         [](NoteState &s, int side) { s.body.replace(u"six"_s, u"6th%1"_s.arg(side)); }},
        {"tags", [](NoteState &s, int side) { s.tags << u"t%1"_s.arg(side); }},
        {"categories", [](NoteState &s, int side) { s.categories << u"c%1"_s.arg(side); }},
        {"attachments", [](NoteState &s, int side) { s.attachments << u"f%1"_s.arg(side); }},
        {"move", [](NoteState &s, int side) { s.place.parent = idOf(2 + side); }},
        {"order", [](NoteState &s, int side) { s.place.order = u"W%1"_s.arg(side); }},
        {"kind",
         [](NoteState &s, int side) {
             s.place.kind = side == 0 ? RecordKind::Notebook : RecordKind::Setting;
         }},
        {"private", [](NoteState &s, int) { s.isPrivate = true; }},
        {"unknown field",
         [](NoteState &s, int side) { s.unknown[kFuture] = QByteArray(1, char(5 + side)); }},
        {"other unknown field",
         [](NoteState &s, int side) { s.unknown[kLater] = QByteArray(1, char(5 + side)); }},
        {"delete", [](NoteState &s, int) { s.deleted = true; }},
    };
    return kEdits;
}

/// What the two edits must come to, by the rules alone.
ConflictType wanted(const QByteArray &a, const QByteArray &b)
{
    if (a == "delete" || b == "delete") {
        const QByteArray other = a == "delete" ? b : a;
        const bool harmless = other == "delete" || other == "nothing" || other == "order";
        return harmless ? ConflictType::None : ConflictType::DeleteConflict;
    }
    if (a != b) {
        return ConflictType::None;
    }
    if (a == "title" || a.startsWith("body")) {
        return ConflictType::ConcurrentEdit;
    }
    if (a == "description") {
        return ConflictType::MetadataConflict;
    }
    if (a == "move") {
        return ConflictType::MoveConflict;
    }
    return a == "kind" || a.endsWith("unknown field") ? ConflictType::StructuralConflict
                                                      : ConflictType::None;
}

MergeState side(NoteState state)
{
    return {std::move(state), 0, false, false};
}

} // namespace

class MergeNoteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEditAgainstEveryOther_data();
    void everyEditAgainstEveryOther();
    void orderGoesWithItsParent();
    void theLaterOrderWins();
    void restoreAgainstEditOfADeletedRecord();
    void withoutABaseEqualFieldsCollapse();
    void baseFieldInConflictIsNoBase();
    void conflictOfASideStays();
    void conflictCarriesTheNewerValue();
    void theGravestConflictNamesTheType();
};

void MergeNoteTest::everyEditAgainstEveryOther_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    const int count = static_cast<int>(edits().size());
    for (int a = 0; a < count; ++a) {
        for (int b = 0; b < count; ++b) {
            QTest::addRow("%s and %s", edits()[std::size_t(a)].name, edits()[std::size_t(b)].name)
                << a << b;
        }
    }
}

void MergeNoteTest::everyEditAgainstEveryOther()
{
    QFETCH(int, first);
    QFETCH(int, second);
    const Edit &a = edits()[std::size_t(first)];
    const Edit &b = edits()[std::size_t(second)];
    const NoteState base = baseState();
    NoteState older = base;
    a.apply(older, 0);
    NoteState newer = base;
    b.apply(newer, 1);
    NoteState both = base;
    a.apply(both, 0);
    b.apply(both, 1);

    const MergeState merged = mergeNote(side(base), side(older), side(newer));
    const MergeState swapped = mergeNote(side(base), side(newer), side(older));

    const ConflictType type = wanted(a.name, b.name);
    QCOMPARE(conflictType(merged), type);
    QCOMPARE(conflictType(swapped), type);
    QCOMPARE(merged.clean(), type == ConflictType::None);
    if (merged.clean()) {
        if (merged.state.deleted && first != second) {
            QVERIFY(both.deleted);
        } else {
            QCOMPARE(merged.state.body, both.body);
            if (a.name == QByteArray("order")
                || b.name == QByteArray("order")) { // goes with a parent that the other side gave
                both.place.order = merged.state.place.order;
            }
            QVERIFY(merged.state == both);
        }
        if (a.name != QByteArray("order") || b.name != QByteArray("order")) {
            QVERIFY(swapped.state == merged.state);
            QVERIFY(mergeNote(side(base), merged, side(older)).state == merged.state);
        }
    } else if (type == ConflictType::DeleteConflict) {
        QVERIFY(!merged.state.deleted);
    }
    // The same edit made twice is one edit.
    QVERIFY(mergeNote(side(base), side(newer), side(newer)) == side(newer));
}

void MergeNoteTest::orderGoesWithItsParent()
{
    const NoteState base = baseState();
    NoteState moved = base;
    moved.place.parent = idOf(9);
    moved.place.order = u"m"_s;
    NoteState sorted = base;
    sorted.place.order = u"z"_s;

    for (const MergeState &merged : {mergeNote(side(base), side(moved), side(sorted)),
                                     mergeNote(side(base), side(sorted), side(moved))}) {
        QVERIFY(merged.clean());
        QVERIFY(merged.state.place == moved.place);
    }
}

void MergeNoteTest::theLaterOrderWins()
{
    NoteState older = baseState();
    older.place.order = u"x"_s;
    NoteState newer = baseState();
    newer.place.order = u"c"_s;

    QCOMPARE(mergeNote(side(baseState()), side(older), side(newer)).state.place.order, u"c"_s);
    QCOMPARE(mergeNote(std::nullopt, side(older), side(newer)).state.place.order, u"c"_s);
    QVERIFY(mergeNote(std::nullopt, side(older), side(newer)).clean());
}

void MergeNoteTest::restoreAgainstEditOfADeletedRecord()
{
    NoteState gone = baseState();
    gone.deleted = true;
    NoteState restored = baseState();
    restored.title = u"Back"_s;

    const MergeState merged = mergeNote(side(gone), side(gone), side(restored));

    QVERIFY(merged.clean());
    QVERIFY(merged.state == restored);
    QVERIFY(mergeNote(side(gone), side(restored), side(gone)).state == restored);
}

void MergeNoteTest::withoutABaseEqualFieldsCollapse()
{
    NoteState older = baseState();
    older.tags = {u"a"_s};
    NoteState newer = baseState();
    newer.tags = {u"b"_s};

    const MergeState merged = mergeNote(std::nullopt, side(older), side(newer));

    QVERIFY(merged.clean());
    QCOMPARE(merged.state.tags, QStringList({u"a"_s, u"b"_s}));
    newer.body = u"other\n"_s;
    QCOMPARE(mergeNote(std::nullopt, side(older), side(newer)).conflictMask, field::kBody);
    newer.deleted = true;
    QVERIFY(mergeNote(std::nullopt, side(older), side(newer)).deleteConflict);
}

void MergeNoteTest::baseFieldInConflictIsNoBase()
{
    MergeState base = side(baseState());
    base.conflictMask = field::kTitle;
    NoteState older = baseState();
    NoteState newer = baseState();
    newer.title = u"New"_s;

    const MergeState merged = mergeNote(base, side(older), side(newer));

    QCOMPARE(merged.conflictMask, field::kTitle); // else the older title would be lost unasked
    older.title = newer.title;
    QVERIFY(mergeNote(base, side(older), side(newer)).clean());
}

void MergeNoteTest::conflictOfASideStays()
{
    MergeState newer = side(baseState());
    newer.conflictMask = field::kDescription | kLater;
    NoteState older = baseState();
    older.tags.clear();

    const MergeState merged = mergeNote(side(baseState()), side(older), newer);

    QCOMPARE(merged.conflictMask, field::kDescription | kLater);
    QVERIFY(merged.state.tags.isEmpty());
    MergeState torn = side(baseState());
    torn.deleteConflict = true;
    QVERIFY(mergeNote(side(baseState()), side(older), torn).deleteConflict);
}

void MergeNoteTest::conflictCarriesTheNewerValue()
{
    NoteState older = baseState();
    older.title = u"old"_s;
    older.body = u"old"_s;
    older.place.parent = idOf(7);
    older.unknown[kFuture] = "old";
    NoteState newer = baseState();
    newer.title = u"new"_s;
    newer.body = u"new"_s;
    newer.place.parent = idOf(8);
    newer.unknown.clear();

    const MergeState merged = mergeNote(side(baseState()), side(older), side(newer));

    QVERIFY(merged.state == newer);
    QCOMPARE(merged.conflictMask, field::kTitle | field::kBody | field::kPlace | kFuture);
}

void MergeNoteTest::theGravestConflictNamesTheType()
{
    MergeState merged;
    QCOMPARE(conflictType(merged), ConflictType::None);
    merged.conflictMask = field::kDescription;
    QCOMPARE(conflictType(merged), ConflictType::MetadataConflict);
    merged.conflictMask |= field::kPlace;
    QCOMPARE(conflictType(merged), ConflictType::MoveConflict);
    merged.conflictMask |= field::kTitle;
    QCOMPARE(conflictType(merged), ConflictType::ConcurrentEdit);
    merged.conflictMask |= kFuture;
    QCOMPARE(conflictType(merged), ConflictType::StructuralConflict);
    merged.deleteConflict = true;
    QCOMPARE(conflictType(merged), ConflictType::DeleteConflict);
}

QTEST_GUILESS_MAIN(MergeNoteTest)
#include "tst_mergenote.moc"
