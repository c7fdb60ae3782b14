/// The bytes of a change's three parts: deterministic CBOR (RFC 8949 §4.2), and back.
/// Rules   decoding accepts only what encoding writes: shortest forms, sorted keys, definite
///         lengths, valid UTF-8; so a commitment has exactly one set of bytes. Unknown keys are kept
///         verbatim and written back in their place. Given to encoding, sets are canonical
///         (canonicalSet) and texts well-formed UTF-16 (QString::isValidUtf16); a lone surrogate would
///         come back as U+FFFD.
/// Errors  decoders: ProtocolViolation naming the part and the reason, ProtocolOutdated for a newer
///         format or an operation unknown here.
/// Source  layouts and golden bytes: model/SCHEMA.md, tests/golden/wire.
#pragma once

#include "model/base/result.h"
#include "model/note/changesigner.h"
#include "model/note/notechange.h"
#include "model/note/packedchange.h"

namespace sheaf {

[[nodiscard]] QByteArray encodeHeader(const ChangeHeader &header);
/// Keys 1 to 7 mean the same in every format; a newer format's further keys are checked and left out
/// here, so such a header must be kept as bytes.
[[nodiscard]] Result<ChangeHeader> decodeHeader(QByteArrayView bytes);
[[nodiscard]] QByteArray encodeMeta(const ChangeMeta &meta);
[[nodiscard]] Result<ChangeMeta> decodeMeta(QByteArrayView bytes);
/// The content part: {fragment} with its body inside.
[[nodiscard]] QByteArray encodeContent(const NoteFragment &fragment);
[[nodiscard]] Result<NoteFragment> decodeContent(QByteArrayView bytes);

/// Whether every reader will take this fragment as it is; asked before a local change is signed.
/// Errors  NoteTooLarge for the body; InvalidArgument naming the fault: a bound, a set that is not
///         canonical, a text with a lone surrogate (see wellFormedText).
[[nodiscard]] Outcome checkFragment(const NoteFragment &fragment);

/// What is signed: label ‖ library id ‖ hash.
[[nodiscard]] QByteArray signedMessage(const LibraryId &library, const Hash &changeHash);

/// A change with the bytes that are stored and sent, made in one go.
struct SignedChange
{
    NoteChange change;
    PackedChange packed;
};
/// Completes a draft (header.log, seq, prev; meta but its mask and content commitment; fragment; both
/// salts): sets mask, commitments and hash, signs, packs.
[[nodiscard]] SignedChange
signChange(NoteChange draft, const LibraryId &library, const ChangeSigner &signer);

/// What the meta of a packed change must say of its content; null when the content cannot be read.
[[nodiscard]] Hash packedContentCommitment(const PackedChange &packed);

/// Splits a change for storage and travel, and puts it together again. `prev` is the hash of the
/// log's previous header (null for seq 1). Unpacking checks commitments and sizes, not signatures.
/// Errors  of unpackChange, which tell what to do with the change:
///         ProtocolOutdated   this program cannot understand or accept it: keep and relay it untouched.
///                            Says nothing about its author until chain and signature are verified.
///         NotFound           meta or content is withheld.
///         ChainBroken, ProtocolViolation   the bytes are not what the header commits to: fetch again.
[[nodiscard]] PackedChange packChange(const NoteChange &change);
[[nodiscard]] Result<NoteChange> unpackChange(const PackedChange &packed, const Hash &prev);
/// The same for a change whose hash is known already, as in the store: spares one hashing.
[[nodiscard]] Result<NoteChange>
unpackKnownChange(const PackedChange &packed, const Hash &prev, const Hash &hash);

/// What a change's own bytes say, apart from its place in its log: a pure function of them, so it may be
/// worked out on any thread before the change's turn comes.
struct ChangeParts
{
    std::optional<Error> fault; ///< as of unpackChange; meta and fragment count only without one
    Hash metaCommitment;
    ChangeMeta meta;
    NoteFragment fragment; ///< a body in full is in `text`, and empty here
    QByteArray text; ///< UTF-8
    Hash textHash; ///< null: no text, or an empty one
    bool canonical = false; ///< encoding meta and fragment again gives the same bytes

    [[nodiscard]] bool hasText() const
    {
        return !fault && (fragment.mask & field::kBody) != 0
            && std::holds_alternative<QString>(fragment.body);
    }
};
[[nodiscard]] ChangeParts readParts(const PackedChange &packed);
/// Reads the parts of a batch and lets its changes carry them, up to limits::kReadAheadBytesMax of texts.
void readAhead(std::vector<PackedChange> &changes);

} // namespace sheaf
