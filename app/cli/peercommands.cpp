#include "app/cli/commands.h"
#include "app/cli/notejson.h"
#include "app/cli/runningengine.h"

namespace sheaf::cli {

using namespace Qt::StringLiterals;

namespace {

    Result<Reply> list(Context &context, const Arguments &)
    {
        const LibraryReader &reader = context.library.library();
        const auto running = RunningEngine(context.library.location()).peers();
        QJsonArray peers;
        QStringList lines;
        for (const PeerRow &peer : reader.peers()) {
            const RunningEngine::PeerNow now = running.value(peer.device.toHex());
            peers.append(QJsonObject {
                {u"peer"_s, peer.device.toHex()},
                {u"name"_s, peer.name},
                {u"address"_s, peer.addresses.value(0)},
                {u"addresses"_s, QJsonArray::fromStringList(peer.addresses)},
                {u"trust"_s, u"trusted"_s},
                {u"revoked"_s, false},
                {u"online"_s, now.online},
                {u"problem"_s, now.problem},
                {u"lastSeen"_s, isoTime(peer.lastSeenMs)},
                {u"pending"_s, peer.pending},
            });
            lines.append(peer.device.toHex().left(12) + u"  "_s + peer.name + u"  "_s
                         + peer.addresses.value(0) + (now.online ? u"  online"_s : QString())
                         + u"  %1 waiting"_s.arg(peer.pending));
            if (!now.problem.isEmpty()) {
                lines.append(u"    "_s + now.problem);
            }
        }
        return Reply {peers, lines.isEmpty() ? u"No other devices."_s : lines.join(u'\n')};
    }

    Result<Reply> rename(Context &context, const Arguments &arguments)
    {
        const auto peer = peerArgument(context.library.library(), arguments.at(0));
        if (!peer) {
            return peer.error();
        }
        if (auto renamed = context.library.library().setPeerName(peer->device, arguments.at(1));
            !renamed) {
            return renamed.error();
        }
        return Reply {QJsonObject {{u"peer"_s, peer->device.toHex()}, {u"name"_s, arguments.at(1)}},
                      u"Renamed to %1."_s.arg(arguments.at(1))};
    }

    Result<Reply> address(Context &context, const Arguments &arguments)
    {
        const auto peer = peerArgument(context.library.library(), arguments.at(0));
        if (!peer) {
            return peer.error();
        }
        const QUrl url(arguments.at(1), QUrl::StrictMode);
        if (!url.isValid() || url.scheme() != "wss"_L1 || url.host().isEmpty() || url.port() <= 0) {
            return Error {
                ErrorCode::InvalidArgument,
                u"An address looks like wss://192.168.1.5:47800, not '%1'."_s.arg(arguments.at(1))};
        }
        // The new one is tried first; the others stay, for the day they are right again.
        QStringList addresses = peer->addresses;
        addresses.removeAll(arguments.at(1));
        addresses.prepend(arguments.at(1));
        if (auto set = context.library.library().setPeerAddresses(peer->device, addresses); !set) {
            return set.error();
        }
        return Reply {QJsonObject {{u"peer"_s, peer->device.toHex()},
                                   {u"address"_s, arguments.at(1)},
                                   {u"addresses"_s, QJsonArray::fromStringList(addresses)}},
                      u"%1 is tried at %2 first."_s.arg(peer->name, arguments.at(1))};
    }

    Result<Reply> trust(Context &, const Arguments &)
    {
        return notAvailableYet(u"Choosing what a device may see"_s);
    }

    Result<Reply> revoke(Context &, const Arguments &)
    {
        return notAvailableYet(u"Removing a device"_s);
    }

} // namespace

std::vector<Command> peerCommands()
{
    return {
        {"peer list", "", {}, 0, 0, true, list},
        {"peer rename", "P NAME", {}, 2, 2, true, rename},
        {"peer address", "P wss://HOST:PORT", {}, 2, 2, true, address},
        {"peer trust", "P trusted|no-private|notebooks=…|tags=…", {}, 2, 2, false, trust},
        {"peer revoke", "P", {}, 1, 1, false, revoke},
    };
}

} // namespace sheaf::cli
