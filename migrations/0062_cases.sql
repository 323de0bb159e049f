-- What was solved in time before it was kept when: its date of the law is not owed again if its customer writes once more.
UPDATE cases SET law_met_at = solved_at, law_kept = 1
WHERE law_met_at IS NULL AND solved_at IS NOT NULL AND law_due IS NOT NULL AND solved_at <= law_due;

-- Clocks that were stopped before a job looked at how long the rule lets them stand.
INSERT INTO jobs (queue, name, data, dedup, priority, state, run_at, tries, request_id, created_at, changed_at)
SELECT 'default', 'case.pause_ran_out', '{"pause":' || id || '}', CAST(id AS TEXT), 1, 'waiting', 0, 0, '', 0, 0
FROM case_pauses WHERE effect = 'stands' AND due_at IS NULL AND ended_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM jobs j WHERE j.name = 'case.pause_ran_out' AND j.dedup = CAST(case_pauses.id AS TEXT)
        AND j.state = 'waiting');
INSERT INTO jobs (queue, name, data, dedup, priority, state, run_at, tries, request_id, created_at, changed_at)
SELECT 'default', 'case.completion', '{"pause":' || id || '}', CAST(id AS TEXT), 1, 'waiting', due_at, 0, '', 0, 0
FROM case_pauses WHERE effect = 'stands' AND due_at IS NOT NULL AND answered_at IS NULL AND settled_at IS NULL
    AND ended_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM jobs j WHERE j.name = 'case.completion' AND j.dedup = CAST(case_pauses.id AS TEXT)
        AND j.state = 'waiting');
