/// Log categories. Logs carry ids and counts, never note text, never keys.
#pragma once

#include <QLoggingCategory>

namespace sheaf {

Q_DECLARE_LOGGING_CATEGORY(logStore)
Q_DECLARE_LOGGING_CATEGORY(logSearch)
Q_DECLARE_LOGGING_CATEGORY(logSession)
Q_DECLARE_LOGGING_CATEGORY(logEngine)
Q_DECLARE_LOGGING_CATEGORY(logPairing)
Q_DECLARE_LOGGING_CATEGORY(logUi)

} // namespace sheaf
