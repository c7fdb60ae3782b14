#include "model/note/changecodec.h"
#include "model/store/libraryprivate.h"
#include "model/store/librarystore.h"
#include "model/store/remoteapply.h"

// What a newer program does once with a library of an older one.

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr QStringView kUnderstandingKey = u"understanding";
    constexpr QStringView kReachedKey = u"understanding-reached"; ///< of which, note_changes.id
    constexpr int kKeptAtOnce = 64; ///< changes in one transaction

} // namespace

/// Changes that an older program could only keep and relay take effect as soon as one understands them:
/// each is stored anew from its own bytes, and all that was made on it is judged again. Some at a time, each
/// time one transaction: where it was cut off, it goes on when the library is opened next.
Outcome Library::lookAgainAtKept()
{
    for (bool done = false; !done;) {
        if (Outcome slice = lookAgainAtSomeKept(done); !slice) {
            return slice;
        }
    }
    return kDone;
}

Outcome Library::lookAgainAtSomeKept(bool &done)
{
    const QString key = kUnderstandingKey.toString();
    qint64 after = 0;
    {
        const Snapshot now(store());
        done =
            store().localValue(key).toUInt() >= kUnderstanding; // or a newer program has been here
        const QStringList reached = store().localValue(kReachedKey.toString()).split(u' ');
        if (reached.size() == 2 && reached.front().toUInt() == kUnderstanding) {
            after = reached.back().toLongLong();
        }
    }
    if (done) {
        return kDone;
    }
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    store().materialise.setNewestWins(newestWins());
    RemoteApply remote(store(), write.library, d->clock, d->config.clock->nowMs(), d->trusted);
    const std::vector<qint64> kept = store().journal.keptOnly(after, kKeptAtOnce);
    for (const qint64 id : kept) {
        const std::optional<JournalRow> row = store().journal.row(id);
        const Result<PackedChange> packed = store().journal.packed(id);
        const bool nothingNew = row && packed && !store().journal.change(id)
            && (row->note != 0 || !decodeMeta(packed->meta));
        if (nothingNew) {
            continue;
        }
        if (!row || !packed || !remote.replace(id, *packed, row->hash)) {
            return store().database->failed()
                ? store().database->lastError()
                : Error {ErrorCode::LibraryDamaged, u"kept change %1 cannot be read"_s.arg(id)};
        }
    }
    if (!remote.settle()) {
        return store().database->lastError();
    }
    if (Outcome applied = applyPolicy(write, remote.touched()); !applied) {
        return applied;
    }
    if (kept.size() < static_cast<std::size_t>(kKeptAtOnce)) {
        store().setLocalValue(key, QString::number(kUnderstanding));
        if (after > 0) {
            store().setLocalValue(kReachedKey.toString(), QString());
        }
    } else {
        store().setLocalValue(kReachedKey.toString(),
                              u"%1 %2"_s.arg(kUnderstanding).arg(kept.back()));
    }
    return write.commit();
}

} // namespace sheaf
