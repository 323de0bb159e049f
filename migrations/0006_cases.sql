-- What customers say, owned and moved along. `cases` is the hot row: what lists, counts and deadlines need, and
-- nothing else. Times are UTC microseconds; 0 in owner_id, team_id, about_person_id means nobody.
CREATE TABLE cases (
    id {{id}},
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    live BIGINT NOT NULL,                 -- 1 until solved: what partial indexes and counts look at
    outcome TEXT,
    title TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL DEFAULT 0,
    team_id BIGINT NOT NULL DEFAULT 0,
    about_person_id BIGINT NOT NULL DEFAULT 0,
    language TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    last_from TEXT,
    last_out_at BIGINT,
    waiting_since BIGINT,
    solved_at BIGINT,
    first_answer_at BIGINT,
    first_answer_due BIGINT,
    next_update_due BIGINT,
    resolution_due BIGINT,
    due_at BIGINT NOT NULL,               -- the next date to keep; year 9999 when none is owed
    due_what TEXT,
    soon_at BIGINT NOT NULL,
    promise_at BIGINT,                    -- the next open promise to the customer (kept by module promises)
    promise_soon_at BIGINT,
    promise_what TEXT,
    promise_maker BIGINT,
    handed_up BIGINT NOT NULL DEFAULT 0,
    hands BIGINT NOT NULL DEFAULT 0,
    retold BIGINT NOT NULL DEFAULT 0,
    unread BIGINT NOT NULL DEFAULT 1,
    checked_at BIGINT,
    unchecked BIGINT NOT NULL DEFAULT 0,  -- 1: a problem solved whose second check is still missing
    score BIGINT NOT NULL DEFAULT 0,
    warned_due BIGINT NOT NULL DEFAULT 0, -- the due_at somebody was last warned of, and last escalated for
    late_due BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1
);
-- about_person_id closes the indexes that counts are read from: nobody is shown a case about themselves.
CREATE UNIQUE INDEX cases_code ON cases (code);
CREATE INDEX cases_customer ON cases (customer_id, id);
CREATE INDEX cases_opened ON cases (opened_at, id);
CREATE INDEX cases_owner ON cases (owner_id, due_at, id, about_person_id) WHERE live = 1;
CREATE INDEX cases_team ON cases (team_id, due_at, id, about_person_id) WHERE live = 1;
CREATE INDEX cases_due ON cases (due_at, id, about_person_id) WHERE live = 1;
CREATE INDEX cases_waiting ON cases (owner_id, waiting_since, id) WHERE waiting_since IS NOT NULL;
CREATE INDEX cases_promise ON cases (promise_maker, promise_at, id) WHERE promise_at IS NOT NULL;
CREATE INDEX cases_unchecked ON cases (owner_id, solved_at, id) WHERE unchecked = 1;
CREATE INDEX cases_solved ON cases (solved_at, id) WHERE solved_at IS NOT NULL;

-- What the seven steps leave behind; one row a case, read with it.
CREATE TABLE case_progress (
    case_id BIGINT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
    respect_at BIGINT, respect_by BIGINT,
    heard BIGINT NOT NULL DEFAULT 0,
    expectation TEXT NOT NULL DEFAULT '', expectation_source TEXT NOT NULL DEFAULT 'customer',
    expected_at BIGINT, expected_by BIGINT,
    said_back TEXT NOT NULL DEFAULT '', said_at BIGINT, said_by BIGINT,
    confirmed_at BIGINT, confirmed_by TEXT NOT NULL DEFAULT 'customer', correction TEXT NOT NULL DEFAULT '',
    done_at BIGINT, done_by BIGINT, done_how TEXT NOT NULL DEFAULT '',
    outcome_text TEXT NOT NULL DEFAULT '', outcome_reason TEXT NOT NULL DEFAULT '',
    outcome_alternative TEXT NOT NULL DEFAULT '',
    satisfaction_words TEXT NOT NULL DEFAULT '', satisfaction_source TEXT NOT NULL DEFAULT 'customer',
    satisfied_at BIGINT, satisfied_by BIGINT
);

-- Internal notes and changes: with the contacts and the promises, the timeline of a case.
CREATE TABLE case_log (
    id {{id}},
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,                   -- 'note', or the code of the change ("taken", "handed_over"…)
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL DEFAULT 0,
    text TEXT NOT NULL DEFAULT '',        -- the note; or the reason, the summary, in the words of who did it
    data TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX case_log_case ON case_log (case_id, id);

CREATE TABLE case_options (
    id {{id}},
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    round BIGINT NOT NULL,                -- a new offer replaces the last one
    text TEXT NOT NULL,
    recommended BIGINT NOT NULL,
    offered_at BIGINT NOT NULL,
    offered_by BIGINT NOT NULL,
    chosen_at BIGINT
);
CREATE INDEX case_options_case ON case_options (case_id, round);

CREATE TABLE case_compensations (
    id {{id}},
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    state TEXT NOT NULL,                  -- granted | pending | approved | declined
    at BIGINT NOT NULL,
    requested_by BIGINT NOT NULL,
    decided_by BIGINT NOT NULL DEFAULT 0,
    decided_at BIGINT,
    reason TEXT NOT NULL DEFAULT '',
    due_at BIGINT                         -- by when somebody has to decide
);
CREATE INDEX case_compensations_case ON case_compensations (case_id);
CREATE INDEX case_compensations_pending ON case_compensations (due_at) WHERE state = 'pending';

-- A step somebody went past, and why (K2): read by supervisors.
CREATE TABLE case_skipped_steps (
    id {{id}},
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    reason TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX case_skipped_steps_case ON case_skipped_steps (case_id);

-- What somebody is still writing: it survives a closed laptop.
CREATE TABLE case_drafts (
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, person_id)
);

-- Who has a case open now; a row older than a minute is nobody.
CREATE TABLE case_watchers (
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    typing BIGINT NOT NULL,
    PRIMARY KEY (case_id, person_id)
);
