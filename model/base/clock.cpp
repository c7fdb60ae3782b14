#include "model/base/clock.h"

#include <QDateTime>

namespace sheaf {

qint64 SystemClock::nowMs() const
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace sheaf
