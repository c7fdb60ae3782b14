#include "ui/common/humanize.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {
    constexpr qint64 kMinuteMs = qint64 {60} * 1000;
    constexpr qint64 kHourMs = 60 * kMinuteMs;
    constexpr qint64 kWeekdayDays = 7; ///< so many days back a weekday's name is unambiguous
}

QLocale Humanize::locale()
{
    const QLocale system;
    if (system.language() == QLocale::C) {
        return QLocale(QLocale::English, QLocale::UnitedKingdom);
    }
    return system;
}

QString Humanize::shortTime(qint64 timeMs, qint64 nowMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs);
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs);
    const qint64 age = nowMs - timeMs;
    if (age >= 0 && age < kMinuteMs) {
        return tr("now");
    }
    if (age >= 0 && age < kHourMs) {
        return tr("%1 min").arg(age / kMinuteMs);
    }
    const qint64 days = time.date().daysTo(now.date());
    if (days == 0) {
        return locale().toString(time.time(), u"HH:mm"_s);
    }
    if (days == 1) {
        return tr("Yesterday");
    }
    if (days > 1 && days < kWeekdayDays) {
        return locale().standaloneDayName(time.date().dayOfWeek(), QLocale::LongFormat);
    }
    if (time.date().year() == now.date().year()) {
        return locale().toString(time.date(), tr("d MMM", "pattern of a date"));
    }
    return locale().toString(time.date(), tr("d MMM yyyy", "pattern of a date"));
}

QString Humanize::longTime(qint64 timeMs, qint64 nowMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs);
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs);
    const QString clock = locale().toString(time.time(), u"HH:mm"_s);
    const qint64 days = time.date().daysTo(now.date());
    if (days == 0) {
        return tr("today at %1").arg(clock);
    }
    if (days == 1) {
        return tr("yesterday at %1").arg(clock);
    }
    return tr("%1 at %2")
        .arg(locale().toString(time.date(), tr("d MMMM yyyy", "pattern of a date")), clock);
}

QString Humanize::number(qint64 value)
{
    return locale().toString(value);
}

QString Humanize::bytes(qint64 value)
{
    return locale().formattedDataSize(value, 1, QLocale::DataSizeTraditionalFormat);
}

QString Humanize::notes(int count)
{
    return count == 1 ? tr("1 note") : tr("%1 notes").arg(number(count));
}

QString Humanize::words(qint64 count)
{
    return count == 1 ? tr("1 word") : tr("%1 words").arg(number(count));
}

} // namespace sheaf
