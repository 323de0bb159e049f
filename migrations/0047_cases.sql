-- What was told of each of a case's dates: of which somebody was last warned, and which was last told to be missed. Before,
-- only the next date was watched, and one that had been missed hid those after it. No row: nothing was told.
CREATE TABLE case_alarms (
    case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    warned_at BIGINT NOT NULL,
    late_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, what)
);
INSERT INTO case_alarms (case_id, what, warned_at, late_at)
SELECT id, due_what, warned_due, CASE WHEN late_due = due_at THEN late_due ELSE 0 END
FROM cases WHERE live = 1 AND due_what IS NOT NULL AND warned_due = due_at;

-- Whose next date was missed had no look planned any more: one now finds the dates behind it.
INSERT INTO jobs (queue, name, data, dedup, priority, state, run_at, tries, request_id, created_at, changed_at)
SELECT 'default', 'case.deadline', '{"case_id":' || id || '}', CAST(id AS TEXT), 1, 'waiting', 0, 0, '', 0, 0
FROM cases WHERE live = 1 AND due_what IS NOT NULL AND late_due = due_at AND NOT EXISTS (
    SELECT 1 FROM jobs j WHERE j.name = 'case.deadline' AND j.dedup = CAST(cases.id AS TEXT) AND j.state = 'waiting');

ALTER TABLE cases DROP COLUMN warned_due;
ALTER TABLE cases DROP COLUMN late_due;

-- law_met_at: when an answer in time settled it first. law_kept: 1: so the law's date, law_due, is not owed again.
-- accepted_at: when an answer first accepted what was asked; comply_due: by when a rule wants it done; complied_at: when it was
-- seen to be done.
ALTER TABLE cases ADD COLUMN law_met_at BIGINT;
ALTER TABLE cases ADD COLUMN law_kept BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN accepted_at BIGINT;
ALTER TABLE cases ADD COLUMN complied_at BIGINT;
ALTER TABLE cases ADD COLUMN comply_due BIGINT;
