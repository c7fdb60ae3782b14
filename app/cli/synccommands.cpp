#include "app/cli/commands.h"
#include "app/cli/runningengine.h"
#include "app/cli/servecommand.h"
#include "sync/control/controlserver.h"
#include "sync/engine/pairinground.h"
#include "sync/engine/syncround.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QSocketNotifier>

#include <unistd.h>

#include <iostream>
#include <string>

namespace sheaf::cli {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

    constexpr auto kPairingWithin = 5min; ///< people look for the other screen
    constexpr auto kAnswerWithin = 10s;
    constexpr int kSyncSeconds = 60;

    QJsonObject request(const QString &command)
    {
        return {{u"cmd"_s, command}};
    }

    void showCode(Context &context, const QString &code)
    {
        if (context.json) {
            printJsonLine(QJsonObject {{u"code"_s, code}});
        } else {
            printText(u"Compare these digits with the other screen: %1 %2"_s.arg(code.left(3),
                                                                                 code.mid(3)));
        }
    }

    Reply paired(const QString &peer, const QString &name)
    {
        return Reply {QJsonObject {{u"peer"_s, peer}, {u"name"_s, name}},
                      u"Paired with %1."_s.arg(name)};
    }

    /// Pairing with an engine of our own, for as long as it takes.
    Result<Reply> pairHere(Context &context, const std::function<quint64(SyncEngine &)> &begin)
    {
        auto own = OwnEngine::start(context.library, {});
        if (!own) {
            return own.error();
        }
        SyncEngine &engine = (*own)->engine();
        std::optional<PairingRequest> ended;
        std::unique_ptr<PairingRound> round;
        std::unique_ptr<QSocketNotifier> keyboard;
        quint64 id = 0;
        QObject::connect(&engine, &SyncEngine::started, &engine, [&] {
            id = begin(engine);
            round = std::make_unique<PairingRound>(engine, id);
            QObject::connect(
                round.get(), &PairingRound::codeShown, &engine, [&](const QString &code) {
                    showCode(context, code);
                    if (::isatty(STDIN_FILENO) == 0) {
                        return; // a script answers by `pair confirm` or `pair deny`
                    }
                    printProgress(u"Are they the same? [y/n]"_s);
                    keyboard =
                        std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
                    QObject::connect(keyboard.get(), &QSocketNotifier::activated, &engine, [&] {
                        keyboard->setEnabled(false);
                        std::string line;
                        std::getline(std::cin, line);
                        !line.empty() && (line[0] == 'y' || line[0] == 'Y')
                            ? engine.confirmPairing(id)
                            : engine.denyPairing(id);
                    });
                });
            QObject::connect(
                round.get(), &PairingRound::finished, &engine, [&](const PairingRequest &last) {
                    ended = last;
                    QCoreApplication::quit();
                });
        });
        QCoreApplication::exec();
        if (!ended) {
            return Error {ErrorCode::Cancelled, u"Nothing was paired."_s};
        }
        if (ended->error) {
            return *ended->error;
        }
        return paired(ended->device.toHex(), ended->name);
    }

    /// By the engine that runs, where one does.
    Result<Reply> pair(Context &context,
                       const QJsonObject &asked,
                       const std::function<quint64(SyncEngine &)> &begin)
    {
        const RunningEngine running(context.library.location());
        if (!running.exists()) {
            return pairHere(context, begin);
        }
        const auto answer = running.ask(asked, kPairingWithin, [&](const QJsonObject &line) {
            showCode(context, line[u"code"_s].toString());
        });
        if (!answer) {
            return answer.error();
        }
        return paired((*answer)[u"peer"_s].toString(), (*answer)[u"name"_s].toString());
    }

    Result<Reply> pairRequest(Context &context, const Arguments &arguments)
    {
        QJsonObject asked = request(u"pair"_s);
        asked[u"address"_s] = arguments.at(0);
        return pair(context, asked, [&](SyncEngine &engine) {
            return engine.requestPairing(arguments.at(0));
        });
    }

    Result<Reply> pairAccept(Context &context, const Arguments &arguments)
    {
        if (!PairingLink::fromString(arguments.at(0))) {
            return Error {ErrorCode::PairingLinkInvalid, u"This is no complete pairing link"_s};
        }
        QJsonObject asked = request(u"accept"_s);
        asked[u"link"_s] = arguments.at(0);
        return pair(
            context, asked, [&](SyncEngine &engine) { return engine.acceptLink(arguments.at(0)); });
    }

