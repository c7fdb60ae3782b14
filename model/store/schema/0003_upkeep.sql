-- Schema 3: forked logs, mass deletions that wait for an answer, checkpoints.

-- Deletes of other devices that took a note from this device's sight; local, never sent.
CREATE TABLE seen_deletes (
    note INTEGER PRIMARY KEY REFERENCES notes (id),
    device INTEGER NOT NULL REFERENCES devices (id), -- that deleted it
    stamp_ms INTEGER NOT NULL,      -- of the delete's hlc
    arrived INTEGER NOT NULL,       -- note_changes.id of the delete
    existed INTEGER NOT NULL,       -- notes that were there before the transaction it came with
    held INTEGER NOT NULL           -- 1: kept in sight until the person answers
);
CREATE INDEX seen_deletes_device ON seen_deletes (device, stamp_ms);

-- Devices whose clock was found wrong, and by how much; local, never sent.
CREATE TABLE device_clocks (
    device INTEGER PRIMARY KEY REFERENCES devices (id),
    ahead_ms INTEGER NOT NULL,      -- of this device's clock; negative: behind
    measured INTEGER NOT NULL,      -- 1: told in a session; 0: seen from a stamp
    at_ms INTEGER NOT NULL          -- when that was, by this device's clock
);

-- When records were changed whose stamps this device's clock cannot believe; local, never sent.
CREATE TABLE believed_times (
    note INTEGER PRIMARY KEY REFERENCES notes (id),
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
);
-- Changes that are here in name, but not as their author made them: to be fetched again by hash.
CREATE TABLE wanted_changes (
    hash BLOB PRIMARY KEY,
    reason INTEGER NOT NULL,        -- 1 its signature is wrong, 2 its bytes are damaged, 3 its content is absent
    noticed_at INTEGER NOT NULL     -- ms since 1970 UTC
) WITHOUT ROWID;
-- Contents that are not here: dropped by a checkpoint, or never received. A row of note_fragments keeps
-- its mask then, and the commitment that can no longer be computed.
ALTER TABLE note_fragments ADD COLUMN commitment BLOB;
-- 1: content that the shown state needs is not here.
ALTER TABLE notes ADD COLUMN incomplete INTEGER NOT NULL DEFAULT 0;

-- A branch: the log that it forks from, and the seq of its first change. What a log has below it is
-- closed: nothing is appended to it any more.
ALTER TABLE logs ADD COLUMN parent INTEGER;
ALTER TABLE logs ADD COLUMN first_seq INTEGER NOT NULL DEFAULT 1;
