-- Files of customers brought in at once (module imports). The file itself stays, in pieces of at most 256 KiB, until
-- the import is discarded: a restart goes on where it stopped, and the same file is recognised by its checksum.
CREATE TABLE imports (
    id {{id}},
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    checksum TEXT NOT NULL,               -- SHA-256 of the bytes
    complete BIGINT NOT NULL DEFAULT 0,   -- 1: all pieces are there
    at BIGINT NOT NULL,
    by_id BIGINT NOT NULL,                -- 0: the command line
    by_name TEXT NOT NULL,
    by_role TEXT NOT NULL,
    state TEXT NOT NULL,                  -- uploaded | checking | ready | running | cancelled | done | failed | undoing | undone
    reading TEXT NOT NULL,                -- JSON: how the file is read, corrected by hand
    head TEXT NOT NULL,                   -- JSON: what was found in it
    heading_key TEXT NOT NULL,            -- its headings, folded: what a mapping is remembered by
    targets TEXT NOT NULL,                -- JSON: for each column the field it fills
    on_match TEXT NOT NULL,               -- fill | file | keep
    on_duplicate TEXT NOT NULL,           -- skip | update | create
    total BIGINT NOT NULL,                -- rows with anything in them
    handled BIGINT NOT NULL DEFAULT 0,    -- of them, in what is going on or was last done
    counts TEXT NOT NULL DEFAULT '{}',
    problem TEXT NOT NULL DEFAULT '',     -- JSON: why it failed
    started_at BIGINT,
    finished_at BIGINT
);
CREATE INDEX imports_checksum ON imports (checksum, id);

CREATE TABLE import_pieces (
    import_id BIGINT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    bytes {{bytes}} NOT NULL,
    PRIMARY KEY (import_id, number)
);

-- What will become, or became, of each row. customer_id is a number of the module customers.
CREATE TABLE import_rows (
    import_id BIGINT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,               -- as the spreadsheet shows it
    verdict TEXT NOT NULL,                -- new | update | same | duplicate | rejected
    outcome TEXT NOT NULL DEFAULT '',     -- '' | added | updated | unchanged | skipped | rejected | taken_back | restored | kept
    choice TEXT NOT NULL DEFAULT '',      -- '' | skip | update | create: decided for this row
    customer_id BIGINT NOT NULL DEFAULT 0,
    version_after BIGINT NOT NULL DEFAULT 0,
    data TEXT NOT NULL,                   -- JSON
    PRIMARY KEY (import_id, number)
);
CREATE INDEX import_rows_verdict ON import_rows (import_id, verdict, number);
CREATE INDEX import_rows_customer ON import_rows (import_id, customer_id) WHERE customer_id <> 0;

CREATE TABLE import_mappings (
    heading_key TEXT PRIMARY KEY,
    targets TEXT NOT NULL,
    at BIGINT NOT NULL
);
