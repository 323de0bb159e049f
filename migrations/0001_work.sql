-- What happened, in the transaction that made it happen (src/work/events.hpp).
CREATE TABLE events (
    seq {{id}},
    tx BIGINT NOT NULL,            -- PostgreSQL: the transaction's number; SQLite: 0
    at BIGINT NOT NULL,
    type TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,      -- 0: the system
    request_id TEXT NOT NULL,
    address TEXT NOT NULL,
    case_id BIGINT NOT NULL,       -- whom it concerns; 0: none
    owner_id BIGINT NOT NULL,
    team_id BIGINT NOT NULL,
    data TEXT NOT NULL             -- JSON
);
CREATE INDEX events_at ON events (at);

-- Work for later (src/work/jobs.hpp). A finished job leaves no row.
CREATE TABLE jobs (
    id {{id}},
    queue TEXT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL,            -- JSON
    dedup TEXT,                    -- at most one WAITING job of a name has it
    priority BIGINT NOT NULL,      -- 0 first
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
    run_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,         -- begun so far
    lease TEXT,                    -- running: whose it is
    lease_until BIGINT,
    last_error TEXT,
    request_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX jobs_dedup ON jobs (name, dedup) WHERE state = 'waiting' AND dedup IS NOT NULL;
CREATE INDEX jobs_due ON jobs (queue, priority, run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_dead ON jobs (changed_at) WHERE state = 'dead';

-- What recurs: whoever moves next_at enqueues the run.
CREATE TABLE schedules (
    name TEXT PRIMARY KEY,
    next_at BIGINT NOT NULL
);

-- Answers kept for repeated requests (src/work/idempotency.hpp).
CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    status BIGINT,                 -- NULL: still running
    headers TEXT,
    body {{bytes}},
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_begun ON idempotency_keys (begun_at);
