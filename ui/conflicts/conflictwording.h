/// How conflicts are spoken of: devices by name and edits by time, never "local" or "remote".
#pragma once

#include "model/store/libraryreader.h"

namespace sheaf {

/// What the wording needs to know of the place it is read at.
struct ConflictReading
{
    DeviceId own; ///< this device: its edits were made "here"
    QDateTime now;
};

/// "laptop, 14:02", "here, 14:05", "laptop, deleted 14:02"; with the day when it is not today.
[[nodiscard]] QString sideLabel(const ConflictSide &side, const ConflictReading &reading);
/// The bar in the note: "Edited on laptop 14:02 and here 14:05: choose".
[[nodiscard]] QString conflictHeadline(const NoteConflict &conflict,
                                       const ConflictReading &reading);
/// One sentence that explains this type of conflict and what is asked for.
[[nodiscard]] QString conflictExplanation(const NoteConflict &conflict);
/// "14:02" today, "yesterday 14:02", "3 May 14:02", "3 May 2024".
[[nodiscard]] QString shortTime(qint64 timeMs, const QDateTime &now);

} // namespace sheaf
