#include "sync/engine/networkwatch.h"

#include <QNetworkInformation>

namespace sheaf {

NetworkWatch::NetworkWatch(QObject *parent)
    : QObject(parent)
{
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability)) {
        return; // no such service here: the growing waits do it
    }
    connect(QNetworkInformation::instance(),
            &QNetworkInformation::reachabilityChanged,
            this,
            [this](QNetworkInformation::Reachability now) {
                if (now != QNetworkInformation::Reachability::Disconnected
                    && now != QNetworkInformation::Reachability::Unknown) {
                    Q_EMIT networkReturned();
                }
            });
}

} // namespace sheaf
