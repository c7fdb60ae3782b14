#include "sync/transport/connectionlimiter.h"

#include <QHostAddress>

namespace sheaf {

namespace {

    constexpr qsizetype kNetworksMax = 1024;
    constexpr int kPersonBits = 64; // of an IPv6 address

} // namespace

QString limitedNetwork(const QString &host)
{
    const QHostAddress address(host);
    if (address.protocol() != QHostAddress::IPv6Protocol || address.isLinkLocal()
        || address.isLoopback()) {
        return host;
    }
    Q_IPV6ADDR bytes = address.toIPv6Address();
    std::fill(std::begin(bytes.c) + kPersonBits / 8, std::end(bytes.c), quint8 {0});
    return QHostAddress(bytes).toString();
}

bool ConnectionLimiter::arrive(const QString &network, qint64 nowMs)
{
    if (m_networks.size() >= kNetworksMax && !m_networks.contains(network)) {
        forgetOld(nowMs);
    }
    Network &known = m_networks[network];
    if (known.here >= limits::kWaitingPerHostMax || !known.bucket.take(1, nowMs)) {
        return false;
    }
    ++known.here;
    return true;
}

bool ConnectionLimiter::begin(const QString &network)
{
    Network &known = m_networks[network];
    if (known.begun >= limits::kUnauthenticatedPerHostMax) {
        return false;
    }
    ++known.begun;
    return true;
}

void ConnectionLimiter::leave(const QString &network, bool begun)
{
    Network &known = m_networks[network];
    --known.here;
    known.begun -= begun ? 1 : 0;
}

/// Those that are using nothing up; and when that is not enough, all of whom no socket is here: how
/// often they came is then counted anew.
void ConnectionLimiter::forgetOld(qint64 nowMs)
{
    m_networks.removeIf([nowMs](QHash<QString, Network>::iterator it) {
        return it->here == 0 && it->bucket.isFull(nowMs);
    });
    if (m_networks.size() >= kNetworksMax) {
        m_networks.removeIf([](QHash<QString, Network>::iterator it) { return it->here == 0; });
    }
}

} // namespace sheaf
