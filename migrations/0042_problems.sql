-- What complaints teach (SERVICE_MODEL K9): why, what of, where, in which moment of which cycle; and the cases that
-- are one problem. Numbers of cases, customers, segments and people are those of their modules. Times are UTC
-- microseconds, booleans 0/1.

-- Trees of the company's own words, one for each aspect. A removed label that is in use is only no longer offered.
CREATE TABLE problem_labels (
    id {{id}},
    aspect TEXT NOT NULL,                 -- cause | product | place | moment | cycle
    parent_id BIGINT NOT NULL DEFAULT 0,  -- 0: at the top
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,               -- folded
    active BIGINT NOT NULL DEFAULT 1,
    sample BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX problem_labels_name ON problem_labels (aspect, parent_id, name_key);

CREATE TABLE problems (
    id {{id}},
    title TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',       -- what is known of it
    cause_id BIGINT NOT NULL DEFAULT 0,   -- labels; 0: not known yet
    product_id BIGINT NOT NULL DEFAULT 0,
    place_id BIGINT NOT NULL DEFAULT 0,
    segment_id BIGINT NOT NULL DEFAULT 0, -- whom else it may have hit, whether they complained or not
    state TEXT NOT NULL,                  -- open | resolved
    remedy TEXT NOT NULL DEFAULT '',      -- what was changed so that it does not happen again
    told TEXT NOT NULL DEFAULT '',        -- what its customers were told
    resolved_at BIGINT,
    resolved_by BIGINT NOT NULL DEFAULT 0,
    opened_at BIGINT NOT NULL,
    opened_by BIGINT NOT NULL,
    sample BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX problems_state ON problems (state, id);

-- A case that somebody labelled, or that is part of a problem. Its figures follow the case's events.
CREATE TABLE problem_cases (
    case_id BIGINT PRIMARY KEY,
    opened_at BIGINT NOT NULL,
    problem_kind BIGINT NOT NULL,         -- 1: complaint, claim or return
    merged BIGINT NOT NULL DEFAULT 0,     -- 1: joined to another case, which counts for it
    solved_at BIGINT NOT NULL DEFAULT 0,
    score BIGINT NOT NULL DEFAULT 0,
    cause_id BIGINT NOT NULL DEFAULT 0,
    product_id BIGINT NOT NULL DEFAULT 0,
    place_id BIGINT NOT NULL DEFAULT 0,
    moment_id BIGINT NOT NULL DEFAULT 0,
    cycle_id BIGINT NOT NULL DEFAULT 0,
    problem_id BIGINT NOT NULL DEFAULT 0,
    told_at BIGINT NOT NULL DEFAULT 0,    -- when its customer was told how the problem ended
    marked_at BIGINT NOT NULL,
    marked_by BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX problem_cases_opened ON problem_cases (opened_at, case_id);
CREATE INDEX problem_cases_problem ON problem_cases (problem_id, opened_at) WHERE problem_id > 0;

-- "It is not that": a proposal that somebody looked at and put aside does not come back.
CREATE TABLE problem_dismissals (
    case_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,             -- the larger number of the two
    at BIGINT NOT NULL,
    PRIMARY KEY (case_id, other_id)
);
