#include "tests/support/devicesession.h"
#include "tests/support/tamper.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// Two devices with the same changes that show something else: noticed in a session, mended, told.

namespace {

QString longBody(int lines)
{
    QString body;
    for (int i = 0; i < lines; ++i) {
        body += u"line %1 of a text that is long enough for a delta\n"_s.arg(i);
    }
    return body;
}

QStringList events(const TestDevice &device)
{
    QStringList events;
    for (const AuditEntry &entry : device.library->auditLog(100)) {
        events.append(entry.event);
    }
    return events;
}

/// Takes the row's hash out of the sum before a statement changes it, as a fault in the program would.
void sumFollows(TestDevice &device)
{
    // The kept sum is that of the rows: what compares the sums alone would notice nothing.
    QByteArray sum(32, '\0');
    for (const auto &[id, hash] : device.library->recordDigests({}, 100'000).records) {
        for (qsizetype i = 0; i < 32; ++i) {
            sum[i] = static_cast<char>(sum[i] ^ static_cast<char>(hash.bytes[std::size_t(i)]));
        }
    }
    tamper(device,
           {u"UPDATE library SET state_sum = x'%1'"_s.arg(QString::fromLatin1(sum.toHex()))});
}

} // namespace

class StateRepairTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalStates_areNotCompared();
    void aDivergence_isNoticed_mended_andTold_data();
    void aDivergence_isNoticed_mended_andTold();
    void manyDifferences_areMendedRoundByRound();
    void damageOnBothSides_isMendedOnBoth();
    void aRealDivergence_isTold_notHidden();
    void otherMergeVersions_compareNothing();
    void withoutTheFeature_nothingOfRepairIsSaid();
    void aChangeMeanwhile_endsTheComparison();
    void whatIsLacking_isFetchedInAnySession();
    void aLargeChange_isFetchedInParts();
    void allThatIsLacking_isAskedForInOneSession();
    void anAnswer_isNoMoreThanAWindow();
    void aLargeChangeOfThisSession_isGivenAgain();
    void whoWantsAChangeTwice_isSentAway();
    void anAnswerThatPutsAllOff_isAFault();
    void whatAPeerDoesNotHave_staysWanted();
    void damageThatNobodyCanMend_isSaidOnBothSides();
    void whatIsEqualAgain_isSaid();
    void aLostRowsNumber_isNotUsedAgain();
    void aPeerThatComparesWithoutEnd_isSentAway();
    void unaskedAnswers_areAFault();
};

void StateRepairTest::equalStates_areNotCompared()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    commit(*world[0], newNote(u"A"_s, u"text"_s));
    syncPair(*world[0], *world[1]);

    DeviceSession talk(*world[0], *world[1]);
    talk.run();

    QCOMPARE(talk.countSaid<message::Compare>(), 0);
    QCOMPARE(talk.countSaid<message::Want>(), 0);
    QVERIFY(talk.ends[0].progress.live && talk.ends[1].progress.live);
    for (const DeviceEnd &end : talk.ends) {
        QCOMPARE(end.said.size(), std::size_t(3)); // Members, Have, EndOfStored
        QVERIFY(end.bytesSaid < 512);
    }
}

void StateRepairTest::aDivergence_isNoticed_mended_andTold_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::addColumn<bool>("sumFollows");
    QTest::newRow("a title") << QStringList {u"UPDATE notes SET title = x'42' WHERE id = 3"_s}
                             << true;
    QTest::newRow("a title, by its sum")
        << QStringList {u"UPDATE notes SET title = x'42' WHERE id = 3"_s,
                        u"UPDATE library SET state_sum = zeroblob(32)"_s}
        << false;
    QTest::newRow("the sum") << QStringList {u"UPDATE library SET state_sum = zeroblob(32)"_s}
                             << false;
    QTest::newRow("a lost row") << QStringList {u"DELETE FROM notes WHERE id = 3"_s} << true;
    QTest::newRow("heads") << QStringList {u"UPDATE notes SET heads = zeroblob(32) WHERE id = 3"_s}
                           << true;
    QTest::newRow("a row and its change")
        << QStringList {u"UPDATE notes SET title = x'42' WHERE id = 3"_s,
                        u"UPDATE note_fragments SET title = x'42' WHERE title IS NOT NULL AND id = "
                        "(SELECT min(id) FROM note_changes WHERE note_guid = 3)"_s}
        << true;
    QTest::newRow("a row, its change's body and signature")
        << QStringList {u"UPDATE notes SET body_hash = zeroblob(32) WHERE id = 3"_s,
                        u"UPDATE note_changes SET signature = zeroblob(64) WHERE note_guid = 3"_s,
                        u"UPDATE note_fragments SET body = x'00' || substr(body, 2) WHERE id = "
                        "(SELECT min(id) FROM note_changes WHERE note_guid = 3)"_s}
        << true;
}

