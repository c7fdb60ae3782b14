/// The same cases for every transport, and what only WebSockets over TLS have to show.
#include "sync/limits.h"
#include "sync/peer/deviceidentity.h"
#include "sync/peer/keystore.h"
#include "sync/transport/endpoint.h"
#include "sync/transport/memorytransport.h"
#include "sync/transport/websockettransport.h"

#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

using ConnectionPtr = std::shared_ptr<Connection>;

/// What an end has heard.
struct Ear
{
    explicit Ear(const ConnectionPtr &connection)
    {
        QObject::connect(connection.get(),
                         &Connection::received,
                         connection.get(),
                         [this](const QByteArray &message) {
                             QVERIFY2(closes == 0, "a message after closed()");
                             heard << message;
                         });
        QObject::connect(
            connection.get(), &Connection::closed, connection.get(), [this](const Error &why) {
                ++closes;
                error = why;
            });
    }
    QByteArrayList heard;
    int closes = 0;
    Error error;
};

std::unique_ptr<DeviceIdentity> makeIdentity()
{
    QTemporaryDir folder;
    return *DeviceIdentity::loadOrCreate(*Keystore::file(folder.path()), u"test"_s);
}

enum class Kind { Memory, WebSocket };

/// Two transports of one kind that can reach each other.
class World
{
public:
    explicit World(Kind kind)
    {
        if (kind == Kind::Memory) {
            listener =
                std::make_unique<MemoryTransport>(m_network, u"127.0.0.1"_s, QByteArray(32, 'l'));
            dialler =
                std::make_unique<MemoryTransport>(m_network, u"127.0.0.1"_s, QByteArray(32, 'd'));
        } else {
            listener = std::make_unique<WebSocketTransport>(*m_listenerIdentity);
            dialler = std::make_unique<WebSocketTransport>(*m_diallerIdentity);
        }
        QObject::connect(listener.get(),
                         &Transport::accepted,
                         listener.get(),
                         [this](const ConnectionPtr &c) { accepted << c; });
        QObject::connect(dialler.get(),
                         &Transport::dialled,
                         dialler.get(),
                         [this](const QUrl &, const ConnectionPtr &c) { dialled << c; });
        QObject::connect(dialler.get(),
                         &Transport::dialFailed,
                         dialler.get(),
                         [this](const QUrl &url, const Error &why) {
                             failedUrls << url;
                             failures << why;
                         });
    }

    /// Both ends of a new connection.
    bool connectOnce()
    {
        const auto listening = listener->listen(u"127.0.0.1:0"_s);
        if (!listening) {
            return false;
        }
        address = *listening;
        dialler->dial(Endpoint::fromText(address)->toUrl());
        return QTest::qWaitFor([this] { return !dialled.isEmpty() && !accepted.isEmpty(); });
    }

    const DeviceIdentity &diallerIdentity() const { return *m_diallerIdentity; }

private:
    MemoryNetwork m_network;
    std::unique_ptr<DeviceIdentity> m_listenerIdentity = makeIdentity();
    std::unique_ptr<DeviceIdentity> m_diallerIdentity = makeIdentity();

public:
    std::unique_ptr<Transport> listener;
    std::unique_ptr<Transport> dialler;
    QList<ConnectionPtr> accepted;
    QList<ConnectionPtr> dialled;
    QList<QUrl> failedUrls;
    QList<Error> failures;
    QString address;
};

} // namespace

Q_DECLARE_METATYPE(Kind)

class TransportContractTest : public QObject
{
    Q_OBJECT

private:
    static void kinds()
    {
        QTest::addColumn<Kind>("kind");
        QTest::newRow("memory") << Kind::Memory;
        QTest::newRow("websocket") << Kind::WebSocket;
    }

private Q_SLOTS:
    void messagesArriveWholeAndInOrder_bothWays_data() { kinds(); }
    void messagesArriveWholeAndInOrder_bothWays()
    {
        QFETCH(Kind, kind);
        World world(kind);
        QVERIFY(world.connectOnce());
        Ear here(world.dialled[0]);
        Ear there(world.accepted[0]);
        QByteArrayList sent;
        for (int i = 0; i < 100; ++i) {
            sent << QByteArray(i % 10 == 0 ? limits::kFrameBytesMax : i, char('a' + i % 26));
        }

        for (const QByteArray &message : sent) {
            world.dialled[0]->send(message);
            world.accepted[0]->send(message);
        }

        QTRY_COMPARE(there.heard.size(), sent.size());
        QTRY_COMPARE(here.heard.size(), sent.size());
        QCOMPARE(there.heard, sent);
        QCOMPARE(here.heard, sent);
    }

