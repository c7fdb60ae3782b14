/// Whole devices over wss on this machine's loopback, with real libraries.
#include "sync/engine/dialdesk.h"
#include "sync/engine/handshakedriver.h"
#include "sync/engine/messagechannel.h"
#include "sync/limits.h"
#include "sync/transport/endpoint.h"
#include "sync/transport/websockettransport.h"
#include "tests/support/cuttingproxy.h"
#include "tests/support/livedevice.h"

#include <QSignalSpy>

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kWait = 15000; // ms; a busy machine, not an expectation

/// While `from` does not run its engine: what it would learn by itself must not come in between.
bool reachOnlyBy(const QString &address, LiveDevice &from, LiveDevice &to)
{
    bool written = false;
    from.service().run([device = to.identity().device(), url = "wss://"_L1 + address](
                           Library &library) { return library.setPeerAddresses(device, {url}); },
                       &from.service(),
                       [&written](const Outcome &outcome) { written = bool(outcome); });
    return QTest::qWaitFor([&written] { return written; }, kWait);
}

} // namespace

class SyncEngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pairByCode_showsEqualDigits_andBringsNotesBothWays()
    {
        LiveDevice a(u"Desk"_s);
        LiveDevice b(u"Lap"_s);
        QVERIFY(a.start() && b.start());
        const NoteId fromA = a.write(u"from A"_s, u"one"_s);
        const NoteId fromB = b.write(u"from B"_s, u"two"_s);

        a.engine().requestPairing(b.address());
        QTRY_VERIFY_WITH_TIMEOUT(
            a.lastPairing && a.lastPairing->state == PairingRequest::State::Comparing, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(
            b.lastPairing && b.lastPairing->state == PairingRequest::State::Comparing, kWait);
        QCOMPARE(a.lastPairing->code.size(), 6);
        QCOMPARE(a.lastPairing->code, b.lastPairing->code);
        QCOMPARE(a.lastPairing->name, u"Lap"_s);
        QCOMPARE(b.lastPairing->name, u"Desk"_s);
        QVERIFY(b.lastPairing->incoming && !a.lastPairing->incoming);
        QCOMPARE(b.engine().pairings().size(), 1);
        QVERIFY(a.titleOf(fromB).isEmpty()); // nothing moves before both said yes

        a.engine().confirmPairing(a.lastPairing->id);
        QTRY_COMPARE_WITH_TIMEOUT(
            a.lastPairing->state, PairingRequest::State::WaitingForOther, kWait);
        b.engine().confirmPairing(b.lastPairing->id);

        QTRY_COMPARE_WITH_TIMEOUT(a.lastPairing->state, PairingRequest::State::Done, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(b.lastPairing->state, PairingRequest::State::Done, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(a.titleOf(fromB), u"from B"_s, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(b.titleOf(fromA), u"from A"_s, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate(), kWait);
        QCOMPARE(a.reader().stateDigest(), b.reader().stateDigest());
        QCOMPARE(a.reader().id(), b.reader().id());
        QVERIFY(a.engine().pairings().isEmpty());
        QCOMPARE(a.engine().status().waiting, 0);
    }

    void pairByLink_needsNoComparison_andWorksOnce()
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        LiveDevice c(u"C"_s);
        QVERIFY(a.start() && b.start() && c.start());
        const NoteId note = a.write(u"shared"_s, u"text"_s);
        QSignalSpy links(&a.engine(), &SyncEngine::pairingLinkReady);
        a.engine().makePairingLink();
        QTRY_COMPARE(links.size(), 1);
        const QString link = links[0][0].toString();
        QVERIFY(link.startsWith("sheaf:pair?"_L1));

        b.engine().acceptLink(link);

        QTRY_COMPARE_WITH_TIMEOUT(b.titleOf(note), u"shared"_s, kWait);
        QVERIFY(b.lastPairing->code.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(b.lastPairing->state, PairingRequest::State::Done, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(a.lastPairing->state, PairingRequest::State::Done, kWait);

        c.engine().acceptLink(link); // used up

        QTRY_VERIFY_WITH_TIMEOUT(
            c.lastPairing && c.lastPairing->state == PairingRequest::State::Failed, kWait);
        QCOMPARE(c.lastPairing->error->code, ErrorCode::PairingLinkInvalid);
        QVERIFY(c.engine().peers().isEmpty());
    }

    void wrongLink_isRefused_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("no link at all") << u"text"_s;
        QTest::newRow("another secret") << u"secret"_s;
        QTest::newRow("another device") << u"device"_s;
    }
    void wrongLink_isRefused()
    {
        QFETCH(QString, kind);
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        QVERIFY(a.start() && b.start());
        QSignalSpy links(&a.engine(), &SyncEngine::pairingLinkReady);
        a.engine().makePairingLink();
        QTRY_COMPARE(links.size(), 1);
        auto link = PairingLink::fromString(links[0][0].toString());
        QVERIFY(link);
        if (kind == u"secret") {
            link->secret[3] = char(link->secret[3] ^ 1);
        } else if (kind == u"device") {
            link->device.bytes[3] ^= 1;
        }

        b.engine().acceptLink(kind == u"text" ? u"https://example.org"_s : link->toString());

        QTRY_VERIFY_WITH_TIMEOUT(
            b.lastPairing && b.lastPairing->state == PairingRequest::State::Failed, kWait);
        QCOMPARE(b.lastPairing->error->code, ErrorCode::PairingLinkInvalid);
        QVERIFY(a.engine().peers().isEmpty());
        QVERIFY(b.engine().peers().isEmpty());
        QVERIFY(a.reader().id() != b.reader().id());
    }

    void denial_endsItOnBothSides()
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        QVERIFY(a.start() && b.start());
        a.engine().requestPairing(b.address());
        QTRY_VERIFY_WITH_TIMEOUT(
            b.lastPairing && b.lastPairing->state == PairingRequest::State::Comparing, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(a.lastPairing->state, PairingRequest::State::Comparing, kWait);

        b.engine().denyPairing(b.lastPairing->id);

        QTRY_COMPARE_WITH_TIMEOUT(a.lastPairing->state, PairingRequest::State::Failed, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(b.lastPairing->state, PairingRequest::State::Failed, kWait);
        QCOMPARE(a.lastPairing->error->code, ErrorCode::PairingDenied);
        QVERIFY(a.engine().peers().isEmpty());
        QVERIFY(b.engine().peers().isEmpty());
        QVERIFY(b.engine().pairings().isEmpty());
    }

    void liveEdit_arrivesWithinASecond_bothWays()
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        QVERIFY(a.start() && b.start());
        QVERIFY(befriend(a, b));
        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate(), kWait);

        const NoteId note = a.write(u"first"_s, u"text"_s);
        QTRY_COMPARE_WITH_TIMEOUT(b.titleOf(note), u"first"_s, 1000);
        b.write(u"second"_s, u"text, continued"_s, note);
        QTRY_COMPARE_WITH_TIMEOUT(a.titleOf(note), u"second"_s, 1000);

        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate(), kWait);
        QCOMPARE(a.reader().stateDigest(), b.reader().stateDigest());
    }

    void line_relaysBothWays_thenTheWireIsSilent()
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        LiveDevice c(u"C"_s, QString()); // does not listen: nobody but B ever meets it
        QVERIFY(a.start() && b.start() && c.start());
        QVERIFY(befriend(a, b));
        QVERIFY(befriend(c, b));
        c.engine().setPeerAddresses(a.identity().device(), {});

        const NoteId note = a.write(u"from A"_s, u"text"_s);
        QTRY_COMPARE_WITH_TIMEOUT(c.titleOf(note), u"from A"_s, kWait);
        c.write(u"from C"_s, u"text of C"_s, note);
        QTRY_COMPARE_WITH_TIMEOUT(a.titleOf(note), u"from C"_s, kWait);

        QTRY_VERIFY_WITH_TIMEOUT(c.peer(a) && a.peer(c), kWait); // who is a member, all know
        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate() && c.isUpToDate(), kWait);
        QCOMPARE(a.reader().stateDigest(), c.reader().stateDigest());
        const auto traffic = [&] {
            QList<quint64> counters;
            for (LiveDevice *device : {&a, &b, &c}) {
                const SyncStatus status = device->engine().status();
                counters << status.bytesSent << status.bytesReceived << status.changesSent;
            }
            return counters;
        };
        // What is still under way (acknowledgements of acknowledged things) settles first.
        QList<quint64> before = traffic();
        QTRY_VERIFY_WITH_TIMEOUT(
            !QTest::qWaitFor([&] { return std::exchange(before, traffic()) != before; }, 500),
            kWait);
        QSignalSpy statusA(&a.engine(), &SyncEngine::statusChanged);
        QSignalSpy statusB(&b.engine(), &SyncEngine::statusChanged);
        QVERIFY(!QTest::qWaitFor([&] { return traffic() != before; }, 1500));
        QVERIFY(statusA.isEmpty() && statusB.isEmpty());
    }

    void cutWire_comesBackByItself_withWhatWasWrittenMeanwhile()
    {
        LiveDevice a(u"A"_s, QString());
        LiveDevice b(u"B"_s);
        QVERIFY(a.start() && b.start());
        QVERIFY(befriend(a, b));
        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate(), kWait);
        a.stopEngine();
        QTRY_COMPARE_WITH_TIMEOUT(b.engine().status().phase, SyncStatus::Phase::Offline, kWait);
        CuttingProxy proxy(b.address());
        QVERIFY(reachOnlyBy(proxy.address(), a, b));
        QVERIFY(a.startEngine());
        QTRY_VERIFY_WITH_TIMEOUT(proxy.connections() > 0 && a.isUpToDate(), kWait);
        // B has told its own address by now; it must not be a way around the cut.
        a.engine().setPeerAddresses(b.identity().device(), {proxy.address()});
        QTRY_COMPARE_WITH_TIMEOUT(
            a.peer(b)->addresses, QStringList {"wss://"_L1 + proxy.address()}, kWait);

        proxy.cut();
        QTRY_COMPARE_WITH_TIMEOUT(a.engine().status().phase, SyncStatus::Phase::Offline, kWait);
        const NoteId note = a.write(u"written offline"_s, u"text"_s);
        QTRY_COMPARE_WITH_TIMEOUT(a.engine().status().waiting, 1, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(!a.peer(b)->problem.isEmpty(), kWait); // and says why
        QVERIFY(proxy.heal());

        QTRY_COMPARE_WITH_TIMEOUT(b.titleOf(note), u"written offline"_s, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate(), kWait);
        QCOMPARE(a.engine().status().waiting, 0);
        QVERIFY(a.peer(b)->problem.isEmpty());
    }

    void frozenWire_isReplacedWhenTheNetworkReturns()
    {
        LiveDevice a(u"A"_s, QString());
        LiveDevice b(u"B"_s);
        QVERIFY(a.start() && b.start());
        QVERIFY(befriend(a, b));
        a.stopEngine();
        QTRY_COMPARE_WITH_TIMEOUT(b.engine().status().phase, SyncStatus::Phase::Offline, kWait);
        CuttingProxy proxy(b.address());
        QVERIFY(reachOnlyBy(proxy.address(), a, b));
        QVERIFY(a.startEngine());
        QTRY_VERIFY_WITH_TIMEOUT(proxy.connections() > 0 && a.isUpToDate(), kWait);
        a.engine().setPeerAddresses(b.identity().device(), {proxy.address()});
        QTRY_COMPARE_WITH_TIMEOUT(
            a.peer(b)->addresses, QStringList {"wss://"_L1 + proxy.address()}, kWait);

        proxy.freeze();
        const NoteId note = a.write(u"into the void"_s, u"text"_s);
        QTRY_COMPARE_WITH_TIMEOUT(a.engine().status().waiting, 1, kWait);
        QCOMPARE(a.engine().status().devicesOnline, 1); // nobody has noticed
        a.engine().networkReturned();

        QTRY_COMPARE_WITH_TIMEOUT(b.titleOf(note), u"into the void"_s, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate(), kWait);
        QCOMPARE(a.engine().status().devicesOnline, 1);
    }

    void restartedDevice_revivesItsPeers()
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        QVERIFY(a.start() && b.start());
        QVERIFY(befriend(a, b));
        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate(), kWait);

        b.stop();
        QTRY_COMPARE_WITH_TIMEOUT(a.engine().status().phase, SyncStatus::Phase::Offline, kWait);
        const NoteId note = a.write(u"while B slept"_s, u"text"_s);
        QVERIFY(b.start());

        QTRY_COMPARE_WITH_TIMEOUT(b.titleOf(note), u"while B slept"_s, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate(), kWait);
        QVERIFY(b.peer(a) && b.peer(a)->name == u"A"_s);
        // Each has learned where the other listens, whoever dialled first.
        QTRY_VERIFY_WITH_TIMEOUT(a.peer(b)->addresses.contains("wss://"_L1 + b.address()), kWait);
        QTRY_VERIFY_WITH_TIMEOUT(b.peer(a)->addresses.contains("wss://"_L1 + a.address()), kWait);
    }

    void memberAddedElsewhere_isAcceptedAtOnce()
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        LiveDevice c(u"C"_s);
        QVERIFY(a.start() && b.start() && c.start());
        QVERIFY(befriend(a, b));
        QVERIFY(befriend(c, b));
        QTRY_VERIFY_WITH_TIMEOUT(a.peer(c) && c.peer(a), kWait);

        c.engine().setPeerAddresses(a.identity().device(), {a.address()});

        QTRY_VERIFY_WITH_TIMEOUT(a.peer(c)->online && c.peer(a)->online, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate() && c.isUpToDate(), kWait);
        QCOMPARE(a.engine().status().devicesOnline, 2);
    }

    void simultaneousDials_leaveOneSession()
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        QVERIFY(a.start() && b.start());
        QVERIFY(befriend(a, b));
        QTRY_VERIFY_WITH_TIMEOUT(a.peer(b) && b.peer(a) && !b.peer(a)->addresses.isEmpty(), kWait);
        a.stopEngine();
        b.stopEngine();

        QVERIFY(a.startEngine() && b.startEngine());
        a.engine().syncNow();
        b.engine().syncNow();

        QTRY_VERIFY_WITH_TIMEOUT(a.isUpToDate() && b.isUpToDate(), kWait);
        const NoteId note = a.write(u"once"_s, u"text"_s);
        QTRY_COMPARE_WITH_TIMEOUT(b.titleOf(note), u"once"_s, kWait);
        QCOMPARE(a.engine().status().devicesOnline, 1);
    }

    void unpairedDevice_isRefused_withoutLearningAnything()
    {
        LiveDevice a(u"A"_s);
        QVERIFY(a.start());
        QTemporaryDir folder;
        const auto stranger = *DeviceIdentity::loadOrCreate(*Keystore::file(folder.path()), u"x"_s);
        WebSocketTransport transport(*stranger);
        QObject parent;
        DialDesk desk(transport, &parent);
        QList<std::pair<Error, QString>> refusals;

        for (const LibraryId &library : {LibraryId(), a.reader().id()}) { // even who knows the id
            desk.dial("wss://"_L1 + a.address(), &parent, [&, library](const auto &connection) {
                auto *channel = new MessageChannel(*connection, &parent);
                HandshakeSetup setup;
                setup.dialler = true;
                setup.library = library;
                setup.signer = stranger.get();
                setup.isMember = [](const DeviceId &) { return true; };
                setup.nonce = QByteArray(32, 'n');
                setup.channelBinding = (*connection)->channelBinding();
                auto *driver = new HandshakeDriver(channel, setup, &parent);
                QObject::connect(driver, &HandshakeDriver::failed, &parent, [&](const Error &why) {
                    refusals << std::pair(why, why.detail);
                });
                QObject::connect(driver, &HandshakeDriver::authenticated, &parent, [&, channel] {
                    // The listener proves itself first; what it then makes of us comes as a Fault.
                    QObject::connect(
                        channel, &MessageChannel::received, &parent, [&](const Message &message) {
                            if (const auto *fault = std::get_if<message::Fault>(&message)) {
                                refusals << std::pair(Error {ErrorCode::Refused, {}}, fault->text);
                            }
                        });
                });
                driver->start();
            });
        }

        QTRY_COMPARE_WITH_TIMEOUT(refusals.size(), 2, kWait);
        QCOMPARE(refusals[0].first.code, ErrorCode::Refused);
        QCOMPARE(refusals[1].first.code, ErrorCode::Refused);
        QCOMPARE(a.engine().status().devicesOnline, 0);
    }

    void asksThatEndWithoutProof_pausePairing()
    {
        LiveDevice a(u"A"_s);
        QVERIFY(a.start());
        QTemporaryDir folder;
        const auto stranger = *DeviceIdentity::loadOrCreate(*Keystore::file(folder.path()), u"x"_s);
        WebSocketTransport transport(*stranger);
        QObject parent;
        DialDesk desk(transport, &parent);
        int agreed = 0;
        QList<Error> refusals;
        const auto askAndHangUp = [&] {
            desk.dial("wss://"_L1 + a.address(), &parent, [&](const auto &connection) {
                auto *channel = new MessageChannel(*connection, &parent);
                HandshakeSetup setup;
                setup.dialler = true;
                setup.purpose = message::Hello::Purpose::PairByCode;
                setup.signer = stranger.get();
                setup.isMember = [](const DeviceId &) { return false; };
                setup.nonce = QByteArray(32, 'n');
                setup.channelBinding = (*connection)->channelBinding();
                auto *driver = new HandshakeDriver(channel, setup, &parent);
                QObject::connect(driver, &HandshakeDriver::failed, &parent, [&](const Error &why) {
                    refusals << why;
                });
                QObject::connect(driver, &HandshakeDriver::pairingAgreed, &parent, [&, channel] {
                    ++agreed;
                    channel->finish();
                });
                driver->start();
            });
        };

        for (int ask = 1; ask <= limits::kPairingFailuresMax; ++ask) {
            askAndHangUp();
            QTRY_COMPARE_WITH_TIMEOUT(agreed, ask, kWait);
            QTRY_VERIFY_WITH_TIMEOUT(a.lastPairing && a.lastPairing->id == quint64(2 * ask), kWait);
            QCOMPARE(a.lastPairing->state, PairingRequest::State::Failed);
        }
        askAndHangUp();

        QTRY_COMPARE_WITH_TIMEOUT(refusals.size(), 1, kWait);
        QCOMPARE(refusals[0].code, ErrorCode::Refused);
        QCOMPARE(agreed, limits::kPairingFailuresMax);
    }

    void portInUse_isASentence_andFreedPortIsTaken()
    {
        LiveDevice a(u"A"_s);
        QVERIFY(a.start());
        LiveDevice b(u"B"_s, a.address());
        QVERIFY(b.start());

        QTRY_VERIFY_WITH_TIMEOUT(
            b.engine().status().problem.contains("is used by another program"_L1), kWait);
        QVERIFY(b.engine().status().listening.isEmpty());

        a.stop();
        b.engine().syncNow();

        QTRY_COMPARE_WITH_TIMEOUT(b.engine().status().listening, b.address(), kWait);
        QVERIFY(b.engine().status().problem.isEmpty());
    }

    void pairingWithNobody_saysWhy()
    {
        LiveDevice a(u"A"_s);
        QVERIFY(a.start());

        a.engine().requestPairing(u"127.0.0.1:1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            a.lastPairing && a.lastPairing->state == PairingRequest::State::Failed, kWait);
        QCOMPARE(a.lastPairing->error->code, ErrorCode::ConnectionRefused);

        a.engine().requestPairing(u"not an address"_s);
        QTRY_VERIFY_WITH_TIMEOUT(a.lastPairing->error->code == ErrorCode::InvalidArgument, kWait);
    }
};

QTEST_GUILESS_MAIN(SyncEngineTest)
#include "tst_syncengine.moc"
