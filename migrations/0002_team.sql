-- The organisation and its people. One organisation a base: its row has the number 1.
CREATE TABLE organisation (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    language TEXT NOT NULL,
    treatment TEXT NOT NULL,
    sample TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- A team that is removed keeps its row: old cases still name it. The supervisor refers to people, which refers
-- to teams: the code sees to it, because SQLite cannot add a foreign key afterwards.
CREATE TABLE teams (
    id {{id}},
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    supervisor_id BIGINT,
    sample BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX teams_by_name ON teams (name_key) WHERE removed_at IS NULL;

-- password: argon2id; NULL until the invitation is accepted, and for the people of the sample company, who
-- cannot come in. email_key: the address in lower case, what makes it unique.
CREATE TABLE people (
    id {{id}},
    name TEXT NOT NULL,
    email TEXT,
    email_key TEXT UNIQUE,
    role TEXT NOT NULL,
    team_id BIGINT REFERENCES teams (id),
    active BIGINT NOT NULL DEFAULT 1,
    allowance_cents BIGINT NOT NULL DEFAULT 0,
    language TEXT NOT NULL,
    password TEXT,
    preferences TEXT NOT NULL DEFAULT '{}',
    sample BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX people_by_team ON people (team_id);
CREATE INDEX people_by_role ON people (role);

-- Of every secret only its SHA-256: what is read here opens nothing.
CREATE TABLE sessions (
    id {{id}},
    person_id BIGINT NOT NULL REFERENCES people (id),
    token_hash TEXT NOT NULL UNIQUE,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    browser TEXT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);

CREATE TABLE api_tokens (
    id {{id}},
    person_id BIGINT NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    ending TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    seen_at BIGINT
);
CREATE INDEX api_tokens_by_person ON api_tokens (person_id);

-- Links that work once: the first run ('setup', nobody yet), an invitation ('invitation').
CREATE TABLE one_time_keys (
    key_hash TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    person_id BIGINT REFERENCES people (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX one_time_keys_by_person ON one_time_keys (person_id);

-- Wrong passwords in a row, by account ('account:' and a hash of the address typed, known or not) and by
-- network address ('address:…').
CREATE TABLE sign_in_failures (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

CREATE TABLE notices (
    id {{id}},
    person_id BIGINT NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL,
    params TEXT NOT NULL,
    case_id BIGINT,
    case_code TEXT,
    promise_id BIGINT,
    dedup TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notices_by_person ON notices (person_id, id);
CREATE INDEX notices_unread ON notices (person_id, id) WHERE read_at IS NULL;
CREATE INDEX notices_by_key ON notices (person_id, dedup);