void StateRepairTest::aDivergence_isNoticed_mended_andTold()
{
    QFETCH(QStringList, statements);
    QFETCH(bool, sumFollows);
    FakeClock clock;
    const auto world = devices(2, clock);
    TestDevice &hurt = *world[0];
    TestDevice &whole = *world[1];
    for (int i = 0; i < 6; ++i) {
        const NoteId note = commit(hurt, newNote(u"N%1"_s.arg(i), longBody(60))).note;
        commit(hurt, bodyEdit(note, longBody(61)));
    }
    syncPair(hurt, whole);
    const QStringList right = dump(whole.library ? *whole.library : *hurt.library);
    tamper(hurt, statements);
    if (sumFollows) {
        ::sumFollows(hurt);
    }
    QVERIFY(!hurt.library->check().problems.isEmpty());

    DeviceSession talk(hurt, whole);
    talk.run();

    QVERIFY(talk.countSaid<message::Compare>() > 0);
    QCOMPARE(dump(*hurt.library), right);
    QCOMPARE(dump(*whole.library), right);
    QCOMPARE(hurt.library->check().problems, QStringList());
    QCOMPARE(hurt.library->stateDigest(), whole.library->stateDigest());
    QVERIFY(events(hurt).contains(u"repaired"_s));
    QCOMPARE(talk.ends[0].compared.size(), std::size_t(1));
    QVERIFY(talk.ends[0].compared[0].repaired > 0);
    for (const DeviceEnd &end : talk.ends) {
        QVERIFY(end.progress.live && !end.ended);
        for (const session::StateCompared &compared : end.compared) {
            QVERIFY(compared.diverged.empty());
        }
    }
    DeviceSession again(hurt, whole);
    again.run();
    QCOMPARE(again.countSaid<message::Compare>(), 0);
}

void StateRepairTest::manyDifferences_areMendedRoundByRound()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    const int count = 2 * limits::kCompareRecordsMax + 40;
    for (int i = 0; i < count; ++i) {
        commit(*world[0], newNote(u"n%1"_s.arg(i)));
    }
    syncPair(*world[0], *world[1]);
    tamper(*world[0], {u"UPDATE notes SET title = x'58'"_s});
    sumFollows(*world[0]);

    DeviceSession talk(*world[0], *world[1]);
    talk.run();

    QCOMPARE(world[0]->library->check().problems, QStringList());
    QCOMPARE(dump(*world[0]->library), dump(*world[1]->library));
    QCOMPARE(talk.ends[0].compared.size(), std::size_t(1));
    QCOMPARE(talk.ends[0].compared[0].repaired, count);
    QVERIFY(talk.ends[0].compared[0].diverged.empty());
}

void StateRepairTest::damageOnBothSides_isMendedOnBoth()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    for (int i = 0; i < 4; ++i) {
        commit(*world[0], newNote(u"n%1"_s.arg(i), u"text"_s));
    }
    syncPair(*world[0], *world[1]);
    tamper(*world[0], {u"UPDATE notes SET title = x'58' WHERE id IN (1, 2)"_s});
    sumFollows(*world[0]);
    tamper(*world[1],
           {u"UPDATE notes SET title = x'59' WHERE id IN (2, 3)"_s,
            u"UPDATE note_fragments SET title = x'59' WHERE id = 2"_s});
    sumFollows(*world[1]);

    DeviceSession talk(*world[0], *world[1]);
    talk.run();

    for (const auto &device : world) {
        QCOMPARE(device->library->check().problems, QStringList());
        QVERIFY(events(*device).contains(u"repaired"_s));
    }
    QCOMPARE(dump(*world[0]->library), dump(*world[1]->library));
    QVERIFY(talk.ends[0].compared.at(0).diverged.empty());
    QVERIFY(talk.ends[1].compared.at(0).diverged.empty());
}

