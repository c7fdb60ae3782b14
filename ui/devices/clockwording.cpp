#include "ui/devices/clockwording.h"

#include "ui/common/humanize.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace sheaf {

namespace {

    struct Words
    {
        Q_DECLARE_TR_FUNCTIONS(sheaf::ClockWording)
    };

    QString span(qint64 count, const char *one, const char *many)
    {
        return count == 1 ? Words::tr(one) : Words::tr(many).arg(Humanize::number(count));
    }

    /// In the largest unit that fits at least once.
    QString duration(qint64 ms)
    {
        constexpr qint64 kMinuteMs = 60'000;
        constexpr qint64 kHourMs = 60 * kMinuteMs;
        constexpr qint64 kDayMs = 24 * kHourMs;
        constexpr qint64 kYearMs = 365 * kDayMs;
        const qint64 length = ms < 0 ? -ms : ms;
        if (length >= kYearMs) {
            return span(length / kYearMs,
                        QT_TRANSLATE_NOOP("sheaf::ClockWording", "1 year"),
                        QT_TRANSLATE_NOOP("sheaf::ClockWording", "%1 years"));
        }
        if (length >= kDayMs) {
            return span(length / kDayMs,
                        QT_TRANSLATE_NOOP("sheaf::ClockWording", "1 day"),
                        QT_TRANSLATE_NOOP("sheaf::ClockWording", "%1 days"));
        }
        if (length >= kHourMs) {
            return span(length / kHourMs,
                        QT_TRANSLATE_NOOP("sheaf::ClockWording", "1 hour"),
                        QT_TRANSLATE_NOOP("sheaf::ClockWording", "%1 hours"));
        }
        return span(std::max(length / kMinuteMs, qint64 {1}),
                    QT_TRANSLATE_NOOP("sheaf::ClockWording", "1 minute"),
                    QT_TRANSLATE_NOOP("sheaf::ClockWording", "%1 minutes"));
    }

} // namespace

QString clockSentence(const Peer &peer)
{
    if (peer.clockAheadMs == 0) {
        return {};
    }
    const QString text = peer.clockAheadMs > 0
        ? Words::tr("%1’s clock is %2 ahead. Set its date and time; your notes are fine.")
        : Words::tr("%1’s clock is %2 behind. Set its date and time; your notes are fine.");
    return text.arg(peer.name, duration(peer.clockAheadMs));
}

QString ownClockSentence(const SyncStatus &status)
{
    if (status.clockAheadMs == 0) {
        return {};
    }
    const QString text = status.clockAheadMs > 0
        ? Words::tr(
            "This computer’s clock is %1 ahead. Set its date and time; your notes are fine.")
        : Words::tr(
            "This computer’s clock is %1 behind. Set its date and time; your notes are fine.");
    return text.arg(duration(status.clockAheadMs));
}

QString wrongClock(const SyncStatus &status, const QList<Peer> &peers)
{
    if (status.clockAheadMs != 0) {
        return Words::tr("This computer’s clock is wrong");
    }
    for (const Peer &peer : peers) {
        if (peer.clockAheadMs != 0 && !peer.revoked) {
            return Words::tr("%1’s clock is wrong").arg(peer.name);
        }
    }
    return {};
}

} // namespace sheaf
