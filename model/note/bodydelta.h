/// A body as copy and insert operations over the first parent's body (UTF-8 bytes).
/// Shape   varint-coded ops: copy(offset, length) | insert(length, bytes); see model/SCHEMA.md.
/// Rules   a delta is made only when it saves 30 % against the full text.
/// Errors  apply refuses lengths over limits, copies outside the base, a wrong result length or
///         hash: before anything larger than `resultBytes` is allocated.
#pragma once

#include "model/base/result.h"
#include "model/note/notechange.h"

namespace sheaf {

/// Nothing when a delta would not save 30 %.
[[nodiscard]] std::optional<BodyDelta> makeBodyDelta(const QByteArray &base,
                                                     const QByteArray &target);
[[nodiscard]] Result<QByteArray> applyBodyDelta(const QByteArray &base, const BodyDelta &delta);

} // namespace sheaf
