/// The checkpoint that this device could write now.
/// Rules   every member counts but those unseen for limits::kDeviceAbsent (the newest stamp of its logs,
///         or when it was here, whichever is later). What all that count have acknowledged, joined with
///         what earlier checkpoints said. No clock is believed beyond the newest stamp of another device
///         and limits::kCheckpointSlack; a device whose clock is behind the others' proposes nothing.
#pragma once

#include "model/store/librarystore.h"

namespace sheaf {

/// Nothing: something is missing, or the retention is "for ever".
[[nodiscard]] std::optional<Checkpoint>
proposeCheckpoint(LibraryStore &store, const LibraryRow &library, qint64 nowMs);

/// The replicated retention in days; 0 = for ever.
[[nodiscard]] int historyDays(LibraryStore &store);

/// `checkpoint` as this device obeys it: never beyond its own clock and the present retention. Empty as
/// long as not everything is here that the checkpoint speaks of.
[[nodiscard]] Checkpoint obeyed(LibraryStore &store, Checkpoint checkpoint, qint64 nowMs);

} // namespace sheaf
