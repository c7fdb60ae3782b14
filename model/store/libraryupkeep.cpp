#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/store/checkpointproposal.h"
#include "model/store/compaction.h"
#include "model/store/library.h"
#include "model/store/libraryprivate.h"

// What a library does for itself when nothing else waits: history upkeep.

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    // Local values, not replicated.
    constexpr QStringView kObeyed =
        u"upkeep.obeyed"; // key of the checkpoint that everything was looked at by
    constexpr QStringView kPosition =
        u"upkeep.position"; // "<key> <row of the last note looked at>"
    constexpr QStringView kNextLook = u"upkeep.next-look"; // ms
    constexpr QStringView kClockSeen = u"upkeep.clock-seen"; // ms, when upkeep last ran
    constexpr QStringView kClockSince =
        u"upkeep.clock-since"; // ms, since when the clock has gone evenly

    QString keyOf(const Checkpoint &checkpoint)
    {
        return digest(checkpoint.toText().toLatin1()).toHex().first(32);
    }

    class Slice
    {
    public:
        explicit Slice(const Clock &clock)
            : m_clock(clock)
            , m_startMs(clock.steadyMs())
        {
        }
        [[nodiscard]] bool isOver() const
        {
            return std::chrono::milliseconds(m_clock.steadyMs() - m_startMs)
                >= limits::kUpkeepSliceMax;
        }

    private:
        const Clock &m_clock;
        qint64 m_startMs;
    };

    /// The next record after `row` that has more than one change.
    std::optional<NoteRow> nextNote(LibraryStore &store, qint64 row)
    {
        Statement select(*store.database,
                         "SELECT n.id FROM notes n WHERE n.id > ? AND (SELECT count(*) FROM "
                         "(SELECT 1 FROM note_changes c WHERE c.note_guid = n.id LIMIT 2)) = 2 "
                         "ORDER BY n.id LIMIT 1");
        select.bind(row);
        return select.next() ? store.notes.read(select.number(0)) : std::nullopt;
    }

    qint64 pragma(LibraryStore &store, const char *sql)
    {
        Statement select(*store.database, sql);
        return select.next() ? select.number(0) : 0;
    }

} // namespace

Result<UpkeepReport> Library::upkeep()
{
    const qint64 nowMs = d->config.clock->nowMs();
    Checkpoint checkpoint;
    QString key;
    bool lookDue = false;
    {
        const Snapshot now(store());
        checkpoint = obeyed(store(), store().checkpoint(), nowMs);
        key = checkpoint.isEmpty() ? QString() : keyOf(checkpoint);
        lookDue = nowMs >= store().localValue(kNextLook.toString()).toLongLong();
        if (store().localValue(kObeyed.toString()) == key) {
            key.clear();
        }
        if (store().database->failed()) {
            return store().database->lastError();
        }
    }
    if (!key.isEmpty()) {
        d->look.reset();
        return obeyCheckpoint(checkpoint, key);
    }
    if (d->look || lookDue) {
        return lookForCheckpoint();
    }
    UpkeepReport report;
    report.more = giveSpaceBack();
    return report;
}

Result<UpkeepReport> Library::obeyCheckpoint(const Checkpoint &checkpoint, const QString &key)
{
    UpkeepReport report;
    report.more = true;
    const UnhurriedWrites unhurried(*store().database); // undone by a power cut, it is done again
    LibraryWrite write(store());
    if (!write.isOpen()) {
        return store().database->lastError();
    }
    store().materialise.setNewestWins(newestWins());
    const QStringList stood = store().localValue(kPosition.toString()).split(u' ');
    qint64 position = stood.size() == 2 && stood.first() == key ? stood.last().toLongLong() : 0;
    Compaction compaction(store(), checkpoint);
    const Slice slice(*d->config.clock);
    bool atEnd = false;
    do {
        const std::optional<NoteRow> note = nextNote(store(), position);
        if (!note) {
            atEnd = true;
            break;
        }
        position = note->id;
        const Droppable what = compaction.droppable(*note);
        const std::optional<int> dropped = compaction.drop(*note, what, write.library);
        if (!dropped) {
            return store().database->lastError();
        }
        report.dropped += *dropped;
        if (what.wholeNote && *dropped > 0) {
            report.touched.push_back(note->note.id);
        }
    } while (!slice.isOver());
    store().setLocalValue(kPosition.toString(),
                          atEnd ? QString() : key + u' ' + QString::number(position));
    if (atEnd) {
        store().setLocalValue(kObeyed.toString(), key);
    }
    if (Outcome done = write.commit(); !done) {
        return done.error();
    }
    return report;
}

