-- Moments of truth: every message, call and visit. Rows are written once. `case_id` is a number of module cases;
-- 0 in case_id and person_id means none.
CREATE TABLE contacts (
    id {{id}},
    case_id BIGINT NOT NULL DEFAULT 0,
    customer_id BIGINT NOT NULL,
    type TEXT NOT NULL,                   -- message | call | visit
    direction TEXT NOT NULL,              -- in | out
    channel TEXT NOT NULL,
    person_id BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    waited_seconds BIGINT,
    rings BIGINT,
    answered BIGINT NOT NULL DEFAULT 1,
    caller_name TEXT,
    mood TEXT,
    text TEXT NOT NULL
);
CREATE INDEX contacts_case ON contacts (case_id, id);
CREATE INDEX contacts_customer ON contacts (customer_id, id);
