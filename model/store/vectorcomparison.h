/// What another device's vector means here.
#pragma once

#include "model/causality/versionvector.h"

namespace sheaf {

struct VectorComparison
{
    VersionVector mine; ///< of this library, after everything that the comparison cut
    VersionVector theirs; ///< by our names; what they have beyond us stays as they said it
    VersionVector proven; ///< what they certainly have of ours
    VersionVector standing; ///< the same, and what they acknowledged and nothing speaks against
    /// Logs that certainly fork: they have another change at `last`, and perhaps at earlier ones from
    /// `first` on; before `first` both are the same.
    std::vector<LogRange> forks;
};

} // namespace sheaf
