/// The content part of a change: a map from mask bit to value, so that a later field needs no new
/// format. Used by changecodec alone.
/// Shape   whole: the body's text, or its delta [ops, result length, result hash], stands under bit
///         0x20. Packed: null, or [result length, result hash], stands there instead.
#pragma once

#include "model/base/result.h"
#include "model/note/notechange.h"

namespace sheaf {

enum class BodyForm { Whole, Packed };

/// Where the body's value lies in a packed content, so that the whole content can be hashed without
/// being built.
struct BodySpan
{
    qsizetype start = 0;
    qsizetype end = 0; ///< equal to start when there is no body
};

[[nodiscard]] QByteArray encodeFragment(const NoteFragment &fragment, BodyForm form);
/// `bodyAt` is set for BodyForm::Packed. The packed body is left empty: QString() or no ops.
[[nodiscard]] Result<NoteFragment>
decodeFragment(QByteArrayView bytes, BodyForm form, BodySpan *bodyAt);
/// The CBOR that stands for the body in a whole content, without its last part (the text or, in a
/// delta, everything is included): head of the text ‖ bytes, or the delta's array.
[[nodiscard]] QByteArray wholeBodyHead(qsizetype textBytes);
[[nodiscard]] QByteArray wholeBodyDelta(const BodyDelta &delta);

} // namespace sheaf
