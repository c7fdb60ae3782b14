#include "sync/session/handshake.h"
#include "sync/wire/codec.h"
#include "sync/wire/faultcode.h"
#include "tests/support/seedsigner.h"

#include <QTest>

#include <deque>
#include <set>

using namespace sheaf;
using namespace Qt::StringLiterals;
using message::Hello;

namespace {

LibraryId libraryOf(std::uint8_t byte)
{
    LibraryId id;
    id.bytes.fill(byte);
    return id;
}

/// One end: a device, its handshake, and what came of it.
struct Side
{
    Side(std::uint8_t seed, bool dialler)
        : signer(seed)
    {
        setup.dialler = dialler;
        setup.library = libraryOf(0x51);
        setup.signer = &signer;
        setup.isMember = [this](const DeviceId &device) { return members.contains(device); };
        setup.nonce = QByteArray(32, static_cast<char>(seed));
        setup.channelBinding = "one connection";
        setup.pairsByCode = true;
        setup.pairsByLink = true;
    }
    void begin()
    {
        handshake = std::make_unique<Handshake>(setup);
        take(handshake->handle(handshake::LinkUp {}));
    }
    void hear(const Message &message)
    {
        const QByteArray bytes = encodeMessage(message);
        take(handshake->handle(handshake::PeerSaid {message, bytes}));
    }
    void take(const std::vector<Handshake::Action> &actions)
    {
        for (const Handshake::Action &action : actions) {
            if (const auto *say = std::get_if<session::Say>(&action)) {
                said.push_back(say->message);
                out.push_back(say->message);
            } else if (const auto *done = std::get_if<handshake::Authenticated>(&action)) {
                authenticated = done->peer;
                terms = done->terms;
            } else if (const auto *agreed = std::get_if<handshake::PairingAgreed>(&action)) {
                pairing = *agreed;
            } else if (const auto *end = std::get_if<session::End>(&action)) {
                ended = end->why;
                retry = end->retry;
            }
        }
    }
    /// The fault that this side told the other one.
    [[nodiscard]] std::optional<message::Fault> toldFault() const
    {
        const auto *fault = said.empty() ? nullptr : std::get_if<message::Fault>(&said.back());
        return fault ? std::optional(*fault) : std::nullopt;
    }

    SeedSigner signer;
    std::set<DeviceId> members;
    HandshakeSetup setup;
    std::unique_ptr<Handshake> handshake;
    std::vector<Message> said; ///< all of it
    std::deque<Message> out; ///< not delivered yet
    std::optional<DeviceId> authenticated;
    std::optional<handshake::PairingAgreed> pairing;
    std::optional<Error> ended;
    handshake::Terms terms;
    bool retry = true;
};

struct Pair
{
    Pair()
    {
        dialler.members = listener.members = {dialler.signer.device(), listener.signer.device()};
    }
    void run()
    {
        listener.begin();
        dialler.begin();
        pump();
    }
    void pump()
    {
        while (!dialler.out.empty() || !listener.out.empty()) {
            Side &from = dialler.out.empty() ? listener : dialler;
            Side &to = dialler.out.empty() ? dialler : listener;
            const Message message = from.out.front();
            from.out.pop_front();
            to.hear(message);
        }
    }

    Side dialler {1, true};
    Side listener {2, false};
};

/// What a stranger reads must not depend on why it was refused.
void compareGenericRefusal(const Side &side, ErrorCode reason)
{
    QVERIFY(!side.authenticated);
    QVERIFY(side.ended.has_value());
    QCOMPARE(side.ended->code, reason);
    QVERIFY(side.toldFault().has_value());
    QCOMPARE(side.toldFault()->code, static_cast<quint32>(FaultCode::Refused));
    QCOMPARE(side.toldFault()->text, u"Refused; pair these two devices first."_s);
}

} // namespace

class HandshakeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoMembers_knowEachOther();
    void listener_speaksOnlyAfterTheDialler();
    void noIdOfDeviceOrLibrary_isInHello();
    void features_areThoseOfBoth();
    void wrongKey_isRefused();
    void swappedCertificate_isRefused();
    void swappedCertificate_isRefused_evenWithARelayedHello();
    void replayedAuth_isRefused();
    void replayedHello_isRefused();
    void reflectedHelloAndAuth_areRefused();
    void nonMember_isRefused_byEitherSide();
    void otherLibrary_isRefused();
    void ownDeviceId_isRefused();
    void dataBeforeAuth_isRefused();
    void changedHello_breaksTheSignature();
    void outdated_namesTheOlderSide_data();
    void outdated_namesTheOlderSide();
    void outdatedStranger_isRefusedLikeAnyOther();
    void overlappingRanges_takeTheNewestCommonVersion();
    void pairing_endsWithTheSameTranscript();
    void pairing_isRefusedWhereNotOffered();
    void deadlines_areArmedAndEnd();
    void faultFromTheOtherSide_ends();
    void afterTheEnd_nothingIsAnswered();
};

void HandshakeTest::twoMembers_knowEachOther()
{
    Pair pair;

    pair.run();

    QVERIFY(pair.dialler.authenticated == pair.listener.signer.device());
    QVERIFY(pair.listener.authenticated == pair.dialler.signer.device());
    QCOMPARE(pair.dialler.said.size(), std::size_t {2});
    QCOMPARE(pair.listener.said.size(), std::size_t {2});
}

void HandshakeTest::listener_speaksOnlyAfterTheDialler()
{
    Pair pair;

    pair.listener.begin();

    QVERIFY(pair.listener.said.empty());
}

void HandshakeTest::noIdOfDeviceOrLibrary_isInHello()
{
    Pair pair;

    pair.dialler.begin();

    const QByteArray hello = encodeMessage(pair.dialler.said.front());
    QVERIFY(!hello.contains(pair.dialler.signer.device().toBytes()));
    QVERIFY(!hello.contains(pair.dialler.setup.library.toBytes()));
}

void HandshakeTest::features_areThoseOfBoth()
{
    Pair pair;
    pair.dialler.setup.features = {u"a"_s, u"b"_s};
    pair.listener.setup.features = {u"b"_s, u"c"_s};

    pair.run();

    QCOMPARE(pair.dialler.terms.features, QStringList {u"b"_s});
    QCOMPARE(pair.listener.terms.features, QStringList {u"b"_s});
}

void HandshakeTest::wrongKey_isRefused()
{
    Pair pair;
    pair.run();
    auto auth = std::get<message::Auth>(pair.dialler.said.back());
    Pair again;
    again.listener.begin();
    again.dialler.begin();
    again.listener.hear(again.dialler.said.front());
    const SeedSigner stranger(9);
    auth.signature = stranger.sign("anything");

    again.listener.hear(auth);

    compareGenericRefusal(again.listener, ErrorCode::BadSignature);
}

void HandshakeTest::swappedCertificate_isRefused()
{
    Pair pair;
    pair.listener.setup.channelBinding = "another certificate";

    pair.run();

    compareGenericRefusal(pair.listener, ErrorCode::LibraryMismatch);
    QCOMPARE(pair.listener.said.size(), std::size_t {1}); // no Hello, no id, only the refusal
    QVERIFY(!pair.dialler.authenticated);
}

void HandshakeTest::swappedCertificate_isRefused_evenWithARelayedHello()
{
    // The man in the middle knows the library id and makes good Hellos; the signatures he must relay.
    Pair outer;
    outer.listener.setup.channelBinding = "the listener's connection";
    Side fakeDialler(1, true);
    fakeDialler.setup.channelBinding = "the listener's connection";
    outer.listener.begin();
    fakeDialler.begin();
    outer.listener.hear(fakeDialler.said.front());
    Side fakeListener(2, false);
    fakeListener.members = {outer.dialler.signer.device()};
    outer.dialler.begin();
    fakeListener.begin();
    fakeListener.hear(outer.dialler.said.front());

    outer.dialler.hear(fakeListener.said.at(0));
    outer.dialler.hear(outer.listener.said.at(1)); // the true listener's Auth, relayed

    compareGenericRefusal(outer.dialler, ErrorCode::BadSignature);
}

void HandshakeTest::replayedAuth_isRefused()
{
    Pair first;
    first.run();
    Pair second;
    second.dialler.setup.nonce = QByteArray(32, 'd');
    second.listener.setup.nonce = QByteArray(32, 'l');
    second.listener.begin();
    second.dialler.begin();
    second.listener.hear(second.dialler.said.at(0));
    second.dialler.hear(second.listener.said.at(0));

    second.listener.hear(first.dialler.said.at(1));
    second.dialler.hear(first.listener.said.at(1));

    compareGenericRefusal(second.listener, ErrorCode::BadSignature);
    compareGenericRefusal(second.dialler, ErrorCode::BadSignature);
}

