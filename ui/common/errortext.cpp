#include "ui/common/errortext.h"

#include "model/base/limits.h"
#include "sync/limits.h"

#include <QCoreApplication>

#include <chrono>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    struct Words
    {
        Q_DECLARE_TR_FUNCTIONS(sheaf::ErrorText)
    };

} // namespace

QString errorHappened(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return Words::tr("That value cannot be used.");
    case ErrorCode::NotFound:
        return Words::tr("It is not there any more.");
    case ErrorCode::NoteTooLarge:
        return Words::tr("The note is larger than %1 MiB.")
            .arg(limits::kBodyBytesMax / (1024 * 1024));
    case ErrorCode::TextNotUtf8:
        return Words::tr("This is not text that Sheaf can read.");
    case ErrorCode::StaleHeads:
        return Words::tr("The note has changed since you looked at it.");
    case ErrorCode::ContentGone:
        return Words::tr("The text of this version is no longer kept.");
    case ErrorCode::ContentAwaited:
        return Words::tr("Parts of this note are still on another device.");
    case ErrorCode::LibraryNewer:
        return Words::tr("This library was written by a newer Sheaf and was left untouched.");
    case ErrorCode::LibraryDamaged:
        return Words::tr("This library is damaged and was left untouched.");
    case ErrorCode::LibraryLocked:
        return Words::tr("Another program is using this library.");
    case ErrorCode::LibraryUnreadable:
        return Words::tr("The library's folder cannot be used.");
    case ErrorCode::DiskFull:
        return Words::tr("The disk is full, so the last change is not saved yet.");
    case ErrorCode::StorageFailed:
        return Words::tr("The disk did not take the last change.");
    case ErrorCode::NetworkUnreachable:
        return Words::tr("This computer has no way to that network.");
    case ErrorCode::ConnectionRefused:
        return Words::tr("There is a computer at that address, but Sheaf does not answer there.");
    case ErrorCode::ConnectionLost:
        return Words::tr("The connection broke off.");
    case ErrorCode::HostNotFound:
        return Words::tr("There is no computer with that name.");
    case ErrorCode::TimedOut:
        return Words::tr("The other device did not answer in time.");
    case ErrorCode::PortInUse:
        return Words::tr("Another program already listens on that port.");
    case ErrorCode::TlsFailed:
        return Words::tr("No secure connection could be made with that address.");
    case ErrorCode::ProtocolViolation:
        return Words::tr("What answered there does not speak as Sheaf does.");
    case ErrorCode::ProtocolOutdated:
        return Words::tr("One of the two devices runs a Sheaf that is too old for the other.");
    case ErrorCode::LibraryMismatch:
        return Words::tr("The other device keeps a different library.");
    case ErrorCode::Refused:
        return Words::tr("The other device does not know this one.");
    case ErrorCode::BadSignature:
        return Words::tr(
            "A change arrived with a signature that is not genuine, and was not taken.");
    case ErrorCode::ChainBroken:
        return Words::tr("Changes arrived with a piece missing, and were not taken.");
    case ErrorCode::PeerStorageFailed:
        return Words::tr("The other device cannot store what it receives.");
    case ErrorCode::LogForked:
        return Words::tr(
            "A device was restored from a backup or copied, and its changes go two ways.");
    case ErrorCode::RateLimited:
        return Words::tr("There were too many attempts in a short time.");
    case ErrorCode::PairingCodeMismatch:
        return Words::tr("The codes were different, so nothing was paired.");
    case ErrorCode::PairingExpired:
        return Words::tr("The time for pairing ran out.");
    case ErrorCode::PairingLinkInvalid:
        return Words::tr("This is not a pairing link, or a part of it is missing.");
    case ErrorCode::PairingDenied:
        return Words::tr("The other device said no.");
    case ErrorCode::PairingPaused:
        return Words::tr("Pairing failed %1 times and pauses for safety.")
            .arg(limits::kPairingFailuresMax);
    case ErrorCode::PairingTwoLibraries:
        return Words::tr("Both devices already belong to libraries with several devices.");
    case ErrorCode::KeystoreUnavailable:
        return Words::tr("This computer has no keychain that Sheaf could keep its key in.");
    case ErrorCode::KeystoreFailed:
        return Words::tr("The keychain did not hand over Sheaf's key.");
    case ErrorCode::Cancelled:
        return Words::tr("It was cancelled.");
    case ErrorCode::Internal:
        break;
    }
    return Words::tr("Something went wrong inside Sheaf.");
}

