-- Which country's rules the organisation goes by. One row; no row: the law is not counted. Lists are separated by blanks.
CREATE TABLE rule_choice (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    pack TEXT NOT NULL,                   -- '': none
    scopes TEXT NOT NULL,                 -- the questions answered with yes
    switched_on TEXT NOT NULL,            -- rules, duties, extensions and readings to be confirmed, used knowingly
    chosen_by BIGINT NOT NULL,            -- a number of module team
    chosen_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- Rules of the house, stricter than the law's. Times are UTC microseconds, booleans 0/1.
CREATE TABLE house_rules (
    id {{id}},
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,        -- folded
    kinds TEXT NOT NULL,                  -- of cases, separated by blanks; '': every kind
    channels TEXT NOT NULL,               -- '': every channel
    flags TEXT NOT NULL,                  -- of the pack: all of them
    what TEXT NOT NULL,
    amount BIGINT NOT NULL,
    unit TEXT NOT NULL,
    ends TEXT NOT NULL,
    pauses_for_customer BIGINT NOT NULL,
    active BIGINT NOT NULL,
    created_by BIGINT NOT NULL,           -- a number of module team
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- What was in force when cases were born: kept as long as a case may have to answer for it, once however many share it.
CREATE TABLE rule_sets (
    id {{id}},
    fingerprint TEXT NOT NULL UNIQUE,     -- SHA-256 of the body, in hexadecimal
    body TEXT NOT NULL,                   -- JSON, src/modules/rules/rule_json.cpp
    created_at BIGINT NOT NULL
);

-- One row; counts every change of the choice and of the house's rules.
CREATE TABLE rules_revision (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
);
INSERT INTO rules_revision (id, revision) VALUES (1, 0);