void StateRepairTest::aRealDivergence_isTold_notHidden()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    const NoteId note = commit(*world[0], newNote(u"A"_s, u"text"_s)).note;
    syncPair(*world[0], *world[1]);
    // Damage that only this device could mend, and cannot: nobody gives it the change.
    tamper(*world[0],
           {u"UPDATE notes SET title = x'58' WHERE id = 1"_s,
            u"UPDATE note_fragments SET title = x'58' WHERE id = 1"_s});
    tamper(*world[1], {u"UPDATE note_fragments SET title = x'59' WHERE id = 1"_s});
    sumFollows(*world[0]);

    DeviceSession talk(*world[0], *world[1]);
    talk.run();

    for (const DeviceEnd &end : talk.ends) {
        QVERIFY(!end.ended);
        QCOMPARE(end.compared.size(), std::size_t(1));
        QCOMPARE(end.compared[0].diverged, std::vector<NoteId> {note});
    }
}

void StateRepairTest::otherMergeVersions_compareNothing()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    commit(*world[0], newNote(u"A"_s, u"text"_s));
    syncPair(*world[0], *world[1]);
    tamper(*world[0], {u"UPDATE library SET state_sum = zeroblob(32)"_s});

    DeviceSession talk(*world[0], *world[1]);
    talk.ends[1].comparesState = false;
    talk.run();

    QCOMPARE(talk.countSaid<message::Compare>(), 0);
    QVERIFY(talk.ends[0].progress.live);
}

void StateRepairTest::withoutTheFeature_nothingOfRepairIsSaid()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    const CommitResult made = commit(*world[0], newNote(u"A"_s, u"text"_s));
    syncPair(*world[0], *world[1]);
    tamper(*world[0],
           {u"UPDATE library SET state_sum = zeroblob(32)"_s,
            u"UPDATE note_fragments SET title = x'58' WHERE id = 1"_s});
    QVERIFY(world[0]->library->want(std::vector<Hash> {made.change}, WantReason::Damaged));

    DeviceSession talk(*world[0], *world[1]);
    talk.ends[0].features.clear();
    talk.ends[1].features.clear();
    talk.run();

    QCOMPARE(talk.countSaid<message::Compare>() + talk.countSaid<message::Want>(), 0);
    QVERIFY(talk.ends[0].progress.live);
}

void StateRepairTest::aChangeMeanwhile_endsTheComparison()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    const NoteId note = commit(*world[0], newNote(u"A"_s, u"text"_s)).note;
    syncPair(*world[0], *world[1]);
    tamper(*world[0], {u"UPDATE notes SET title = x'58' WHERE id = 1"_s});
    sumFollows(*world[0]);

    DeviceSession talk(*world[0], *world[1]);
    talk.ends[1].beforeHearing = [&](DeviceEnd &end) {
        if (talk.countSaid<message::Compare>() > 0) {
            end.beforeHearing = nullptr;
            commit(*end.device, bodyEdit(note, u"typed meanwhile"_s));
            talk.publish(end);
        }
    };
    talk.run();

    for (const DeviceEnd &end : talk.ends) {
        QVERIFY(!end.ended && end.progress.live);
        QVERIFY(end.compared.empty() || end.compared[0].diverged.empty());
    }
    DeviceSession next(*world[0], *world[1]);
    next.run();
    QCOMPARE(world[0]->library->check().problems, QStringList());
    QCOMPARE(dump(*world[0]->library), dump(*world[1]->library));
}

void StateRepairTest::whatIsLacking_isFetchedInAnySession()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    std::vector<Hash> changes;
    for (int i = 0; i < 300; ++i) { // more than one Want
        changes.push_back(commit(*world[0], newNote(u"n%1"_s.arg(i), u"text"_s)).change);
    }
    syncPair(*world[0], *world[1]);
    tamper(*world[0], {u"UPDATE note_changes SET signature = zeroblob(64)"_s});
    QVERIFY(world[0]->library->want(changes, WantReason::WrongSignature));
    commit(*world[1], newNote(u"unequal vectors"_s));

    DeviceSession talk(*world[0], *world[1]);
    talk.run();
    QVERIFY(talk.ends[0].progress.live);
    QCOMPARE(talk.countSaid<message::Want>(), 2);

    QCOMPARE(world[0]->library->lacking(10), std::vector<Hash> {});
    QCOMPARE(world[0]->library->check().problems, QStringList());
    QCOMPARE(dump(*world[0]->library), dump(*world[1]->library));
}