    Result<Reply> pairList(Context &context, const Arguments &)
    {
        const RunningEngine running(context.library.location());
        if (!running.exists()) {
            return Reply {QJsonArray(), u"Nothing waits."_s};
        }
        const auto answer = running.ask(request(u"pairings"_s), kAnswerWithin);
        if (!answer) {
            return answer.error();
        }
        const QJsonArray pairings = (*answer)[u"pairings"_s].toArray();
        QStringList lines;
        for (const auto &value : pairings) {
            const QJsonObject pairing = value.toObject();
            lines.append(pairing[u"code"_s].toString() + u"  "_s + pairing[u"name"_s].toString()
                         + u"  "_s + pairing[u"address"_s].toString());
        }
        return Reply {pairings, lines.isEmpty() ? u"Nothing waits."_s : lines.join(u'\n')};
    }

    Result<Reply> decide(Context &context, const QString &command, const QString &code)
    {
        QJsonObject asked = request(command);
        asked[u"code"_s] = code;
        const auto answer = RunningEngine(context.library.location()).ask(asked, kAnswerWithin);
        if (!answer) {
            return answer.error();
        }
        return Reply {QJsonObject {{u"ok"_s, true}},
                      command == "confirm"_L1 ? u"Confirmed."_s : u"Denied."_s};
    }

    Result<Reply> pairConfirm(Context &context, const Arguments &arguments)
    {
        return decide(context, u"confirm"_s, arguments.at(0));
    }

    Result<Reply> pairDeny(Context &context, const Arguments &arguments)
    {
        return decide(context, u"deny"_s, arguments.at(0));
    }

    /// Everything got across with every device that was asked: 0; else 1, the outcomes say why.
    Reply outcomeReply(const QJsonObject &outcomes)
    {
        Reply reply;
        QStringList lines;
        const QJsonArray peers = outcomes[u"peers"_s].toArray();
        for (const auto &value : peers) {
            const QJsonObject peer = value.toObject();
            const bool ok = peer[u"ok"_s].toBool();
            reply.exitCode = ok ? reply.exitCode : 1;
            lines.append(
                ok ? u"%1: up to date (%2 sent, %3 received)"_s.arg(peer[u"name"_s].toString())
                         .arg(peer[u"sent"_s].toInteger())
                         .arg(peer[u"received"_s].toInteger())
                   : peer[u"name"_s].toString() + u": "_s + peer[u"error"_s].toString());
        }
        reply.json = QJsonObject {{u"peers"_s, peers}};
        reply.text = lines.isEmpty() ? u"No other devices; pair one first."_s : lines.join(u'\n');
        return reply;
    }

    Result<Reply>
    syncHere(Context &context, std::optional<DeviceId> only, std::chrono::seconds timeout)
    {
        auto own = OwnEngine::start(context.library, {});
        if (!own) {
            return own.error();
        }
        SyncEngine &engine = (*own)->engine();
        SyncRound round(engine, (*own)->reader(), only, timeout);
        QJsonObject outcomes;
        QObject::connect(&engine, &SyncEngine::started, &round, &SyncRound::start);
        QObject::connect(&round, &SyncRound::finished, &engine, [&](const QList<PeerOutcome> &all) {
            outcomes = outcomesToJson(all);
            QCoreApplication::quit();
        });
        QCoreApplication::exec();
        return outcomeReply(outcomes);
    }

    Result<Reply> sync(Context &context, const Arguments &arguments)
    {
        const auto seconds = arguments.number("timeout"_L1, kSyncSeconds, 1);
        if (!seconds) {
            return seconds.error();
        }
        const std::chrono::seconds timeout(*seconds);
        std::optional<DeviceId> only;
        if (arguments.has("peer"_L1)) {
            auto reader = LibraryReader::open(context.library.location().folder);
            if (!reader) {
                return reader.error();
            }
            const auto peer = peerArgument(**reader, arguments.value("peer"_L1));
            if (!peer) {
                return peer.error();
            }
            only = peer->device;
        }
        const RunningEngine running(context.library.location());
        if (!running.exists()) {
            return syncHere(context, only, timeout);
        }
        QJsonObject asked = request(u"sync"_s);
        asked[u"peer"_s] = only ? only->toHex() : QString();
        asked[u"timeoutMs"_s] = qint64(std::chrono::milliseconds(timeout).count());
        const auto answer = running.ask(asked, timeout + kAnswerWithin);
        if (!answer) {
            return answer.error();
        }
        return outcomeReply(*answer);
    }

} // namespace

std::vector<Command> syncCommands()
{
    return {
        serveCommand(),
        {"pair accept", "LINK", {}, 1, 1, false, pairAccept},
        {"pair request", "wss://HOST:PORT", {}, 1, 1, false, pairRequest},
        {"pair list", "", {}, 0, 0, false, pairList},
        {"pair confirm", "CODE", {}, 1, 1, false, pairConfirm},
        {"pair deny", "[CODE]", {}, 0, 1, false, pairDeny},
        {"sync", "[--peer P] [--timeout S]", {{"peer"}, {"timeout"}}, 0, 0, false, sync},
    };
}

} // namespace sheaf::cli
