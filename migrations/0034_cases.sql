-- By which rules each date of a case came about, and what its clock did since.

-- law_due: by when the law wants it settled; NULL: it wants nothing, or its clock stands.
-- cure_due: by when the customer was asked for what is missing; NULL: nothing is awaited so.
-- clock_from: from when its own terms count, where that is not opened_at (joined cases are open since the earlier of both).
-- rulebook_id: what its dates were counted by; word_rulebook_id: what the date of the next word was counted by, which is
-- given anew with each answer; 0: from before these were kept.
-- legal_kind: what the law calls it where somebody decided so; '': as the kind of case says. legal_flags: what it is about,
-- as far as the law minds, with commas between.
ALTER TABLE cases ADD COLUMN law_due BIGINT;
ALTER TABLE cases ADD COLUMN cure_due BIGINT;
ALTER TABLE cases ADD COLUMN clock_from BIGINT;
ALTER TABLE cases ADD COLUMN rulebook_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN word_rulebook_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN legal_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN legal_flags TEXT NOT NULL DEFAULT '';

-- The calendar as it was: JSON of its definition. One row however many cases were counted on it.
CREATE TABLE case_calendars (
    id {{id}},
    fingerprint TEXT NOT NULL UNIQUE,     -- SHA-256 of the body
    body TEXT NOT NULL
);

-- All that dates are counted by: the calendar, the terms of each kind, the rule set of the law and the house (its number in
-- module rules; 0: none). A case keeps the one it was born under.
CREATE TABLE case_rulebooks (
    id {{id}},
    fingerprint TEXT NOT NULL UNIQUE,
    calendar_id BIGINT NOT NULL,          -- of the house
    official_id BIGINT NOT NULL,          -- as the law counts: without closing days that only the house decided
    rule_set_id BIGINT NOT NULL,
    policies TEXT NOT NULL                -- JSON
);

-- When a clock of the case stood, or was to begin anew, and why. A row stays with the case whose clock it was, whatever
-- that is joined to: its dates are counted by it.
CREATE TABLE case_pauses (
    id {{id}},
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,                 -- customer | clarification | third_party | completion
    effect TEXT NOT NULL,                 -- stands | anew | runs
    words TEXT NOT NULL DEFAULT '',       -- what was asked for, or why
    started_at BIGINT NOT NULL,
    started_by BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT,                        -- by when the customer was asked to answer
    answered_at BIGINT,                   -- when they did
    answered_by TEXT NOT NULL DEFAULT '', -- customer | agent: who said so
    ended_at BIGINT,                      -- when the clock went on; NULL: it does not yet
    settled_at BIGINT,                    -- when nothing is left to decide
    settled_by BIGINT NOT NULL DEFAULT 0,
    settled TEXT NOT NULL DEFAULT ''      -- complete | went_on | over
);
CREATE INDEX case_pauses_case ON case_pauses (case_id, id);

-- Told before the date, with the reason: the law's date was moved.
CREATE TABLE case_extensions (
    id {{id}},
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    by_person BIGINT NOT NULL,
    reason TEXT NOT NULL,
    due_before BIGINT NOT NULL,
    due_after BIGINT NOT NULL
);
CREATE INDEX case_extensions_case ON case_extensions (case_id, id);
