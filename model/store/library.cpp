#include "model/store/library.h"

#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/store/columns.h"
#include "model/store/libraryprivate.h"
#include "model/store/migrations.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    /// Local value: the rules by which the state sum was made (see stateHash).
    constexpr QStringView kStateSumKey = u"state-sum";
    constexpr QStringView kStateSumRules = u"3";
    constexpr auto kPrivateFile = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    constexpr auto kPrivateFolder = kPrivateFile | QFileDevice::ExeOwner;

    Outcome prepareFolder(const QString &folder)
    {
        const QFileInfo info(folder);
        if (info.exists() && !info.isDir()) {
            return Error {ErrorCode::LibraryUnreadable, u"%1 is not a folder"_s.arg(folder)};
        }
        if (info.exists()) {
            return kDone;
        }
        if (!QDir().mkpath(folder)) {
            return Error {ErrorCode::LibraryUnreadable, u"cannot make the folder %1"_s.arg(folder)};
        }
        QFile::setPermissions(folder, kPrivateFolder);
        return kDone;
    }

    /// SQLite gives its other files the permissions of this one.
    Outcome prepareFile(const QString &file)
    {
        QFile database(file);
        if (!database.exists() && !database.open(QIODevice::ReadWrite, kPrivateFile)) {
            return Error {ErrorCode::LibraryUnreadable,
                          u"cannot make %1: %2"_s.arg(file, database.errorString())};
        }
        if (!QFileInfo(file).isWritable() || !QFileInfo(QFileInfo(file).path()).isWritable()) {
            return Error {ErrorCode::LibraryUnreadable, u"%1 is read-only"_s.arg(file)};
        }
        return kDone;
    }

    Result<std::unique_ptr<LibraryStore>> openStore(const QString &folder)
    {
        const QString file = QDir(folder).filePath(u"library.sqlite"_s);
        if (Outcome done = prepareFolder(folder); !done) {
            return done.error();
        }
        if (const Result<bool> examined = examineLibraryFile(file); !examined) {
            return examined.error();
        }
        if (Outcome done = prepareFile(file); !done) {
            return done.error();
        }
        Result<std::unique_ptr<Database>> database = Database::open(file, OpenMode::ReadWrite);
        if (!database) {
            return database.error();
        }
        if (Outcome done = migrate(**database); !done) {
            return done.error();
        }
        return std::make_unique<LibraryStore>(*std::move(database));
    }

    /// The first write to a new library: its founding member, this device.
    Outcome found(LibraryStore &store, const LibraryConfig &config, HlcClock &clock)
    {
        LibraryWrite write(store);
        if (!write.isOpen() || !write.library.device.isNull()) {
            return write.isOpen() ? Outcome(kDone) : Outcome(store.database->lastError());
        }
        const Hlc now = clock.now();
        store.replaceMembership(
            Membership::found(*config.signer, config.deviceName, now, config.random->bytes(16)));
        write.library.device = config.signer->device();
        while (write.library.incarnation == 0) {
            write.library.incarnation = config.random->number();
        }
        write.library.hlc = now;
        store.setLocalValue(kStateSumKey.toString(), kStateSumRules.toString());
        store.setLocalValue(u"device-name"_s, config.deviceName);
        store.setLocalValue(u"user"_s, config.user);
        return write.commit();
    }

    /// The sum was made by an older program's rules: makes it again, once.
    Outcome renewStateSum(LibraryStore &store)
    {
        {
            const Snapshot now(store);
            if (store.localValue(kStateSumKey.toString()) == kStateSumRules) {
                return kDone;
            }
        }
        LibraryWrite write(store);
        if (!write.isOpen()) {
            return store.database->lastError();
        }
        // By the rules before, a deletion could be in conflict.
        Statement settled(*store.database, "UPDATE notes SET conflict = 0 WHERE deleted <> 0");
        if (!settled.run()) {
            return store.database->lastError();
        }
        write.library.stateSum = store.notes.sumOfRows();
        store.setLocalValue(kStateSumKey.toString(), kStateSumRules.toString());
        return write.commit();
    }

    /// True when the own log in the database is the one that was last handed out, or later.
    bool continuesLog(LibraryStore &store,
                      const LibraryRow &library,
                      const std::optional<Sidecar::Mark> &mark)
    {
        const LogId log {library.device, library.incarnation, Hash {}};
        const LogHead head = store.logs.head(log);
        if (!mark || mark->incarnation != library.incarnation || mark->head.seq > head.seq) {
            return false;
        }
        if (mark->head.seq == 0) {
            return true; // nothing handed out yet
        }
        const auto row = store.logs.logRow(log);
        return row && store.journal.hashAt(*row, mark->head.seq) == mark->head.hash;
    }

} // namespace

Library::Library(QString folder, std::unique_ptr<LibraryStore> store)
    : LibraryReader(std::move(folder), std::move(store))
{
}

Library::~Library() = default;