    void bothEndsAgreeOnTheChannel_data() { kinds(); }
    void bothEndsAgreeOnTheChannel()
    {
        QFETCH(Kind, kind);
        World world(kind);
        QVERIFY(world.connectOnce());
        const Connection &here = *world.dialled[0];
        const Connection &there = *world.accepted[0];

        QVERIFY(here.isDialler());
        QVERIFY(!there.isDialler());
        QCOMPARE(here.channelBinding(), there.channelBinding());
        QCOMPARE(here.channelBinding().size(), 32);
        QCOMPARE(here.localFingerprint(), there.remoteFingerprint());
        QCOMPARE(there.localFingerprint(), here.remoteFingerprint());
        QVERIFY(here.localFingerprint() != there.localFingerprint());
        QCOMPARE(here.remoteAddress(), u"127.0.0.1"_s);
        QCOMPARE(there.remoteAddress(), u"127.0.0.1"_s);
    }

    void anotherDevice_hasAnotherChannel()
    {
        World world(Kind::WebSocket);
        QVERIFY(world.connectOnce());
        World other(Kind::WebSocket);
        QVERIFY(other.connectOnce());

        QVERIFY(world.dialled[0]->channelBinding() != other.dialled[0]->channelBinding());
    }

    void closing_deliversWhatWasSent_andEndsBothSidesOnce_data() { kinds(); }
    void closing_deliversWhatWasSent_andEndsBothSidesOnce()
    {
        QFETCH(Kind, kind);
        World world(kind);
        QVERIFY(world.connectOnce());
        Ear here(world.dialled[0]);
        Ear there(world.accepted[0]);

        world.dialled[0]->send("last words");
        world.dialled[0]->close();
        world.dialled[0]->close();
        world.dialled[0]->send("too late");

        QTRY_COMPARE(here.closes, 1);
        QTRY_COMPARE(there.closes, 1);
        QCOMPARE(there.heard, QByteArrayList {"last words"});
        QCOMPARE(there.error.code, ErrorCode::ConnectionLost);
        QCoreApplication::processEvents();
        QCOMPARE(here.closes, 1);
        QCOMPARE(there.closes, 1);
    }

    void anEndThatVanishes_isNoticedByTheOther_data() { kinds(); }
    void anEndThatVanishes_isNoticedByTheOther()
    {
        QFETCH(Kind, kind);
        World world(kind);
        QVERIFY(world.connectOnce());
        Ear there(world.accepted[0]);

        world.dialled.clear();

        QTRY_COMPARE(there.closes, 1);
        QCOMPARE(there.error.code, ErrorCode::ConnectionLost);
    }

    void frameOverTheLimit_endsTheConnection_data() { kinds(); }
    void frameOverTheLimit_endsTheConnection()
    {
        QFETCH(Kind, kind);
        World world(kind);
        QVERIFY(world.connectOnce());
        Ear there(world.accepted[0]);

        world.dialled[0]->send(QByteArray(limits::kFrameBytesMax + 1, 'x'));

        QTRY_COMPARE(there.closes, 1);
        QVERIFY(there.heard.isEmpty());
        QCOMPARE(there.error.code, ErrorCode::ProtocolViolation);
    }

    void dialNobody_isRefused_data() { kinds(); }
    void dialNobody_isRefused()
    {
        QFETCH(Kind, kind);
        World world(kind);
        QVERIFY(world.connectOnce());
        world.listener->stopListening();
        const QUrl url = Endpoint::fromText(world.address)->toUrl();

        world.dialler->dial(url);

        QTRY_COMPARE(world.failures.size(), 1);
        QCOMPARE(world.failures[0].code, ErrorCode::ConnectionRefused);
        QCOMPARE(world.failedUrls[0], url);
    }

    void dialNonsense_isRefused_data() { kinds(); }
    void dialNonsense_isRefused()
    {
        QFETCH(Kind, kind);
        World world(kind);

        world.dialler->dial(QUrl(u"http://127.0.0.1:1"_s));

        QTRY_COMPARE(world.failures.size(), 1);
        QCOMPARE(world.failures[0].code, ErrorCode::InvalidArgument);
    }