void StateRepairTest::aLargeChange_isFetchedInParts()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    SeededRandom noise(5);
    const QString body = QString::fromLatin1(noise.bytes(700'000).toHex());
    const CommitResult made = commit(*world[0], newNote(u"large"_s, body));
    const CommitResult small = commit(*world[0], newNote(u"small"_s));
    syncPair(*world[0], *world[1]);
    tamper(*world[0],
           {u"UPDATE note_fragments SET body = x'00' || substr(body, 2) WHERE id = 1"_s,
            u"UPDATE note_fragments SET title = x'58' WHERE id = 2"_s});
    const std::vector<Hash> wanted {made.change, small.change};
    QVERIFY(world[0]->library->want(wanted, WantReason::Damaged));

    DeviceSession talk(*world[0], *world[1]);
    talk.run();

    QVERIFY(talk.countSaid<message::Part>() > 1);
    QVERIFY(talk.ends[0].progress.live);
    QCOMPARE(world[0]->library->check().problems, QStringList());
    QCOMPARE(world[0]->library->note(made.note)->state.body, body);
}

void StateRepairTest::allThatIsLacking_isAskedForInOneSession()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    std::vector<Hash> changes;
    for (int i = 0; i < 600; ++i) { // several lists of them
        changes.push_back(commit(*world[0], newNote(u"n%1"_s.arg(i), u"text"_s)).change);
    }
    syncPair(*world[0], *world[1]);
    QVERIFY(world[0]->library->want(changes, WantReason::WrongSignature));
    // The signatures of half of them nobody has: these must not stand before the others.
    std::sort(changes.begin(), changes.end());
    QStringList lost;
    for (std::size_t i = 0; i < changes.size() / 2; ++i) {
        lost.append(u"x'%1'"_s.arg(changes[i].toHex()));
    }
    tamper(*world[0], {u"UPDATE note_changes SET signature = zeroblob(64)"_s});
    tamper(*world[1],
           {u"UPDATE note_changes SET signature = zeroblob(64) WHERE guid IN (%1)"_s.arg(
               lost.join(u','))});
    DeviceSession talk(*world[0], *world[1]);
    talk.run();
    QVERIFY(talk.ends[0].progress.live);
    QCOMPARE(world[0]->library->lacking(1000).size(), changes.size() / 2);
}

