#include "model/base/digest.h"
#include "sync/limits.h"
#include "sync/session/assemblybudget.h"
#include "sync/session/changeoutbox.h"
#include "sync/session/syncsession.h"
#include "sync/wire/faultcode.h"
#include "tests/support/logwriter.h"

#include <QTest>

#include <random>

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

/// A session that has compared with a peer of equal vectors, and is fed by hand from here.
struct Hostile
{
    explicit Hostile(const VersionVector &mine = {},
                     const VersionVector &theirs = {},
                     const std::vector<LogRange> &found = {},
                     const QStringList &features = {},
                     AssemblyBudget *budget = nullptr)
        : session(budget)
        , ours(mine)
        , forks(found)
    {
        take(session.handle(session::Started {ours, {}, {}, features}, 0));
        hear(message::Members {});
        if (ours == theirs) {
            hear(message::Have {theirs.digest(), {}, {}});
        } else {
            hear(message::Have {theirs.digest(), {}, {}});
            hear(message::Have {theirs.digest(), theirs, {}});
        }
    }
    void hear(const Message &message) { take(session.handle(session::PeerSaid {message}, 0)); }
    void take(const std::vector<SyncSession::Action> &actions)
    {
        for (const SyncSession::Action &action : actions) {
            if (const auto *say = std::get_if<session::Say>(&action)) {
                said.push_back(say->message);
            } else if (const auto *end = std::get_if<session::End>(&action)) {
                ended = *end;
            } else if (const auto *store = std::get_if<session::StoreChanges>(&action)) {
                stored.push_back(*store);
            } else if (const auto *compare = std::get_if<session::CompareHave>(&action)) {
                session::HaveCompared answer {{ours, compare->theirs, {}, {}, forks}, {}};
                take(session.handle(answer, 0));
            } else if (const auto *cut = std::get_if<session::CutLog>(&action)) {
                cuts.push_back(*cut);
            }
        }
    }
    [[nodiscard]] bool isAccused(ErrorCode code = ErrorCode::ProtocolViolation) const
    {
        const auto *fault = said.empty() ? nullptr : std::get_if<message::Fault>(&said.back());
        const Error expected {code, {}};
        return ended && ended->why.code == code && fault
            && fault->code == faultFor(expected, true).code && session.ended();
    }

    SyncSession session;
    VersionVector ours;
    std::vector<LogRange> forks; ///< what the library says to the comparison
    std::vector<Message> said;
    std::vector<session::StoreChanges> stored;
    std::vector<session::CutLog> cuts;
    std::optional<session::End> ended;
};

} // namespace

/// One session fed by hand: what a hostile, broken or silent other side can do to it.
class SyncSessionFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changes_waitForTheMembersThatVouchForThem();
    void earlyMessages_waitForStarted();
    void unpublishedOwnChanges_areNotSpokenOf();
    void idle_pingsThenDies();
    void pong_answersPing();
    void diskFull_blamesNobody();
    void badSignature_endsTheSession();
    void readFailure_endsTheSession();
    void linkLost_endsQuietly();
    void aFork_withADeviceThatCannotRepair_isNamed();
    void wrongOrder_isAViolation();
    void gapsAndSteppingBack_areViolations();
    void falseAcks_areViolations();
    void falseEnds_areViolations();
    void tooManyBatches_areAViolation();
    void tooManyMemberRecords_areAViolation();
    void badParts_areViolations();
    void moreBytesThanAWindow_areAViolation();
    void largeChange_comesAlone();
    void largeChangesOfAllSessions_areBounded();
    void whoNeverAcknowledges_isGivenUp();
};

void SyncSessionFaultsTest::changes_waitForTheMembersThatVouchForThem()
{
    LogWriter log(1, 1);
    VersionVector theirs;
    const PackedChange change = log.next(u"x"_s);
    theirs.advance(log.log(), log.head());
    Hostile peer({}, theirs);
    Hash digest;
    digest.bytes.fill(1);
    peer.hear(message::Members {digest, std::vector<QByteArray> {"record"}});

    peer.hear(message::Changes {{change}});
    QVERIFY(peer.stored.empty());
    peer.take(peer.session.handle(session::MembersStored {digest, {"record"}, {}}, 0));

    QCOMPARE(peer.stored.size(), std::size_t {1});
}

