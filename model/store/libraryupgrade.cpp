#include "model/note/changecodec.h"
#include "model/store/libraryprivate.h"
#include "model/store/librarystore.h"
#include "model/store/remoteapply.h"

// What a newer program does once with a library of an older one.

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr QStringView kUnderstandingKey = u"understanding";

} // namespace

/// Changes that an older program could only keep and relay take effect as soon as one understands them:
/// each is stored anew from its own bytes, and all that was made on it is judged again.
Outcome Library::lookAgainAtKept()
{
    const QString mine = QString::number(kUnderstanding);
    const QString key = kUnderstandingKey.toString();
    {
        const Snapshot now(store());
        if (store().localValue(key).toUInt() >= kUnderstanding) {
            return kDone; // a newer program has been here, or this one
        }
    }
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    store().materialise.setNewestWins(newestWins());
    RemoteApply remote(store(), write.library, d->clock, d->config.clock->nowMs(), d->trusted);
    for (const qint64 id : store().journal.keptOnly()) {
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
    if (Outcome done = applyPolicy(write, remote.touched()); !done) {
        return done;
    }
    store().setLocalValue(key, mine);
    return write.commit();
}

} // namespace sheaf
