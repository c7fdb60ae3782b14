/// One signed statement about who belongs to the library.
/// Shape   canonical CBOR map with its signatures, see model/SCHEMA.md. The library id is the first 16
///         bytes of the genesis record's hash, so nobody can forge a first device.
/// Rules   Genesis is signed by the first device; Add by a member and by the device that is added. Both
///         sign the label and all keys but the signatures. Keys and types of newer programs are kept
///         and are covered by the signatures; a type unknown here is signed by its author at least.
/// Errors  fromCbor: ProtocolViolation for bytes that are no record; checkSignatures: BadSignature.
#pragma once

#include "model/base/result.h"
#include "model/causality/hlc.h"
#include "model/causality/versionvector.h"
#include "model/note/changesigner.h"

namespace sheaf {

/// A log that a joining device wrote in an earlier library: up to `head` it keeps its old signatures.
struct AdoptedLog
{
    LogId log;
    LogHead head;

    friend bool operator==(const AdoptedLog &, const AdoptedLog &) = default;
};

struct MemberRecord
{
    enum class Type : quint32 { Genesis = 1, Add = 2 };
    Type type = Type::Genesis; ///< other numbers come from newer programs
    LibraryId library; ///< null in Genesis: it is derived
    DeviceId subject; ///< the device that becomes a member
    QString name; ///< as the subject names itself
    DeviceId author; ///< signs; the subject itself in Genesis
    Hlc hlc;
    QByteArray nonce; ///< 16 random bytes in Genesis
    LibraryId adoptedLibrary; ///< null = nothing adopted
    std::vector<AdoptedLog> adoptedLogs; ///< strictly ascending
    std::vector<Hash> parents; ///< records known when it was made, ascending
    Signature authorSignature;
    Signature subjectSignature; ///< null in Genesis
    QByteArray extra; ///< unknown keys as canonical CBOR map; empty = none

    [[nodiscard]] QByteArray toBeSigned() const; ///< canonical CBOR without signatures, label first
    [[nodiscard]] QByteArray toCbor() const;
    [[nodiscard]] static Result<MemberRecord> fromCbor(QByteArrayView bytes);
    [[nodiscard]] Hash hash() const; ///< of toCbor()
    /// Every signature that the type asks for. Does not say that the author may do this.
    [[nodiscard]] Outcome checkSignatures() const;

    friend bool operator==(const MemberRecord &, const MemberRecord &) = default;
};

/// A device name cut to limits::kDeviceNameBytesMax at a character.
[[nodiscard]] QString clippedDeviceName(QString name);

} // namespace sheaf
