#include "sync/limits.h"
#include "sync/session/changeoutbox.h"
#include "sync/wire/faultcode.h"
#include "sync/wire/frame.h"
#include "tests/sync/sessionworld.h"

#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

QString noise(qsizetype size, quint32 seed)
{
    std::mt19937 random(seed);
    QString text;
    for (qsizetype i = 0; i < size; ++i) {
        text.append(QChar(u'!' + static_cast<char16_t>(random() % 90)));
    }
    return text;
}

void fill(SessionWorld &world, std::size_t node, LogWriter &log, int changes, qsizetype body = 0)
{
    std::vector<PackedChange> made;
    for (int i = 0; i < changes; ++i) {
        made.push_back(log.next(u"note"_s, noise(body, static_cast<quint32>(i))));
    }
    world.nodes.at(node).store.apply(made, 0, made.size());
}

template <typename T>
int countSaid(const End &end)
{
    return static_cast<int>(
        std::count_if(end.said.begin(), end.said.end(), [](const Message &message) {
            return std::holds_alternative<T>(message);
        }));
}

bool isLive(const End &end)
{
    return !end.progress.empty() && end.progress.back().live;
}

void rows(int count)
{
    QTest::addColumn<quint64>("seed");
    for (int seed = 1; seed <= count; ++seed) {
        QTest::addRow("seed %d", seed) << static_cast<quint64>(seed);
    }
}

} // namespace

class SyncSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalLibraries_takeOneRoundTripAndOneKilobyte();
    void twoDevices_converge_data() { rows(60); }
    void twoDevices_converge();
    void everyDelivery_mayBeTheLast_data() { rows(8); }
    void everyDelivery_mayBeTheLast();
    void line_relaysThirdDevicesChanges_thenSilence_data() { rows(30); }
    void line_relaysThirdDevicesChanges_thenSilence();
    void mesh_convergesAndFallsSilent_data() { rows(30); }
    void mesh_convergesAndFallsSilent();
    void liveCommit_isOneMessageAndOneAck();
    void whatThePeerSent_isNotSentBack();
    void window_isBounded();
    void waitingBatchThatCameFromElsewhere_isNotSaid();
    void largeChange_travelsInParts();
    void changeAtTheBound_travelsWhole();
    void interruptedPart_isSentAgain();
    void progress_countsUpAndEndsLive();
    void synced_isOnlySaidAfterTheAck();
    void whatCameFromElsewhere_isKnownToBeThere();
    void anotherHistoryFromElsewhere_beginsAgain();
    void anAckOfABranchUnknownHere_isNoFault();
    void members_areExchangedOnDifferenceOnly();
    void membersChangedWhileLive_areTold();
};

void SyncSessionTest::equalLibraries_takeOneRoundTripAndOneKilobyte()
{
    SessionWorld world(2, 1);
    LogWriter log(1, 1);
    fill(world, 0, log, 50);
    world.nodes.at(1).store = world.nodes.at(0).store;
    Link &link = world.connect(0, 1);

    world.settle();

    QVERIFY(isLive(link.ends[0]) && isLive(link.ends[1]));
    for (const End &end : link.ends) {
        QCOMPARE(end.said.size(), std::size_t {3}); // Members, Have, then EndOfStored in answer
        QVERIFY(std::holds_alternative<message::EndOfStored>(end.said.back()));
        QCOMPARE(end.reads, 0);
    }
    QVERIFY(world.deliveredBytes <= 1024);
}