void SyncSessionFaultsTest::earlyMessages_waitForStarted()
{
    SyncSession session;
    const VersionVector empty;
    QVERIFY(session.handle(session::PeerSaid {message::Members {}}, 0).empty());
    QVERIFY(session.handle(session::PeerSaid {message::Have {empty.digest(), {}, {}}}, 0).empty());

    const auto actions = session.handle(session::Started {}, 0);

    QVERIFY(std::any_of(actions.begin(), actions.end(), [](const SyncSession::Action &action) {
        const auto *say = std::get_if<session::Say>(&action);
        return say && std::holds_alternative<message::EndOfStored>(say->message);
    }));
    SyncSession flooded;
    for (int i = 0; i < 8; ++i) {
        QVERIFY(flooded.handle(session::PeerSaid {message::Ping {}}, 0).empty());
    }
    QVERIFY(!flooded.handle(session::PeerSaid {message::Ping {}}, 0).empty());
    QVERIFY(flooded.ended());
}

void SyncSessionFaultsTest::unpublishedOwnChanges_areNotSpokenOf()
{
    LogWriter own(1, 1);
    LogWriter foreign(2, 1);
    VersionVector theirs;
    const PackedChange change = foreign.next(u"theirs"_s);
    theirs.advance(foreign.log(), foreign.head());
    Hostile peer({}, theirs);
    peer.hear(message::Changes {{change}});
    VersionVector durable = theirs;
    (void)own.next(u"not published yet"_s);
    durable.advance(own.log(), own.head());

    const auto actions = peer.session.handle(session::ChangesStored {1, 1, durable, {}}, 0);

    for (const SyncSession::Action &action : actions) {
        QVERIFY(!std::holds_alternative<session::ReadChanges>(action));
        if (const auto *say = std::get_if<session::Say>(&action)) {
            if (const auto *ack = std::get_if<message::Ack>(&say->message)) {
                QVERIFY(ack->vector == theirs);
            }
        }
    }
}