Result<std::unique_ptr<Library>> Library::open(const LibraryConfig &config)
{
    Q_ASSERT(config.signer != nullptr && config.clock != nullptr && config.random != nullptr);
    Result<std::unique_ptr<LibraryStore>> store = openStore(config.folder);
    if (!store) {
        return store.error();
    }
    if (Outcome done = prepareFolder(config.stateFolder); !done) {
        return done.error();
    }
    std::unique_ptr<Library> library(new Library(config.folder, *std::move(store)));
    library->d = std::make_unique<Private>(config, config.signer->device());
    library->d->feed = std::make_unique<SearchFeed>(library->store(), config.folder);
    if (Outcome done = library->settle(); !done) {
        return done.error();
    }
    if (Outcome done = library->settleTime(); !done) {
        return done.error();
    }
    if (Outcome done = library->lookAgainAtKept(); !done) {
        return done.error();
    }
    return library;
}

Outcome Library::settle()
{
    LibraryRow row;
    {
        const Snapshot now(store());
        row = now.library;
    }
    if (row.device.isNull()) {
        if (Outcome done = found(store(), d->config, d->clock); !done) {
            return done;
        }
        // From here on an absent mark means that the folder came from elsewhere.
        if (Result<VersionVector> marked = publish(); !marked) {
            return marked.error();
        }
    } else if (row.device == d->config.signer->device()) {
        if (Outcome done = renewStateSum(store()); !done) {
            return done;
        }
    }
    const Snapshot now(store());
    if (store().database->failed()) {
        return store().database->lastError();
    }
    if (now.library.device != d->config.signer->device()) {
        return Error {ErrorCode::Refused,
                      u"this folder belongs to another device; pair with it instead of copying"_s};
    }
    if (store().membership().library().isNull()) {
        return Error {ErrorCode::LibraryDamaged, u"the library's membership records are missing"_s};
    }
    d->clock.adopt(now.library.hlc);
    const auto mark = d->sidecar.read(store().membership().library());
    if (!continuesLog(store(), now.library, mark)) {
        qCInfo(logStore) << "the own log does not continue what was handed out: a new one begins";
        d->brokenIncarnation = now.library.incarnation;
    }
    d->published = mark;
    return kDone;
}

Result<VersionVector> Library::publish()
{
    // Under the write lock, so that of two programs none puts the mark back.
    WriteTransaction lock(*store().database);
    if (!lock.isOpen()) {
        return store().database->lastError();
    }
    const LibraryRow library = store().readLibraryRow();
    const LogHead head = store().logs.head({library.device, library.incarnation, Hash {}});
    if (library.incarnation != d->brokenIncarnation && library.incarnation != 0) {
        const Sidecar::Mark mark {library.incarnation, head};
        if (d->published != mark) {
            const LibraryId id = store().membership().library();
            if (Outcome done = d->sidecar.write(id, mark); !done) {
                return done.error();
            }
            d->published = mark;
        }
    }
    return store().logs.vector();
}

Outcome Library::join(const LibraryId &library, const std::vector<QByteArray> &records)
{
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    const Membership before = store().membership();
    if (before.members().size() > 1) {
        return Error {ErrorCode::PairingTwoLibraries, u"this library has several devices"_s};
    }
    Membership joined;
    if (Result<int> added = joined.add(records); !added) {
        return added.error();
    }
    if (joined.library() != library || !joined.isMember(write.library.device)) {
        return Error {ErrorCode::PairingDenied,
                      u"the records do not make this device a member of the library"_s};
    }
    // Every change made here so far must be covered by the adoption, or its signature would be void.
    const VersionVector mine = store().logs.vector();
    for (const auto &[log, head] : mine.heads()) {
        if (joined.signingLibrary(log, head.seq) != before.signingLibrary(log, head.seq)) {
            return Error {ErrorCode::StaleHeads,
                          u"changes were made here while pairing; pair again"_s};
        }
    }
    store().replaceMembership(joined);
    d->brokenIncarnation = write.library.incarnation;
    d->prepareLog(write.library);
    if (Outcome done = write.commit(); !done) {
        return done;
    }
    d->published = d->sidecar.read(library);
    markNewLog(write.library);
    return kDone;
}

void Library::markNewLog(const LibraryRow &library)
{
    if (d->published && d->published->incarnation == library.incarnation) {
        return;
    }
    if (Result<VersionVector> marked = publish(); !marked) {
        // Then the next start begins another log; nothing is lost.
        qCWarning(logStore).noquote() << "the new log is not marked:" << marked.error().detail;
    }
}

std::vector<AdoptedLog> Library::ownLogs() const
{
    const Snapshot now(store());
    std::vector<AdoptedLog> logs;
    const Membership &membership = store().membership();
    const VersionVector mine = store().logs.vector();
    for (const auto &[log, head] : mine.heads()) {
        if (membership.signingLibrary(log, head.seq) == membership.library()) {
            logs.push_back({log, head});
        }
    }
    return logs;
}

} // namespace sheaf
