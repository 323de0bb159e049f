-- When the organisation is there and which days count. There is one calendar; the first row is the
-- organisation's. hours: JSON, seven lists from Monday of [from, to] in minutes since midnight.
CREATE TABLE calendars (
    id {{id}},
    zone TEXT NOT NULL,
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    saturday_is_business BIGINT NOT NULL,
    hours TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- Days of the organisation's own. hours: JSON list of [from, to]; empty: closed.
CREATE TABLE calendar_days (
    id {{id}},
    calendar_id BIGINT NOT NULL REFERENCES calendars (id),
    day TEXT NOT NULL,
    name TEXT NOT NULL,
    hours TEXT NOT NULL,
    UNIQUE (calendar_id, day)
);

-- What the administrator decided about a holiday: only where it differs from what the data says.
CREATE TABLE calendar_holidays (
    calendar_id BIGINT NOT NULL REFERENCES calendars (id),
    day TEXT NOT NULL,
    closes BIGINT NOT NULL,
    PRIMARY KEY (calendar_id, day)
);

-- What each kind of case is owed. Terms: JSON {amount, unit, ends}, NULL for none.
CREATE TABLE deadline_policies (
    kind TEXT PRIMARY KEY,
    first_answer TEXT,
    next_update TEXT,
    resolution TEXT,
    warn_percent BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- One row; counts every change of the tables above, so that a node knows what it remembers to be old.
CREATE TABLE calendar_revision (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
);
INSERT INTO calendar_revision (id, revision) VALUES (1, 0);
