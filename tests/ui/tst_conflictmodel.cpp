#include "ui/conflicts/conflictdraft.h"
#include "ui/conflicts/conflictmodel.h"

#include <QRegularExpression>
#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

Hash hash(char fill)
{
    return *Hash::fromBytes(QByteArray(32, fill));
}

ConflictSide side(char fill, const QString &body)
{
    ConflictSide made;
    made.head = hash(fill);
    made.device = *DeviceId::fromBytes(QByteArray(32, fill));
    made.deviceName = QChar::fromLatin1(fill);
    made.state.title = u"Shopping"_s;
    made.state.body = body;
    return made;
}

/// A conflict as the reader gives it, the shown side first.
NoteConflict conflictOf(const std::optional<QString> &base, const std::vector<ConflictSide> &sides)
{
    NoteConflict conflict;
    conflict.note = *NoteId::fromBytes(QByteArray(16, 'n'));
    conflict.title = u"Shopping"_s;
    conflict.type = ConflictType::ConcurrentEdit;
    conflict.sides = sides;
    for (const ConflictSide &each : sides) {
        conflict.heads.push_back(each.head);
    }
    if (base) {
        conflict.base = NoteState {};
        conflict.base->title = u"Shopping"_s;
        conflict.base->body = *base;
    }
    conflict.fields = {{u"body"_s, base, sides.front().state.body, sides.back().state.body}};
    conflict.conflictMask = field::kBody;
    conflict.merged = sides.front().state;
    return conflict;
}

const QString kBase = u"milk\n\nbread\n\ncheese\n\ntea\n"_s;
const QString kOurs = u"cream\n\nbread\n\ngouda\n\ntea\n"_s;
const QString kTheirs = u"oats\n\nbread\n\nbrie\n\ntea\n"_s;

NoteConflict twoDifferences()
{
    return conflictOf(kBase, {side('a', kOurs), side('b', kTheirs)});
}

/// Tiles: whatever was done, the pieces make the text.
void verifyTiled(const ConflictModel &model)
{
    QString text;
    for (const ResultPiece &piece : model.answers().pieces) {
        text += piece.text;
    }
    QCOMPARE(text, model.resultText());
    const std::vector<TextRange> ranges = model.rangesInResult();
    QCOMPARE(static_cast<int>(ranges.size()), model.differences());
    qsizetype last = 0;
    for (const TextRange &range : ranges) {
        QVERIFY(range.start >= last);
        last = range.start + range.length;
    }
    QVERIFY(last <= text.size());
}

} // namespace

class ConflictModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothTexts_areMadeOfTheirRegions();
    void everyDifference_waitsForAChoice();
    void choosingThis_givesThisText();
    void choosingOther_givesTheOtherText();
    void choosingBoth_keepsEveryWordOfBoth();
    void both_putsALineBreakBetweenLastLines();
    void both_leavesOneMarkToAListLine_data();
    void both_leavesOneMarkToAListLine();
    void textThatOnlyOneSideChanged_isMergedByItself();
    void typingInADifference_decidesIt();
    void typingBetweenDifferences_decidesNothing();
    void replacingTheWholeResult_decidesAll();
    void edits_keepThePiecesTiled_data();
    void edits_keepThePiecesTiled();
    void restoring_takesEveryChoiceBack();
    void fields_areAskedOnlyWhereTheyConflict();
    void result_carriesTheChosenFields();
    void deletedSide_asksKeepOrDelete();
    void threeVersions_areComparedOneAfterTheOther();
    void nextComparison_goesOnFromTheResult();
    void comparingWithAnotherVersion_startsItsAnswersAnew();
    void draft_bringsEveryChoiceBack();
    void draft_bringsTheSecondComparisonBack();
    void draft_afterHeadsMoved_keepsChoicesThatStillFit();
    void draft_afterSidesChangedPlaces_keepsTheChosenText();
    void draft_ofAnotherNote_isLeftAlone();
    void damagedDraft_isNoDraft_data();
    void damagedDraft_isNoDraft();
    void notebookMovedIntoItself_staysAtTheTop();
    void unknownFieldsInConflict_needANewerProgram();
};

void ConflictModelTest::bothTexts_areMadeOfTheirRegions()
{
    const ConflictModel model(twoDifferences());

    QString ours;
    QString theirs;
    for (const MergeRegion &region : model.regions()) {
        ours += region.ours;
        theirs += region.theirs;
    }
    QCOMPARE(ours, model.thisText());
    QCOMPARE(theirs, model.otherText());
    for (int i = 0; i < model.differences(); ++i) {
        const auto region = model.regions()[static_cast<std::size_t>(model.regionOf(i))];
        const TextRange inThis = model.rangeInThis(i);
        const TextRange inOther = model.rangeInOther(i);
        QCOMPARE(model.thisText().mid(inThis.start, inThis.length), region.ours);
        QCOMPARE(model.otherText().mid(inOther.start, inOther.length), region.theirs);
    }
}

