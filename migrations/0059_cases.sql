-- A dispute body has the case: since when, and until when. While one is open the law may protect the customer
-- (collection frozen), solved or not.
CREATE TABLE case_disputes (
    id {{id}},
    case_id BIGINT NOT NULL REFERENCES cases (id),
    body TEXT NOT NULL,                   -- its name, as somebody wrote it
    since TEXT NOT NULL,                  -- day
    noted_by BIGINT NOT NULL,             -- a number of module team; 0: no person
    noted_at BIGINT NOT NULL,
    ended TEXT NOT NULL,                  -- day; '': still there
    ended_by BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX case_disputes_case ON case_disputes (case_id);