void SyncSessionFaultsTest::idle_pingsThenDies()
{
    SyncSession session;
    const auto started = session.handle(session::Started {}, 0);
    QVERIFY(std::any_of(started.begin(), started.end(), [](const SyncSession::Action &action) {
        const auto *arm = std::get_if<session::ArmDeadline>(&action);
        return arm && arm->afterMs == 25'000;
    }));
    (void)session.handle(session::PeerSaid {message::Members {}}, 0);
    (void)session.handle(session::PeerSaid {message::Have {VersionVector().digest(), {}, {}}},
                         10'000);

    const auto heardLately = session.handle(session::DeadlinePassed {}, 25'000);
    QCOMPARE(heardLately.size(), std::size_t {1});
    QCOMPARE(std::get<session::ArmDeadline>(heardLately.front()).afterMs, 10'000);

    const auto idle = session.handle(session::DeadlinePassed {}, 35'000);
    QVERIFY(std::holds_alternative<message::Ping>(std::get<session::Say>(idle.front()).message));
    const auto stillIdle = session.handle(session::DeadlinePassed {}, 60'000);
    QCOMPARE(stillIdle.size(), std::size_t {1}); // one ping is enough
    QVERIFY(!session.ended());

    const auto dead = session.handle(session::DeadlinePassed {}, 85'000);
    QVERIFY(session.ended());
    QCOMPARE(std::get<session::End>(dead.back()).why.code, ErrorCode::TimedOut);
}

void SyncSessionFaultsTest::pong_answersPing()
{
    Hostile peer;

    peer.hear(message::Ping {});

    QVERIFY(std::holds_alternative<message::Pong>(peer.said.back()));
}

void SyncSessionFaultsTest::diskFull_blamesNobody()
{
    LogWriter log(1, 1);
    VersionVector theirs;
    const PackedChange change = log.next(u"x"_s);
    theirs.advance(log.log(), log.head());
    Hostile peer({}, theirs);
    peer.hear(message::Changes {{change}});

    peer.take(peer.session.handle(
        session::ChangesStored {0, 0, {}, Error {ErrorCode::DiskFull, u"disk"_s}}, 0));

    QCOMPARE(peer.ended->why.code, ErrorCode::DiskFull);
    QVERIFY(peer.ended->retry);
    const auto &fault = std::get<message::Fault>(peer.said.back());
    QCOMPARE(fault.code, static_cast<quint32>(FaultCode::Storage));
    QVERIFY(fault.retry);
}

void SyncSessionFaultsTest::badSignature_endsTheSession()
{
    LogWriter log(1, 1);
    VersionVector theirs;
    const PackedChange change = log.next(u"x"_s);
    theirs.advance(log.log(), log.head());
    Hostile peer({}, theirs);
    peer.hear(message::Changes {{change}});

    peer.take(peer.session.handle(
        session::ChangesStored {0, 0, {}, Error {ErrorCode::BadSignature, {}}}, 0));

    QVERIFY(peer.isAccused(ErrorCode::BadSignature));
}

void SyncSessionFaultsTest::readFailure_endsTheSession()
{
    LogWriter log(1, 1);
    VersionVector ours;
    (void)log.next(u"x"_s);
    ours.advance(log.log(), log.head());
    Hostile failing(ours, {});
    failing.take(failing.session.handle(
        session::ChangesRead {{}, {}, Error {ErrorCode::StorageFailed, {}}}, 0));
    QCOMPARE(failing.ended->why.code, ErrorCode::StorageFailed);

    Hostile missing(ours, {}); // the library answers nothing for what it announced
    missing.take(missing.session.handle(session::ChangesRead {{}, {}, {}}, 0));
    QCOMPARE(missing.ended->why.code, ErrorCode::StorageFailed);
}

void SyncSessionFaultsTest::linkLost_endsQuietly()
{
    Hostile peer;
    const std::size_t said = peer.said.size();

    peer.take(peer.session.handle(session::LinkLost {{ErrorCode::ConnectionLost, {}}}, 0));

    QCOMPARE(peer.ended->why.code, ErrorCode::ConnectionLost);
    QCOMPARE(peer.said.size(), said);
    QVERIFY(peer.session.handle(session::Published {}, 0).empty());
}

void SyncSessionFaultsTest::aFork_withADeviceThatCannotRepair_isNamed()
{
    LogWriter one(1, 1);
    LogWriter two(1, 1);
    (void)one.next(u"one"_s);
    (void)two.next(u"another"_s);
    VersionVector ours;
    ours.advance(one.log(), one.head());
    VersionVector theirs;
    theirs.advance(two.log(), two.head());

    Hostile peer(ours, theirs, {{one.log(), 1, 1}});

    QVERIFY(peer.isAccused(ErrorCode::ChainBroken));
    QVERIFY(peer.ended->why.detail.contains(one.log().device.toHex()));
}

void SyncSessionFaultsTest::wrongOrder_isAViolation()
{
    const VersionVector empty;
    const std::vector<Message> afterwards {message::Hello {},
                                           message::Auth {},
                                           message::Pairing {},
                                           message::Have {empty.digest(), {}, {}},
                                           message::Have {empty.digest(), empty, {}}};
    for (const Message &message : afterwards) {
        Hostile peer;
        peer.hear(message);
        QVERIFY(peer.isAccused());
    }
    LogWriter log(1, 1);
    const std::vector<Message> tooEarly {message::Changes {{log.next(u"x"_s)}},
                                         message::Part {{}, 0, 1, "x"},
                                         message::Ack {},
                                         message::EndOfStored {},
                                         message::Have {empty.digest(), {}, {}}};
    for (const Message &message : tooEarly) {
        SyncSession session;
        (void)session.handle(session::Started {}, 0);
        const auto actions = session.handle(session::PeerSaid {message}, 0);
        QCOMPARE(std::get<session::End>(actions.back()).why.code, ErrorCode::ProtocolViolation);
    }
    Hostile wrongDigest;
    VersionVector theirs;
    theirs.advance(log.log(), log.head());
    SyncSession session;
    (void)session.handle(session::Started {}, 0);
    (void)session.handle(session::PeerSaid {message::Members {}}, 0);
    (void)session.handle(session::PeerSaid {message::Have {theirs.digest(), {}, {}}}, 0);
    (void)session.handle(session::PeerSaid {message::Have {empty.digest(), theirs, {}}}, 0);
    QVERIFY(session.ended());
}

void SyncSessionFaultsTest::gapsAndSteppingBack_areViolations()
{
    LogWriter log(1, 1);
    std::vector<PackedChange> changes;
    for (int i = 0; i < 4; ++i) {
        changes.push_back(log.next(u"x"_s));
    }
    VersionVector theirs;
    theirs.advance(log.log(), log.head());

    Hostile gapAtFirst({}, theirs);
    gapAtFirst.hear(message::Changes {{changes.at(1)}});
    QVERIFY(gapAtFirst.isAccused());

    Hostile gapWithin({}, theirs);
    gapWithin.hear(message::Changes {{changes.at(0), changes.at(2)}});
    QVERIFY(gapWithin.isAccused());
    QVERIFY(gapWithin.stored.empty());

    Hostile twice({}, theirs);
    twice.hear(message::Changes {{changes.at(0)}});
    QVERIFY(!twice.ended);
    twice.hear(message::Changes {{changes.at(0)}});
    QVERIFY(twice.isAccused());

    Hostile announced(theirs, theirs);
    announced.hear(message::Changes {{changes.at(3)}});
    QVERIFY(announced.isAccused());
}

void SyncSessionFaultsTest::falseAcks_areViolations()
{
    LogWriter log(1, 1);
    (void)log.next(u"x"_s);
    VersionVector ours;
    ours.advance(log.log(), log.head());
    Hostile peer(ours, ours);
    VersionVector more;
    more.advance(log.log(), {2, {}});
    peer.hear(message::Ack {more});
    QVERIFY(peer.isAccused());

    Hostile otherHash(ours, {});
    Hash wrong;
    wrong.bytes.fill(9);
    VersionVector forged;
    forged.advance(log.log(), {1, wrong});
    otherHash.hear(message::Ack {forged});
    QVERIFY(otherHash.isAccused(ErrorCode::LogForked));
}

void SyncSessionFaultsTest::falseEnds_areViolations()
{
    LogWriter log(1, 1);
    const PackedChange change = log.next(u"x"_s);
    VersionVector theirs;
    theirs.advance(log.log(), log.head());
    Hostile tooSoon({}, theirs);
    tooSoon.hear(message::EndOfStored {});
    QVERIFY(tooSoon.isAccused());

    Hostile twice({}, theirs);
    twice.hear(message::Changes {{change}});
    twice.hear(message::EndOfStored {});
    QVERIFY(!twice.ended);
    twice.hear(message::EndOfStored {});
    QVERIFY(twice.isAccused());
}

void SyncSessionFaultsTest::tooManyBatches_areAViolation()
{
    LogWriter log(1, 1);
    Hostile peer;
    for (int i = 0; i < limits::kWindowBatches; ++i) {
        peer.hear(message::Changes {{log.next(u"x"_s)}});
        QVERIFY(!peer.ended);
    }

    peer.hear(message::Changes {{log.next(u"x"_s)}});

    QVERIFY(peer.isAccused());
}

void SyncSessionFaultsTest::tooManyMemberRecords_areAViolation()
{
    Hash digest;
    digest.bytes.fill(1);
    const auto members = [&digest](qsizetype first, qsizetype count) {
        std::vector<QByteArray> records;
        for (qsizetype i = first; i < first + count; ++i) {
            records.push_back(QByteArray::number(i));
        }
        return message::Members {digest, records};
    };
    Hostile peer;
    peer.hear(members(0, limits::kMemberRecordsMax - 1));
    peer.hear(members(limits::kMemberRecordsMax - 1, 1));
    QVERIFY(!peer.ended);

    peer.hear(members(limits::kMemberRecordsMax, 1));
    Hostile large;
    const QByteArray half(limits::kMemberRecordsBytesMax / 2, 'r');
    large.hear(message::Members {digest, {{half + '1'}}, {}});
    QVERIFY(!large.ended);
    large.hear(message::Members {digest, {{half + '2'}}, {}});
    QVERIFY(large.isAccused());

    QVERIFY(peer.isAccused());
}

void SyncSessionFaultsTest::badParts_areViolations()
{
    LogWriter log(1, 1);
    const qsizetype full = limits::kPartBytesMax;
    const QByteArray packed = log.next(u"x"_s, noise(2 * full, 1)).toCbor();
    const Hash hash = digest(packed);
    const auto total = static_cast<quint64>(packed.size());
    const message::Part first {hash, 0, total, packed.first(full)};
    const message::Part second {hash, static_cast<quint64>(full), total, packed.mid(full)};
    Hostile good;
    good.hear(first);
    good.hear(second);
    QVERIFY(!good.ended);
    QCOMPARE(good.stored.size(), std::size_t {1});

    const auto refuses = [](const std::vector<Message> &messages) {
        Hostile peer;
        for (const Message &message : messages) {
            if (!peer.ended) {
                peer.hear(message);
            }
        }
        return peer.isAccused() && peer.stored.empty();
    };
    message::Part wrong = second;
    QVERIFY(refuses({second}));
    QVERIFY(refuses({first, first}));
    wrong.offset -= 1;
    QVERIFY(refuses({first, wrong}));
    wrong = second;
    wrong.bytes.append('x');
    QVERIFY(refuses({first, wrong}));
    wrong = second;
    wrong.bytes[3] = static_cast<char>(wrong.bytes[3] ^ 1);
    QVERIFY(refuses({first, wrong}));
    wrong = second;
    wrong.bytes.clear();
    QVERIFY(refuses({first, wrong}));
    wrong = second;
    wrong.total += 1;
    QVERIFY(refuses({first, wrong}));
    // In pieces as small as one likes it would be work without end, and no window counts it.
    QVERIFY(refuses({message::Part {hash, 0, total, packed.first(1)}}));
    QVERIFY(refuses({message::Part {hash, 0, total, packed.first(full - 1)}}));
    wrong = first;
    wrong.total = 0;
    QVERIFY(refuses({wrong}));
    wrong = first;
    wrong.total = static_cast<quint64>(limits::kPartTotalBytesMax) + 1;
    QVERIFY(refuses({wrong}));
    QVERIFY(refuses({first, message::Changes {{LogWriter(2, 1).next(u"y"_s)}}}));
    QVERIFY(refuses({first, message::EndOfStored {}}));
}

void SyncSessionFaultsTest::moreBytesThanAWindow_areAViolation()
{
    // Four batches may be under way, but their bytes too have a bound: four full ones. Not what a
    // sender would read into one message; a session takes values, not frames.
    LogWriter log(1, 1);
    std::vector<PackedChange> changes;
    for (int i = 0; i < 20; ++i) {
        changes.push_back(log.next(u"x"_s, noise(250'000, quint32(i))));
    }
    Hostile peer;
    peer.hear(message::Changes {{changes.begin(), changes.begin() + 10}});
    QVERIFY(!peer.ended);

    peer.hear(message::Changes {{changes.begin() + 10, changes.end()}});

    QVERIFY(peer.isAccused());
    QCOMPARE(peer.stored.size(), std::size_t {1});
}

void SyncSessionFaultsTest::largeChange_comesAlone()
{
    LogWriter log(1, 1);
    const PackedChange small = log.next(u"x"_s);
    VersionVector first;
    first.advance(log.log(), log.head());
    const PackedChange large = log.next(u"x"_s, noise(6'000'000, 1));
    const QByteArray packed = large.toCbor();
    QVERIFY(packed.size() > limits::kWindowBytesMax);
    const std::vector<Message> whole = partsOf(packed);
    Hostile alone;
    alone.hear(message::Changes {{small}});
    alone.take(alone.session.handle(session::ChangesStored {1, 1, first, {}}, 0));
    for (const Message &part : whole) {
        alone.hear(part);
        QVERIFY(!alone.ended);
    }
    Hostile beside;
    beside.hear(message::Changes {{small}});

    for (std::size_t i = 0; i < whole.size() && !beside.ended; ++i) {
        beside.hear(whole[i]);
    }

    QVERIFY(beside.isAccused());
}

void SyncSessionFaultsTest::largeChangesOfAllSessions_areBounded()
{
    AssemblyBudget budget;
    const std::vector<Message> parts = partsOf(QByteArray(limits::kPartTotalBytesMax, 'x'));
    const auto hearAllButTheLast = [&parts](Hostile &peer) {
        for (std::size_t i = 0; i + 1 < parts.size() && !peer.ended; ++i) {
            peer.hear(parts[i]);
        }
    };
    const auto fits = std::size_t(limits::kAssembledBytesMax / limits::kPartTotalBytesMax);
    std::vector<std::unique_ptr<Hostile>> peers;
    for (std::size_t i = 0; i < fits; ++i) {
        peers.push_back(std::make_unique<Hostile>(
            VersionVector(), VersionVector(), std::vector<LogRange>(), QStringList(), &budget));
        hearAllButTheLast(*peers.back());
        QVERIFY(!peers.back()->ended);
    }
    {
        Hostile another({}, {}, {}, {}, &budget);
        hearAllButTheLast(another);
        QVERIFY(another.isAccused(ErrorCode::RateLimited));
        QVERIFY(budget.used() <= limits::kAssembledBytesMax);
    }

    peers.pop_back(); // gone in the middle: its room is free again
    Hostile later({}, {}, {}, {}, &budget);
    hearAllButTheLast(later);
    QVERIFY(!later.ended);
    auto last = std::get<message::Part>(parts.back());
    last.bytes[0] = 'y';
    later.hear(last); // whole, and not what its hash says
    QVERIFY(later.isAccused());
    QCOMPARE(budget.used(),
             qint64(fits - 1) * (limits::kPartTotalBytesMax - limits::kPartBytesMax));
}

void SyncSessionFaultsTest::whoNeverAcknowledges_isGivenUp()
{
    LogWriter log(1, 1);
    const PackedChange change = log.next(u"x"_s);
    VersionVector ours;
    ours.advance(log.log(), log.head());
    Hostile peer(ours, {});
    peer.take(peer.session.handle(session::ChangesRead {{change}, ours, {}}, 0));
    QVERIFY(std::holds_alternative<message::Changes>(peer.said.at(peer.said.size() - 2)));
    const qint64 boundMs = std::chrono::milliseconds(limits::kAckProgressWithin).count();

    // It is alive, but it says nothing of what it was sent.
    for (qint64 nowMs = 20'000; nowMs < boundMs; nowMs += 20'000) {
        peer.take(peer.session.handle(session::PeerSaid {message::Ping {}}, nowMs));
        peer.take(peer.session.handle(session::DeadlinePassed {}, nowMs));
        QVERIFY(!peer.ended);
    }
    peer.take(peer.session.handle(session::PeerSaid {message::Ping {}}, boundMs));
    peer.take(peer.session.handle(session::DeadlinePassed {}, boundMs));

    QVERIFY(peer.isAccused(ErrorCode::TimedOut));
}

QTEST_APPLESS_MAIN(SyncSessionFaultsTest)
#include "tst_syncsessionfaults.moc"