void ConflictModelTest::everyDifference_waitsForAChoice()
{
    const ConflictModel model(twoDifferences());

    QCOMPARE(model.differences(), 2);
    QCOMPARE(model.undecided(), 2);
    QCOMPARE(model.firstUndecided(), std::optional<int>(0));
    QVERIFY(!model.mergedByItself(0));
}

void ConflictModelTest::choosingThis_givesThisText()
{
    ConflictModel model(twoDifferences());

    model.choose(0, ConflictChoice::This);
    model.choose(1, ConflictChoice::This);

    QCOMPARE(model.resultText(), kOurs);
    QCOMPARE(model.undecided(), 0);
    QCOMPARE(model.firstUndecided(), std::optional<int>());
}

void ConflictModelTest::choosingOther_givesTheOtherText()
{
    ConflictModel model(twoDifferences());

    model.choose(1, ConflictChoice::Other);
    model.choose(0, ConflictChoice::Other);

    QCOMPARE(model.resultText(), kTheirs);
    verifyTiled(model);
}

void ConflictModelTest::choosingBoth_keepsEveryWordOfBoth()
{
    ConflictModel model(twoDifferences());

    model.choose(0, ConflictChoice::Both);
    model.choose(1, ConflictChoice::Both);

    for (const QString &word : {u"cream"_s, u"oats"_s, u"gouda"_s, u"brie"_s, u"bread"_s}) {
        QVERIFY2(model.resultText().contains(word), qPrintable(word));
    }
    QCOMPARE(model.resultText().count(u"bread"_s), 1);
    verifyTiled(model);
}

void ConflictModelTest::both_putsALineBreakBetweenLastLines()
{
    ConflictModel model(
        conflictOf(u"end"_s, {side('a', u"first end"_s), side('b', u"other stop"_s)}));
    QCOMPARE(model.differences(), 1);

    model.choose(0, ConflictChoice::Both);

    QCOMPARE(model.resultText(), u"first end\nother stop"_s);
}

void ConflictModelTest::both_leavesOneMarkToAListLine_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("a bullet") << u"-"_s << u"*"_s;
    QTest::newRow("ticked") << u"- [ ]"_s << u"- [x]"_s;
    QTest::newRow("numbered") << u"-"_s << u"1."_s;
    QTest::newRow("boxed") << u"-"_s << u"- [ ]"_s;
    QTest::newRow("with a word") << u"- [ ]"_s << u"- [x] Ann:"_s;
}

void ConflictModelTest::both_leavesOneMarkToAListLine()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    // One version changes the mark, the other the last word: parts of one line, merged by itself.
    const QString line = u" buy the oat milk in %1\n\n%2\n"_s;
    ConflictModel model(conflictOf(before + line.arg(u"town"_s, u"base"_s),
                                   {side('a', after + line.arg(u"town"_s, u"this"_s)),
                                    side('b', before + line.arg(u"the shop"_s, u"other"_s))}));
    QVERIFY(model.regions().front().ours != model.regions().front().theirs);
    QVERIFY(!model.regions().front().ours.contains(u'\n'));
    QVERIFY(model.differences() > 0);

    for (int i = 0; i < model.differences(); ++i) {
        model.choose(i, ConflictChoice::Both);
    }

    static const QRegularExpression marks(u"(?:[-*]|\\d[.)])(?=\\s)"_s);
    static const QRegularExpression boxes(u"\\[[ x]*\\]"_s);
    for (const QString &shown : model.resultText().split(u'\n')) {
        QVERIFY2(shown.count(marks) <= 1, qPrintable(shown));
        QVERIFY2(shown.count(boxes) <= 1, qPrintable(shown));
        QVERIFY2(!shown.contains("[ x"_L1) && !shown.contains("[x "_L1), qPrintable(shown));
    }
    QVERIFY(model.resultText().contains("oat milk"_L1));
}

