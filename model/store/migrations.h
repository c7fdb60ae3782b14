/// Brings a library file to the present schema, one numbered step after the other.
/// Rules   PRAGMA user_version is the schema's number; a step and its number are one transaction. A
///         newer library is refused and left as it is.
/// Errors  LibraryNewer, LibraryDamaged, or what the disk says.
#pragma once

#include "model/store/database.h"

namespace sheaf {

inline constexpr int kSchemaVersion = 3;
inline constexpr qint64 kApplicationId = 0x53686561; ///< "Shea", in the file's header

/// Looks at a file without changing it. False: it does not exist or is still empty.
[[nodiscard]] Result<bool> examineLibraryFile(const QString &file);
/// To be called on every opened library, new ones included.
Outcome migrate(Database &database);
/// A reader's check that the file is one it understands.
Outcome checkSchema(Database &database);

} // namespace sheaf
