/// What this device found out about the clocks of others, and the times it believes where stamps cannot
/// be believed. Local: lists and sentences obey it, states and what travels do not.
/// Thread  that of its connection.
#pragma once

#include "model/causality/clockverdict.h"
#include "model/store/logstore.h"

#include <QHash>

namespace sheaf {

/// When a record was made and changed, as far as this device can tell.
struct BelievedTimes
{
    qint64 createdMs = 0;
    qint64 updatedMs = 0;
};

class ClockStore
{
public:
    ClockStore(Database &database, LogStore &logs);

    [[nodiscard]] std::vector<ClockReading> readings() const;
    [[nodiscard]] std::optional<ClockReading> reading(const DeviceId &device) const;
    [[nodiscard]] std::optional<BelievedTimes> times(qint64 note) const;
    [[nodiscard]] QHash<QByteArray, BelievedTimes> allTimes() const; ///< by guid

    // Inside a write transaction
    void write(const ClockReading &reading);
    void remove(const DeviceId &device);
    /// A device told its clock. What it says may also show that ours was set since: then what others
    /// were found to be is void.
    void measure(const DeviceId &device, qint64 aheadMs, qint64 nowMs);
    /// A change of the device that nothing but its own clock stamped.
    void seeStamp(const DeviceId &device, qint64 stampMs, qint64 nowMs);

    [[nodiscard]] bool hasTimes() const;
    void believe(qint64 note, const BelievedTimes &times);
    void forgetTimes(qint64 note);
    /// This device's clock was set: stamps that can be believed now are, and others get a time.
    void reconsider(qint64 nowMs);

private:
    Database &m_database;
    LogStore &m_logs;
};

} // namespace sheaf
