/// A device on real sockets among strangers and one member that means harm, while it goes on syncing with
/// an honest one.
#include "model/base/compression.h"
#include "model/note/changecodec.h"
#include "sync/engine/dialdesk.h"
#include "sync/engine/handshakedriver.h"
#include "sync/engine/messagechannel.h"
#include "sync/limits.h"
#include "sync/transport/endpoint.h"
#include "sync/transport/websockettransport.h"
#include "sync/wire/codec.h"
#include "sync/wire/faultcode.h"
#include "tests/support/livedevice.h"
#include "tests/support/seedsigner.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QTimer>

#include <sys/resource.h>

#include <ctime>

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kWait = 20000; // ms; a busy machine, not an expectation

#ifdef __SANITIZE_ADDRESS__
constexpr qint64 kFreedAndKept =
    256 * 1024 * 1024; ///< what the sanitizer holds back of freed memory
#else
constexpr qint64 kFreedAndKept = 0;
#endif

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    (void)file.open(QIODevice::ReadOnly);
    return file.readAll().split(' ').value(1).toLongLong() * 4096;
}

/// TLS and WebSocket by hand, as far as one wants to go.
class RawClient final : public QObject
{
public:
    explicit RawClient(const QString &address)
        : m_endpoint(*Endpoint::fromText(address))
    {
        const auto identity =
            *DeviceIdentity::loadOrCreate(*Keystore::file(m_folder.path()), u"x"_s);
        QSslConfiguration tls;
        tls.setProtocol(QSsl::TlsV1_3);
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        tls.setLocalCertificate(QSslCertificate(identity->certificatePem()));
        tls.setPrivateKey(QSslKey(identity->certificateKeyPem(), QSsl::Ec));
        socket.setSslConfiguration(tls);
    }
    void open() { socket.connectToHost(m_endpoint.host, m_endpoint.port); }
    void encrypt() { socket.connectToHostEncrypted(m_endpoint.host, m_endpoint.port); }
    [[nodiscard]] QByteArray request() const
    {
        return "GET / HTTP/1.1\r\nHost: " + m_endpoint.toText().toLatin1()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
              "Sec-WebSocket-Protocol: sheaf.sync.v1\r\n\r\n";
    }
    /// True when the other side speaks WebSocket with us.
    bool upgrade()
    {
        encrypt();
        if (!QTest::qWaitFor([this] { return socket.isEncrypted(); }, kWait)) {
            return false;
        }
        socket.write(request());
        QByteArray answer;
        const bool done = QTest::qWaitFor(
            [&] {
                answer += socket.readAll();
                return answer.contains("\r\n\r\n");
            },
            kWait);
        return done && answer.startsWith("HTTP/1.1 101");
    }
    [[nodiscard]] bool isGone() const
    {
        return socket.state() == QAbstractSocket::UnconnectedState;
    }

    QSslSocket socket;

private:
    QTemporaryDir m_folder;
    Endpoint m_endpoint;
};

/// A masked WebSocket frame of at most 125 bytes; the mask is zero.
QByteArray frame(quint8 opcode, const QByteArray &payload)
{
    return QByteArray(1, char(0x80U | opcode)) + char(0x80 | payload.size()) + QByteArray(4, '\0')
        + payload;
}

