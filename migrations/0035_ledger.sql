-- The ledger: acts chained by SHA-256, and the signed heads of the chain (docs/ledger.md). Times are UTC microseconds,
-- hashes 32 bytes.
CREATE TABLE ledger_acts (
    ledger TEXT NOT NULL,                  -- book:3 | house | sample:…
    sequence BIGINT NOT NULL,              -- from 1, without a gap
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    fields {{bytes}} NOT NULL,             -- src/modules/ledger/canonical.hpp
    hash {{bytes}} NOT NULL,
    PRIMARY KEY (ledger, sequence)
);
CREATE INDEX ledger_acts_subject ON ledger_acts (ledger, subject, sequence);

-- Never a row: what stands in for the turn of those who append (LOCK TABLE).
CREATE TABLE ledger_turn (one BIGINT PRIMARY KEY);

-- The installation's Ed25519 keys. The private one is erased when the next is there.
CREATE TABLE ledger_keys (
    number BIGINT PRIMARY KEY,             -- from 1
    public_key {{bytes}} NOT NULL,         -- 32
    seed {{bytes}},                        -- 32; NULL: retired
    signed {{bytes}} NOT NULL,             -- 64, by the key before; of the first: by itself
    created_at BIGINT NOT NULL
);

CREATE TABLE ledger_heads (
    number BIGINT PRIMARY KEY,             -- from 1, without a gap
    at BIGINT NOT NULL,
    daily BIGINT NOT NULL,                 -- the first of its day (UTC)
    head TEXT NOT NULL,                    -- its canonical form
    hash {{bytes}} NOT NULL,               -- of that
    key_number BIGINT NOT NULL REFERENCES ledger_keys (number),
    signature {{bytes}} NOT NULL           -- 64
);

-- Where heads are sent, outside.
CREATE TABLE ledger_destinations (
    id {{id}},
    kind TEXT NOT NULL,                    -- mail | webhook
    target TEXT NOT NULL UNIQUE,           -- an address, or https://…
    every TEXT NOT NULL,                   -- hour | day
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_head BIGINT NOT NULL DEFAULT 0,   -- the last one it took
    last_sent_at BIGINT,
    failures BIGINT NOT NULL DEFAULT 0,    -- in a row
    last_error TEXT NOT NULL DEFAULT '',
    last_tried_at BIGINT
);

-- How the last verification from the console went, or goes: one row.
CREATE TABLE ledger_verification (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    started_at BIGINT NOT NULL,
    acts BIGINT NOT NULL,                  -- read so far
    total BIGINT NOT NULL,
    beat_at BIGINT NOT NULL,               -- it still ran then
    finished_at BIGINT,
    verdict TEXT NOT NULL DEFAULT ''       -- JSON
);
