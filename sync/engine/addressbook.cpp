#include "sync/engine/addressbook.h"

#include "sync/limits.h"
#include "sync/transport/endpoint.h"

#include <QHostAddress>
#include <QNetworkInterface>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    bool isLoopback(const QString &host)
    {
        return host == "localhost"_L1 || QHostAddress(host).isLoopback();
    }

    void appendAddress(QStringList &list, const QString &text)
    {
        const QString address = addressText(text);
        if (!address.isEmpty() && !list.contains(address)
            && list.size() < limits::kAddressesPerPeerMax) {
            list << address;
        }
    }

} // namespace

QStringList withGoodAddress(const QStringList &known, const QString &address)
{
    QStringList list;
    appendAddress(list, address);
    for (const QString &other : known) {
        appendAddress(list, other);
    }
    return list;
}

QStringList withLearnedAddresses(const QStringList &known,
                                 const QStringList &announced,
                                 const QString &observedHost)
{
    QStringList told; // what it says now
    const bool isHere = isLoopback(observedHost);
    for (const QString &text : announced) {
        const auto endpoint = Endpoint::fromText(text);
        if (!endpoint || endpoint->port == 0) {
            continue;
        }
        if (!isHere && !observedHost.isEmpty()) {
            appendAddress(told, Endpoint {observedHost, endpoint->port}.toText());
        }
        if (isHere || !isLoopback(endpoint->host)) {
            appendAddress(told, endpoint->toText());
        }
    }
    QStringList list; // and what is neither the good one nor told any more falls out first
    for (const QString &address : known) {
        if (list.isEmpty() || told.contains(addressText(address))) {
            appendAddress(list, address);
        }
    }
    for (const QString &address : told) {
        appendAddress(list, address);
    }
    qsizetype room = limits::kAddressesPerPeerMax - list.size();
    QStringList merged;
    for (const QString &address : known) {
        const QString text = addressText(address);
        const bool stays = list.contains(text);
        if (stays || room > 0) {
            room -= stays ? 0 : 1;
            appendAddress(merged, address);
        }
    }
    for (const QString &address : list) {
        appendAddress(merged, address);
    }
    return merged;
}

QStringList ownAddresses(const QString &listening)
{
    const auto endpoint = Endpoint::fromText(listening);
    if (!endpoint) {
        return {};
    }
    const QHostAddress bound(endpoint->host);
    const bool anyV4 = bound == QHostAddress(QHostAddress::AnyIPv4);
    const bool any = anyV4 || bound == QHostAddress(QHostAddress::AnyIPv6)
        || bound == QHostAddress(QHostAddress::Any);
    if (!any) {
        return {addressText(listening)};
    }
    QStringList list;
    for (const QHostAddress &address : QNetworkInterface::allAddresses()) {
        const bool fits = address.protocol() == QHostAddress::IPv4Protocol || !anyV4;
        if (fits && !address.isLoopback() && !address.isLinkLocal()) {
            appendAddress(list, Endpoint {address.toString(), endpoint->port}.toText());
        }
    }
    if (list.isEmpty()) {
        appendAddress(list, Endpoint {u"127.0.0.1"_s, endpoint->port}.toText());
    }
    return list;
}

} // namespace sheaf