void StateRepairTest::anAnswer_isNoMoreThanAWindow()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    SeededRandom noise(7);
    std::vector<Hash> changes;
    for (int i = 0; i < 60; ++i) {
        const QString body = QString::fromLatin1(noise.bytes(110'000).toHex());
        changes.push_back(commit(*world[0], newNote(u"n%1"_s.arg(i), body)).change);
    }
    syncPair(*world[0], *world[1]);
    tamper(*world[0],
           {u"UPDATE note_fragments SET body = x'00' || substr(body, 2) WHERE body IS NOT NULL"_s});
    QVERIFY(world[0]->library->want(changes, WantReason::Damaged));
    DeviceSession talk(*world[0], *world[1]);
    qint64 before = 0;
    qint64 most = 0;
    talk.ends[1].beforeHearing = [&](DeviceEnd &end) {
        most = std::max(most, end.bytesSaid - before);
        before = end.bytesSaid;
    };
    talk.run();
    most = std::max(most, talk.ends[1].bytesSaid - before);
    QVERIFY(talk.ends[1].bytesSaid > limits::kWindowBytesMax); // else nothing is shown
    QVERIFY2(most <= limits::kWindowBytesMax + limits::kMessageBytesMax,
             qPrintable(QString::number(most)));
    QCOMPARE(world[0]->library->lacking(10), std::vector<Hash> {});
    QCOMPARE(world[0]->library->check().problems, QStringList());
}

void StateRepairTest::aLargeChangeOfThisSession_isGivenAgain()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    commit(*world[0], newNote(u"first"_s));
    syncPair(*world[0], *world[1]);
    DeviceSession talk(*world[0], *world[1]);
    talk.run();
    SeededRandom noise(5);
    const QString body = QString::fromLatin1(noise.bytes(700'000).toHex());
    const CommitResult made = commit(*world[0], newNote(u"large"_s, body));
    talk.publish(talk.ends[0]);
    talk.settle();
    QVERIFY(talk.ends[1].progress.live);
    tamper(*world[1],
           {u"UPDATE note_fragments SET body = x'00' || substr(body, 2) WHERE length(body) > "
            "300000"_s});
    QVERIFY(world[1]->library->want(std::vector<Hash> {made.change}, WantReason::Damaged));
    talk.lookAgain(talk.ends[1]);
    talk.settle();
    for (const DeviceEnd &end : talk.ends) {
        QVERIFY2(!end.ended, end.ended ? qPrintable(end.ended->why.detail) : "");
    }
    QCOMPARE(world[1]->library->lacking(10), std::vector<Hash> {});
    QCOMPARE(world[1]->library->check().problems, QStringList());
    QCOMPARE(world[1]->library->note(made.note)->state.body, body);
}

void StateRepairTest::whoWantsAChangeTwice_isSentAway()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    const CommitResult made = commit(*world[0], newNote(u"A"_s));
    syncPair(*world[0], *world[1]);
    DeviceSession talk(*world[0], *world[1]);
    talk.run();
    for (int i = 0; i < 2; ++i) {
        QVERIFY(!talk.ends[0].ended);
        talk.ends[0].inbox.push_back(encodeMessage(message::Want {{made.change}}));
        talk.ends[1].inbox.clear();
        talk.hearOne(talk.ends[0]);
    }
    QVERIFY(talk.ends[0].ended);
    QCOMPARE(talk.ends[0].ended->why.code, ErrorCode::ProtocolViolation);
}

void StateRepairTest::anAnswerThatPutsAllOff_isAFault()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    const CommitResult made = commit(*world[0], newNote(u"A"_s));
    syncPair(*world[0], *world[1]);
    QVERIFY(world[0]->library->want(std::vector<Hash> {made.change}, WantReason::Damaged));
    DeviceSession talk(*world[0], *world[1]);
    talk.ends[1].beforeHearing = [&](DeviceEnd &end) {
        if (talk.countSaid<message::Want>() > 0) {
            end.inbox.clear();
            end.inbox.push_back(encodeMessage(message::Ping {}));
            talk.ends[0].inbox.push_back(encodeMessage(message::Given {{}, {}, {made.change}, {}}));
            end.beforeHearing = nullptr;
        }
    };
    talk.run();
    QVERIFY(talk.ends[0].ended);
    QCOMPARE(talk.ends[0].ended->why.code, ErrorCode::ProtocolViolation);
}

void StateRepairTest::damageThatNobodyCanMend_isSaidOnBothSides()
{
    FakeClock clock;
    const auto world = devices(3, clock);
    commit(*world[0], newNote(u"A"_s, u"text"_s));
    syncPair(*world[0], *world[1]);
    commit(*world[0], newNote(u"B"_s, longBody(10)));
    commit(*world[0], newNote(u"C"_s));
    syncPair(*world[0], *world[2]);
    commit(*world[1], newNote(u"from the other side"_s));
    tamper(
        *world[0],
        {u"UPDATE note_fragments SET body = x'00' || substr(body, 2) WHERE length(body) > 20"_s});
    DeviceSession talk(*world[0], *world[1]);
    talk.run();
    for (const DeviceEnd &end : talk.ends) {
        QVERIFY(!end.ended && !end.progress.live);
        QCOMPARE(end.progress.received, end.device == world[0].get() ? 1 : 0);
    }
    QVERIFY(talk.ends[0].progress.heldUpHere && !talk.ends[0].progress.heldUpThere);
    QVERIFY(talk.ends[1].progress.heldUpThere && !talk.ends[1].progress.heldUpHere);
    const int said = talk.countSaid<message::EndOfStored>();
    talk.publish(talk.ends[0]); // nothing new: it is not said again
    talk.settle();
    QCOMPARE(talk.countSaid<message::EndOfStored>(), said);
    DeviceSession whole(*world[0], *world[2]);
    whole.run();
    talk.publish(talk.ends[0]);
    talk.settle();
    for (const DeviceEnd &end : talk.ends) {
        QVERIFY(end.progress.live && !end.progress.heldUpHere && !end.progress.heldUpThere);
    }
    QCOMPARE(dump(*world[0]->library), dump(*world[1]->library));
}