    void samePortTwice_isInUse_data() { kinds(); }
    void samePortTwice_isInUse()
    {
        QFETCH(Kind, kind);
        World world(kind);
        QVERIFY(world.connectOnce());

        const auto second = world.dialler->listen(world.address);

        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::PortInUse);
    }

    void stoppedListener_keepsItsConnections_data() { kinds(); }
    void stoppedListener_keepsItsConnections()
    {
        QFETCH(Kind, kind);
        World world(kind);
        QVERIFY(world.connectOnce());
        Ear there(world.accepted[0]);

        world.listener->stopListening();
        world.dialled[0]->send("still here");

        QTRY_COMPARE(there.heard, QByteArrayList {"still here"});
    }

    // Memory only

    void memory_byHand_deliversOneEventAtATime()
    {
        MemoryNetwork network(MemoryNetwork::Delivery::Manual);
        MemoryTransport listener(network, u"a"_s, "l");
        MemoryTransport dialler(network, u"b"_s, "d");
        QList<ConnectionPtr> ends;
        connect(&listener, &Transport::accepted, this, [&](const ConnectionPtr &c) { ends << c; });
        connect(&dialler, &Transport::dialled, this, [&](const QUrl &, const ConnectionPtr &c) {
            ends << c;
        });
        QVERIFY(listener.listen(u"a:1"_s));
        dialler.dial(QUrl(u"wss://a:1"_s));

        QVERIFY(ends.isEmpty());
        QVERIFY(network.deliverNext());
        QCOMPARE(ends.size(), 2);
        Ear first(ends[0]);
        ends[1]->send("1");
        ends[1]->send("2");
        QCOMPARE(network.waiting(), 2);
        QVERIFY(network.deliverNext());
        QCOMPARE(first.heard, QByteArrayList {"1"});
        network.cutAll();
        QCOMPARE(first.heard, QByteArrayList {"1"});
        QCOMPARE(first.closes, 1);
    }

    // WebSocket only

    void websocket_unknownHost_isNotFound()
    {
        World world(Kind::WebSocket);

        world.dialler->dial(QUrl(u"wss://no-such-host.invalid:1"_s));

        QTRY_COMPARE_WITH_TIMEOUT(world.failures.size(), 1, 11000);
        QCOMPARE(world.failures[0].code, ErrorCode::HostNotFound);
    }

    void websocket_portOfAnotherProgram_isTold()
    {
        QTcpServer other; // accepts, says something that is no TLS
        connect(&other, &QTcpServer::newConnection, this, [&other] {
            QTcpSocket *socket = other.nextPendingConnection();
            socket->write("220 mail.example ESMTP\r\n");
        });
        QVERIFY(other.listen(QHostAddress::LocalHost));
        World world(Kind::WebSocket);

        world.dialler->dial(QUrl(u"wss://127.0.0.1:%1"_s.arg(other.serverPort())));

        QTRY_COMPARE(world.failures.size(), 1);
        QCOMPARE(world.failures[0].code, ErrorCode::TlsFailed);
    }

    void websocket_withoutCertificate_isNotAccepted()
    {
        World world(Kind::WebSocket);
        QVERIFY(world.connectOnce());
        QSslSocket socket;
        QSslConfiguration tls;
        tls.setProtocol(QSsl::TlsV1_3);
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.setSslConfiguration(tls);
        const auto endpoint = Endpoint::fromText(world.address);

        socket.connectToHostEncrypted(endpoint->host, endpoint->port);

        QTRY_COMPARE(socket.state(), QAbstractSocket::ConnectedState);
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(world.accepted.size(), 1);
    }

    void websocket_olderTls_isNotAccepted()
    {
        World world(Kind::WebSocket);
        QVERIFY(world.connectOnce());
        QSslSocket socket;
        QSslConfiguration tls;
        tls.setProtocol(QSsl::TlsV1_2);
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.setSslConfiguration(tls);
        QSignalSpy encrypted(&socket, &QSslSocket::encrypted);
        const auto endpoint = Endpoint::fromText(world.address);

        socket.connectToHostEncrypted(endpoint->host, endpoint->port);

        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(encrypted.size(), 0);
    }

    void websocket_withoutSubprotocolOrFromAWebPage_isNotAccepted_data()
    {
        QTest::addColumn<QString>("origin");
        QTest::addColumn<QString>("subprotocol");
        QTest::newRow("no subprotocol") << QString() << QString();
        QTest::newRow("another one") << QString() << u"chat"_s;
        QTest::newRow("a web page") << u"https://evil.example"_s << u"sheaf.sync.v1"_s;
    }
    void websocket_withoutSubprotocolOrFromAWebPage_isNotAccepted()
    {
        QFETCH(QString, origin);
        QFETCH(QString, subprotocol);
        World world(Kind::WebSocket);
        QVERIFY(world.connectOnce());
        QWebSocket socket(origin);
        QSslConfiguration tls;
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        tls.setLocalCertificate(QSslCertificate(world.diallerIdentity().certificatePem()));
        tls.setPrivateKey(QSslKey(world.diallerIdentity().certificateKeyPem(), QSsl::Ec));
        socket.setSslConfiguration(tls);
        QWebSocketHandshakeOptions options;
        if (!subprotocol.isEmpty()) {
            options.setSubprotocols({subprotocol});
        }
        QSignalSpy ended(&socket, &QWebSocket::disconnected);

        socket.open(Endpoint::fromText(world.address)->toUrl(), options);

        QTRY_VERIFY(!ended.isEmpty());
        QCOMPARE(world.accepted.size(), 1);
    }

    void websocket_silentSockets_doNotKeepOthersOutForEver()
    {
        World world(Kind::WebSocket);
        QVERIFY(world.connectOnce());
        const auto endpoint = Endpoint::fromText(world.address);
        std::vector<std::unique_ptr<QTcpSocket>> silent;
        for (int i = 0; i < limits::kUnauthenticatedMax; ++i) {
            silent.push_back(std::make_unique<QTcpSocket>());
            silent.back()->connectToHost(endpoint->host, endpoint->port);
        }
        for (const auto &socket : silent) {
            QTRY_COMPARE(socket->state(), QAbstractSocket::ConnectedState);
        }
        world.dialler->dial(endpoint->toUrl()); // waits behind them
        silent.clear();

        QTRY_COMPARE(world.dialled.size(), 2);
    }

    // Addresses

    void endpoint_readsWhatPeopleType_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("text");
        QTest::newRow("host and port") << u"desk.lan:4000"_s << u"desk.lan:4000"_s;
        QTest::newRow("host") << u" desk "_s << u"desk:24743"_s;
        QTest::newRow("url") << u"wss://192.0.2.1:4000/"_s << u"192.0.2.1:4000"_s;
        QTest::newRow("v6") << u"[2001:db8::1]:4000"_s << u"[2001:db8::1]:4000"_s;
        QTest::newRow("v6 without port") << u"2001:db8::1"_s << u"[2001:db8::1]:24743"_s;
        QTest::newRow("any port") << u"0.0.0.0:0"_s << u"0.0.0.0:0"_s;
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("port only") << u":4000"_s << QString();
        QTest::newRow("no number") << u"desk:port"_s << QString();
        QTest::newRow("too high") << u"desk:65536"_s << QString();
        QTest::newRow("negative") << u"desk:-1"_s << QString();
        QTest::newRow("v6 scope") << u"[fe80::1%eth0]:1"_s << u"[fe80::1%eth0]:1"_s;
        QTest::newRow("v6 scope without a name") << u"::%"_s << QString();
        QTest::newRow("v6 scope with a bracket") << u"1::%]8"_s << QString();
        QTest::newRow("half v6") << u"[2001:db8::1"_s << QString();
        QTest::newRow("space inside") << u"my desk:4000"_s << QString();
        QTest::newRow("another scheme") << u"https://desk:4000"_s << QString();
        QTest::newRow("open end") << u"desk:"_s << QString();
        QTest::newRow("path") << u"desk/etc:1"_s << QString();
    }
    void endpoint_readsWhatPeopleType()
    {
        QFETCH(QString, typed);
        QFETCH(QString, text);

        const auto endpoint = Endpoint::fromText(typed);

        QCOMPARE(endpoint ? endpoint->toText() : QString(), text);
    }
};

QTEST_GUILESS_MAIN(TransportContractTest)
#include "tst_transportcontract.moc"
