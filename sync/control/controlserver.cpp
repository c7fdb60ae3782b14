#include "sync/control/controlserver.h"

#include "sync/control/controladdress.h"
#include "sync/engine/pairinground.h"
#include "sync/engine/syncround.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

    constexpr qint64 kLineBytesMax = 16 * 1024;
    constexpr int kProbeMs = 500;
    constexpr int kSyncTimeoutMsMax = 3'600'000;

    void say(QLocalSocket *socket, const QJsonObject &object)
    {
        socket->write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
        socket->flush();
    }

    void refuse(QLocalSocket *socket, const Error &error)
    {
        say(socket, {{u"error"_s, errorToJson(error)}});
    }

    bool waitsForPerson(const PairingRequest &request)
    {
        return request.state == PairingRequest::State::Comparing;
    }

} // namespace

QJsonObject errorToJson(const Error &error)
{
    return {{u"code"_s, static_cast<int>(error.code)},
            {u"name"_s, errorName(error.code)},
            {u"detail"_s, error.detail}};
}

Error errorFromJson(const QJsonObject &object)
{
    const int code = object[u"code"_s].toInt(static_cast<int>(ErrorCode::Internal));
    const bool known = code >= 0 && code <= static_cast<int>(ErrorCode::Internal);
    return {known ? static_cast<ErrorCode>(code) : ErrorCode::Internal,
            object[u"detail"_s].toString()};
}

QJsonObject outcomesToJson(const QList<PeerOutcome> &outcomes)
{
    QJsonArray peers;
    for (const PeerOutcome &outcome : outcomes) {
        QJsonObject peer {{u"peer"_s, outcome.device.toHex()},
                          {u"name"_s, outcome.name},
                          {u"ok"_s, outcome.ok},
                          {u"sent"_s, qint64(outcome.sent)},
                          {u"received"_s, qint64(outcome.received)}};
        if (!outcome.ok) {
            peer[u"error"_s] = outcome.error;
        }
        peers.append(peer);
    }
    return {{u"ok"_s, true}, {u"peers"_s, peers}};
}

ControlServer::ControlServer(SyncEngine &engine,
                             const LibraryReader &reader,
                             const QString &libraryKey,
                             QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_reader(reader)
    , m_address(controlAddress(libraryKey))
    , m_server(std::make_unique<QLocalServer>())
{
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server.get(), &QLocalServer::newConnection, this, &ControlServer::onConnection);
}

ControlServer::~ControlServer() = default;

bool ControlServer::listen()
{
    if (m_address.isEmpty()) {
        return false;
    }
    // Asked first: with access options set, Qt would put its socket in place of a living one.
    QLocalSocket probe;
    probe.connectToServer(m_address);
    if (probe.waitForConnected(kProbeMs)) {
        return false;
    }
    QLocalServer::removeServer(m_address); // left behind by a program that was killed
    return m_server->listen(m_address);
}

void ControlServer::onConnection()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            while (socket->canReadLine()) {
                const QByteArray line = socket->readLine(kLineBytesMax);
                const QJsonDocument request = QJsonDocument::fromJson(line);
                if (!request.isObject()) {
                    socket->disconnectFromServer();
                    return;
                }
                onLine(socket, request.object());
            }
            if (socket->bytesAvailable() > kLineBytesMax) {
                socket->disconnectFromServer();
            }
        });
    }
}

void ControlServer::onLine(QLocalSocket *socket, const QJsonObject &request)
{
    const QString command = request[u"cmd"_s].toString();
    if (command == "peers"_L1) {
        answerPeers(socket);
    } else if (command == "pairings"_L1) {
        answerPairings(socket);
    } else if (command == "confirm"_L1) {
        decide(socket, request[u"code"_s].toString(), true);
    } else if (command == "deny"_L1) {
        decide(socket, request[u"code"_s].toString(), false);
    } else if (command == "sync"_L1) {
        sync(socket, request);
    } else if (command == "pair"_L1) {
        follow(socket, m_engine.requestPairing(request[u"address"_s].toString()));
    } else if (command == "accept"_L1) {
        follow(socket, m_engine.acceptLink(request[u"link"_s].toString()));
    } else if (command == "raise"_L1) {
        Q_EMIT raiseRequested();
        say(socket, {{u"ok"_s, true}});
    } else {
        refuse(socket,
               {ErrorCode::InvalidArgument,
                u"The running program does not know this request; "
                "update it and start it again."_s});
    }
}

void ControlServer::answerPeers(QLocalSocket *socket)
{
    QJsonArray peers;
    for (const Peer &peer : m_engine.peers()) {
        peers.append(QJsonObject {{u"peer"_s, peer.device.toHex()},
                                  {u"name"_s, peer.name},
                                  {u"online"_s, peer.online},
                                  {u"problem"_s, peer.problem}});
    }
    say(socket, {{u"ok"_s, true}, {u"peers"_s, peers}});
}

void ControlServer::answerPairings(QLocalSocket *socket)
{
    QJsonArray pairings;
    for (const PairingRequest &request : m_engine.pairings()) {
        if (waitsForPerson(request)) {
            pairings.append(QJsonObject {{u"code"_s, request.code},
                                         {u"name"_s, request.name},
                                         {u"address"_s, request.address},
                                         {u"incoming"_s, request.incoming}});
        }
    }
    say(socket, {{u"ok"_s, true}, {u"pairings"_s, pairings}});
}

void ControlServer::decide(QLocalSocket *socket, const QString &code, bool confirm)
{
    bool found = false;
    for (const PairingRequest &request : m_engine.pairings()) {
        // Only a denial may leave the digits out: who confirms has compared them.
        const bool isMeant = request.code == code || (code.isEmpty() && !confirm);
        if (!waitsForPerson(request) || !isMeant) {
            continue;
        }
        found = true;
        if (confirm) {
            m_engine.confirmPairing(request.id);
            break;
        }
        m_engine.denyPairing(request.id);
    }
    if (!found) {
        refuse(socket,
               {ErrorCode::NotFound,
                u"No pairing with these digits waits for an answer; 'pair list' shows them."_s});
        return;
    }
    say(socket, {{u"ok"_s, true}});
}

void ControlServer::sync(QLocalSocket *socket, const QJsonObject &request)
{
    const auto only = DeviceId::fromHex(request[u"peer"_s].toString());
    const int timeout = std::clamp(request[u"timeoutMs"_s].toInt(), 1, kSyncTimeoutMsMax);
    auto *round =
        new SyncRound(m_engine, m_reader, only, std::chrono::milliseconds(timeout), socket);
    connect(round, &SyncRound::finished, socket, [socket](const QList<PeerOutcome> &outcomes) {
        say(socket, outcomesToJson(outcomes));
    });
    connect(round, &SyncRound::finished, round, &QObject::deleteLater);
    round->start();
}

void ControlServer::follow(QLocalSocket *socket, quint64 pairing)
{
    auto *round = new PairingRound(m_engine, pairing, socket);
    connect(round, &PairingRound::codeShown, socket, [socket](const QString &code) {
        say(socket, {{u"code"_s, code}});
    });
    connect(round, &PairingRound::finished, socket, [socket](const PairingRequest &request) {
        if (request.error) {
            refuse(socket, *request.error);
        } else {
            say(socket,
                {{u"ok"_s, true}, {u"peer"_s, request.device.toHex()}, {u"name"_s, request.name}});
        }
    });
    connect(round, &PairingRound::finished, round, &QObject::deleteLater);
}

} // namespace sheaf