void SyncSessionTest::twoDevices_converge()
{
    QFETCH(quint64, seed);
    SessionWorld world(2, seed);
    LogWriter first(1, 1);
    LogWriter second(2, 1);
    LogWriter shared(3, 1);
    fill(world, 0, shared, 5);
    world.nodes.at(1).store = world.nodes.at(0).store;
    fill(world, 0, shared, 3);
    fill(world, 0, first, static_cast<int>(seed % 40));
    fill(world, 1, second, static_cast<int>(seed * 7 % 30));
    Link &link = world.connect(0, 1);
    for (int i = 0; i < 20; ++i) {
        for (int steps = 0; steps < static_cast<int>(seed % 7); ++steps) {
            world.step();
        }
        world.commit(0, first.next(u"live"_s));
        world.commit(1, second.next(u"live"_s));
    }

    world.settle();

    QVERIFY(world.converged());
    QVERIFY(!link.ends[0].ended && !link.ends[1].ended);
    QVERIFY(isLive(link.ends[0]) && isLive(link.ends[1]));
    QVERIFY(link.ends[0].peerAcked.covers(world.nodes.at(0).store.vector()));
    QVERIFY(link.ends[1].peerAcked.covers(world.nodes.at(1).store.vector()));
    QCOMPARE(world.nodes.at(0).store.duplicates + world.nodes.at(1).store.duplicates, 0);
}