void ConflictModelTest::textThatOnlyOneSideChanged_isMergedByItself()
{
    const QString base = u"one\n\ntwo\n\nthree\n\nfour\n"_s;
    const ConflictModel model(conflictOf(base,
                                         {side('a', u"ONE\n\ntwo\n\nthree a\n\nfour\n"_s),
                                          side('b', u"one\n\ntwo\n\nthree b\n\nFOUR\n"_s)}));

    QCOMPARE(model.differences(), 3);
    QCOMPARE(model.undecided(), 1);
    QVERIFY(model.mergedByItself(0));
    QCOMPARE(model.choice(0), ConflictChoice::This);
    QCOMPARE(model.firstUndecided(), std::optional<int>(1));
    QCOMPARE(model.choice(2), ConflictChoice::Other);
    QVERIFY(model.resultText().startsWith(u"ONE\n"_s));
    QVERIFY(model.resultText().endsWith(u"FOUR\n"_s));
}

void ConflictModelTest::typingInADifference_decidesIt()
{
    ConflictModel model(twoDifferences());
    const TextRange first = model.rangesInResult().front();

    model.edit(first.start + 5, 0, u" or milk"_s);

    QCOMPARE(model.choice(0), ConflictChoice::Edited);
    QCOMPARE(model.choice(1), ConflictChoice::Undecided);
    QVERIFY(model.resultText().startsWith(u"cream or milk"_s));
    verifyTiled(model);
}

void ConflictModelTest::typingBetweenDifferences_decidesNothing()
{
    ConflictModel model(twoDifferences());
    const qsizetype bread = model.resultText().indexOf(u"bread"_s);

    model.edit(bread + 2, 0, u"XX"_s);

    QCOMPARE(model.undecided(), 2);
    QVERIFY(model.resultText().contains(u"brXXead"_s));
    model.choose(0, ConflictChoice::Other);
    QVERIFY(model.resultText().contains(u"brXXead"_s));
}

void ConflictModelTest::replacingTheWholeResult_decidesAll()
{
    ConflictModel model(twoDifferences());

    model.replaceResult(u"water"_s);

    QCOMPARE(model.resultText(), u"water"_s);
    QCOMPARE(model.undecided(), 0);
    model.choose(1, ConflictChoice::Other); // still possible, and undone by restore()
    QVERIFY(model.resultText().contains(u"brie"_s));
    verifyTiled(model);
}

void ConflictModelTest::edits_keepThePiecesTiled_data()
{
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("removed");
    QTest::addColumn<QString>("added");
    const auto size = static_cast<int>(kOurs.size());
    QTest::newRow("at the start") << 0 << 0 << u"first "_s;
    QTest::newRow("at the end") << size << 0 << u"last"_s;
    QTest::newRow("everything") << 0 << size << QString();
    QTest::newRow("across both differences") << 2 << size - 6 << u"-"_s;
    QTest::newRow("one unit") << 5 << 1 << QString();
    QTest::newRow("from the first into the middle") << 3 << 16 << u"a\nb"_s;
}

void ConflictModelTest::edits_keepThePiecesTiled()
{
    QFETCH(int, position);
    QFETCH(int, removed);
    QFETCH(QString, added);
    ConflictModel model(twoDifferences());
    QString expected = model.resultText();
    expected.replace(position, removed, added);

    model.edit(position, removed, added);

    QCOMPARE(model.resultText(), expected);
    verifyTiled(model);
}

void ConflictModelTest::restoring_takesEveryChoiceBack()
{
    ConflictModel model(twoDifferences());
    const ConflictAnswers before = model.answers();
    const QString text = model.resultText();

    model.choose(0, ConflictChoice::Both);
    model.edit(0, 3, u"new"_s);
    model.restore(before);

    QCOMPARE(model.resultText(), text);
    QCOMPARE(model.undecided(), 2);
}

void ConflictModelTest::fields_areAskedOnlyWhereTheyConflict()
{
    NoteConflict conflict = twoDifferences();
    conflict.sides[0].state.title = u"Groceries"_s;
    conflict.sides[1].state.title = u"Market"_s;
    conflict.sides[1].state.description = u"only here"_s; // merged by itself: not in the mask
    conflict.merged.title = u"Groceries"_s;
    conflict.conflictMask |= field::kTitle;
    const ConflictModel model(conflict);

    QCOMPARE(model.fields().size(), std::size_t(1));
    QCOMPARE(model.fields()[0].field, FieldQuestion::Field::Title);
    QCOMPARE(model.fields()[0].thisValue, u"Groceries"_s);
    QCOMPARE(model.fields()[0].otherValue, u"Market"_s);
    QCOMPARE(model.undecided(), 3);
}

