#include "app/cli/servecommand.h"

#include "app/cli/runningengine.h"
#include "app/cli/signalwatcher.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QSaveFile>
#include <QTimer>

namespace sheaf::cli {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

    constexpr auto kReadyWithin = 30s;

    /// The ready line, told once to stdout and to the ready file.
    Outcome tellReady(const QJsonObject &ready, const QString &file)
    {
        printJsonLine(ready);
        if (file.isEmpty()) {
            return kDone;
        }
        QSaveFile out(file);
        const QByteArray line = QJsonDocument(ready).toJson(QJsonDocument::Compact) + '\n';
        if (!out.open(QIODevice::WriteOnly) || out.write(line) != line.size() || !out.commit()) {
            return Error {
                ErrorCode::StorageFailed,
                u"The ready file '%1' cannot be written: %2"_s.arg(file, out.errorString())};
        }
        return kDone;
    }

    Result<Reply> serve(Context &context, const Arguments &arguments)
    {
        SignalWatcher signals_;
        SyncConfig config;
        config.listen = arguments.has("listen"_L1) ? arguments.value("listen"_L1) : u"0.0.0.0:0"_s;
        auto own = OwnEngine::start(context.library, config);
        if (!own) {
            return own.error();
        }
        SyncEngine &engine = (*own)->engine();
        QJsonObject ready {{u"deviceId"_s, (*own)->reader().device().toHex()}};
        std::optional<Error> fault;
        const auto finish = [&] {
            if (auto told = tellReady(ready, arguments.value("ready-file"_L1)); !told) {
                fault = told.error();
                QCoreApplication::quit();
            }
        };
        bool notListening = false;
        const auto giveUpWhenKnown = [&] {
            const QString problem = engine.status().problem;
            if (notListening && !problem.isEmpty()) {
                fault = Error {ErrorCode::PortInUse, problem};
                QCoreApplication::quit();
            }
        };
        QObject::connect(&engine, &SyncEngine::statusChanged, &engine, giveUpWhenKnown);
        QObject::connect(&engine, &SyncEngine::started, &engine, [&](const QString &listening) {
            if (listening.isEmpty()) {
                notListening = true; // the status that says why may still be on its way
                giveUpWhenKnown();
                return;
            }
            QLoggingCategory::setFilterRules({}); // from here on its owner reads the log
            ready[u"listening"_s] = listening;
            if (arguments.has("pairing-link"_L1)) {
                engine.makePairingLink();
            } else {
                finish();
            }
        });
        QObject::connect(&engine, &SyncEngine::pairingLinkReady, &engine, [&](const QString &link) {
            ready[u"pairingLink"_s] = link;
            finish();
        });
        QObject::connect(
            &signals_, &SignalWatcher::stopRequested, &engine, &QCoreApplication::quit);
        QTimer::singleShot(kReadyWithin, &engine, [&] {
            if (!ready.contains(u"listening"_s)) {
                fault = Error {ErrorCode::TimedOut, u"Sync did not start in time."_s};
                QCoreApplication::quit();
            }
        });
        QCoreApplication::exec();
        own->reset();
        if (fault) {
            return *fault;
        }
        return Reply {};
    }

} // namespace

Command serveCommand()
{
    return {"serve",
            "[--listen HOST:PORT] [--ready-file F] [--pairing-link]",
            {{"listen"}, {"ready-file"}, {"pairing-link", false}},
            0,
            0,
            false,
            serve};
}

} // namespace sheaf::cli