/// A member of the library that speaks by hand after an honest handshake.
class Mallory final : public QObject
{
public:
    explicit Mallory(LiveDevice &victim)
        : device(u"Mallory"_s, QString())
        , m_victim(victim)
    {
    }
    bool join()
    {
        const bool joined = device.start() && befriend(device, m_victim);
        device.stopEngine();
        return joined
            && QTest::qWaitFor(
                   [this] { return m_victim.peer(device) && !m_victim.peer(device)->online; },
                   kWait);
    }
    /// Authenticated, Members and Have said; false when refused.
    bool connectToVictim()
    {
        m_transport = std::make_unique<WebSocketTransport>(device.identity());
        m_desk = std::make_unique<DialDesk>(*m_transport, this);
        fault.reset();
        closed = false;
        bool authenticated = false;
        m_desk->dial("wss://"_L1 + m_victim.address(), this, [&](const auto &connection) {
            if (!connection) {
                closed = true;
                return;
            }
            wire = *connection;
            channel = new MessageChannel(wire, this);
            HandshakeSetup setup;
            setup.dialler = true;
            setup.library = m_victim.reader().id();
            setup.signer = &device.identity();
            setup.isMember = [](const DeviceId &) { return true; };
            setup.nonce = SystemRandom().bytes(32);
            setup.channelBinding = wire->channelBinding();
            setup.features = {feature::kRepair};
            auto *driver = new HandshakeDriver(channel, setup, this);
            connect(driver, &HandshakeDriver::authenticated, this, [&] { authenticated = true; });
            connect(channel, &MessageChannel::closed, this, [this] { closed = true; });
            connect(channel, &MessageChannel::received, this, [this](const Message &message) {
                if (const auto *said = std::get_if<message::Fault>(&message)) {
                    fault = *said;
                }
            });
            driver->start();
        });
        return QTest::qWaitFor([&] { return authenticated || closed; }, kWait) && authenticated;
    }
    /// On to the exchange: equal members, and a vector that is not the victim's.
    void compare()
    {
        const VersionVector nothing;
        channel->send(message::Members {m_victim.reader().membership().digest(), {}, {}});
        channel->send(message::Have {nothing.digest(), {}, {}, {}});
        channel->send(message::Have {nothing.digest(), nothing, {}, {}});
    }
    [[nodiscard]] bool isAccused(FaultCode code) const
    {
        return closed && fault && fault->code == quint32(code);
    }

    LiveDevice device;
    std::shared_ptr<Connection> wire;
    MessageChannel *channel = nullptr;
    std::optional<message::Fault> fault;
    bool closed = false;

private:
    LiveDevice &m_victim;
    std::unique_ptr<WebSocketTransport> m_transport;
    std::unique_ptr<DialDesk> m_desk;
};

QByteArrayList framesOf(const QByteArray &message)
{
    const auto frames = splitIntoFrames(message, Compression::Skip);
    return frames ? QByteArrayList(frames->begin(), frames->end()) : QByteArrayList();
}

QByteArray repeated(const QByteArray &bytes, int times)
{
    return bytes.repeated(times);
}

} // namespace

class HostilePeerTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<LiveDevice> m_victim;
    std::unique_ptr<LiveDevice> m_friend;

    /// An edit goes both ways between the two honest devices.
    bool syncs()
    {
        const NoteId there = m_victim->write(u"to the friend"_s, u"text"_s);
        const NoteId here = m_friend->write(u"from the friend"_s, u"text"_s);
        return QTest::qWaitFor(
            [&] {
                return m_friend->titleOf(there) == u"to the friend"_s
                    && m_victim->titleOf(here) == u"from the friend"_s;
            },
            kWait);
    }

