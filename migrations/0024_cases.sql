-- One matter written down twice becomes one case; two matters in one conversation become two. Both can be undone.

-- The case that stands for this one now; 0: itself. A merged case is never live and keeps its code, which leads on.
ALTER TABLE cases ADD COLUMN merged_into BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_merged ON cases (merged_into) WHERE merged_into <> 0;

-- The journal. `before` and `after` are what joining changed in the rows (dates, states, numbers: no words of anybody).
CREATE TABLE case_links (
    id {{id}},
    kind TEXT NOT NULL,                   -- merge | split
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,   -- what it was joined to; what it was split from
    other_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,  -- what was joined; what was split off
    before TEXT NOT NULL,                 -- JSON of case_id
    after TEXT NOT NULL,
    other_before TEXT NOT NULL,           -- JSON of other_id
    at BIGINT NOT NULL,
    by_person BIGINT NOT NULL,
    undone_at BIGINT,
    undone_by BIGINT
);
CREATE INDEX case_links_case ON case_links (case_id, id);
CREATE INDEX case_links_other ON case_links (other_id, id);

-- Which rows went with it: undoing moves back exactly these. `holder` is a name of modules/cases/joining.hpp.
CREATE TABLE case_link_rows (
    link_id BIGINT NOT NULL REFERENCES case_links (id) ON DELETE CASCADE,
    holder TEXT NOT NULL,
    row_id BIGINT NOT NULL,
    PRIMARY KEY (link_id, holder, row_id)
);
