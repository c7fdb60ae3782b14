/// Another program's view: JSON lines through the control socket of running devices.
#include "sync/control/controladdress.h"
#include "sync/control/controlserver.h"
#include "tests/support/livedevice.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kWait = 15000;

/// One conversation with a server that lives in this thread, so nothing here may block.
class Talk
{
public:
    explicit Talk(const QString &key) { m_socket.connectToServer(controlAddress(key)); }
    void say(const QByteArray &line)
    {
        m_socket.write(line + '\n');
        m_socket.flush();
    }
    /// The next line; an empty object when none comes.
    QJsonObject hear()
    {
        (void)QTest::qWaitFor([this] { return m_socket.canReadLine(); }, kWait);
        return QJsonDocument::fromJson(m_socket.readLine()).object();
    }
    QJsonObject ask(const QJsonObject &request)
    {
        say(QJsonDocument(request).toJson(QJsonDocument::Compact));
        return hear();
    }
    bool isOpen() const { return m_socket.state() == QLocalSocket::ConnectedState; }

private:
    QLocalSocket m_socket;
};

QString errorOf(const QJsonObject &answer)
{
    return answer[u"error"_s].toObject()[u"name"_s].toString();
}

} // namespace

class ControlSocketTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_runtime = std::make_unique<QTemporaryDir>();
        qputenv("XDG_RUNTIME_DIR", m_runtime->path().toLocal8Bit());
    }

    void pairing_isAskedForAndConfirmedThroughTheSocket_thenSyncs()
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        QVERIFY(a.start() && b.start());
        const NoteId note = a.write(u"from A"_s, u"text"_s);
        ControlServer serverA(a.engine(), a.reader(), u"a"_s);
        ControlServer serverB(b.engine(), b.reader(), u"b"_s);
        QVERIFY(serverA.listen() && serverB.listen());
        Talk asking(u"a"_s);
        Talk other(u"a"_s);
        Talk asked(u"b"_s);

        const QString code =
            asking.ask({{u"cmd"_s, u"pair"_s}, {u"address"_s, b.address()}})[u"code"_s].toString();
        QCOMPARE(code.size(), 6);
        QTRY_COMPARE_WITH_TIMEOUT(
            asked.ask({{u"cmd"_s, u"pairings"_s}})[u"pairings"_s].toArray().size(), 1, kWait);
        const QJsonObject shown =
            asked.ask({{u"cmd"_s, u"pairings"_s}})[u"pairings"_s].toArray()[0].toObject();
        QCOMPARE(shown[u"code"_s].toString(), code);
        QCOMPARE(shown[u"name"_s].toString(), u"A"_s);
        QVERIFY(shown[u"incoming"_s].toBool());
        const QString wrong = code == "000000"_L1 ? u"000001"_s : u"000000"_s;
        QCOMPARE(errorOf(asked.ask({{u"cmd"_s, u"confirm"_s}, {u"code"_s, wrong}})),
                 u"not-found"_s);
        QCOMPARE(errorOf(asked.ask({{u"cmd"_s, u"confirm"_s}})),
                 u"not-found"_s); // never without digits
        QVERIFY(asked.ask({{u"cmd"_s, u"confirm"_s}, {u"code"_s, code}})[u"ok"_s].toBool());
        QVERIFY(other.ask({{u"cmd"_s, u"confirm"_s}, {u"code"_s, code}})[u"ok"_s].toBool());

        const QJsonObject done = asking.hear();
        QVERIFY(done[u"ok"_s].toBool());
        QCOMPARE(done[u"peer"_s].toString(), b.identity().device().toHex());
        const QJsonObject synced = other.ask({{u"cmd"_s, u"sync"_s}, {u"timeoutMs"_s, kWait}});
        QVERIFY(synced[u"ok"_s].toBool());
        QCOMPARE(synced[u"peers"_s].toArray().size(), 1);
        QVERIFY(synced[u"peers"_s].toArray()[0].toObject()[u"ok"_s].toBool());
        QCOMPARE(b.titleOf(note), u"from A"_s);
        const QJsonArray peers = other.ask({{u"cmd"_s, u"peers"_s}})[u"peers"_s].toArray();
        QCOMPARE(peers.size(), 1);
        QVERIFY(peers[0].toObject()[u"online"_s].toBool());
    }

    void denial_withoutDigits_stopsWhatWaits()
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        QVERIFY(a.start() && b.start());
        ControlServer server(b.engine(), b.reader(), u"b"_s);
        QVERIFY(server.listen());
        Talk talk(u"b"_s);
        QCOMPARE(errorOf(talk.ask({{u"cmd"_s, u"deny"_s}})), u"not-found"_s);
        a.engine().requestPairing(b.address());
        QTRY_COMPARE_WITH_TIMEOUT(
            talk.ask({{u"cmd"_s, u"pairings"_s}})[u"pairings"_s].toArray().size(), 1, kWait);

        QVERIFY(talk.ask({{u"cmd"_s, u"deny"_s}})[u"ok"_s].toBool());

        QTRY_VERIFY_WITH_TIMEOUT(
            a.lastPairing && a.lastPairing->state == PairingRequest::State::Failed, kWait);
        QCOMPARE(a.lastPairing->error->code, ErrorCode::PairingDenied);
    }

    void nonsense_endsTheConversationAndNothingElse()
    {
        LiveDevice a(u"A"_s);
        QVERIFY(a.start());
        ControlServer server(a.engine(), a.reader(), u"a"_s);
        QVERIFY(server.listen());
        Talk rude(u"a"_s);
        Talk noisy(u"a"_s);
        Talk polite(u"a"_s);
        QVERIFY(rude.isOpen() && polite.isOpen());

        rude.say("[1, 2");
        noisy.say(QByteArray(64 * 1024, 'x'));

        QTRY_VERIFY(!rude.isOpen());
        QTRY_VERIFY(!noisy.isOpen());
        QCOMPARE(errorOf(polite.ask({{u"cmd"_s, u"dance"_s}})), u"invalid-argument"_s);
        QVERIFY(polite.ask({{u"cmd"_s, u"peers"_s}})[u"ok"_s].toBool());
    }

    void socket_isForThisPersonAlone_andOneServerALibrary()
    {
        LiveDevice a(u"A"_s);
        QVERIFY(a.start());
        ControlServer first(a.engine(), a.reader(), u"a"_s);
        ControlServer second(a.engine(), a.reader(), u"a"_s);

        QVERIFY(first.listen());
        QVERIFY(!second.listen());

        const QFileInfo folder(QFileInfo(controlAddress(u"a"_s)).path());
        QVERIFY(!(folder.permissions()
                  & (QFileDevice::ReadGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther
                     | QFileDevice::ExeOther)));
    }

    void socketOfAKilledProgram_isReplaced()
    {
        LiveDevice a(u"A"_s);
        QVERIFY(a.start());
        QFile stale(controlAddress(u"a"_s));
        QVERIFY(stale.open(QIODevice::WriteOnly)); // as after a crash: there, but nobody listens
        stale.close();
        ControlServer server(a.engine(), a.reader(), u"a"_s);

        QVERIFY(server.listen());

        Talk talk(u"a"_s);
        QVERIFY(talk.ask({{u"cmd"_s, u"peers"_s}})[u"ok"_s].toBool());
    }

    void folderOpenToOthers_isNotUsed()
    {
        LiveDevice a(u"A"_s);
        QVERIFY(a.start());
        const QString folder = m_runtime->filePath(u"sheaf"_s);
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(QFile::setPermissions(folder, QFileDevice::Permissions(0x7777)));
        ControlServer server(a.engine(), a.reader(), u"a"_s);

        QVERIFY(!server.listen());
    }

private:
    std::unique_ptr<QTemporaryDir> m_runtime;
};

QTEST_GUILESS_MAIN(ControlSocketTest)
#include "tst_controlsocket.moc"
