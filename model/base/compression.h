/// zstd frames of known size: level 3, content size in the frame, one frame and nothing behind it.
/// Rules   the size that a frame claims is compared with the caller's bound before anything is
///         allocated, and what comes out must have exactly that size.
/// Errors  ProtocolViolation for a frame that is damaged, of unknown size, or over the bound.
/// Thread  any; contexts are kept per thread, since making one costs more than a short note.
#pragma once

#include "model/base/result.h"

#include <QByteArray>

namespace sheaf {

[[nodiscard]] QByteArray compress(QByteArrayView bytes);
/// The bytes of `frame`, at most `sizeMax` of them.
[[nodiscard]] Result<QByteArray> decompress(QByteArrayView frame, qsizetype sizeMax);
/// The size that a frame claims to hold; nothing when it is no frame or does not say.
[[nodiscard]] std::optional<quint64> decompressedSize(QByteArrayView frame);

} // namespace sheaf
