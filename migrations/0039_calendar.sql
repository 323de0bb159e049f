-- 1: an official holiday of the place (of the town, of the region): the law counts it as none of its days. 0: only
-- the house is closed, which lengthens no term of the law.
ALTER TABLE calendar_days ADD COLUMN official BIGINT NOT NULL DEFAULT 0;

-- Days taken from a calendar file (.ics) as a whole, so that they can be given back as a whole.
CREATE TABLE calendar_imports (
    id {{id}},
    name TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    taken_by BIGINT NOT NULL,
    added BIGINT NOT NULL,
    renamed BIGINT NOT NULL,
    undone_at BIGINT
);
-- What it did to each day. name_before: '' where it added the day.
CREATE TABLE calendar_import_days (
    import_id BIGINT NOT NULL REFERENCES calendar_imports (id),
    day TEXT NOT NULL,
    name TEXT NOT NULL,
    name_before TEXT NOT NULL,
    PRIMARY KEY (import_id, day)
);
