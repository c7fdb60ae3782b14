/// A change as it is stored and as it travels: nothing in it needs decoding to be relayed.
/// Shape   `header` is empty when it can be derived (format 1: log, seq, hash of the log's previous
///         header, commitment of meta); else its exact bytes. `content` is the content part with the
///         body left out; `body` is a zstd frame of the body's UTF-8 text or of its delta ops.
/// Errors  fromCbor refuses anything that is not exactly what toCbor writes (unknown trailing array
///         members are kept in `tail` and written back).
#pragma once

#include "model/base/result.h"
#include "model/causality/versionvector.h"

namespace sheaf {

struct PackedChange
{
    LogId log;
    std::uint64_t seq = 0;
    Signature signature;
    Salt metaSalt;
    QByteArray meta;
    Salt contentSalt;
    QByteArray content;
    QByteArray body;
    QByteArray header;
    QByteArray tail;

    [[nodiscard]] QByteArray toCbor() const;
    [[nodiscard]] static Result<PackedChange> fromCbor(QByteArrayView bytes);
    [[nodiscard]] qsizetype sizeBytes() const
    {
        return 160 + meta.size() + content.size() + body.size() + header.size() + tail.size();
    }

    friend bool operator==(const PackedChange &, const PackedChange &) = default;
};

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::PackedChange)
