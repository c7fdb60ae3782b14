/// The tables of `search.sqlite` and the meaning of their columns.
#pragma once

#include <QString>

namespace sheaf::searchschema {

/// Kept in PRAGMA user_version. Another number means: make the file again.
inline constexpr int kVersion = 1;

namespace flag {
    inline constexpr qint64 kDeleted = 1;
    inline constexpr qint64 kPrivate = 2;
    inline constexpr qint64 kConflict = 4;
} // namespace flag

/// Stands around each tag in `entries.tags`, so that whole tags can be looked for.
inline constexpr QChar kSeparator = QChar(0x1f);

inline constexpr const char *kTables = R"sql(
CREATE TABLE feed (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    library BLOB NOT NULL,
    position INTEGER NOT NULL,
    next_row INTEGER NOT NULL,
    stale INTEGER NOT NULL
);
CREATE TABLE notebooks (
    id INTEGER PRIMARY KEY,
    guid BLOB NOT NULL UNIQUE
);
CREATE TABLE entries (
    row INTEGER PRIMARY KEY,
    guid BLOB NOT NULL UNIQUE,
    notebook INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    tags BLOB NOT NULL,
    categories BLOB NOT NULL,
    text_hash INTEGER
);
CREATE VIRTUAL TABLE texts USING fts5(title, tags, body, content='',
    tokenize='%1')
)sql";

/// texts: no prefix indexes. They doubled the file and the time to feed it (measured, 10,000 and 50,000
/// notes) and made only single letters faster, which searchquery does not take for beginnings.
/// feed: one row, which library, up to which stamp, next free row, rows of `texts` that are old.
/// entries: one row a note; `row` is the current rowid in `texts`. notebook: notebooks.id, 0 at top
/// level. tags: folded; categories: as written. text_hash: of what `texts` holds; NULL = nothing.

} // namespace sheaf::searchschema
