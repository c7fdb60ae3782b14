/// What a process has used so far: time of its processors and memory, as Linux tells.
/// Errors  0 where the system does not tell.
#pragma once

#include <QString>

namespace sheaf::bench {

[[nodiscard]] double ownCpuSeconds(); ///< of all threads
[[nodiscard]] double endedChildrenCpuSeconds();
[[nodiscard]] double cpuSecondsOf(qint64 pid);
[[nodiscard]] double residentMegabytes(qint64 pid = 0); ///< now; 0 = this process
[[nodiscard]] double peakMegabytes(qint64 pid = 0); ///< since its start, or since forgetPeak
bool forgetPeak(qint64 pid = 0);
[[nodiscard]] double loadAverage(); ///< of the last minute

} // namespace sheaf::bench
