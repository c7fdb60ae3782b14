/// What a person does to one record: the input of Library::commit. Fields left empty stay as they are.
/// Rules   `parents` are exactly the heads whose content the person was looking at
///         (Note::shownHeads); empty means a new record, or "the heads shown right now" when the
///         record exists (for scripts, which look and write in one step).
#pragma once

#include "model/note/note.h"

namespace sheaf {

enum class Operation : quint32 { Create = 1, Update = 2, Delete = 3, Sync = 9 };

struct NoteEdit
{
    NoteId note; ///< null = make a new id
    std::vector<Hash> parents;
    Operation operation = Operation::Update; ///< Create is chosen when the record is new
    std::optional<QString> title {};
    std::optional<QString> description {};
    std::optional<QString> body {};
    std::optional<QStringList> tags {};
    std::optional<QStringList> categories {};
    std::optional<QStringList> attachments {};
    std::optional<Place> place {};
    std::optional<bool> isPrivate {};
    /// Write a change even when no field differs: a resolution that ends a conflict, a restore.
    bool force = false;
};

struct CommitResult
{
    NoteId note;
    Hash change; ///< the new head; null when nothing differed and nothing was written
    Note shown; ///< the record as it shows now
};

} // namespace sheaf
