/// Is a stored change still what its author made? Everything that is stored of a change goes into its
/// hash, so damage anywhere in its rows shows there; the signature alone stands beside it.
/// Thread  that of its connection.
#pragma once

#include "model/store/librarystore.h"

namespace sheaf {

struct ChangeVerdict
{
    Hash hash; ///< under which it is known here
    LogId log;
    std::uint64_t seq = 0;
    bool sound = false; ///< its bytes give that hash, its parts their commitments
    bool signedWell = false; ///< only ever true for a sound one
    bool hasContent = false;
};

/// The change as it would be sent, with what is to be thought of it.
[[nodiscard]] ChangeVerdict judgeChange(LibraryStore &store, qint64 id, PackedChange *packed);
/// The same for a change that a peer gives for one that stands here as row `id`.
[[nodiscard]] ChangeVerdict
judgeGiven(LibraryStore &store, const Hash &hash, const PackedChange &given);

/// For the log of what happened: which change, what is wrong, what is done about it.
[[nodiscard]] AuditEntry damageEntry(const ChangeVerdict &verdict, qint64 nowMs);

} // namespace sheaf
