/// Says when this machine gets its network back, where the system tells.
/// Thread  the main thread (Qt's rule).
#pragma once

#include <QObject>

namespace sheaf {

class NetworkWatch final : public QObject
{
    Q_OBJECT

public:
    explicit NetworkWatch(QObject *parent);

Q_SIGNALS:
    void networkReturned();
};

} // namespace sheaf
