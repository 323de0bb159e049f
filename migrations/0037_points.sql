-- The points of a claim, each with its decision and its answer. `case_id` is a number of module cases,
-- `contact_id` of contacts, `…_by` of team. Times are UTC microseconds.
CREATE TABLE points (
    id {{id}},
    case_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    text TEXT NOT NULL,                     -- in the customer's words
    contact_id BIGINT NOT NULL DEFAULT 0,   -- the message it came from; 0: written by hand
    decision TEXT,                          -- NULL: open
    answer TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    alternative TEXT NOT NULL DEFAULT '',
    answered_by BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT,
    told TEXT NOT NULL DEFAULT '',          -- what the customer was told of it last
    told_at BIGINT,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,                      -- can be put back
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX points_case ON points (case_id, position, id);