private Q_SLOTS:
    void init()
    {
        m_victim = std::make_unique<LiveDevice>(u"Victim"_s);
        m_friend = std::make_unique<LiveDevice>(u"Friend"_s, QString());
        QVERIFY(m_victim->start() && m_friend->start());
        QVERIFY(befriend(*m_friend, *m_victim));
        QVERIFY(syncs());
    }
    void cleanup()
    {
        m_friend.reset();
        m_victim.reset();
    }

    void strangersWhoStall_loseTheirPlaces()
    {
        RawClient greeter(m_victim->address()); // upgraded, then says its Hello byte by byte
        QVERIFY(greeter.upgrade());
        RawClient silent(m_victim->address()); // TCP and nothing more
        RawClient encrypted(m_victim->address()); // TLS and nothing more
        RawClient asking(m_victim->address()); // its request byte by byte
        silent.open();
        encrypted.encrypt();
        asking.encrypt();
        QTRY_VERIFY_WITH_TIMEOUT(asking.socket.isEncrypted(), kWait);
        QElapsedTimer since;
        since.start();
        const QByteArray hello =
            frame(2, QByteArray(1, '\1') + encodeMessage(message::Hello {}).left(100));
        qsizetype said = 0;
        QTimer trickle;
        trickle.setInterval(1000);
        connect(&trickle, &QTimer::timeout, this, [&] {
            if (said < hello.size()) {
                greeter.socket.write(hello.mid(said, 1));
                asking.socket.write(asking.request().mid(said, 1));
                ++said;
            }
        });
        trickle.start();

        QVERIFY(syncs()); // meanwhile
        for (RawClient *client : {&silent, &encrypted, &asking, &greeter}) {
            QTRY_VERIFY_WITH_TIMEOUT(client->isGone(), 2 * kWait);
        }

        QVERIFY(since.elapsed() >= 5000); // they were not thrown out for another reason
        QVERIFY(said < hello.size()); // nobody waited for the end of it
        QVERIFY(syncs());
    }

    void aThousandSockets_areCutOff_andOthersGoOn()
    {
        rlimit files {};
        getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = std::min(files.rlim_max, rlim_t {4096});
        setrlimit(RLIMIT_NOFILE, &files);
        const auto endpoint = Endpoint::fromText(m_victim->address());
        const qint64 before = residentBytes();
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < 1000; ++i) {
            sockets.push_back(std::make_unique<QTcpSocket>());
            sockets.back()->connectToHost(endpoint->host, endpoint->port);
        }
        // Those that the kernel has not let through yet try again by themselves, for a minute.
        const auto open = [&] {
            return std::count_if(sockets.begin(), sockets.end(), [](const auto &socket) {
                return socket->state() == QAbstractSocket::ConnectedState;
            });
        };
        const auto dropped = [&] {
            return std::count_if(sockets.begin(), sockets.end(), [](const auto &socket) {
                return socket->state() == QAbstractSocket::UnconnectedState;
            });
        };

        QTRY_VERIFY_WITH_TIMEOUT(dropped() > 0 && open() <= limits::kWaitingPerHostMax, kWait);

        QVERIFY(syncs());
        QVERIFY2(residentBytes() - before < kFreedAndKept + 64 * 1024 * 1024,
                 "a thousand sockets cost little");
        sockets.clear();
        m_friend->stopEngine();
        QTRY_COMPARE_WITH_TIMEOUT(m_victim->engine().status().devicesOnline, 0, kWait);
        QVERIFY(m_friend->startEngine()); // and it gets in again
        QTRY_COMPARE_WITH_TIMEOUT(m_victim->engine().status().devicesOnline, 1, 2 * kWait);
        QVERIFY(syncs());
    }

    void whatWaitsForTls_isNotRead()
    {
        std::vector<std::unique_ptr<RawClient>> silent; // keep all places of this address
        for (int i = 0; i < limits::kUnauthenticatedPerHostMax; ++i) {
            silent.push_back(std::make_unique<RawClient>(m_victim->address()));
            silent.back()->open();
            QTRY_COMPARE(silent.back()->socket.state(), QAbstractSocket::ConnectedState);
        }
        RawClient flood(m_victim->address());
        flood.open();
        QTRY_COMPARE(flood.socket.state(), QAbstractSocket::ConnectedState);
        constexpr qint64 kBytes = 64 * 1024 * 1024; // far more than two kernel buffers
        flood.socket.write(QByteArray(kBytes, 'x'));

        QVERIFY(syncs());

        QVERIFY2(flood.socket.bytesToWrite() > kBytes / 2, "it is not taken into memory");
    }

    void webSocketFrameOfTwoGigabytes_isRefusedByItsHeader()
    {
        RawClient client(m_victim->address());
        QVERIFY(client.upgrade());

        client.socket.write(QByteArray::fromHex("82ff0000000080000000") + QByteArray(4, '\0'));

        QTRY_VERIFY_WITH_TIMEOUT(client.isGone(), kWait);
        const QByteArray last = client.socket.readAll();
        QVERIFY2(last.contains(QByteArray::fromHex("03f1")), last.toHex()); // 1009, too big
        QVERIFY(syncs());
    }

    void pongsToASideThatDoesNotRead_areBounded()
    {
        RawClient client(m_victim->address());
        QVERIFY(client.upgrade());
        client.socket.setReadBufferSize(1024);
        const qint64 before = residentBytes();
        const QByteArray pings = repeated(frame(9, QByteArray(125, 'p')), 2000);
        qint64 written = 0;
        QTimer pour;
        connect(&pour, &QTimer::timeout, this, [&] {
            if (client.socket.encryptedBytesToWrite() < 256 * 1024 && !client.isGone()) {
                client.socket.write(pings);
                written += pings.size();
            }
        });
        pour.start(0);

        QTRY_VERIFY_WITH_TIMEOUT(client.isGone() || written > 256 * 1024 * 1024, 3 * kWait);

        pour.stop();
        QVERIFY2(client.isGone(), "who does not read is cut off");
        QVERIFY2(residentBytes() - before < kFreedAndKept + 48 * 1024 * 1024,
                 "what waits for it is bounded");
        QVERIFY(syncs());
    }

    void strangersMessage_isSmall()
    {
        RawClient client(m_victim->address());
        QVERIFY(client.upgrade());
        const QByteArray piece = frame(2, QByteArray(1, '\0') + QByteArray(120, 'x'));

        client.socket.write(piece.repeated(int(limits::kHandshakeMessageBytesMax / 120 + 1)));

        QTRY_VERIFY_WITH_TIMEOUT(client.isGone(), kWait);
        QVERIFY(client.socket.readAll().contains("broke the protocol"));
    }

    void membersBadMessage_endsItsSession_withAName_data()
    {
        QTest::addColumn<QByteArrayList>("frames");
        QTest::addColumn<int>("code");
        const QByteArray full = QByteArray(1, '\0')
            + QByteArray(limits::kFrameBytesMax - 1, 'x'); // not the last frame of its message
        QTest::newRow("message over its bound")
            << QByteArrayList(17, full) << int(FaultCode::Protocol);
        QTest::newRow("zip bomb") << QByteArrayList {QByteArray(1, '\3')
                                                     + compress(QByteArray(
                                                         limits::kDecompressedBytesMax + 1, 'a'))}
                                  << int(FaultCode::Protocol);
        QTest::newRow("deep nesting") // [99, 0, [[[…]]]]: unknown, to be ignored, but not like this
            << framesOf(QByteArray::fromHex("83186300") + repeated("\x81", 100'000) + '\0')
            << int(FaultCode::Protocol);
        QTest::newRow("bytes of 2 GiB") // Ping with a key of 2 GiB
            << framesOf(QByteArray::fromHex("830901a118635a80000000")) << int(FaultCode::Protocol);
        QTest::newRow("array of 2^64 items")
            << framesOf(QByteArray::fromHex("830901a118639bffffffffffffffff"))
            << int(FaultCode::Protocol);
        QTest::newRow("a million member records") // the count is claimed
            << framesOf(QByteArray::fromHex("830301a2015820") + QByteArray(32, 'd')
                        + QByteArray::fromHex("029a000f4240") + repeated("\x40", 1'000'000))
            << int(FaultCode::Protocol);
        QTest::newRow("unknown and critical")
            << framesOf(QByteArray::fromHex("83186301a0")) << int(FaultCode::Protocol);
        QByteArrayList pings;
        QByteArrayList unknown;
        for (int i = 0; i < limits::kIdleMessagesBurst + 100; ++i) {
            pings += framesOf(encodeMessage(message::Ping {}));
            unknown += framesOf(QByteArray::fromHex("83186300a0"));
        }
        QTest::newRow("pings without end") << pings << int(FaultCode::RateLimited);
        QTest::newRow("words without meaning") << unknown << int(FaultCode::RateLimited);
    }
    void membersBadMessage_endsItsSession_withAName()
    {
        QFETCH(QByteArrayList, frames);
        QFETCH(int, code);
        Mallory mallory(*m_victim);
        QVERIFY(mallory.join());
        QVERIFY(mallory.connectToVictim());
        mallory.compare();
        const qint64 before = residentBytes();

        for (const QByteArray &frame : frames) {
            mallory.wire->send(frame);
        }

        QTRY_VERIFY_WITH_TIMEOUT(mallory.closed, kWait);
        QVERIFY2(mallory.isAccused(FaultCode(code)),
                 mallory.fault ? qPrintable(mallory.fault->text) : "no fault was said");
        QVERIFY(residentBytes() - before < kFreedAndKept + 64 * 1024 * 1024);
        QVERIFY(syncs());
    }

    void memberThatWantsWithoutWaiting_isSentAway()
    {
        m_victim->write(u"large"_s, QString(1'000'000, u'x'));
        Mallory mallory(*m_victim);
        QVERIFY(mallory.join());
        QVERIFY(mallory.connectToVictim());
        mallory.compare();
        const auto heads = m_victim->reader().vector().heads();
        for (int i = 0; i < 50; ++i) { // each would be read and judged while nothing else is
            Hash other;
            other.bytes.fill(static_cast<quint8>(i + 1));
            mallory.channel->send(message::Want {{heads.begin()->second.hash, other}});
        }
        QTRY_VERIFY_WITH_TIMEOUT(mallory.isAccused(FaultCode::Protocol), kWait);
        QVERIFY(syncs());
    }
    void memberThatFaultsAgainAndAgain_isPutOff()
    {
        Mallory mallory(*m_victim);
        QVERIFY(mallory.join());
        int sessions = 0;
        for (; sessions < limits::kSessionsBurst; ++sessions) {
            QVERIFY(mallory.connectToVictim());
            mallory.wire->send(QByteArray::fromHex("05ff"));
            QTRY_VERIFY_WITH_TIMEOUT(mallory.closed, kWait);
            if (mallory.isAccused(FaultCode::RateLimited)) {
                break;
            }
            QVERIFY(mallory.isAccused(FaultCode::Protocol));
        }

        QVERIFY2(sessions <= limits::kSessionsBurst / limits::kSessionFaultCost + 2,
                 qPrintable(QString::number(sessions)));
        QVERIFY(syncs());
    }

    void forgedChanges_costLessThanHonestOnes()
    {
        Mallory mallory(*m_victim);
        QVERIFY(mallory.join());
        const SeedSigner wrongKey(9);
        const auto batches = [&](const ChangeSigner &signer) {
            std::vector<message::Changes> made(5);
            LogId log {mallory.device.identity().device(), 77, {}};
            Hash prev;
            for (std::uint64_t seq = 1; seq <= 10'000; ++seq) {
                NoteChange draft;
                draft.header = {kChangeFormat, log, seq, prev, {}};
                draft.meta.note = *NoteId::fromBytes(
                    QByteArray::number(qulonglong(seq)).rightJustified(NoteId::kSize, 'n'));
                draft.meta.operation = Operation::Create;
                draft.meta.hlc = Hlc::fromMs(1'700'000'000'000 + qint64(seq));
                draft.fragment.mask = field::kTitle;
                draft.fragment.title = u"forged"_s;
                draft.metaSalt.bytes.fill(1);
                draft.contentSalt.bytes.fill(2);
                const SignedChange change = signChange(draft, m_victim->reader().id(), signer);
                prev = change.change.hash;
                made[std::size_t(seq - 1) / 2000].changes.push_back(change.packed);
            }
            return made;
        };
        const auto forged = batches(wrongKey);
        const auto honest = batches(mallory.device.identity());
        const auto cpuOf = [](const auto &work) {
            const std::clock_t start = std::clock();
            work();
            return double(std::clock() - start) / CLOCKS_PER_SEC;
        };
        const auto send = [&](const std::vector<message::Changes> &all, std::size_t count) {
            QVERIFY(mallory.connectToVictim());
            mallory.compare();
            for (std::size_t i = 0; i < count; ++i) {
                mallory.channel->send(all[i]);
            }
        };

        const double forgedSeconds = cpuOf([&] {
            send(forged, 5);
            QTRY_VERIFY_WITH_TIMEOUT(mallory.closed, kWait);
        });
        QVERIFY(
            mallory.isAccused(FaultCode::BadSignature)
            || mallory.isAccused(FaultCode::Protocol)); // or for its window, when that is faster
        const NoteId last = honest[0].changes.back().hasMeta()
            ? decodeMeta(honest[0].changes.back().meta)->note
            : NoteId();
        QVERIFY(m_victim->titleOf(last).isEmpty());
        const double honestSeconds = cpuOf([&] {
            send(honest, 1);
            QTRY_COMPARE_WITH_TIMEOUT(m_victim->titleOf(last), u"forged"_s, kWait);
        });

        QVERIFY2(forgedSeconds < 2 * honestSeconds + 0.2,
                 qPrintable(u"%1 s against %2 s"_s.arg(forgedSeconds).arg(honestSeconds)));
        QVERIFY(syncs());
    }
};

QTEST_GUILESS_MAIN(HostilePeerTest)
#include "tst_hostilepeer.moc"
