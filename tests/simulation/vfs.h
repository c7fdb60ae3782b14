/// SQLite on simulated disks: a VFS that keeps files below a mounted folder in that folder's Disk.
/// Rules   made SQLite's default, before the first database is opened; a path outside every mount cannot
///         be opened. Temporary files live and die with their handle. Randomness and time follow the
///         seed, so that a run writes the same bytes again.
/// Thread  the simulation's only one.
#pragma once

#include "tests/simulation/disk.h"

namespace sheaf::simulation {

class Vfs
{
public:
    /// Makes it the default; once a process.
    static void install();
    /// Starts SQLite's own randomness anew.
    static void reseed(quint64 seed);
    /// Paths relative to `folder` are the disk's; a null disk unmounts.
    static void mount(const QString &folder, Disk *disk);
};

} // namespace sheaf::simulation
