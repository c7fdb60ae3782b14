#include "sync/wire/faultcode.h"

#include "sync/limits.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    FaultCode faultCodeOf(ErrorCode code)
    {
        switch (code) {
        case ErrorCode::ProtocolViolation:
            return FaultCode::Protocol;
        case ErrorCode::ProtocolOutdated:
            return FaultCode::Outdated;
        case ErrorCode::LibraryMismatch:
        case ErrorCode::Refused:
            return FaultCode::Refused;
        case ErrorCode::BadSignature:
            return FaultCode::BadSignature;
        case ErrorCode::ChainBroken:
            return FaultCode::ChainBroken;
        case ErrorCode::LogForked:
            return FaultCode::LogForked;
        case ErrorCode::PeerStorageFailed:
        case ErrorCode::LibraryNewer:
        case ErrorCode::LibraryDamaged:
        case ErrorCode::LibraryLocked:
        case ErrorCode::LibraryUnreadable:
        case ErrorCode::DiskFull:
        case ErrorCode::StorageFailed:
            return FaultCode::Storage;
        case ErrorCode::TimedOut:
            return FaultCode::TimedOut;
        case ErrorCode::RateLimited:
            return FaultCode::RateLimited;
        case ErrorCode::PairingCodeMismatch:
            return FaultCode::PairingMismatch;
        case ErrorCode::PairingExpired:
            return FaultCode::PairingExpired;
        case ErrorCode::PairingLinkInvalid:
            return FaultCode::PairingLinkInvalid;
        case ErrorCode::PairingDenied:
            return FaultCode::PairingDenied;
        case ErrorCode::PairingPaused:
            return FaultCode::PairingPaused;
        case ErrorCode::PairingTwoLibraries:
            return FaultCode::PairingTwoLibraries;
        case ErrorCode::InvalidArgument:
        case ErrorCode::NotFound:
        case ErrorCode::NoteTooLarge:
        case ErrorCode::TextNotUtf8:
        case ErrorCode::StaleHeads:
        case ErrorCode::ContentGone:
        case ErrorCode::ContentAwaited:
        case ErrorCode::NetworkUnreachable:
        case ErrorCode::ConnectionRefused:
        case ErrorCode::ConnectionLost:
        case ErrorCode::HostNotFound:
        case ErrorCode::PortInUse:
        case ErrorCode::TlsFailed:
        case ErrorCode::KeystoreUnavailable:
        case ErrorCode::KeystoreFailed:
        case ErrorCode::Cancelled:
        case ErrorCode::Internal:
            return FaultCode::Internal;
        }
        return FaultCode::Internal;
    }

    /// Fixed sentences: nothing of our own state (paths, ids, reasons of a refusal) may slip out.
    QString sentence(FaultCode code)
    {
        switch (code) {
        case FaultCode::Internal:
            return u"Something went wrong here; try again."_s;
        case FaultCode::Protocol:
            return u"A message broke the protocol; update both devices."_s;
        case FaultCode::Outdated:
            return u"These two versions cannot talk to each other; update the older one."_s;
        case FaultCode::Refused:
            return u"Refused; pair these two devices first."_s;
        case FaultCode::BadSignature:
            return u"A signature does not verify; check the library on the sending device."_s;
        case FaultCode::ChainBroken:
            return u"A log of changes does not fit together; check the library on both devices."_s;
        case FaultCode::LogForked:
            return u"A device's changes go two ways; both are kept, and sync begins again."_s;
        case FaultCode::Storage:
            return u"The library here could not be read or written; it will be tried again."_s;
        case FaultCode::TimedOut:
            return u"No answer came in time; try again."_s;
        case FaultCode::RateLimited:
            return u"Too many attempts; try again later."_s;
        case FaultCode::PairingDenied:
            return u"The person at the other device declined."_s;
        case FaultCode::PairingMismatch:
            return u"The proofs of the two devices do not match; start pairing again."_s;
        case FaultCode::PairingExpired:
            return u"Pairing took too long; start it again."_s;
        case FaultCode::PairingLinkInvalid:
            return u"This link is wrong, used or too old; make a new one."_s;
        case FaultCode::PairingTwoLibraries:
            return u"Both libraries have several devices; export one and import it into the other."_s;
        case FaultCode::PairingPaused:
            return u"Too many failed pairings; wait some minutes."_s;
        }
        return {};
    }

    ErrorCode errorCodeOf(quint32 code)
    {
        switch (static_cast<FaultCode>(code)) {
        case FaultCode::Internal:
            return ErrorCode::ConnectionLost;
        case FaultCode::Protocol:
            return ErrorCode::ProtocolViolation;
        case FaultCode::Outdated:
            return ErrorCode::ProtocolOutdated;
        case FaultCode::Refused:
            return ErrorCode::Refused;
        case FaultCode::BadSignature:
            return ErrorCode::BadSignature;
        case FaultCode::ChainBroken:
            return ErrorCode::ChainBroken;
        case FaultCode::LogForked:
            return ErrorCode::LogForked;
        case FaultCode::Storage:
            return ErrorCode::PeerStorageFailed;
        case FaultCode::TimedOut:
            return ErrorCode::TimedOut;
        case FaultCode::RateLimited:
            return ErrorCode::RateLimited;
        case FaultCode::PairingDenied:
            return ErrorCode::PairingDenied;
        case FaultCode::PairingMismatch:
            return ErrorCode::PairingCodeMismatch;
        case FaultCode::PairingExpired:
            return ErrorCode::PairingExpired;
        case FaultCode::PairingLinkInvalid:
            return ErrorCode::PairingLinkInvalid;
        case FaultCode::PairingTwoLibraries:
            return ErrorCode::PairingTwoLibraries;
        case FaultCode::PairingPaused:
            return ErrorCode::PairingPaused;
        }
        return ErrorCode::ConnectionLost; // a code of a later version
    }

    QString withoutControlCharacters(const QString &text)
    {
        QString clean;
        for (const QChar c : text) {
            if (c.isPrint()) {
                clean.append(c);
            }
        }
        return clean.left(limits::kFaultTextBytesMax);
    }

} // namespace

message::Fault faultFor(const Error &why, bool retry)
{
    const FaultCode code = faultCodeOf(why.code);
    return {static_cast<quint32>(code), retry, sentence(code)};
}

Error errorFor(const message::Fault &fault)
{
    return {errorCodeOf(fault.code),
            u"the other device says (code %1): %2"_s.arg(fault.code)
                .arg(withoutControlCharacters(fault.text))};
}

} // namespace sheaf
