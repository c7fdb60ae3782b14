/// A change as it is stored and as it travels: nothing in it needs decoding to be relayed.
/// Shape   `header` is empty when it can be derived (format 1: log, seq, hash of the log's previous
///         header, commitment of meta); else its exact bytes: for newer formats, and for changes whose
///         meta is withheld. `content` is the content part with the body left out; `body` is a zstd
///         frame of the body's UTF-8 text or of its delta ops, empty for an empty text. `log.branch` is
///         the place in which its holder keeps the change (see LogId): no hash and no signature covers
///         it, because nobody knew of a fork when the change was signed.
/// Rules   withheld content: `content`, `body` empty, `contentSalt` null. Withheld meta: that, and
///         `meta` empty, `metaSalt` null. Over its limits or of an unknown format, a change is still
///         representable: the limits here are those of framing.
/// Errors  fromCbor refuses anything that is not exactly what toCbor writes (unknown trailing array
///         members are kept in `tail` and written back).
#pragma once

#include "model/base/result.h"
#include "model/causality/versionvector.h"

#include <memory>

namespace sheaf {

struct ChangeParts;

/// What a change's bytes say, where somebody has read them ahead (see readAhead); not part of its value.
struct AheadParts
{
    std::shared_ptr<const ChangeParts> parts {};

    friend bool operator==(const AheadParts &, const AheadParts &) { return true; }
};

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
    AheadParts ahead {};

    [[nodiscard]] QByteArray toCbor() const;
    [[nodiscard]] static Result<PackedChange> fromCbor(QByteArrayView bytes);
    [[nodiscard]] bool hasMeta() const { return !meta.isEmpty(); }
    [[nodiscard]] bool hasContent() const { return !content.isEmpty(); }
    [[nodiscard]] qsizetype sizeBytes() const
    {
        return 160 + meta.size() + content.size() + body.size() + header.size() + tail.size();
    }

    friend bool operator==(const PackedChange &, const PackedChange &) = default;
};

/// The change's hash: of the derived header, or of the explicit one after checking that it continues
/// the log and commits to `meta`. Works for changes that this program cannot understand.
/// `prev` is the hash of the log's previous header, null for seq 1.
/// Errors  ChainBroken when an explicit header names another `prev`; ProtocolViolation when it names
///         another device, incarnation or seq, or another meta.
[[nodiscard]] Result<Hash> changeHash(const PackedChange &change, const Hash &prev);

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::PackedChange)