void SyncSessionTest::everyDelivery_mayBeTheLast()
{
    QFETCH(quint64, seed);
    bool reachedTheEnd = false;
    for (int cutAfter = 0; !reachedTheEnd; ++cutAfter) {
        SessionWorld world(2, seed);
        LogWriter first(1, 1);
        LogWriter second(2, 1);
        fill(world, 0, first, 12, 90'000); // several batches
        fill(world, 1, second, 3, 300'000); // parts
        Link &link = world.connect(0, 1);
        while (world.delivered < cutAfter && world.step()) { }
        reachedTheEnd = world.delivered < cutAfter;

        world.cut(link);
        Link &next = world.connect(0, 1);
        world.settle();

        QVERIFY(world.converged());
        QVERIFY(isLive(next.ends[0]) && isLive(next.ends[1]));
        QCOMPARE(world.nodes.at(0).store.size(), std::size_t {15});
    }
}

void SyncSessionTest::line_relaysThirdDevicesChanges_thenSilence()
{
    QFETCH(quint64, seed);
    SessionWorld world(3, seed);
    LogWriter a(1, 1);
    LogWriter c(3, 1);
    fill(world, 0, a, 5);
    world.connect(0, 1);
    world.connect(1, 2);
    world.settle();
    QVERIFY(world.converged());
    world.delivered = 0;

    world.commit(0, a.next(u"from A"_s));
    world.settle();
    world.commit(2, c.next(u"from C"_s));
    world.settle();

    QVERIFY(world.converged());
    QCOMPARE(world.delivered, 8); // each change and its Ack, over two links
}

void SyncSessionTest::mesh_convergesAndFallsSilent()
{
    QFETCH(quint64, seed);
    SessionWorld world(4, seed);
    std::vector<std::unique_ptr<LogWriter>> logs;
    for (std::size_t i = 0; i < 4; ++i) {
        logs.push_back(std::make_unique<LogWriter>(static_cast<std::uint8_t>(i + 1), 1));
        fill(world, i, *logs.back(), static_cast<int>((seed + i * 3) % 9));
        world.nodes.at(i).records.insert(QByteArray("record ") + QByteArray::number(int(i)));
    }
    for (std::size_t a = 0; a < 4; ++a) {
        for (std::size_t b = a + 1; b < 4; ++b) {
            world.connect(a, b);
        }
    }
    for (int i = 0; i < 30; ++i) {
        world.step();
        const auto node = static_cast<std::size_t>(i) % 4;
        world.commit(node, logs.at(node)->next(u"live"_s));
    }

    world.settle();

    QVERIFY(world.converged());
    for (const auto &link : world.links) {
        QVERIFY(isLive(link->ends[0]) && isLive(link->ends[1]));
    }
    world.delivered = 0;
    for (std::size_t node = 0; node < 4; ++node) {
        world.publish(node);
    }
    world.settle();
    QCOMPARE(world.delivered, 0);
}

void SyncSessionTest::liveCommit_isOneMessageAndOneAck()
{
    SessionWorld world(2, 1);
    LogWriter log(1, 1);
    Link &link = world.connect(0, 1);
    world.settle();
    world.delivered = 0;

    world.commit(0, log.next(u"typed"_s));
    world.settle();

    QCOMPARE(world.delivered, 2);
    QCOMPARE(countSaid<message::Changes>(link.ends[0]), 1);
    QCOMPARE(countSaid<message::Ack>(link.ends[1]), 1);
    QVERIFY(world.converged());
}

void SyncSessionTest::whatThePeerSent_isNotSentBack()
{
    SessionWorld world(2, 3);
    LogWriter log(1, 1);
    fill(world, 0, log, 100);
    Link &link = world.connect(0, 1);

    world.settle();
    world.publish(1);
    world.settle();

    QVERIFY(world.converged());
    QCOMPARE(countSaid<message::Changes>(link.ends[1]), 0);
    QCOMPARE(link.ends[1].reads, 0);
}

void SyncSessionTest::window_isBounded()
{
    LogWriter log(1, 1);
    SessionWorld source(1, 1);
    fill(source, 0, log, 90, 100'000); // nine of them fill a batch
    const FakeStore &store = source.nodes.at(0).store;
    SyncSession session;
    int batches = 0;
    std::vector<PackedChange> said;
    const auto feed = [&](const SyncSession::Event &first) {
        std::deque<SyncSession::Event> events {first};
        while (!events.empty()) {
            const auto actions = session.handle(events.front(), 0);
            events.pop_front();
            for (const SyncSession::Action &action : actions) {
                if (const auto *read = std::get_if<session::ReadChanges>(&action)) {
                    events.emplace_back(store.read(*read));
                } else if (const auto *compare = std::get_if<session::CompareHave>(&action)) {
                    events.emplace_back(
                        session::HaveCompared {{store.vector(), compare->theirs, {}, {}, {}}, {}});
                } else if (const auto *say = std::get_if<session::Say>(&action)) {
                    if (const auto *changes = std::get_if<message::Changes>(&say->message)) {
                        ++batches;
                        said.insert(said.end(), changes->changes.begin(), changes->changes.end());
                        const auto frames =
                            splitIntoFrames(encodeMessage(say->message), Compression::Skip);
                        QVERIFY(frames);
                    }
                }
            }
        }
    };
    feed(session::Started {store.vector(), {}, {}});
    feed(session::PeerSaid {message::Members {}});
    const VersionVector empty;
    feed(session::PeerSaid {message::Have {empty.digest(), {}, {}}});
    feed(session::PeerSaid {message::Have {empty.digest(), empty, {}}});
    QCOMPARE(batches, limits::kWindowBatches);

    VersionVector durable;
    durable.advance(log.log(), {said.at(8).seq, {}});
    feed(session::PeerSaid {message::Ack {durable}});

    QVERIFY(batches <= limits::kWindowBatches + 1);
    QVERIFY(batches > limits::kWindowBatches - 1);
    const int beforeAll = batches;
    durable.advance(log.log(), {said.back().seq, {}});
    feed(session::PeerSaid {message::Ack {durable}});
    QCOMPARE(batches, beforeAll + limits::kWindowBatches);
}

void SyncSessionTest::waitingBatchThatCameFromElsewhere_isNotSaid()
{
    LogWriter log(1, 1);
    ChangeOutbox outbox;
    VersionVector read;
    for (int i = 0; i < limits::kWindowBatches + 2; ++i) {
        const PackedChange change = log.next(u"note"_s, noise(300'000, static_cast<quint32>(i)));
        read.advance(log.log(), {change.seq, {}});
        outbox.add({change}, read, {});
    }
    for (int i = 0; i < limits::kWindowBatches; ++i) {
        QVERIFY(!outbox.next().empty());
    }
    QVERIFY(outbox.next().empty());
    QVERIFY(!outbox.isAllSaid());

    outbox.settle(read); // its one Ack names what a third device gave it, too

    QVERIFY(outbox.next().empty());
    QVERIFY(outbox.isIdle());
}

void SyncSessionTest::largeChange_travelsInParts()
{
    SessionWorld world(2, 5);
    LogWriter log(1, 1);
    fill(world, 0, log, 1, 2'000'000);
    Link &link = world.connect(0, 1);

    world.settle();

    QVERIFY(world.converged());
    QVERIFY(countSaid<message::Part>(link.ends[0]) > 4);
    QCOMPARE(countSaid<message::Changes>(link.ends[0]), 0);
    QVERIFY(isLive(link.ends[0]) && isLive(link.ends[1]));
}

void SyncSessionTest::changeAtTheBound_travelsWhole()
{
    for (const qsizetype above : {-1, 0, 1}) {
        SessionWorld world(2, 5);
        LogWriter log(1, 1);
        PackedChange change = log.next(u"x"_s);
        change.body = QByteArray(limits::kPartAboveBytes - 70 - change.sizeBytes() + above, 'b');
        world.nodes.at(0).store.apply({change}, 0, 1);
        Link &link = world.connect(0, 1);

        world.settle();

        QVERIFY(world.converged());
        QCOMPARE(countSaid<message::Changes>(link.ends[0]), above > 0 ? 0 : 1);
        QCOMPARE(countSaid<message::Part>(link.ends[0]), above > 0 ? 1 : 0);
    }
}

void SyncSessionTest::interruptedPart_isSentAgain()
{
    SessionWorld world(2, 5);
    LogWriter log(1, 1);
    fill(world, 0, log, 1, 2'000'000);
    Link &link = world.connect(0, 1);
    while (countSaid<message::Part>(link.ends[0]) == 0 && world.step()) { }
    const int begun = world.delivered;
    while (world.delivered < begun + 2 && world.step()) { }

    world.cut(link);
    world.connect(0, 1);
    world.settle();

    QVERIFY(world.converged());
}

void SyncSessionTest::progress_countsUpAndEndsLive()
{
    SessionWorld world(2, 9);
    LogWriter log(1, 1);
    fill(world, 0, log, 60, 90'000);
    Link &link = world.connect(0, 1);

    world.settle();

    const auto &sender = link.ends[0].progress;
    const auto &receiver = link.ends[1].progress;
    QCOMPARE(sender.front().toSend, 60);
    QVERIFY(!sender.front().live);
    QCOMPARE(sender.back().sent, 60);
    QCOMPARE(receiver.front().toReceive, 60);
    QCOMPARE(receiver.back().received, 60);
    for (const auto *side : {&sender, &receiver}) {
        for (std::size_t i = 1; i < side->size(); ++i) {
            QVERIFY(side->at(i).sent >= side->at(i - 1).sent);
            QVERIFY(side->at(i).received >= side->at(i - 1).received);
            QVERIFY(side->at(i).sent <= side->at(i).toSend);
            QVERIFY(side->at(i).received <= side->at(i).toReceive);
        }
        QVERIFY(side->back().live);
    }
    QVERIFY(sender.size() > 3);
}

void SyncSessionTest::synced_isOnlySaidAfterTheAck()
{
    LogWriter log(1, 1);
    VersionVector ours;
    (void)log.next(u"x"_s);
    ours.advance(log.log(), log.head());
    SyncSession session;
    (void)session.handle(session::Started {ours, {}, {}}, 0);
    (void)session.handle(session::PeerSaid {message::Members {}}, 0);
    const VersionVector empty;
    (void)session.handle(session::PeerSaid {message::Have {empty.digest(), {}, {}}}, 0);
    (void)session.handle(session::PeerSaid {message::Have {empty.digest(), empty, {}}}, 0);
    (void)session.handle(session::HaveCompared {{ours, empty, empty, {}, {}}, {}}, 0);
    LogWriter again(1, 1);
    const auto said =
        session.handle(session::ChangesRead {{again.next(u"x"_s)}, ours, {}, false}, 0);
    const auto ended = session.handle(session::PeerSaid {message::EndOfStored {}}, 0);

    const auto acked = session.handle(session::PeerSaid {message::Ack {ours}}, 0);

    const auto tellsOfSync = [](const std::vector<SyncSession::Action> &actions) {
        return std::any_of(actions.begin(), actions.end(), [](const SyncSession::Action &action) {
            const auto *progress = std::get_if<session::Progress>(&action);
            return std::holds_alternative<session::PeerAcked>(action)
                || (progress != nullptr && (progress->live || progress->sent > 0));
        });
    };
    QVERIFY(!said.empty());
    QVERIFY(!tellsOfSync(said));
    QVERIFY(!tellsOfSync(ended));
    QVERIFY(tellsOfSync(acked));
}

namespace {

/// A session of a device with nothing, whose peer has said that it has `theirs` and sends nothing.
std::vector<SyncSession::Action>
hearOfElsewhere(SyncSession &session, const VersionVector &theirs, const VersionVector &published)
{
    session::Started started;
    started.features = {feature::kRepair};
    (void)session.handle(started, 0);
    (void)session.handle(session::PeerSaid {message::Members {}}, 0);
    (void)session.handle(session::PeerSaid {message::Have {theirs.digest(), {}, {}}}, 0);
    (void)session.handle(session::PeerSaid {message::Have {theirs.digest(), theirs, {}}}, 0);
    (void)session.handle(session::HaveCompared {{{}, theirs, {}, {}, {}}, {}}, 0);
    return session.handle(session::Published {published}, 0);
}

} // namespace

void SyncSessionTest::whatCameFromElsewhere_isKnownToBeThere()
{
    LogWriter log(1, 1);
    SessionWorld world(1, 1);
    fill(world, 0, log, 3);
    const VersionVector vector = world.nodes.at(0).store.vector();
    SyncSession session;

    const auto actions = hearOfElsewhere(session, vector, vector);

    const auto acked = std::find_if(actions.begin(), actions.end(), [](const auto &action) {
        return std::holds_alternative<session::PeerAcked>(action);
    });
    QVERIFY(acked != actions.end());
    QCOMPARE(std::get<session::PeerAcked>(*acked).vector, vector);
}

void SyncSessionTest::anotherHistoryFromElsewhere_beginsAgain()
{
    LogWriter log(1, 1);
    SessionWorld world(1, 1);
    fill(world, 0, log, 3);
    const VersionVector vector = world.nodes.at(0).store.vector();
    VersionVector other;
    for (const auto &[id, head] : vector.heads()) {
        other.advance(id, {head.seq, digest("another change")});
    }
    SyncSession session;

    const auto actions = hearOfElsewhere(session, other, vector);

    QVERIFY(session.ended());
    const auto *end = std::get_if<session::End>(&actions.back());
    QVERIFY(end != nullptr);
    QCOMPARE(end->why.code, ErrorCode::LogForked);
}

void SyncSessionTest::anAckOfABranchUnknownHere_isNoFault()
{
    LogWriter log(1, 1);
    SessionWorld world(1, 1);
    fill(world, 0, log, 3);
    const VersionVector vector = world.nodes.at(0).store.vector();
    SyncSession session;
    (void)hearOfElsewhere(session, vector, vector);
    const auto &[id, head] = *vector.heads().begin();
    message::Ack ack;
    ack.vector.advance({id.device, id.incarnation, digest("a branch")}, {3, digest("its head")});

    (void)session.handle(session::PeerSaid {ack}, 0);

    QVERIFY(!session.ended());

    ack.vector.advance({id.device, id.incarnation + 1, {}}, {3, digest("no log of anybody")});
    (void)session.handle(session::PeerSaid {ack}, 0);
    QVERIFY(session.ended());
}

void SyncSessionTest::members_areExchangedOnDifferenceOnly()
{
    SessionWorld world(2, 4);
    world.nodes.at(0).records = {"genesis", "add of one"};
    world.nodes.at(1).records = {"genesis", "add of another"};
    Link &link = world.connect(0, 1);

    world.settle();

    QVERIFY(world.converged());
    QCOMPARE(countSaid<message::Members>(link.ends[0]), 2);
    QCOMPARE(countSaid<message::Members>(link.ends[1]), 2);
}

void SyncSessionTest::membersChangedWhileLive_areTold()
{
    SessionWorld world(3, 4);
    world.connect(0, 1);
    world.connect(1, 2);
    world.settle();
    world.delivered = 0;

    world.addRecord(0, "a new device");
    world.settle();

    QVERIFY(world.converged());
    QCOMPARE(world.delivered, 2);
}

QTEST_APPLESS_MAIN(SyncSessionTest)
#include "tst_syncsession.moc"