void StateRepairTest::whatIsEqualAgain_isSaid()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    commit(*world[0], newNote(u"A"_s, u"text"_s));
    syncPair(*world[0], *world[1]);
    DeviceSession talk(*world[0], *world[1]);
    talk.run();
    for (const DeviceEnd &end : talk.ends) {
        QCOMPARE(end.compared.size(), std::size_t(1));
        QCOMPARE(end.compared[0].differed, 0);
        QVERIFY(end.compared[0].diverged.empty());
    }
    DeviceSession silent(*world[0], *world[1]);
    silent.ends[1].comparesState = false; // nothing was compared, so nothing is said
    silent.run();
    QVERIFY(silent.ends[0].compared.empty() && silent.ends[1].compared.empty());
}

void StateRepairTest::whatAPeerDoesNotHave_staysWanted()
{
    FakeClock clock;
    const auto world = devices(3, clock);
    const CommitResult made = commit(*world[0], newNote(u"A"_s, u"text"_s));
    syncPair(*world[0], *world[1]);
    tamper(*world[0], {u"UPDATE note_changes SET signature = zeroblob(64) WHERE id = 1"_s});
    QVERIFY(world[0]->library->want(std::vector<Hash> {made.change}, WantReason::WrongSignature));
    DeviceSession behind(*world[0], *world[2]); // has nothing of it
    behind.ends[0].comparesState = false;
    const std::vector<Hash> wanted {made.change};
    behind.run();
    QCOMPARE(behind.countSaid<message::Want>(), 1); // asked, and answered that it is not to be had
    QCOMPARE(behind.countSaid<message::Given>(), 1);
    QVERIFY(!behind.ends[0].ended && !behind.ends[1].ended);
    QCOMPARE(world[0]->library->lacking(10), wanted);
    DeviceSession talk(*world[0], *world[1]);
    talk.run();
    QCOMPARE(world[0]->library->lacking(10), std::vector<Hash> {});
    QCOMPARE(world[0]->library->check().problems, QStringList());
}

void StateRepairTest::aLostRowsNumber_isNotUsedAgain()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    commit(*world[0], newNote(u"kept"_s));
    const NoteId lost = commit(*world[0], newNote(u"lost"_s, u"its text"_s)).note;
    syncPair(*world[0], *world[1]);
    tamper(*world[0], {u"DELETE FROM notes WHERE id = (SELECT max(id) FROM notes)"_s});
    sumFollows(*world[0]);
    const NoteId later = commit(*world[0], newNote(u"later"_s, u"another text"_s)).note;
    const CommitResult remote = commit(*world[1], newNote(u"remote"_s));
    syncPair(*world[0], *world[1]);
    // The lost one's changes are in no other note's history, and it comes back.
    QCOMPARE(world[0]->library->history(later).size(), std::size_t {1});
    QCOMPARE(world[0]->library->history(remote.note).size(), std::size_t {1});
    DeviceSession(*world[0], *world[1]).run();
    QVERIFY(world[0]->library->note(lost));
    QCOMPARE(dump(*world[0]->library), dump(*world[1]->library));
    QCOMPARE(world[0]->library->check().problems, QStringList());
}

void StateRepairTest::aPeerThatComparesWithoutEnd_isSentAway()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    DeviceSession talk(*world[0], *world[1]);
    talk.run();
    for (int i = 0; i <= limits::kCompareRoundsMax; ++i) {
        talk.ends[0].inbox.push_back(encodeMessage(message::Compare {{}, false}));
    }
    talk.settle();
    QVERIFY(talk.ends[0].ended);
    QCOMPARE(talk.ends[0].ended->why.code, ErrorCode::ProtocolViolation);
}

void StateRepairTest::unaskedAnswers_areAFault()
{
    FakeClock clock;
    const auto world = devices(2, clock);
    const CommitResult made = commit(*world[0], newNote(u"A"_s));
    syncPair(*world[0], *world[1]);
    DeviceSession talk(*world[0], *world[1]);
    talk.run();
    talk.ends[0].inbox.push_back(encodeMessage(message::Given {{}, {made.change}}));
    talk.settle();
    QVERIFY(talk.ends[0].ended);
    QCOMPARE(talk.ends[0].ended->why.code, ErrorCode::ProtocolViolation);
}

QTEST_GUILESS_MAIN(StateRepairTest)
#include "tst_staterepair.moc"
