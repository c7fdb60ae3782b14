#include "sync/engine/diagnosis.h"

#include "model/base/bounds.h"
#include "sync/session/handshake.h"
#include "sync/transport/endpoint.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    QString place(const QString &address)
    {
        const auto endpoint = Endpoint::fromText(address);
        return endpoint ? endpoint->toText() : u"its address"_s;
    }

} // namespace

QString peerProblem(const Error &why, const QString &address)
{
    switch (why.code) {
    case ErrorCode::ConnectionRefused:
        return u"Nothing answers at %1. Start Sheaf on that device, or correct its address."_s.arg(
            place(address));
    case ErrorCode::HostNotFound:
        return u"No device named %1 is known to the network. Check the spelling, or type its IP address."_s
            .arg(place(address).section(u':', 0, 0));
    case ErrorCode::NetworkUnreachable:
        return u"There is no network path to %1. Connect both devices to the same network."_s.arg(
            place(address));
    case ErrorCode::TimedOut:
        return u"The device at %1 does not answer. It may be off or asleep, or a firewall blocks the port."_s
            .arg(place(address));
    case ErrorCode::ConnectionLost:
    case ErrorCode::Cancelled:
        return u"The connection was lost. It comes back by itself as soon as the network does."_s;
    case ErrorCode::TlsFailed:
        return u"Another program, or a proxy, answers at %1. Check the port number."_s.arg(
            place(address));
    case ErrorCode::ProtocolViolation:
        return u"What answers at %1 does not speak as Sheaf does. Check the port, and update both devices."_s
            .arg(place(address));
    case ErrorCode::ProtocolOutdated:
        return outdatedProblem(why, {});
    case ErrorCode::LibraryMismatch:
    case ErrorCode::Refused:
        return u"The device at %1 does not know this one. Pair them again, or correct the address."_s
            .arg(place(address));
    case ErrorCode::BadSignature:
    case ErrorCode::ChainBroken:
        return u"The devices disagree about the history of some notes. Run a check of the library on both."_s;
    case ErrorCode::LogForked:
        return u"A device was restored from a backup or copied. Both lines of its changes are kept; sync goes on by itself."_s;
    case ErrorCode::RateLimited:
        return u"The device asks to wait a minute after several failed attempts. It is tried again by itself."_s;
    case ErrorCode::PeerStorageFailed:
        return u"The device cannot store what it receives. Check its disk, and free some space there; sync then goes on by itself."_s;
    case ErrorCode::DiskFull:
        return u"The disk is full, so nothing more can be received. Free some space; sync then goes on."_s;
    case ErrorCode::LibraryNewer:
    case ErrorCode::LibraryDamaged:
    case ErrorCode::LibraryLocked:
    case ErrorCode::LibraryUnreadable:
    case ErrorCode::StorageFailed:
        return u"Received changes could not be stored on one of the two devices. Check their "
               u"disks; it is "
               "tried again by itself."_s;
    case ErrorCode::InvalidArgument:
    case ErrorCode::NotFound:
        return u"No device can be dialled at %1. Correct the address in the device list."_s.arg(
            place(address));
    case ErrorCode::NoteTooLarge:
    case ErrorCode::TextNotUtf8:
    case ErrorCode::StaleHeads:
    case ErrorCode::ContentGone:
    case ErrorCode::ContentAwaited:
    case ErrorCode::PortInUse:
    case ErrorCode::PairingCodeMismatch:
    case ErrorCode::PairingExpired:
    case ErrorCode::PairingLinkInvalid:
    case ErrorCode::PairingDenied:
    case ErrorCode::PairingPaused:
    case ErrorCode::PairingTwoLibraries:
    case ErrorCode::KeystoreUnavailable:
    case ErrorCode::KeystoreFailed:
    case ErrorCode::Internal:
        break;
    }
    return u"Sync with this device stopped (%1). It is tried again by itself; restart Sheaf if "
           u"that does "
           "not help."_s.arg(errorName(why.code));
}

