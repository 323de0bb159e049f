-- What people asked about their own data, by when they are owed an answer, and what they were answered. customer_id is a
-- number of module customers; days count from 1970-01-01.
CREATE TABLE rights_requests (
    id {{id}},
    customer_id BIGINT NOT NULL,
    kind TEXT NOT NULL,                   -- access | correction | erasure | restriction | portability | objection
    state TEXT NOT NULL,                  -- open | granted | refused
    channel TEXT NOT NULL,
    asked_by TEXT NOT NULL,               -- who asked, when it was somebody for them; '' the person
    identity TEXT NOT NULL,               -- how it was made sure that it was them
    text TEXT NOT NULL,                   -- what they asked, in their words
    received_day BIGINT NOT NULL,
    due_day BIGINT NOT NULL,
    norm TEXT NOT NULL,                   -- the rule the date comes from; '' the usual month
    extended_reason TEXT NOT NULL DEFAULT '',
    decision TEXT NOT NULL DEFAULT '',
    recorded_by BIGINT NOT NULL,
    decided_by BIGINT NOT NULL DEFAULT 0,
    decided_at BIGINT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX rights_requests_customer ON rights_requests (customer_id, id);
CREATE INDEX rights_requests_open ON rights_requests (due_day, id) WHERE state = 'open';
