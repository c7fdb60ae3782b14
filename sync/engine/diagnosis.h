/// Why a device cannot be reached or sync cannot start, as one sentence with the next step: what the
/// device list and the status show. English; the words around it belong to the programs.
/// Rules   never a bare code, never foreign text.
/// Thread  plain functions.
#pragma once

#include "model/base/error.h"

#include <QStringList>

namespace sheaf {

/// `address` is the one that was tried last; may be empty.
[[nodiscard]] QString peerProblem(const Error &why, const QString &address);
/// A device at `host` (empty: it is known which one) has no protocol version in common with this one.
[[nodiscard]] QString outdatedProblem(const Error &why, const QString &host);
/// A session with a device that has proven who it is was ended; `told`: by that device's complaint.
[[nodiscard]] QString sessionProblem(const Error &why, bool told);
/// Nobody has ever told an address of this device.
[[nodiscard]] QString noAddressProblem();
/// Listening on `listen` failed.
[[nodiscard]] QString listenProblem(const Error &why, const QString &listen);
/// Notes with these titles are shown differently on another device, which has the same changes.
[[nodiscard]] QString divergenceProblem(const QStringList &titles);
/// So many changes are damaged here, and a device waits for them that cannot give them again.
[[nodiscard]] QString damageHereProblem(std::size_t changes);
/// The same at another device, which has said so.
[[nodiscard]] QString damageThereProblem(const QString &device);
/// The library's folder cannot be read or written.
[[nodiscard]] QString storageProblem(const Error &why);

} // namespace sheaf