void HandshakeTest::replayedHello_isRefused()
{
    Pair first;
    first.run();
    Pair second;
    second.listener.setup.channelBinding = "a later connection";
    second.listener.begin();

    second.listener.hear(first.dialler.said.at(0));

    compareGenericRefusal(second.listener, ErrorCode::LibraryMismatch);
}

void HandshakeTest::reflectedHelloAndAuth_areRefused()
{
    Pair pair;
    pair.dialler.begin();
    pair.dialler.hear(pair.dialler.said.at(0));
    compareGenericRefusal(pair.dialler, ErrorCode::Refused);

    Pair other;
    other.listener.begin();
    other.dialler.begin();
    other.listener.hear(other.dialler.said.at(0));
    other.listener.hear(other.listener.said.at(1));
    compareGenericRefusal(other.listener, ErrorCode::Refused);
}

void HandshakeTest::nonMember_isRefused_byEitherSide()
{
    Pair unknownDialler;
    unknownDialler.listener.members.erase(unknownDialler.dialler.signer.device());
    unknownDialler.run();
    compareGenericRefusal(unknownDialler.listener, ErrorCode::Refused);

    Pair unknownListener;
    unknownListener.dialler.members.erase(unknownListener.listener.signer.device());
    unknownListener.run();
    compareGenericRefusal(unknownListener.dialler, ErrorCode::Refused);
    QVERIFY(!unknownListener.listener.authenticated);
}

void HandshakeTest::otherLibrary_isRefused()
{
    Pair pair;
    pair.dialler.setup.library = libraryOf(2);

    pair.run();

    compareGenericRefusal(pair.listener, ErrorCode::LibraryMismatch);
    QVERIFY(pair.dialler.ended.has_value());
    QCOMPARE(pair.dialler.ended->code, ErrorCode::Refused);
}

void HandshakeTest::ownDeviceId_isRefused()
{
    Pair pair;
    Side twin(1, false);
    twin.setup.nonce = QByteArray(32, 't');
    twin.members = pair.dialler.members;
    pair.dialler.begin();
    twin.begin();
    twin.hear(pair.dialler.said.front());

    pair.dialler.hear(twin.said.at(0));
    pair.dialler.hear(twin.said.at(1));

    compareGenericRefusal(pair.dialler, ErrorCode::Refused);
}

void HandshakeTest::dataBeforeAuth_isRefused()
{
    Pair early;
    early.listener.begin();
    early.listener.hear(message::Members {});
    compareGenericRefusal(early.listener, ErrorCode::ProtocolViolation);

    Pair afterHello;
    afterHello.listener.begin();
    afterHello.dialler.begin();
    afterHello.listener.hear(afterHello.dialler.said.front());
    afterHello.listener.hear(message::Have {});
    compareGenericRefusal(afterHello.listener, ErrorCode::ProtocolViolation);
}

void HandshakeTest::changedHello_breaksTheSignature()
{
    Pair pair;
    pair.dialler.setup.features = {u"sealed"_s};
    pair.listener.begin();
    pair.dialler.begin();
    Hello weakened = std::get<Hello>(pair.dialler.said.front());
    weakened.features.clear();

    pair.listener.hear(weakened);
    pair.dialler.hear(pair.listener.said.at(0));
    pair.dialler.hear(pair.listener.said.at(1));

    compareGenericRefusal(pair.dialler, ErrorCode::BadSignature);
}

void HandshakeTest::outdated_namesTheOlderSide_data()
{
    QTest::addColumn<quint32>("listenerMin");
    QTest::addColumn<quint32>("listenerMax");
    QTest::addColumn<bool>("listenerIsOlder");
    QTest::newRow("listener older") << 1U << 2U << true;
    QTest::newRow("dialler older") << 4U << 5U << false;
}

