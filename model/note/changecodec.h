/// The bytes of a change's three parts: deterministic CBOR (RFC 8949 §4.2), and back.
/// Rules   decoding accepts only what encoding writes: shortest forms, sorted keys, definite
///         lengths, valid UTF-8; so a commitment has exactly one set of bytes. Unknown keys are kept
///         verbatim and written back in their place.
/// Errors  Error{ProtocolViolation} naming the part and the reason.
/// Source  layouts and golden bytes: model/SCHEMA.md, tests/golden/wire.
#pragma once

#include "model/base/result.h"
#include "model/note/notechange.h"
#include "model/note/packedchange.h"

namespace sheaf {

[[nodiscard]] QByteArray encodeHeader(const ChangeHeader &header);
[[nodiscard]] Result<ChangeHeader> decodeHeader(QByteArrayView bytes);
[[nodiscard]] QByteArray encodeMeta(const ChangeMeta &meta);
[[nodiscard]] Result<ChangeMeta> decodeMeta(QByteArrayView bytes);
/// The content part: {fragment} with its body inside.
[[nodiscard]] QByteArray encodeContent(const NoteFragment &fragment);
[[nodiscard]] Result<NoteFragment> decodeContent(QByteArrayView bytes);

/// What is signed: label ‖ library id ‖ hash.
[[nodiscard]] QByteArray signedMessage(const LibraryId &library, const Hash &changeHash);

/// Splits a change for storage and travel, and puts it together again. `prev` is the hash of the
/// log's previous header (null for seq 1). Unpacking checks commitments and sizes, not signatures.
[[nodiscard]] PackedChange packChange(const NoteChange &change);
[[nodiscard]] Result<NoteChange> unpackChange(const PackedChange &packed, const Hash &prev);

} // namespace sheaf
