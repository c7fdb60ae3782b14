/// Whose clock is wrong, as sentences for people.
/// Rules   a name is another device's word; who shows it as rich text escapes it.
/// Thread  GUI.
#pragma once

#include "sync/engine/syncstatus.h"

namespace sheaf {

/// "Laptop’s clock is 3 years ahead. Set its date and time; your notes are fine."; empty: it is right.
[[nodiscard]] QString clockSentence(const Peer &peer);
/// The same of this computer.
[[nodiscard]] QString ownClockSentence(const SyncStatus &status);
/// In a few words for the status bar: "Laptop’s clock is wrong"; empty: none is.
[[nodiscard]] QString wrongClock(const SyncStatus &status, const QList<Peer> &peers);

} // namespace sheaf
