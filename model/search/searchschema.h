/// The tables of `search.sqlite` and the meaning of their columns.
#pragma once

#include <QString>

namespace sheaf::searchschema {

/// Kept in PRAGMA user_version. Another number means: make the file again.
inline constexpr int kVersion = 2;

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
    parts INTEGER NOT NULL,
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
)
)sql";

/// %1: the number of the part; %2: the tokenizer.
inline constexpr const char *kTexts = "CREATE VIRTUAL TABLE texts_%1 USING fts5(title, tags, body, "
                                      "content='', tokenize='%2')";

/// Rows of text in one part of the index.
inline constexpr qint64 kRowsAPart = 8192;

[[nodiscard]] constexpr qint64 partOf(qint64 row)
{
    return row / kRowsAPart;
}

/// texts_0, texts_1, …: the index in parts, each of kRowsAPart rows of text in the order in which they came.
/// What FTS5 spends on merging what it has written grows with the size of a table, and what it spends on a
/// common beginning of a word does, too; where only the newest notes are asked for, the newest parts answer.
/// They have no prefix indexes. They doubled the file and the time to feed it (measured, 10,000 and 50,000
/// notes) and made only single letters faster, which searchquery does not take for beginnings.
/// feed: one row, which library, up to which stamp, next free row, how many parts, rows of text that are old.
/// entries: one row a note; `row` is the current rowid of its text. notebook: notebooks.id, 0 at top
/// level. tags: folded; categories: as written. text_hash: of what is indexed; NULL = nothing.

} // namespace sheaf::searchschema
