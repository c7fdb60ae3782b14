#include "model/base/logging.h"

namespace sheaf {

Q_LOGGING_CATEGORY(logStore, "sheaf.store", QtInfoMsg)
Q_LOGGING_CATEGORY(logSearch, "sheaf.search", QtInfoMsg)
Q_LOGGING_CATEGORY(logSession, "sheaf.session", QtInfoMsg)
Q_LOGGING_CATEGORY(logEngine, "sheaf.engine", QtInfoMsg)
Q_LOGGING_CATEGORY(logPairing, "sheaf.pairing", QtInfoMsg)
Q_LOGGING_CATEGORY(logUi, "sheaf.ui", QtInfoMsg)

} // namespace sheaf
