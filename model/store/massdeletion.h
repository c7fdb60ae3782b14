/// When deletes are too many to be believed at once.
/// Rules   a window is limits::kMassDeletionWindow by the deletes' own stamps, and once more by their
///         arrival: what is held by either is held. It is a mass deletion when
///         one device deleted in it more than limits::kMassDeletionNotes notes and more than
///         limits::kMassDeletionPercent of those that were there before the first of them came.
/// Thread  plain functions.
#pragma once

#include <QtGlobal>

#include <vector>

namespace sheaf {

/// A delete of one device that took a note from this device's sight.
struct SeenDelete
{
    qint64 note = 0; ///< row in notes
    qint64 stampMs = 0; ///< when its author says it was made, or when it came: what windows go by
    qint64 arrived = 0; ///< row in note_changes: order of arrival
    qint64 existed = 0; ///< notes that were there before the transaction it came with
    bool held = false;

    friend bool operator==(const SeenDelete &, const SeenDelete &) = default;
};

/// Of one device's deletes those that stand in a window that is a mass deletion. Windows in which
/// nothing arrived at or after `freshFrom` are past and not looked at again.
[[nodiscard]] std::vector<SeenDelete> massDeleted(std::vector<SeenDelete> deletes,
                                                  qint64 freshFrom);

} // namespace sheaf
