-- Schema 2: changes that came before a change they were made on.
CREATE TABLE missing_parents (
    parent BLOB NOT NULL,           -- hash of a change that is not here
    child INTEGER NOT NULL REFERENCES note_changes (id),
    PRIMARY KEY (parent, child)
) WITHOUT ROWID;
