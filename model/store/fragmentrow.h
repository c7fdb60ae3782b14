/// A fragment as a row of note_fragments.
#pragma once

#include "model/note/notechange.h"
#include "model/store/database.h"

namespace sheaf {

/// `packedBody` is the body's zstd frame as it travels.
bool insertFragment(Database &database,
                    qint64 id,
                    const NoteFragment &fragment,
                    const QByteArray &packedBody,
                    int deltaDepth);
/// The fragment with its body expanded; empty when the change has none. With `packedBody` the body goes
/// there as it is stored, and the fragment has it without text or ops, as in a packed content.
[[nodiscard]] NoteFragment
readFragment(Database &database, qint64 id, QByteArray *packedBody = nullptr);
/// The body's frame as it travels.
[[nodiscard]] QByteArray readPackedBody(Database &database, qint64 id);
/// Frame to bytes; empty when it does not expand.
[[nodiscard]] QByteArray expandFrame(const QByteArray &frame);

} // namespace sheaf