void ConflictModelTest::result_carriesTheChosenFields()
{
    NoteConflict conflict = twoDifferences();
    conflict.type = ConflictType::MetadataConflict;
    const auto parent = *NoteId::fromBytes(QByteArray(16, 'p'));
    conflict.sides[1].state.title = u"Market"_s;
    conflict.sides[1].state.isPrivate = true;
    conflict.sides[1].state.place.parent = parent;
    conflict.conflictMask = field::kTitle | field::kIsPrivate | field::kPlace;
    conflict.merged.tags = {u"a"_s, u"b"_s};
    ConflictModel model(conflict, [](const NoteId &) { return u"Work / Plans"_s; });
    QCOMPARE(model.fields().size(), std::size_t(3));
    QCOMPARE(model.fields()[1].otherValue, u"Work / Plans"_s);

    model.chooseField(0, ConflictChoice::This);
    model.chooseField(1, ConflictChoice::Other);
    model.chooseField(2, ConflictChoice::Other);

    QCOMPARE(model.result().title, u"Shopping"_s);
    QCOMPARE(model.result().place.parent, parent);
    QVERIFY(model.result().isPrivate);
    QCOMPARE(model.result().tags, QStringList({u"a"_s, u"b"_s}));
}

void ConflictModelTest::deletedSide_asksKeepOrDelete()
{
    NoteConflict conflict = conflictOf(kBase, {side('a', kOurs), side('b', kBase)});
    conflict.type = ConflictType::DeleteConflict;
    conflict.sides[1].deleted = true;
    conflict.sides[1].state.deleted = true;
    conflict.conflictMask = 0;
    ConflictModel model(conflict);

    QCOMPARE(model.differences(), 0);
    QCOMPARE(model.fields().size(), std::size_t(1));
    QCOMPARE(model.fields()[0].field, FieldQuestion::Field::Deleted);
    QVERIFY(!model.result().deleted);
    model.chooseField(0, ConflictChoice::Other);
    QVERIFY(model.result().deleted);
    model.chooseField(0, ConflictChoice::This);
    QVERIFY(!model.result().deleted);
    QCOMPARE(model.result().body, kOurs);
}

void ConflictModelTest::threeVersions_areComparedOneAfterTheOther()
{
    const ConflictModel model(
        conflictOf(u"x\n"_s, {side('a', u"a\n"_s), side('b', u"b\n"_s), side('c', u"c\n"_s)}));

    QCOMPARE(model.comparisons(), 2);
    QVERIFY(!model.onLastComparison());
    QCOMPARE(model.remainingSides(), std::vector<int>({1, 2}));
    QCOMPARE(model.otherText(), u"b\n"_s);
}

void ConflictModelTest::nextComparison_goesOnFromTheResult()
{
    ConflictModel model(
        conflictOf(u"x\n"_s, {side('a', u"a\n"_s), side('b', u"b\n"_s), side('c', u"c\n"_s)}));

    model.choose(0, ConflictChoice::Both);
    model.nextComparison();

    QVERIFY(model.onLastComparison());
    QCOMPARE(model.thisText(), u"a\nb\n"_s);
    QCOMPARE(model.otherText(), u"c\n"_s);
    model.choose(0, ConflictChoice::Both);
    QCOMPARE(model.result().body, u"a\nb\nc\n"_s);
    model.nextComparison(); // there is none: nothing happens
    QCOMPARE(model.comparison(), 1);
}

void ConflictModelTest::comparingWithAnotherVersion_startsItsAnswersAnew()
{
    ConflictModel model(
        conflictOf(u"x\n"_s, {side('a', u"a\n"_s), side('b', u"b\n"_s), side('c', u"c\n"_s)}));
    model.choose(0, ConflictChoice::Other);

    model.compareWith(2);

    QCOMPARE(model.otherText(), u"c\n"_s);
    QCOMPARE(model.undecided(), 1);
    QCOMPARE(model.remainingSides(), std::vector<int>({2, 1}));
}

void ConflictModelTest::draft_bringsEveryChoiceBack()
{
    NoteConflict conflict = twoDifferences();
    conflict.sides[1].state.title = u"Market"_s;
    conflict.conflictMask |= field::kTitle;
    ConflictModel model(conflict);
    model.choose(0, ConflictChoice::Both);
    model.edit(model.resultText().indexOf(u"bread"_s), 5, u"rolls"_s);
    model.chooseField(0, ConflictChoice::Other);

    const auto draft = ConflictDraft::fromJson(ConflictDraft::of(model).toJson());
    ConflictModel later(conflict);
    QVERIFY(draft.has_value());
    const auto carried = draft->applyTo(later);

    QVERIFY(carried && carried->sameHeads);
    QCOMPARE(later.answers(), model.answers());
    QCOMPARE(later.resultText(), model.resultText());
}