QString errorRemedy(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return Words::tr("Correct it and try again.");
    case ErrorCode::NotFound:
        return Words::tr("Look at the list again; it may have been removed on another device.");
    case ErrorCode::NoteTooLarge:
        return Words::tr("Divide it into several notes; the text stays here until then.");
    case ErrorCode::TextNotUtf8:
        return Words::tr("Save the file as UTF-8 text and try again.");
    case ErrorCode::StaleHeads:
        return Words::tr("Look at the new version, then decide again.");
    case ErrorCode::ContentGone:
        return Words::tr("The settings say how long old versions are kept.");
    case ErrorCode::ContentAwaited:
        return Words::tr("They come with the next sync. Then you can edit it again.");
    case ErrorCode::LibraryNewer:
        return Words::tr("Update Sheaf on this computer and open it again.");
    case ErrorCode::LibraryDamaged:
        return Words::tr(
            "Put a backup of its folder in place, or start with an empty folder and pair "
            "with a device that has the notes.");
    case ErrorCode::LibraryLocked:
        return Words::tr("Close the other program, or wait for it to finish, and try again.");
    case ErrorCode::LibraryUnreadable:
        return Words::tr("Check that it is a folder and that you may read and write it.");
    case ErrorCode::DiskFull:
        return Words::tr("Free some space; Sheaf then saves by itself.");
    case ErrorCode::StorageFailed:
        return Words::tr("Copy what you wrote to a safe place and check the disk.");
    case ErrorCode::NetworkUnreachable:
        return Words::tr("Check the network connection; Sheaf tries again by itself.");
    case ErrorCode::ConnectionRefused:
        return Words::tr("Start Sheaf on the other device, and check the port in the address.");
    case ErrorCode::ConnectionLost:
        return Words::tr("Sheaf connects again by itself; nothing is lost.");
    case ErrorCode::HostNotFound:
        return Words::tr(
            "Check the spelling, or type the number address that the other device shows.");
    case ErrorCode::TimedOut:
        return Words::tr(
            "Check that it is switched on and on the same network, and that no firewall "
            "is in between.");
    case ErrorCode::PortInUse:
        return Words::tr("Choose another port with --listen, or close the other program.");
    case ErrorCode::TlsFailed:
        return Words::tr(
            "Check that the address and port are the ones that the other device shows.");
    case ErrorCode::ProtocolViolation:
        return Words::tr("Check the address, and use the same Sheaf on both devices.");
    case ErrorCode::ProtocolOutdated:
        return Words::tr("Update Sheaf on the older one; your changes wait until then.");
    case ErrorCode::LibraryMismatch:
        return Words::tr("Pair the two devices to bring their notes together.");
    case ErrorCode::Refused:
        return Words::tr("Pair the two devices again.");
    case ErrorCode::BadSignature:
    case ErrorCode::ChainBroken:
        return Words::tr("Sheaf fetches it again by itself; if this comes back, pair the devices "
                         "again.");
    case ErrorCode::PeerStorageFailed:
        return Words::tr("Check the disk there and free some space; sync then goes on by itself.");
    case ErrorCode::LogForked:
        return Words::tr(
            "Nothing is lost: both lines of changes are kept, and sync goes on by itself.");
    case ErrorCode::RateLimited:
        return Words::tr("Wait a minute and try again.");
    case ErrorCode::PairingCodeMismatch:
        return Words::tr("Try again, and make sure that both screens show this same pairing.");
    case ErrorCode::PairingExpired:
        return Words::tr("Start again; a link is good for %1 minutes and for one use.")
            .arg(std::chrono::minutes(limits::kPairingLinkValid).count());
    case ErrorCode::PairingLinkInvalid:
        return Words::tr(
            "Copy the whole link from the other device, from “sheaf:pair” to its end.");
    case ErrorCode::PairingDenied:
        return Words::tr("If that was a mistake, start again.");
    case ErrorCode::PairingPaused:
        return Words::tr("Try again in %1 minutes.")
            .arg(std::chrono::minutes(limits::kPairingPause).count());
    case ErrorCode::PairingTwoLibraries:
        return Words::tr(
            "Export the notes of one library, make an empty library there, pair it, and "
            "import the notes.");
    case ErrorCode::KeystoreUnavailable:
        return Words::tr(
            "Unlock or install a keychain, or let Sheaf keep the key in a file that only "
            "you can read.");
    case ErrorCode::KeystoreFailed:
        return Words::tr("Unlock the keychain and start Sheaf again.");
    case ErrorCode::Cancelled:
        return Words::tr("Nothing was changed.");
    case ErrorCode::Internal:
        break;
    }
    return Words::tr("Start Sheaf again; your saved notes are safe.");
}

QString errorText(const Error &error)
{
    return u"%1 %2"_s.arg(errorHappened(error.code), errorRemedy(error.code));
}

} // namespace sheaf
