#include "model/membership/membership.h"

#include "model/base/bounds.h"
#include "model/base/digest.h"
#include "model/base/limits.h"

#include <set>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    LibraryId libraryOf(const Hash &genesis)
    {
        LibraryId library;
        std::copy_n(genesis.bytes.begin(), library.bytes.size(), library.bytes.begin());
        return library;
    }

    bool isGenesis(const MemberRecord &record)
    {
        return record.type == MemberRecord::Type::Genesis;
    }

} // namespace

Membership
Membership::found(const ChangeSigner &signer, const QString &name, Hlc hlc, const QByteArray &nonce)
{
    MemberRecord genesis;
    genesis.type = MemberRecord::Type::Genesis;
    genesis.subject = signer.device();
    genesis.author = signer.device();
    genesis.name = clippedDeviceName(name);
    genesis.hlc = hlc;
    genesis.nonce = nonce;
    genesis.authorSignature = signer.sign(genesis.toBeSigned());
    Membership membership;
    const Result<int> added = membership.add({genesis.toCbor()});
    Q_ASSERT(added && *added == 1); // a nonce that is not 16 bytes long is our bug
    return membership;
}

Membership Membership::expecting(const LibraryId &library)
{
    Membership membership;
    membership.m_library = library;
    return membership;
}

Result<int> Membership::add(const std::vector<QByteArray> &records)
{
    Membership next = *this;
    for (const QByteArray &bytes : records) {
        if (const Outcome taken = next.takeIn(bytes); !taken) {
            return taken.error();
        }
    }
    const int released = next.releaseWaiting();
    if (released > 0) {
        next.rebuild();
    }
    *this = std::move(next);
    return released;
}

/// Checks all that can be checked without knowing who is a member, and lets the record wait.
Outcome Membership::takeIn(const QByteArray &bytes)
{
    const Hash hash = sheaf::digest(bytes);
    if (m_accepted.contains(hash) || m_waiting.contains(hash)) {
        return kDone;
    }
    if (m_accepted.size() + m_waiting.size() >= static_cast<size_t>(limits::kMemberRecordsMax)) {
        return Error {ErrorCode::ProtocolViolation, u"member records: too many"_s};
    }
    Result<MemberRecord> record = MemberRecord::fromCbor(bytes);
    if (!record) {
        return record.error();
    }
    const LibraryId library = isGenesis(*record) ? libraryOf(hash) : record->library;
    if (!m_library.isNull() && library != m_library) {
        return Error {ErrorCode::LibraryMismatch, u"member record: of another library"_s};
    }
    if (const Outcome checked = record->checkSignatures(); !checked) {
        return checked.error();
    }
    m_library = library;
    m_waiting.emplace(hash, *std::move(record));
    return kDone;
}

/// Accepts what a member wrote, until nothing more follows from it.
int Membership::releaseWaiting()
{
    std::set<DeviceId> members;
    for (const auto &[device, member] : m_members) {
        members.insert(device);
    }
    int released = 0;
    for (bool again = true; again;) {
        again = false;
        for (auto it = m_waiting.begin(); it != m_waiting.end();) {
            if (!isGenesis(it->second) && !members.contains(it->second.author)) {
                ++it;
                continue;
            }
            if (isGenesis(it->second) || it->second.type == MemberRecord::Type::Add) {
                again = members.insert(it->second.subject).second || again;
            }
            m_accepted.insert(m_waiting.extract(it++));
            ++released;
        }
    }
    return released;
}

/// Everything that follows from the accepted records, in their own order.
void Membership::rebuild()
{
    m_records.clear();
    m_members.clear();
    m_adopted.clear();
    std::vector<std::pair<Hlc, Hash>> order;
    for (const auto &[hash, record] : m_accepted) {
        m_records.push_back(record.toCbor());
        order.emplace_back(record.hlc, hash);
    }
    std::sort(order.begin(), order.end());
    for (const auto &[hlc, hash] : order) {
        const MemberRecord &record = m_accepted.at(hash);
        if (!isGenesis(record) && record.type != MemberRecord::Type::Add) {
            continue; // a newer program's record: kept and passed on, without effect here
        }
        m_members.emplace(record.subject, Member {record.subject, record.name, record.hlc});
        for (const AdoptedLog &adopted : record.adoptedLogs) {
            auto &[library, seq] =
                m_adopted.try_emplace(adopted.log.root(), record.adoptedLibrary, adopted.head.seq)
                    .first->second;
            if (library == record.adoptedLibrary) {
                seq = std::max(seq, adopted.head.seq);
            }
        }
    }
}

