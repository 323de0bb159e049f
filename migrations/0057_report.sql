-- The yearly report as it was published, version by version: figures alone, nothing of anybody outside. `published_by` and
-- `withdrawn_by` are people of module team. Times are UTC microseconds.
CREATE TABLE report_publications (
    year BIGINT NOT NULL,
    version BIGINT NOT NULL,               -- 1, 2 … of the year
    figures TEXT NOT NULL,                 -- JSON: what the page and the PDF tell, in no language
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT '',         -- what this version puts right
    withdrawn_at BIGINT,
    withdrawn_by BIGINT NOT NULL DEFAULT 0,
    withdrawn_why TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (year, version)
);
