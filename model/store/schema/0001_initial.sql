-- Schema 1 of a Sheaf library. Described in model/SCHEMA.md; a released file is never edited.
-- Text that must come back byte for byte is kept as UTF-8 in BLOB columns: SQLite's own UTF-16
-- conversion drops a leading byte-order mark and replaces noncharacters.

CREATE TABLE library (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    device INTEGER NOT NULL,        -- this device
    incarnation INTEGER NOT NULL,   -- of the own log that is written now
    hlc INTEGER NOT NULL,           -- highest stamp issued or adopted
    version INTEGER NOT NULL,       -- grows with every write transaction
    stamp INTEGER NOT NULL,         -- the last one given to a row of notes
    state_sum BLOB NOT NULL         -- XOR of the digests of all records' states
);

CREATE TABLE local_values (
    key BLOB PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE member_records (
    hash BLOB PRIMARY KEY,
    record BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE devices (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE        -- Ed25519 public key
);

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE
);

CREATE TABLE logs (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL REFERENCES devices (id),
    incarnation INTEGER NOT NULL,
    branch BLOB NOT NULL,           -- empty but for forks
    head_seq INTEGER NOT NULL,
    head_hash BLOB NOT NULL,
    UNIQUE (device, incarnation, branch)
);

CREATE TABLE note_changes (
    id INTEGER PRIMARY KEY,         -- order of arrival: parents before children
    guid BLOB,                      -- the change's hash; NULL in local audit rows (operation 9)
    note_guid INTEGER,              -- notes.id; NULL where the change cannot be read
    operation INTEGER NOT NULL,     -- 1 create, 2 update, 3 delete, 9 sync (local), others unknown
    user INTEGER,                   -- users.id
    created_at INTEGER NOT NULL,    -- ms since 1970 UTC when it was stored here
    log INTEGER,                    -- logs.id: device, incarnation, branch
    seq INTEGER,
    hlc INTEGER,
    parents BLOB,                   -- ids of the parent changes as varints, the first parent first
    signature BLOB,
    salts BLOB,                     -- meta salt, content salt
    effect INTEGER,                 -- NULL: understood; 0: kept and relayed, without effect
    extra BLOB                      -- unknown members of meta
);
-- Eight bytes tell changes apart well enough to find one; the row holds all 32.
CREATE INDEX note_changes_guid ON note_changes (substr(guid, 1, 8)) WHERE guid IS NOT NULL;
CREATE UNIQUE INDEX note_changes_log ON note_changes (log, seq) WHERE log IS NOT NULL;
CREATE INDEX note_changes_note ON note_changes (note_guid) WHERE note_guid IS NOT NULL;
CREATE INDEX note_changes_sync ON note_changes (id) WHERE operation = 9;
CREATE INDEX note_changes_effect ON note_changes (id) WHERE effect = 0;

-- The fragment of the change with the same id: note_fragment_id equals id. Only changed fields are set.
CREATE TABLE note_fragments (
    id INTEGER PRIMARY KEY REFERENCES note_changes (id),
    bitmask INTEGER NOT NULL,
    title BLOB,
    description BLOB,
    body BLOB,                      -- zstd frame: the text, or the ops of a delta when delta_depth > 0
    tags BLOB,                      -- JSON array, likewise categories and attachments
    is_private INTEGER,
    categories BLOB,
    attachments BLOB,
    place_parent BLOB,
    place_order BLOB,
    place_kind INTEGER,
    delta_depth INTEGER,            -- deltas down to the next full body; NULL or 0: full
    delta_bytes INTEGER,            -- size and hash of the delta's result
    delta_hash BLOB,
    unknown BLOB                    -- fields of newer programs, CBOR map of mask bit to bytes
);

-- Exact bytes of what the columns above could not give back.
CREATE TABLE raw_changes (
    id INTEGER PRIMARY KEY REFERENCES note_changes (id),
    header BLOB,
    meta BLOB,
    content BLOB,
    body BLOB,
    tail BLOB
);

-- The present state of every record: a cache over the changes, proven by check.
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    guid BLOB NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    title BLOB NOT NULL,
    snippet BLOB,
    description BLOB,
    tags BLOB,
    categories BLOB,
    attachments BLOB,
    place_parent BLOB,              -- guid of the notebook; NULL: top level
    place_order BLOB,
    is_private INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    conflict INTEGER NOT NULL,
    heads BLOB NOT NULL,            -- hashes, newest first
    shown_heads BLOB,               -- NULL: all heads
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    body_change INTEGER,            -- the change after which the shown body stands; NULL: see body
    body BLOB,                      -- zstd frame of a computed body
    body_hash BLOB,                 -- NULL: empty body
    unknown BLOB,
    stamp INTEGER NOT NULL          -- grows with every change of a row; the search index follows it
);
CREATE INDEX notes_stamp ON notes (stamp);
CREATE INDEX notes_kind ON notes (kind) WHERE kind <> 0;
CREATE INDEX notes_conflict ON notes (id) WHERE conflict <> 0;

CREATE TABLE peers (
    device INTEGER PRIMARY KEY REFERENCES devices (id),
    name BLOB,                      -- renamed here; NULL: as the device names itself
    addresses BLOB,                 -- JSON array, last successful first
    last_seen INTEGER NOT NULL DEFAULT 0,
    changes_sent INTEGER NOT NULL DEFAULT 0,
    changes_received INTEGER NOT NULL DEFAULT 0,
    bytes_sent INTEGER NOT NULL DEFAULT 0,
    bytes_received INTEGER NOT NULL DEFAULT 0
);

-- What each peer has acknowledged: the highest contiguous seq of each log.
CREATE TABLE peer_cursors (
    peer INTEGER NOT NULL REFERENCES devices (id),
    log INTEGER NOT NULL REFERENCES logs (id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    synced_at INTEGER NOT NULL,
    PRIMARY KEY (peer, log)
) WITHOUT ROWID;

CREATE VIEW note_change_sync_peers (note_change_id, peer_id, synced_at) AS
SELECT c.id, d.key, p.synced_at
FROM peer_cursors p
JOIN devices d ON d.id = p.peer
JOIN note_changes c ON c.log = p.log AND c.seq <= p.seq;

CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    event BLOB NOT NULL,
    device BLOB,
    text BLOB NOT NULL
);
