/// What must hold when everything has healed and come to rest. Numbers are those of the invariants in
/// README.md beside this file.
#pragma once

#include "tests/simulation/world.h"

namespace sheaf::simulation {

void judge(World &world);

} // namespace sheaf::simulation
