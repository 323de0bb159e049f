-- Whom the organisation serves. Times are UTC microseconds, booleans 0/1.
CREATE TABLE customers (
    id {{id}},
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,               -- the folded words of the name: what lists are sorted by
    name_to_use TEXT,
    treatment TEXT,
    language TEXT,
    preferred_channel TEXT,
    quiet_from BIGINT,                    -- minutes since local midnight
    quiet_to BIGINT,
    do_not_contact BIGINT NOT NULL DEFAULT 0,
    birthday BIGINT,                      -- days since 1970-01-01
    notes TEXT,
    sample BIGINT NOT NULL DEFAULT 0,     -- 1: of the sample company
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX customers_sort ON customers (sort_key, id);
CREATE INDEX customers_sample ON customers (id) WHERE sample = 1;