void ConflictModelTest::draft_bringsTheSecondComparisonBack()
{
    const NoteConflict conflict =
        conflictOf(u"x\n"_s, {side('a', u"a\n"_s), side('b', u"b\n"_s), side('c', u"c\n"_s)});
    ConflictModel model(conflict);
    model.compareWith(2);
    model.choose(0, ConflictChoice::Other);
    model.nextComparison();
    model.choose(0, ConflictChoice::Both);

    const auto draft = ConflictDraft::fromJson(ConflictDraft::of(model).toJson());
    ConflictModel later(conflict);
    QVERIFY(draft && draft->applyTo(later)->sameHeads);

    QCOMPARE(later.comparison(), 1);
    QCOMPARE(later.thisText(), u"c\n"_s);
    QCOMPARE(later.result().body, u"c\nb\n"_s);
}

void ConflictModelTest::draft_afterHeadsMoved_keepsChoicesThatStillFit()
{
    ConflictModel model(twoDifferences());
    model.choose(0, ConflictChoice::Other);
    model.choose(1, ConflictChoice::Both);
    const ConflictDraft draft = ConflictDraft::of(model);

    QString newer = kTheirs;
    newer.replace(u"brie"_s, u"camembert"_s);
    ConflictModel moved(conflictOf(kBase, {side('a', kOurs), side('c', newer)}));
    const auto carried = draft.applyTo(moved);

    QVERIFY(carried && !carried->sameHeads);
    QCOMPARE(carried->kept, 1);
    QCOMPARE(carried->lost, 1);
    QCOMPARE(moved.choice(0), ConflictChoice::Other);
    QCOMPARE(moved.choice(1), ConflictChoice::Undecided);
    QVERIFY(draft.text.contains(u"brie"_s)); // still to be had as a whole
}

void ConflictModelTest::draft_afterSidesChangedPlaces_keepsTheChosenText()
{
    ConflictModel model(twoDifferences());
    model.choose(0, ConflictChoice::Other);
    model.choose(1, ConflictChoice::This);
    const ConflictDraft draft = ConflictDraft::of(model);

    ConflictModel turned(conflictOf(kBase, {side('c', kTheirs), side('a', kOurs)}));
    const auto carried = draft.applyTo(turned);

    QVERIFY(carried.has_value());
    QCOMPARE(carried->kept, 2);
    QCOMPARE(turned.resultText(), model.resultText());
}

void ConflictModelTest::draft_ofAnotherNote_isLeftAlone()
{
    ConflictModel model(twoDifferences());
    model.choose(0, ConflictChoice::Other);
    ConflictDraft draft = ConflictDraft::of(model);
    draft.note = *NoteId::fromBytes(QByteArray(16, 'z'));
    ConflictModel other(twoDifferences());

    QVERIFY(!draft.applyTo(other).has_value());
    QCOMPARE(other.undecided(), 2);
}

void ConflictModelTest::damagedDraft_isNoDraft_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("another version") << QByteArray(R"({"v":2})");
    QTest::newRow("no note") << QByteArray(R"({"v":1,"heads":[],"order":[]})");
    QTest::newRow("a head that is none")
        << QByteArray(R"({"v":1,"note":"6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e","heads":["x"]})");
    QTest::newRow("a choice that is none") << QByteArray(
        R"({"v":1,"note":"6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e","pieces":[{"choice":9}]})");
}

void ConflictModelTest::damagedDraft_isNoDraft()
{
    QFETCH(QByteArray, json);

    QVERIFY(!ConflictDraft::fromJson(json).has_value());
}

void ConflictModelTest::notebookMovedIntoItself_staysAtTheTop()
{
    ConflictSide only = side('a', QString());
    only.state.place.kind = RecordKind::Notebook;
    only.state.place.parent = *NoteId::fromBytes(QByteArray(16, 'p'));
    NoteConflict conflict = conflictOf(QString(), {only});
    conflict.type = ConflictType::MoveConflict;
    conflict.conflictMask = field::kPlace;
    const ConflictModel model(conflict);

    QCOMPARE(model.comparisons(), 0);
    QCOMPARE(model.undecided(), 0);
    QVERIFY(model.onLastComparison());
    QVERIFY(model.result().place.parent.isNull());
}

void ConflictModelTest::unknownFieldsInConflict_needANewerProgram()
{
    NoteConflict conflict = twoDifferences();
    QVERIFY(!ConflictModel(conflict).needsNewerProgram());

    conflict.sides[0].state.unknown.insert(0x100, "1");
    conflict.sides[1].state.unknown.insert(0x100, "2");
    conflict.conflictMask |= 0x100;

    QVERIFY(ConflictModel(conflict).needsNewerProgram());
}

QTEST_GUILESS_MAIN(ConflictModelTest)
#include "tst_conflictmodel.moc"
