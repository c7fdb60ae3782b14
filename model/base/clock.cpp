#include "model/base/clock.h"

#include <QDateTime>
#include <QDeadlineTimer>

namespace sheaf {

qint64 Clock::steadyMs() const
{
    return QDeadlineTimer::current().deadline();
}

qint64 SystemClock::nowMs() const
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace sheaf
