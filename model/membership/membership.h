/// Which devices belong to the library: a signed, replicated set of records that starts at the
/// library's first device. It stands in `model` because a change's signature can only be judged with
/// it, and both must move in one transaction.
/// Rules   an Add counts when its author is a member; until then it waits inside, without effect. An
///         Add may adopt the logs that its device wrote in an earlier library: up to the named heads
///         their signatures are judged with that library's id. Records only accumulate; the result is
///         a function of their set, not of the order in which they arrive. Where two records speak
///         about one device, the earlier one by (hlc, hash) names it and the adoptions add up.
/// Errors  BadSignature, LibraryMismatch, ProtocolViolation: a batch with a record that can never
///         verify is refused and changes nothing. withinBounds: see bounds.h.
#pragma once

#include "model/membership/memberrecord.h"

#include <map>

namespace sheaf {

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
    [[nodiscard]] static Membership
    found(const ChangeSigner &signer, const QString &name, Hlc hlc, const QByteArray &nonce);
    /// An empty membership that takes records of this library only. A default one takes the library
    /// of the first record that it sees.
    [[nodiscard]] static Membership expecting(const LibraryId &library);
    /// Adds records in any order. Returns how many came into force, those that waited for their author
    /// included: 0 exactly when records() is as before.
    Result<int> add(const std::vector<QByteArray> &records);

    [[nodiscard]] LibraryId library() const { return m_library; }
    [[nodiscard]] bool isMember(const DeviceId &device) const;
    [[nodiscard]] std::vector<Member> members() const; ///< by `since`, then device
    /// The library id that a change's signature names; null when the device is no member.
    [[nodiscard]] LibraryId signingLibrary(const LogId &log, std::uint64_t seq) const;
    [[nodiscard]] const std::vector<QByteArray> &records() const { return m_records; }
    [[nodiscard]] qsizetype waitingRecords() const
    {
        return static_cast<qsizetype>(m_waiting.size());
    }
    /// Whether all records together, and what each device but the first and those that it brought have
    /// added to them, is what limits allow. Not asked of what is stored already.
    [[nodiscard]] Outcome withinBounds() const;
    [[nodiscard]] Hash digest() const; ///< over the sorted hashes of all records
    [[nodiscard]] std::vector<Hash>
    heads() const; ///< records that no other names as parent, ascending

private:
    Outcome takeIn(const QByteArray &bytes);
    int releaseWaiting();
    void rebuild();

    LibraryId m_library;
    std::vector<QByteArray> m_records; ///< accepted, sorted by hash
    std::map<Hash, MemberRecord> m_accepted;
    std::map<Hash, MemberRecord> m_waiting;
    std::map<DeviceId, Member> m_members;
    std::map<LogId, std::pair<LibraryId, std::uint64_t>>
        m_adopted; ///< log -> old library, last seq
};

/// What a joining device brings along from its earlier library.
struct Adoption
{
    LibraryId library; ///< null = nothing adopted
    std::vector<AdoptedLog> logs;
};

/// An Add record by a member, complete but for the subject's signature.
[[nodiscard]] MemberRecord makeAdd(const Membership &membership,
                                   const ChangeSigner &author,
                                   const DeviceId &subject,
                                   const QString &name,
                                   Hlc hlc,
                                   Adoption adoption = {});
/// The subject agrees. It looks first at what it signs: library, name, adopted logs.
void signAsSubject(MemberRecord &record, const ChangeSigner &subject);

} // namespace sheaf
