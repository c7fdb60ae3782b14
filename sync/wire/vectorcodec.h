/// Version vectors and ranges of logs as they stand in messages: arrays of five members an entry, strictly
/// ascending. Layout: sync/PROTOCOL.md.
/// Errors  reading: the reader fails with a reason; at most limits::kVectorLogsMax and kGapsMax entries.
#pragma once

#include "model/base/cbor.h"
#include "model/causality/versionvector.h"

namespace sheaf {

void writeVector(CborWriter &out, const VersionVector &vector);
[[nodiscard]] VersionVector readVector(CborReader &in);
void writeRanges(CborWriter &out, const std::vector<LogRange> &ranges);
[[nodiscard]] std::vector<LogRange> readRanges(CborReader &in);

} // namespace sheaf
