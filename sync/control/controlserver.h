/// Lets other programs of the same person act on a running engine: one JSON object a line, both ways.
/// Requests
///   {cmd: "peers"}                     -> {ok, peers: [{peer, name, online, problem}]}
///   {cmd: "pairings"}                  -> {ok, pairings: [{id, code, name, address, incoming}]}
///   {cmd: "confirm", code}             -> {ok} or {error}
///   {cmd: "deny", code?}               -> {ok} or {error}; without a code: all that wait
///   {cmd: "sync", peer?, timeoutMs}    -> {ok, peers: [{peer, name, ok, sent, received, error?}]}
///   {cmd: "pair", address}             -> {code} first, then {ok, peer, name} or {error}
///   {cmd: "accept", link}              -> {ok, peer, name} or {error}
///   {cmd: "raise"}                     -> {ok}; raiseRequested() is emitted
/// Rules   the socket lies in a 0700 folder (controlAddress); one server a library.
/// Errors  {error: {code, detail}} with the code's name and number; a malformed line ends the connection.
/// Thread  the engine's thread.
#pragma once

#include "sync/engine/syncengine.h"

#include <QJsonObject>

#include <memory>

class QLocalServer;
class QLocalSocket;

namespace sheaf {

class ControlServer final : public QObject
{
    Q_OBJECT

public:
    ControlServer(SyncEngine &engine,
                  const LibraryReader &reader,
                  const QString &libraryKey,
                  QObject *parent = nullptr);
    ~ControlServer() override;

    /// False: another program serves this library already, or the folder is not safe.
    [[nodiscard]] bool listen();

Q_SIGNALS:
    void raiseRequested();

private:
    void onConnection();
    void onLine(QLocalSocket *socket, const QJsonObject &request);
    void answerPeers(QLocalSocket *socket);
    void answerPairings(QLocalSocket *socket);
    void decide(QLocalSocket *socket, const QString &code, bool confirm);
    void sync(QLocalSocket *socket, const QJsonObject &request);
    void follow(QLocalSocket *socket, quint64 pairing);

    SyncEngine &m_engine;
    const LibraryReader &m_reader;
    QString m_address;
    std::unique_ptr<QLocalServer> m_server;
};

/// An error as it travels over the control socket, and back.
[[nodiscard]] QJsonObject errorToJson(const Error &error);
[[nodiscard]] Error errorFromJson(const QJsonObject &object);
/// The rounds' outcomes in the shape that `sync` answers.
[[nodiscard]] QJsonObject outcomesToJson(const QList<struct PeerOutcome> &outcomes);

} // namespace sheaf