Outcome Membership::withinBounds() const
{
    std::map<DeviceId, std::vector<const MemberRecord *>> byAuthor;
    std::map<DeviceId, qsizetype> bytes;
    qsizetype all = 0;
    DeviceId first;
    for (const auto &[hash, record] : m_accepted) {
        const qsizetype size = record.toCbor().size();
        bytes[record.author] += size;
        all += size;
        if (isGenesis(record)) {
            first = record.subject;
        } else {
            byAuthor[record.author].push_back(&record);
        }
    }
    if (all > limits::kMembershipBytesMax) {
        const auto most = std::max_element(
            bytes.begin(), bytes.end(), [](auto &a, auto &b) { return a.second < b.second; });
        return bringsTooMuch(most->first, u"member records"_s);
    }
    // The records of a device, of those that it added, and so on.
    const auto brought = [&byAuthor](const DeviceId &device) {
        std::set<DeviceId> seen {device};
        std::vector<DeviceId> open {device};
        std::size_t records = 0;
        while (!open.empty()) {
            const std::vector<const MemberRecord *> &written = byAuthor[open.back()];
            open.pop_back();
            records += written.size();
            for (const MemberRecord *record : written) {
                if (seen.insert(record->subject).second) {
                    open.push_back(record->subject);
                }
            }
        }
        return records;
    };
    const bool many = m_accepted.size() > static_cast<size_t>(limits::kMemberRecordsPerDeviceMax);
    for (auto it = m_members.begin(); many && it != m_members.end(); ++it) {
        if (it->first != first
            && brought(it->first) > static_cast<size_t>(limits::kMemberRecordsPerDeviceMax)) {
            return bringsTooMuch(it->first, u"member records"_s);
        }
    }
    return kDone;
}

bool Membership::isMember(const DeviceId &device) const
{
    return m_members.contains(device);
}

std::vector<Member> Membership::members() const
{
    std::vector<Member> members;
    members.reserve(m_members.size());
    for (const auto &[device, member] : m_members) {
        members.push_back(member);
    }
    std::stable_sort(members.begin(), members.end(), [](const Member &a, const Member &b) {
        return a.since < b.since;
    });
    return members;
}

LibraryId Membership::signingLibrary(const LogId &log, std::uint64_t seq) const
{
    // By incarnation: a fork that becomes known later cuts the log, but nothing is signed anew.
    if (const auto adopted = m_adopted.find(log.root());
        adopted != m_adopted.end() && seq <= adopted->second.second) {
        return adopted->second.first;
    }
    return isMember(log.device) ? m_library : LibraryId {};
}

Hash Membership::digest() const
{
    QByteArray hashes;
    hashes.reserve(static_cast<qsizetype>(m_accepted.size()) * Hash::kSize);
    for (const auto &[hash, record] : m_accepted) {
        hashes.append(hash.view().data(), Hash::kSize);
    }
    return sheaf::digest(hashes);
}

std::vector<Hash> Membership::heads() const
{
    std::set<Hash> named;
    for (const auto &[hash, record] : m_accepted) {
        named.insert(record.parents.begin(), record.parents.end());
    }
    std::vector<Hash> heads;
    for (const auto &[hash, record] : m_accepted) {
        if (!named.contains(hash)) {
            heads.push_back(hash);
        }
    }
    return heads;
}

MemberRecord makeAdd(const Membership &membership,
                     const ChangeSigner &author,
                     const DeviceId &subject,
                     const QString &name,
                     Hlc hlc,
                     Adoption adoption)
{
    MemberRecord record;
    record.type = MemberRecord::Type::Add;
    record.library = membership.library();
    record.subject = subject;
    record.name = clippedDeviceName(name);
    record.author = author.device();
    record.hlc = hlc;
    record.adoptedLibrary = adoption.library;
    record.adoptedLogs = std::move(adoption.logs);
    std::sort(record.adoptedLogs.begin(),
              record.adoptedLogs.end(),
              [](const AdoptedLog &a, const AdoptedLog &b) { return a.log < b.log; });
    record.parents = membership.heads();
    if (record.parents.size() > static_cast<size_t>(limits::kParentsMax)) {
        record.parents.resize(static_cast<size_t>(limits::kParentsMax));
    }
    record.authorSignature = author.sign(record.toBeSigned());
    return record;
}

void signAsSubject(MemberRecord &record, const ChangeSigner &subject)
{
    record.subjectSignature = subject.sign(record.toBeSigned());
}

} // namespace sheaf
