/// Membership records. First byte even: one record's bytes; odd: how some devices add each other, signed
/// as it should be, since no fuzzer guesses a signature.
#include "model/base/digest.h"
#include "model/membership/membership.h"
#include "tests/fuzz/fuzztargets.h"
#include "tests/support/seedsigner.h"

#include <array>

namespace sheaf::fuzz {

namespace {

    constexpr std::size_t kDevices = 5;

    const std::array<SeedSigner, kDevices> &signers()
    {
        static const std::array<SeedSigner, kDevices> all {
            SeedSigner(1), SeedSigner(2), SeedSigner(3), SeedSigner(4), SeedSigner(5)};
        return all;
    }

    void readOne(QByteArrayView bytes)
    {
        const auto record = MemberRecord::fromCbor(bytes);
        if (record) {
            oracle(record->toCbor() == bytes, "a record has one encoding");
            oracle(record->hash() == digest(bytes), "a record's hash is that of its bytes");
            (void)record->checkSignatures();
        }
        Membership membership;
        if (!membership.add({bytes.toByteArray()})) {
            oracle(membership.records().empty(), "a refused batch changes nothing");
        }
    }

    /// One Add as `input` says, by a device that may or may not be a member.
    MemberRecord addition(Input &input, const LibraryId &library, const Hash &parent)
    {
        const quint8 who = input.byte();
        const SeedSigner &author = signers().at(who % kDevices);
        const SeedSigner &subject =
            signers().at((who % kDevices + 1 + who / kDevices % (kDevices - 1)) % kDevices);
        MemberRecord record;
        record.type = static_cast<MemberRecord::Type>(input.byte() == 0xff ? 9U : 2U);
        record.library = library;
        record.subject = subject.device();
        record.author = author.device();
        record.hlc.value = input.byte();
        record.name = QString(input.byte() % 4, QChar(u'n'));
        if (const quint8 adopts = input.byte(); adopts % 4 == 1) {
            record.adoptedLibrary.bytes.fill(static_cast<std::uint8_t>(1 + adopts / 4 % 3));
            record.adoptedLogs.push_back(
                {{record.subject, adopts % 16U, {}}, {1U + input.byte(), digest("head")}});
        }
        if (!parent.isNull() && input.byte() % 2 == 0) {
            record.parents = {parent};
        }
        record.authorSignature = author.sign(record.toBeSigned());
        signAsSubject(record, subject);
        return record;
    }

    void sameWhateverTheOrder(const std::vector<QByteArray> &records)
    {
        Membership together;
        const auto added = together.add(records);
        Membership backwards;
        std::optional<Error> refused;
        for (auto record = records.rbegin(); record != records.rend(); ++record) {
            if (const auto one = backwards.add({*record}); !one) {
                refused = one.error();
            }
        }
        oracle(bool(added) == !refused, "whether records are taken does not depend on the order");
        if (added) {
            oracle(together.digest() == backwards.digest(), "the records are the same");
            oracle(together.members() == backwards.members(), "the members are the same");
            oracle(together.heads() == backwards.heads(), "the heads are the same");
            const auto again = together.add(records);
            oracle(again && *again == 0, "adding again adds nothing");
        }
    }

} // namespace

void memberrecord(QByteArrayView bytes)
{
    Input input(bytes);
    if (input.byte() % 2 == 0) {
        readOne(input.rest());
        return;
    }
    const Membership founded =
        Membership::found(signers().front(), QStringLiteral("first"), {}, QByteArray(16, 'n'));
    std::vector<QByteArray> records = founded.records();
    Hash parent;
    while (!input.atEnd() && records.size() < 12) {
        const MemberRecord record = addition(input, founded.library(), parent);
        parent = record.hash();
        records.push_back(record.toCbor());
    }
    sameWhateverTheOrder(records);
}

} // namespace sheaf::fuzz
