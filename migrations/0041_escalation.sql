-- Warnings before a date beside the one of the kind's policy: JSON list of percents of the term, ascending.
CREATE TABLE escalation_warnings (
    kind TEXT PRIMARY KEY,
    shares TEXT NOT NULL
);

-- Who is told next when a date was missed and nobody reacts, in their order. team_id 0: of every team that has none
-- of its own. weekdays: digits, 1 = Monday; '': every day. from_minute, to_minute: NULL: at any hour.
CREATE TABLE escalation_levels (
    team_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    whom TEXT NOT NULL,
    person_id BIGINT,
    wait_minutes BIGINT NOT NULL,
    weekdays TEXT NOT NULL,
    from_minute BIGINT,
    to_minute BIGINT,
    PRIMARY KEY (team_id, position)
);

-- How far a case's next date was told of. A row for cases of which something was told, and of their last date only.
CREATE TABLE escalation_states (
    case_id BIGINT PRIMARY KEY,
    due_at BIGINT NOT NULL,
    share BIGINT NOT NULL,
    level BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    owner_id BIGINT NOT NULL
);

-- Customers who asked for a supervisor. put_through: they were given one at once. due_at: by when they are called
-- back; same_day: that is within the working day in which they asked.
CREATE TABLE call_backs (
    id {{id}},
    case_id BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    asked_by BIGINT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    same_day BIGINT NOT NULL,
    supervisor_id BIGINT NOT NULL,
    promise_id BIGINT,
    waited_seconds BIGINT,
    settled_at BIGINT
);
CREATE INDEX call_backs_by_case ON call_backs (case_id);
CREATE INDEX call_backs_by_promise ON call_backs (promise_id) WHERE promise_id IS NOT NULL;
CREATE INDEX call_backs_by_time ON call_backs (asked_at);
CREATE INDEX call_backs_open ON call_backs (supervisor_id, due_at) WHERE state = 'promised';

-- The letter of one's day: whether somebody wants it, and when (minutes since midnight). No row: as the house has it.
CREATE TABLE digest_wishes (
    person_id BIGINT PRIMARY KEY,
    wanted BIGINT NOT NULL,
    minute BIGINT NOT NULL
);
-- What became of each one's letter of a day: sent, nothing (to be said), no_mailbox.
CREATE TABLE digests (
    person_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    fate TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (person_id, day)
);
