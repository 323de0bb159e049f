-- What an organisation knows of its customers beyond how to find them. `customer_id` is a number of module
-- customers, `…_by` one of module team. Times are UTC microseconds, days count from 1970-01-01, booleans 0/1.
CREATE TABLE profile_fields (
    id {{id}},
    key TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    type TEXT NOT NULL,                   -- text | number | date | choice | yes_no
    choices TEXT NOT NULL DEFAULT '[]',   -- JSON array of texts
    archived BIGINT NOT NULL DEFAULT 0,
    position BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

-- `sort` is the value folded and cut (text, choice), or as it is; `number` stands beside numbers.
CREATE TABLE profile_values (
    customer_id BIGINT NOT NULL,
    field_id BIGINT NOT NULL REFERENCES profile_fields (id),
    value TEXT NOT NULL,
    sort TEXT NOT NULL,
    number DOUBLE PRECISION,
    PRIMARY KEY (customer_id, field_id)
);
CREATE INDEX profile_values_sort ON profile_values (field_id, sort, customer_id);
CREATE INDEX profile_values_number ON profile_values (field_id, number, customer_id) WHERE number IS NOT NULL;

CREATE TABLE profile_tags (
    id {{id}},
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE
);
CREATE TABLE profile_tagged (
    customer_id BIGINT NOT NULL,
    tag_id BIGINT NOT NULL REFERENCES profile_tags (id),
    PRIMARY KEY (customer_id, tag_id)
);
CREATE INDEX profile_tagged_tag ON profile_tagged (tag_id, customer_id);

-- Nobody's row: a customer and nothing else.
CREATE TABLE profile_roles (
    customer_id BIGINT NOT NULL,
    role TEXT NOT NULL,                   -- customer | supplier | colleague | partner
    PRIMARY KEY (customer_id, role)
);
CREATE INDEX profile_roles_role ON profile_roles (role, customer_id);

CREATE TABLE profile_memberships (
    id {{id}},
    person_id BIGINT NOT NULL,            -- both are customers
    organisation_id BIGINT NOT NULL,
    position TEXT NOT NULL DEFAULT '',
    from_day BIGINT,
    until_day BIGINT
);
CREATE INDEX profile_memberships_person ON profile_memberships (person_id);
CREATE INDEX profile_memberships_organisation ON profile_memberships (organisation_id);

CREATE TABLE profile_notes (
    id {{id}},
    customer_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    written_by BIGINT NOT NULL,
    at BIGINT NOT NULL,
    edited_at BIGINT,
    pinned BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX profile_notes_customer ON profile_notes (customer_id, at, id);

CREATE TABLE profile_needs (
    id {{id}},
    customer_id BIGINT NOT NULL,
    kind TEXT NOT NULL,                   -- need | expectation
    text TEXT NOT NULL,
    asked_by BIGINT NOT NULL,
    channel TEXT,
    asked_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    superseded_at BIGINT
);
CREATE INDEX profile_needs_customer ON profile_needs (customer_id, asked_at, id);

CREATE TABLE profile_purposes (
    id {{id}},
    name TEXT NOT NULL,
    text_version BIGINT NOT NULL DEFAULT 1,
    archived BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1
);
-- Every text that was ever shown stays: a consent is to one of them.
CREATE TABLE profile_purpose_texts (
    purpose_id BIGINT NOT NULL REFERENCES profile_purposes (id),
    text_version BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (purpose_id, text_version)
);
-- What was said about a purpose; rows are written once, the last one counts.
CREATE TABLE profile_consents (
    id {{id}},
    customer_id BIGINT NOT NULL,
    purpose_id BIGINT NOT NULL REFERENCES profile_purposes (id),
    given BIGINT NOT NULL,
    text_version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    proof TEXT NOT NULL DEFAULT '',
    recorded_by BIGINT NOT NULL
);
CREATE INDEX profile_consents_customer ON profile_consents (customer_id, at, id);
-- The last word of each, for lists.
CREATE TABLE profile_agreed (
    purpose_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    PRIMARY KEY (purpose_id, customer_id)
);
CREATE INDEX profile_agreed_customer ON profile_agreed (customer_id);

-- A line for every customer, kept by what customers announce: for birthdays, completeness, and edits by two.
CREATE TABLE profile_summaries (
    customer_id BIGINT PRIMARY KEY,
    percent BIGINT NOT NULL,
    missing BIGINT NOT NULL,              -- one bit for each Part
    month_day BIGINT,                     -- of the birthday: month * 100 + day
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX profile_summaries_birthday ON profile_summaries (month_day, customer_id)
    WHERE month_day IS NOT NULL;

-- One row: how good the base was when it was last counted. No row: the lines above were not yet filled.
CREATE TABLE profile_figures (
    id BIGINT PRIMARY KEY,
    customers BIGINT NOT NULL,
    percent BIGINT NOT NULL,
    missing TEXT NOT NULL,                -- JSON array of counts, one for each Part
    counted_at BIGINT NOT NULL
);
