/// What went wrong, in a form a caller can act on. Words for people are made from the code in the
/// programs (`ui/common/errortext`, `app/cli`), never here.
#pragma once

#include <QString>

namespace sheaf {

enum class ErrorCode {
    // The person's input
    InvalidArgument, ///< a value outside its rules; `detail` names it
    NotFound, ///< no such note, peer, conflict, file
    NoteTooLarge, ///< over limits::kBodyBytesMax
    TextNotUtf8, ///< a file or field that is no text
    StaleHeads, ///< the note moved on since the caller looked; look again
    ContentGone, ///< a version, or a deleted note, whose text is no longer kept
    ContentAwaited, ///< parts of the note are still on another device
    // The library on disk
    LibraryNewer, ///< written by a newer program; left untouched
    LibraryDamaged, ///< SQLite or our own checks say so; left untouched
    LibraryLocked, ///< another program holds the write lock for too long
    LibraryUnreadable, ///< permissions, not a folder, not a library
    DiskFull,
    StorageFailed, ///< any other I/O failure
    // The network and the other side
    NetworkUnreachable,
    ConnectionRefused,
    ConnectionLost,
    HostNotFound,
    TimedOut,
    PortInUse,
    TlsFailed,
    ProtocolViolation, ///< framing, size, type, order
    ProtocolOutdated, ///< no common protocol version
    LibraryMismatch, ///< the other device keeps a different library
    Refused, ///< generic refusal: not paired, revoked
    BadSignature,
    ChainBroken, ///< seq gap or prev mismatch
    PeerStorageFailed, ///< the other device's disk: nothing is wrong here
    LogForked, ///< a log goes two ways; both are kept, and sync begins again
    RateLimited,
    // Pairing
    PairingCodeMismatch,
    PairingExpired,
    PairingLinkInvalid,
    PairingDenied,
    PairingPaused, ///< three failures, wait
    PairingTwoLibraries, ///< both sides already have several devices
    // Keys
    KeystoreUnavailable, ///< no keychain and no permission for the file fallback
    KeystoreFailed,
    Cancelled,
    Internal, ///< our bug
};

struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString detail; ///< English, for the log and for CLI text; never note text, never a key

    friend bool operator==(const Error &, const Error &) = default;
};

/// Stable kebab-case name of a code, for logs and JSON.
[[nodiscard]] QString errorName(ErrorCode code);

} // namespace sheaf