QString outdatedProblem(const Error &why, const QString &host)
{
    const QString place = host.isEmpty() ? QString() : u" at %1"_s.arg(host);
    if (why.detail == handshake::kUpdateHere) {
        return u"Sheaf on this device is too old for the one%1. Update Sheaf here; nothing is lost, and sync then goes on by itself."_s
            .arg(host.isEmpty() ? u" there"_s : place);
    }
    if (why.detail == handshake::kUpdateThere) {
        return u"Sheaf on the device%1 is too old for this one. Update Sheaf there; nothing is lost, and sync then goes on by itself."_s
            .arg(place);
    }
    return u"One of the two devices runs a version of Sheaf that is too old. Update both; nothing is lost."_s;
}

QString sessionProblem(const Error &why, bool told)
{
    switch (why.code) {
    case ErrorCode::TimedOut:
        return u"The device stopped answering. It may be asleep or on a bad line; it is tried again by itself."_s;
    case ErrorCode::ProtocolViolation:
        return told
            ? u"The device does not understand what this one says. Update Sheaf on both; nothing is lost."_s
            : u"What the device says breaks the rules of sync. Update Sheaf on both; nothing is lost."_s;
    case ErrorCode::RateLimited:
        if (isBringsTooMuch(why)) {
            return u"A device of the library brings more logs or member records than a library takes, and nothing more is taken of them (%1). All else goes on."_s
                .arg(why.detail);
        }
        return told
            ? u"The device asks to wait a minute after too much at once. It is tried again by itself."_s
            : u"The device sent too much at once and has to wait a minute. It is tried again by itself."_s;
    default: // the rest means the same before and after the devices know each other
        return peerProblem(why, {});
    }
}

QString noAddressProblem()
{
    return u"No address of this device is known. Type one in the device list, or start Sheaf "
           u"there: it may "
           "dial this device."_s;
}

QString listenProblem(const Error &why, const QString &listen)
{
    const auto endpoint = Endpoint::fromText(listen);
    const QString port = endpoint ? QString::number(endpoint->port) : listen;
    switch (why.code) {
    case ErrorCode::PortInUse:
        return u"Port %1 is used by another program, so other devices cannot connect to this one. "
               u"Close that "
               "program or choose another port; connecting from here still works."_s.arg(port);
    case ErrorCode::Refused:
        return u"The system does not allow to listen on port %1. Choose a port above 1023; "
               u"connecting from "
               "here still works."_s.arg(port);
    default: // of all codes only these have a step of their own
        return u"Cannot listen on %1, so other devices cannot connect to this one. Choose an "
               u"address of this "
               "computer, such as 0.0.0.0:%2."_s.arg(listen)
                   .arg(Endpoint::kDefaultPort);
    }
}

QString storageProblem(const Error &why)
{
    switch (why.code) {
    case ErrorCode::DiskFull:
        return u"The disk is full. Free some space; sync then goes on by itself."_s;
    case ErrorCode::LibraryNewer:
        return u"The library was written by a newer version of Sheaf. Update this one; nothing was changed."_s;
    case ErrorCode::LibraryDamaged:
        return u"The library's file is damaged. Run a check, and restore a backup if it says so."_s;
    default: // the rest of what a disk can do
        return u"The library cannot be written at the moment (%1). Check the disk and its permissions."_s
            .arg(errorName(why.code));
    }
}

QString damageHereProblem(std::size_t changes)
{
    const QString what =
        changes == 1 ? u"A change is"_s : u"%1 changes are"_s.arg(static_cast<qint64>(changes));
    return u"%1 damaged on this computer, so what builds on it cannot be sent. Connect a device "
           u"that has it "
           u"whole, or restore a backup of the library; sync then goes on by itself."_s.arg(what);
}

QString damageThereProblem(const QString &device)
{
    return u"%1 has damaged changes that it cannot send. Connect it to a device that has them "
           u"whole, or "
           u"restore a backup there; sync then goes on by itself."_s.arg(device);
}

QString divergenceProblem(const QStringList &titles)
{
    constexpr qsizetype kNamedMax = 3;
    QStringList named;
    for (const QString &title : titles.mid(0, kNamedMax)) {
        named.append(u"“%1”"_s.arg(title));
    }
    if (titles.size() > kNamedMax) {
        named.append(u"%1 more"_s.arg(titles.size() - kNamedMax));
    }
    return u"%1: shown differently on another device that has the same changes. Nothing is lost; "
           u"install "
           "the newest Sheaf on both devices, then run the check of the library on both."_s.arg(
               named.join(u", "_s));
}

} // namespace sheaf
