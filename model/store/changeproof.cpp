#include "model/store/changeproof.h"

#include "model/note/changecodec.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    /// Whether every part that is there fits what the header commits to.
    bool partsFit(const PackedChange &packed, const Hash &prev, const Hash &hash)
    {
        const Result<NoteChange> change = unpackKnownChange(packed, prev, hash);
        return change || change.error().code == ErrorCode::ProtocolOutdated
            || change.error().code == ErrorCode::NotFound;
    }

} // namespace

ChangeVerdict judgeGiven(LibraryStore &store, const Hash &hash, const PackedChange &given)
{
    ChangeVerdict verdict;
    verdict.hash = hash;
    verdict.log = given.log;
    verdict.seq = given.seq;
    verdict.hasContent = given.hasContent();
    const auto place = store.journal.placeOf(hash);
    const Hash prev =
        place ? store.journal.hashBefore(place->first, place->second).value_or(Hash {}) : Hash {};
    const Result<Hash> made = changeHash(given, prev);
    verdict.sound = made && *made == hash && partsFit(given, prev, hash);
    if (verdict.sound) {
        const LibraryId library = store.membership().signingLibrary(given.log, given.seq);
        verdict.signedWell = !library.isNull()
            && verifySignature(given.log.device, signedMessage(library, hash), given.signature);
    }
    return verdict;
}

ChangeVerdict judgeChange(LibraryStore &store, qint64 id, PackedChange *packed)
{
    const Hash hash = store.journal.hashOf(id);
    Result<PackedChange> stored = store.journal.packed(id);
    if (!stored) {
        ChangeVerdict verdict;
        verdict.hash = hash;
        if (const std::optional<JournalRow> row = store.journal.row(id)) {
            verdict.log = row->log;
            verdict.seq = row->seq;
        }
        return verdict;
    }
    const ChangeVerdict verdict = judgeGiven(store, hash, *stored);
    if (packed != nullptr) {
        *packed = *std::move(stored);
    }
    return verdict;
}

AuditEntry damageEntry(const ChangeVerdict &verdict, qint64 nowMs)
{
    const QString whose = verdict.log.device.isNull() ? QString() : verdict.log.device.toHex();
    // Of a row that cannot be read only the hash is known.
    const QString name = whose.isEmpty()
        ? verdict.hash.toHex().first(16)
        : u"%1:%2:%3"_s.arg(whose.first(8)).arg(verdict.log.incarnation, 0, 16).arg(verdict.seq);
    const QString text = verdict.sound
        ? u"the signature of change %1 is wrong here; it is fetched again from another device"_s
        : u"change %1 is damaged here; it is fetched again from another device"_s;
    return {nowMs, u"damaged"_s, whose, text.arg(name)};
}

} // namespace sheaf
