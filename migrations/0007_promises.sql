-- What was promised to whom by when. 0 in case_id, customer_id, team_id, replaces, replaced_by means none.
-- case_code and case_kind are copies of what never (or hardly ever) changes in a case, for lists and rates.
CREATE TABLE promises (
    id {{id}},
    case_id BIGINT NOT NULL DEFAULT 0,
    case_code TEXT NOT NULL DEFAULT '',
    case_kind TEXT,
    customer_id BIGINT NOT NULL DEFAULT 0,
    maker_id BIGINT NOT NULL,
    team_id BIGINT NOT NULL DEFAULT 0,
    channel TEXT,
    what TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,             -- made_at of the first, when this one replaces another
    promised_for BIGINT NOT NULL,         -- as told to the customer
    target BIGINT NOT NULL,               -- ours, not later
    soon_at BIGINT NOT NULL,              -- when the maker is warned
    state TEXT NOT NULL,                  -- open | kept | kept_late | renegotiated | broken
    settled_at BIGINT,
    worked_minutes BIGINT,                -- working time from begun_at to the keeping: what suggestions learn from
    reason TEXT NOT NULL DEFAULT '',
    told_how TEXT NOT NULL DEFAULT '',
    replaces BIGINT NOT NULL DEFAULT 0,
    replaced_by BIGINT NOT NULL DEFAULT 0,
    verdict TEXT,
    verdict_at BIGINT,
    watched BIGINT NOT NULL DEFAULT 0,    -- how far its warnings went
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX promises_case ON promises (case_id, promised_for);
CREATE INDEX promises_customer ON promises (customer_id, promised_for);
CREATE INDEX promises_maker ON promises (maker_id, state, promised_for, id);
CREATE INDEX promises_team ON promises (team_id, state, promised_for, id);
CREATE INDEX promises_due ON promises (promised_for, id);
CREATE INDEX promises_learnt ON promises (case_kind, settled_at) WHERE worked_minutes IS NOT NULL;
