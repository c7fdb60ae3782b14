/// Runs seeds, and cuts a failing one down to the fewest steps that still fail.
#pragma once

#include "tests/simulation/world.h"

namespace sheaf::simulation {

[[nodiscard]] Verdict runOnce(const Folders &folders, const Options &options, bool keepTrace);

/// Delta debugging over the plan's steps: options with the steps that are needed. Bounded by `triesMax`.
[[nodiscard]] Options shrink(const Folders &folders, const Options &failing, int triesMax);

/// What every range of seeds must have met, or its oracles have proven nothing.
[[nodiscard]] QStringList missingFrom(const Tally &tally, const Options &options);

} // namespace sheaf::simulation