void HandshakeTest::outdated_namesTheOlderSide()
{
    QFETCH(quint32, listenerMin);
    QFETCH(quint32, listenerMax);
    QFETCH(bool, listenerIsOlder);
    Pair pair;
    pair.dialler.setup.protocol = {3, 3};
    pair.listener.setup.protocol = {listenerMin, listenerMax};

    pair.run();

    for (const Side *side : {&pair.dialler, &pair.listener}) {
        const bool isOlder = (side == &pair.listener) == listenerIsOlder;
        QVERIFY(side->ended.has_value());
        QCOMPARE(side->ended->code, ErrorCode::ProtocolOutdated);
        QCOMPARE(side->ended->detail,
                 isOlder ? QString(handshake::kUpdateHere) : QString(handshake::kUpdateThere));
        QVERIFY(!side->retry);
        QVERIFY(!side->authenticated);
        QVERIFY(side->toldFault().has_value());
        QCOMPARE(side->toldFault()->code, static_cast<quint32>(FaultCode::Outdated));
    }
}

/// What versions this device speaks is nobody's business who does not know the library.
void HandshakeTest::outdatedStranger_isRefusedLikeAnyOther()
{
    Pair pair;
    pair.dialler.setup.protocol = {9, 9};
    pair.dialler.setup.library.bytes[0] ^= 1U;

    pair.run();

    compareGenericRefusal(pair.listener, ErrorCode::LibraryMismatch);
    QCOMPARE(pair.listener.said.size(), std::size_t(1)); // no Hello of its own
}

void HandshakeTest::overlappingRanges_takeTheNewestCommonVersion()
{
    Pair pair;
    pair.dialler.setup.protocol = {1, 4};
    pair.listener.setup.protocol = {2, 3};

    pair.run();

    QCOMPARE(pair.dialler.terms.protocol, 3U);
    QCOMPARE(pair.listener.terms.protocol, 3U);
}

void HandshakeTest::pairing_endsWithTheSameTranscript()
{
    Pair pair;
    pair.dialler.setup.purpose = Hello::Purpose::PairByLink;
    pair.dialler.setup.library = libraryOf(2); // another library is what pairing is for
    pair.dialler.members.clear();
    pair.listener.members.clear();

    pair.run();

    QVERIFY(pair.dialler.pairing.has_value());
    QVERIFY(pair.listener.pairing.has_value());
    QCOMPARE(pair.listener.pairing->purpose, Hello::Purpose::PairByLink);
    QVERIFY(pair.dialler.pairing->transcript == pair.listener.pairing->transcript);
    QVERIFY(!pair.dialler.pairing->transcript.isNull());
    QVERIFY(std::get<Hello>(pair.listener.said.front()).libraryProof.isNull());
}

void HandshakeTest::pairing_isRefusedWhereNotOffered()
{
    Pair byCode;
    byCode.dialler.setup.purpose = Hello::Purpose::PairByCode;
    byCode.listener.setup.pairsByCode = false;
    byCode.run();
    compareGenericRefusal(byCode.listener, ErrorCode::PairingPaused);

    Pair byLink;
    byLink.dialler.setup.purpose = Hello::Purpose::PairByLink;
    byLink.listener.setup.pairsByLink = false;
    byLink.run();
    compareGenericRefusal(byLink.listener, ErrorCode::PairingLinkInvalid);
}

void HandshakeTest::deadlines_areArmedAndEnd()
{
    Pair pair;
    Handshake handshake(pair.listener.setup);
    const auto actions = handshake.handle(handshake::LinkUp {});
    QCOMPARE(actions.size(), std::size_t {1});
    QCOMPARE(std::get<session::ArmDeadline>(actions.front()).afterMs, 10'000);

    pair.listener.take(handshake.handle(session::DeadlinePassed {}));

    compareGenericRefusal(pair.listener, ErrorCode::TimedOut);
    QVERIFY(handshake.ended());
}

void HandshakeTest::faultFromTheOtherSide_ends()
{
    Pair pair;
    pair.dialler.begin();

    pair.dialler.hear(faultFor({ErrorCode::RateLimited, {}}, false));

    QCOMPARE(pair.dialler.ended->code, ErrorCode::RateLimited);
    QVERIFY(!pair.dialler.retry);
    QCOMPARE(pair.dialler.said.size(), std::size_t {1}); // no fault in answer to a fault
}

void HandshakeTest::afterTheEnd_nothingIsAnswered()
{
    Pair pair;
    pair.run();

    QVERIFY(pair.dialler.handshake->ended());
    QVERIFY(pair.dialler.handshake->handle(session::DeadlinePassed {}).empty());
    QVERIFY(pair.listener.handshake->handle(session::LinkLost {{}}).empty());
}

QTEST_APPLESS_MAIN(HandshakeTest)
#include "tst_handshake.moc"
