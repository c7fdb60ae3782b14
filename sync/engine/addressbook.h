/// The addresses of one other device, best first: what worked last, then what is typed or learned.
/// Shape   "wss://host:port", at most limits::kAddressesPerPeerMax; the last ones fall out.
/// Errors  texts that are no address are left out.
/// Thread  plain functions.
#pragma once

#include <QStringList>

namespace sheaf {

/// `known` with `address` in first place.
[[nodiscard]] QStringList withGoodAddress(const QStringList &known, const QString &address);

/// `known`, then what the device itself `announced` ("host:port"); when that is too much, of `known`
/// the first and those announced again stay. `observedHost` is where its
/// connection came from; its port there is the announced one. Loopback addresses count only when
/// the device was seen on this machine: elsewhere they would name ourselves.
[[nodiscard]] QStringList withLearnedAddresses(const QStringList &known,
                                               const QStringList &announced,
                                               const QString &observedHost);

/// What other devices can dial when we listen on `listening` ("host:port"): itself, or for a wildcard
/// every address of this machine's interfaces. The machine's own loopback only when nothing else is.
[[nodiscard]] QStringList ownAddresses(const QString &listening);

} // namespace sheaf
