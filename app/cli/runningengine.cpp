#include "app/cli/runningengine.h"

#include "app/cli/clilibrary.h"
#include "sync/control/controlclient.h"
#include "sync/control/controlserver.h"

#include <QJsonArray>

namespace sheaf::cli {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

    constexpr auto kQuickAnswer = 2s;

} // namespace

RunningEngine::RunningEngine(const LibraryLocation &location)
    : m_key(location.key)
{
}

bool RunningEngine::exists() const
{
    return ControlClient(m_key).connectToServer();
}

QHash<QString, RunningEngine::PeerNow> RunningEngine::peers() const
{
    QHash<QString, PeerNow> now;
    const auto answer = ask({{u"cmd"_s, u"peers"_s}}, kQuickAnswer);
    if (answer) {
        for (const auto &each : (*answer)[u"peers"_s].toArray()) {
            const QJsonObject peer = each.toObject();
            now.insert(peer[u"peer"_s].toString(),
                       {peer[u"online"_s].toBool(), peer[u"problem"_s].toString()});
        }
    }
    return now;
}

Result<QJsonObject> RunningEngine::ask(const QJsonObject &request,
                                       std::chrono::milliseconds timeout,
                                       const std::function<void(QJsonObject)> &onLine) const
{
    ControlClient client(m_key);
    if (!client.connectToServer()) {
        return Error {
            ErrorCode::NotFound,
            u"No running Sheaf serves this library; start the app or 'sheaf-cli serve'."_s};
    }
    if (auto sent = client.send(request); !sent) {
        return sent.error();
    }
    while (true) {
        auto answer = client.receive(timeout);
        if (!answer || answer->contains(u"ok"_s)) {
            return answer;
        }
        if (onLine) {
            onLine(*answer);
        }
    }
}

namespace {

    /// "MIN-MAX" in SHEAF_PROTOCOL makes this program a newer or an older one for the others: by it the way
    /// through an update is tried out with real processes.
    ProtocolRange protocolFromEnvironment()
    {
        const QStringList range = qEnvironmentVariable("SHEAF_PROTOCOL").split(u'-');
        const quint32 lowest = range.value(0).toUInt();
        const quint32 highest = range.value(1).toUInt();
        return lowest > 0 && lowest <= highest ? ProtocolRange {lowest, highest} : ProtocolRange {};
    }

} // namespace

OwnEngine::OwnEngine() = default;
OwnEngine::~OwnEngine() = default;

Result<std::unique_ptr<OwnEngine>> OwnEngine::start(CliLibrary &library, SyncConfig config)
{
    auto settings = library.config();
    if (!settings) {
        return settings.error();
    }
    std::unique_ptr<OwnEngine> own(new OwnEngine);
    auto service = LibraryService::open(*settings);
    if (!service) {
        return service.error();
    }
    own->m_service = *std::move(service);
    library.location().remember(library.identity().device());
    auto reader = own->m_service->openReader();
    if (!reader) {
        return reader.error();
    }
    own->m_reader = *std::move(reader);
    config.protocol = protocolFromEnvironment();
    own->m_engine =
        std::make_unique<SyncEngine>(*own->m_service, library.identity(), std::move(config));
    own->m_control =
        std::make_unique<ControlServer>(*own->m_engine, *own->m_reader, library.location().key);
    if (!own->m_control->listen()) {
        return Error {
            ErrorCode::LibraryLocked,
            u"Another Sheaf program already syncs this library (or the folder for its control "
            "socket cannot be made private)."_s};
    }
    return own;
}

} // namespace sheaf::cli
