#include "model/base/error.h"

namespace sheaf {

using namespace Qt::StringLiterals;

QString errorName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return u"invalid-argument"_s;
    case ErrorCode::NotFound:
        return u"not-found"_s;
    case ErrorCode::NoteTooLarge:
        return u"note-too-large"_s;
    case ErrorCode::TextNotUtf8:
        return u"text-not-utf8"_s;
    case ErrorCode::StaleHeads:
        return u"stale-heads"_s;
    case ErrorCode::ContentGone:
        return u"content-gone"_s;
    case ErrorCode::ContentAwaited:
        return u"content-awaited"_s;
    case ErrorCode::LibraryNewer:
        return u"library-newer"_s;
    case ErrorCode::LibraryDamaged:
        return u"library-damaged"_s;
    case ErrorCode::LibraryLocked:
        return u"library-locked"_s;
    case ErrorCode::LibraryUnreadable:
        return u"library-unreadable"_s;
    case ErrorCode::DiskFull:
        return u"disk-full"_s;
    case ErrorCode::StorageFailed:
        return u"storage-failed"_s;
    case ErrorCode::NetworkUnreachable:
        return u"network-unreachable"_s;
    case ErrorCode::ConnectionRefused:
        return u"connection-refused"_s;
    case ErrorCode::ConnectionLost:
        return u"connection-lost"_s;
    case ErrorCode::HostNotFound:
        return u"host-not-found"_s;
    case ErrorCode::TimedOut:
        return u"timed-out"_s;
    case ErrorCode::PortInUse:
        return u"port-in-use"_s;
    case ErrorCode::TlsFailed:
        return u"tls-failed"_s;
    case ErrorCode::ProtocolViolation:
        return u"protocol-violation"_s;
    case ErrorCode::ProtocolOutdated:
        return u"protocol-outdated"_s;
    case ErrorCode::LibraryMismatch:
        return u"library-mismatch"_s;
    case ErrorCode::Refused:
        return u"refused"_s;
    case ErrorCode::BadSignature:
        return u"bad-signature"_s;
    case ErrorCode::ChainBroken:
        return u"chain-broken"_s;
    case ErrorCode::PeerStorageFailed:
        return u"peer-storage-failed"_s;
    case ErrorCode::LogForked:
        return u"log-forked"_s;
    case ErrorCode::RateLimited:
        return u"rate-limited"_s;
    case ErrorCode::PairingCodeMismatch:
        return u"pairing-code-mismatch"_s;
    case ErrorCode::PairingExpired:
        return u"pairing-expired"_s;
    case ErrorCode::PairingLinkInvalid:
        return u"pairing-link-invalid"_s;
    case ErrorCode::PairingDenied:
        return u"pairing-denied"_s;
    case ErrorCode::PairingPaused:
        return u"pairing-paused"_s;
    case ErrorCode::PairingTwoLibraries:
        return u"pairing-two-libraries"_s;
    case ErrorCode::KeystoreUnavailable:
        return u"keystore-unavailable"_s;
    case ErrorCode::KeystoreFailed:
        return u"keystore-failed"_s;
    case ErrorCode::Cancelled:
        return u"cancelled"_s;
    case ErrorCode::Internal:
        return u"internal"_s;
    }
    return u"internal"_s;
}

} // namespace sheaf
