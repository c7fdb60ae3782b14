/// Which devices belong to the library: a signed, replicated set of records that starts at the
/// library's first device. It stands in `model` because a change's signature can only be judged with
/// it, and both must move in one transaction.
/// Shape   a record is canonical CBOR with its signatures; the library id is the first 16 bytes of the
///         genesis record's hash, so nobody can forge a first device.
/// Rules   Genesis is signed by the first device; Add by a member and by the device that is added.
///         An Add may adopt the logs that its device wrote in an earlier library: up to the named
///         heads their signatures are judged with that library's id. Records only accumulate; the
///         result does not depend on the order in which they arrive.
/// Errors  a record that does not verify is refused and changes nothing.
#pragma once

#include "model/base/result.h"
#include "model/causality/hlc.h"
#include "model/causality/versionvector.h"
#include "model/note/changesigner.h"

namespace sheaf {

struct AdoptedLog
{
    LogId log;
    LogHead head;

    friend bool operator==(const AdoptedLog &, const AdoptedLog &) = default;
};

struct MemberRecord
{
    enum class Type : quint32 { Genesis = 1, Add = 2 };
    Type type = Type::Genesis;
    LibraryId library; ///< null in Genesis: it is derived
    DeviceId subject; ///< the device that becomes a member
    QString name; ///< as the subject names itself
    DeviceId author; ///< signs; the subject itself in Genesis
    Hlc hlc;
    QByteArray nonce; ///< 16 random bytes in Genesis
    LibraryId adoptedLibrary; ///< null = nothing adopted
    std::vector<AdoptedLog> adoptedLogs;
    std::vector<Hash> parents; ///< records known when it was made, ascending
    Signature authorSignature;
    Signature subjectSignature;

    [[nodiscard]] QByteArray toBeSigned() const; ///< canonical CBOR without signatures, label first
    [[nodiscard]] QByteArray toCbor() const;
    [[nodiscard]] static Result<MemberRecord> fromCbor(QByteArrayView bytes);
    [[nodiscard]] Hash hash() const; ///< of toCbor()
};

struct Member
{
    DeviceId device;
    QString name;
    Hlc since;

    friend bool operator==(const Member &, const Member &) = default;
};

class Membership
{
public:
    Membership() = default;
    /// Membership of a fresh library with one device.
    [[nodiscard]] static Membership found(const ChangeSigner &signer,
                                          const QString &name,
                                          Hlc hlc,
                                          const QByteArray &nonce);
    /// Adds records in any order; those whose author is not (yet) a member wait inside. Returns the
    /// number of records that were new. A record that can never verify is refused.
    Result<int> add(const std::vector<QByteArray> &records);

    [[nodiscard]] LibraryId library() const { return m_library; }
    [[nodiscard]] bool isMember(const DeviceId &device) const;
    [[nodiscard]] std::vector<Member> members() const; ///< by `since`, then device
    /// The library id that a change's signature names; null when the device is no member.
    [[nodiscard]] LibraryId signingLibrary(const LogId &log, std::uint64_t seq) const;
    [[nodiscard]] const std::vector<QByteArray> &records() const { return m_records; }
    [[nodiscard]] Hash digest() const; ///< over the sorted hashes of all records
    [[nodiscard]] std::vector<Hash> heads() const;

private:
    LibraryId m_library;
    std::vector<QByteArray> m_records; ///< accepted, sorted by hash
    std::vector<QByteArray> m_waiting;
    std::map<DeviceId, Member> m_members;
    std::map<LogId, std::pair<LibraryId, std::uint64_t>> m_adopted; ///< log -> old library, last seq
};

} // namespace sheaf
