#include "tests/support/devicesession.h"
#include "tests/support/tamper.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// A relay holds changes whose signatures are wrong inside its logs. It passes everything on all the same,
// whatever the batches, and nobody is blamed.

namespace {

constexpr int kChanges = 24;

/// Changes of the author at the relay, with the signatures of those in `bad` (1 = the first) destroyed.
void spoil(TestDevice &relay, const TestDevice &author, const std::vector<int> &bad)
{
    QStringList statements;
    for (const int seq : bad) {
        statements << u"UPDATE note_changes SET signature = zeroblob(64) WHERE seq = %1 AND log IN "
                      "(SELECT l.id FROM logs l JOIN devices d ON d.id = l.device "
                      "WHERE d.key = x'%2')"_s.arg(seq)
                          .arg(author.id().toHex());
    }
    tamper(relay, statements);
}

} // namespace

class InteriorSignaturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRelayPassesEverythingOn_atAnyBoundary_data();
    void aRelayPassesEverythingOn_atAnyBoundary();
    void aLargeChange_goesWithTheOneThatVouchesForIt();
    void aBadHead_waits_andGoesOnOnceFetched();
    void aDamagedChange_holdsUpOnlyItsLog_untilFetched();
};

void InteriorSignaturesTest::aRelayPassesEverythingOn_atAnyBoundary_data()
{
    QTest::addColumn<std::vector<int>>("bad");
    QTest::newRow("one") << std::vector<int> {7};
    QTest::newRow("the first") << std::vector<int> {1};
    QTest::newRow("the last but one") << std::vector<int> {kChanges - 1};
    QTest::newRow("a run") << std::vector<int> {5, 6, 7, 8, 9, 10, 11};
    std::vector<int> all;
    std::vector<int> everyOther;
    for (int seq = 1; seq < kChanges; ++seq) {
        all.push_back(seq);
        if (seq % 2 == 1) {
            everyOther.push_back(seq);
        }
    }
    QTest::newRow("all but the last") << all;
    QTest::newRow("every other") << everyOther;
}

void InteriorSignaturesTest::aRelayPassesEverythingOn_atAnyBoundary()
{
    QFETCH(std::vector<int>, bad);
    FakeClock clock;
    const auto world = devices(2, clock);
    TestDevice &author = *world[0];
    TestDevice &relay = *world[1];
    for (int i = 0; i < kChanges; ++i) {
        commit(author, newNote(u"n%1"_s.arg(i), u"text"_s));
        if (i % 3 == 0) {
            sendAll(author, relay);
            commit(relay, newNote(u"of the relay %1"_s.arg(i)));
        }
    }
    syncPair(author, relay);
    spoil(relay, author, bad);

    int number = 10;
    for (const int batch : {1, 2, 3, 5, 8, 2000}) {
        TestDevice third(++number, clock);
        third.open();
        pair(relay, third);
        DeviceSession talk(relay, third);
        talk.ends[0].batchChanges = batch;
        talk.run();

        QVERIFY2(!talk.ends[0].ended && !talk.ends[1].ended,
                 talk.ends[1].ended ? qPrintable(talk.ends[1].ended->why.detail) : "");
        QVERIFY(talk.ends[1].progress.live);
        QVERIFY(third.library->vector().covers(relay.library->vector()));
        QCOMPARE(dump(*third.library), dump(*author.library));
    }
}

void InteriorSignaturesTest::aLargeChange_goesWithTheOneThatVouchesForIt()
{
    FakeClock clock;
    const auto world = devices(3, clock);
    TestDevice &author = *world[0];
    SeededRandom noise(7);
    commit(author, newNote(u"small"_s));
    commit(author, newNote(u"large"_s, QString::fromLatin1(noise.bytes(400'000).toHex())));
    commit(author, newNote(u"small again"_s));
    commit(author, newNote(u"large again"_s, QString::fromLatin1(noise.bytes(400'000).toHex())));
    commit(author, newNote(u"last"_s));
    sendAll(author, *world[1]);
    spoil(*world[1], author, {1, 2, 3, 4});

    DeviceSession talk(*world[1], *world[2]);
    talk.run();

    QVERIFY2(!talk.ends[1].ended,
             talk.ends[1].ended ? qPrintable(talk.ends[1].ended->why.detail) : "");
    QVERIFY(talk.countSaid<message::Part>() > 0);
    QVERIFY(talk.ends[1].progress.live);
    QCOMPARE(dump(*world[2]->library), dump(*author.library));
}

void InteriorSignaturesTest::aBadHead_waits_andGoesOnOnceFetched()
{
    FakeClock clock;
    const auto world = devices(3, clock);
    TestDevice &author = *world[0];
    TestDevice &relay = *world[1];
    for (int i = 0; i < 4; ++i) {
        commit(author, newNote(u"n%1"_s.arg(i)));
    }
    sendAll(author, relay);
    spoil(relay, author, {3, 4});

    DeviceSession talk(relay, *world[2]);
    talk.run();
    QVERIFY(!talk.ends[0].ended && !talk.ends[1].ended); // nobody is blamed
    QCOMPARE(world[2]->library->allNotes().size(), std::size_t(2)); // what could go, went
    QVERIFY(!talk.ends[0].progress.live);
    QVERIFY(!relay.library->lacking(10).empty());

    DeviceSession withAuthor(author, relay);
    withAuthor.run();
    QVERIFY(relay.library->lacking(10).empty());
    talk.publish(talk.ends[0]); // as the engine does
    talk.settle();
    QCOMPARE(dump(*world[2]->library), dump(*author.library));
    QVERIFY(talk.ends[1].progress.live);
}

void InteriorSignaturesTest::aDamagedChange_holdsUpOnlyItsLog_untilFetched()
{
    FakeClock clock;
    const auto world = devices(3, clock);
    TestDevice &author = *world[0];
    TestDevice &relay = *world[1];
    for (int i = 0; i < 4; ++i) {
        commit(author, newNote(u"n%1"_s.arg(i)));
    }
    sendAll(author, relay);
    commit(relay, newNote(u"of the relay"_s));
    tamper(relay,
           {u"UPDATE note_fragments SET title = x'58' WHERE id IN "
            "(SELECT id FROM note_changes WHERE seq = 2)"_s});

    DeviceSession talk(relay, *world[2]);
    talk.run();
    QVERIFY(!talk.ends[0].ended && !talk.ends[1].ended);
    QCOMPARE(world[2]->library->allNotes().size(), std::size_t(2));

    DeviceSession withAuthor(author, relay);
    withAuthor.run();
    QCOMPARE(relay.library->check().problems, QStringList());
    DeviceSession again(relay, *world[2]);
    again.run();
    QVERIFY(again.ends[1].progress.live);
    QCOMPARE(dump(*world[2]->library), dump(*relay.library));
    QCOMPARE(world[2]->library->check().problems, QStringList());
}

QTEST_GUILESS_MAIN(InteriorSignaturesTest)
#include "tst_interiorsignatures.moc"