Result<UpkeepReport> Library::lookForCheckpoint()
{
    const auto inMs = [](std::chrono::milliseconds span) { return span.count(); };
    const qint64 nowMs = d->config.clock->nowMs();
    UpkeepReport report;
    if (!d->look) {
        std::optional<Checkpoint> proposed;
        bool trusted = false;
        const Outcome noted = writeValues([&] {
            const qint64 seen = store().localValue(kClockSeen.toString()).toLongLong();
            const qint64 since = store().localValue(kClockSince.toString()).toLongLong();
            const bool even =
                seen != 0 && nowMs >= seen && nowMs - seen <= inMs(limits::kClockGapMax);
            trusted = even && nowMs - since >= inMs(limits::kClockTrusted);
            store().setLocalValue(kClockSeen.toString(), QString::number(nowMs));
            store().setLocalValue(kClockSince.toString(), QString::number(even ? since : nowMs));
            store().setLocalValue(kNextLook.toString(),
                                  QString::number(nowMs + inMs(limits::kCheckpointLookEvery)));
            const auto last = store().notes.find(settingId(kCheckpointKey.toString()));
            const qint64 age = last ? nowMs - last->note.updatedAtMs : -1;
            if (age < 0 || age >= inMs(limits::kCheckpointEvery)) {
                proposed = proposeCheckpoint(store(), store().readLibraryRow(), nowMs);
            }
        });
        if (!noted) {
            return noted.error();
        }
        if (trusted && proposed) {
            d->look = Private::Look {*std::move(proposed), 0, 0};
        }
        report.more = true;
        return report;
    }
    report.more = true;
    Private::Look &look = *d->look;
    bool worthIt = false;
    bool atEnd = false;
    {
        const Snapshot now(store());
        const Compaction compaction(store(), look.proposed);
        const Slice slice(*d->config.clock);
        do {
            const std::optional<NoteRow> note = nextNote(store(), look.position);
            if (!note) {
                atEnd = true;
                break;
            }
            look.position = note->id;
            const Droppable what = compaction.droppable(*note);
            look.contents += static_cast<int>(what.changes.size());
            worthIt = look.contents >= limits::kCheckpointContentsMin
                || (what.wholeNote && !what.changes.empty());
        } while (!worthIt && !slice.isOver());
    }
    if (worthIt) {
        const Checkpoint checkpoint = look.proposed;
        d->look.reset();
        report.wroteCheckpoint = true;
        if (Outcome done = writeCheckpoint(checkpoint); !done) {
            return done.error();
        }
    } else if (atEnd) {
        d->look.reset();
        const Outcome noted = writeValues([&] {
            const qint64 next = nowMs + inMs(limits::kCheckpointLookAgain);
            store().setLocalValue(kNextLook.toString(), QString::number(next));
        });
        if (!noted) {
            return noted.error();
        }
    }
    return report;
}

Outcome Library::renewWanted(LibraryWrite &write) const
{
    std::vector<qint64> waiting;
    {
        Statement select(*store().database,
                         "SELECT DISTINCT c.note_guid FROM wanted_changes w JOIN note_changes c "
                         "ON substr(c.guid, 1, 8) = substr(w.hash, 1, 8) AND c.guid = w.hash "
                         "WHERE w.reason = ? AND c.note_guid IS NOT NULL");
        select.bind(static_cast<qint64>(WantReason::Absent));
        while (select.next()) {
            waiting.push_back(select.number(0));
        }
    }
    for (const qint64 id : waiting) {
        const std::optional<NoteRow> row = store().notes.read(id);
        if (row && !store().materialise.refold(id, row->note.id, &*row, write.library)) {
            return store().database->lastError();
        }
    }
    return kDone;
}

Outcome Library::writeCheckpoint(const Checkpoint &checkpoint)
{
    return setSetting(kCheckpointKey.toString(), checkpoint.toText());
}

/// Free pages go back to the file system a few at a time. A library made before this was possible keeps
/// them and fills them again: to rewrite it would hold up edits for as long as that takes.
bool Library::giveSpaceBack()
{
    constexpr qint64 kIncremental = 2;
    const qint64 free = pragma(store(), "PRAGMA freelist_count");
    if (free < limits::kVacuumPagesMin || pragma(store(), "PRAGMA auto_vacuum") != kIncremental) {
        return false;
    }
    const QString piece = u"PRAGMA incremental_vacuum(%1)"_s.arg(limits::kVacuumPages);
    const Outcome done = store().database->runScript(piece);
    return bool(done) && pragma(store(), "PRAGMA freelist_count") < free;
}

} // namespace sheaf
