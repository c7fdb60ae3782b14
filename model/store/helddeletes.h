/// Which deletes of other devices took notes from this device's sight, and which of them are held back:
/// a local overlay over `notes`, of which no other device ever hears.
/// Rules   a row goes as soon as its note is alive again, and with the person's answer.
/// Thread  that of its connection.
#pragma once

#include "model/store/logstore.h"
#include "model/store/massdeletion.h"

namespace sheaf {

class HeldDeletes
{
public:
    HeldDeletes(Database &database, LogStore &logs);

    [[nodiscard]] bool isEmpty() const; ///< nothing seen, so nothing held
    [[nodiscard]] bool holdsAny() const;
    /// The note is deleted and shown all the same.
    [[nodiscard]] bool covers(qint64 note) const;
    [[nodiscard]] std::vector<qint64> notes(const DeviceId &device) const; ///< held, by row
    [[nodiscard]] std::vector<DeviceId> devices() const; ///< with held deletes, sorted
    /// All notes that were there before the first of the held deletes.
    [[nodiscard]] qint64 existedBefore(const DeviceId &device) const;

    // Inside a write transaction
    void see(const SeenDelete &seen, const DeviceId &device);
    [[nodiscard]] std::vector<SeenDelete>
    seenOf(const DeviceId &device, qint64 fromMs, qint64 toMs) const;
    /// Those that came since; their stamps are the times of their arrival.
    [[nodiscard]] std::vector<SeenDelete> arrivedSince(const DeviceId &device, qint64 fromMs) const;
    void hold(qint64 note);
    /// True when it was held.
    bool forget(qint64 note);
    /// The same when the note is alive.
    void forgetWhenAlive(const NoteId &note);
    void forgetAll(const DeviceId &device);
    /// Not more than limits::kSeenDeletesMax rows that are not held.
    void bound();

private:
    Database &m_database;
    LogStore &m_logs;
};

} // namespace sheaf
