-- How far each date of a case was told of. It held the next one only: a date that had been missed hid those after it.
CREATE TABLE escalation_told (
    case_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    share BIGINT NOT NULL,
    level BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    PRIMARY KEY (case_id, what)
);
INSERT INTO escalation_told (case_id, what, due_at, share, level, told_at, owner_id)
SELECT s.case_id, c.due_what, s.due_at, s.share, s.level, s.told_at, s.owner_id
FROM escalation_states s JOIN cases c ON c.id = s.case_id WHERE c.due_what IS NOT NULL AND c.due_at = s.due_at;
DROP TABLE escalation_states;

-- By which law a call is owed, as it stood; '': by none, it is the habit of the house.
ALTER TABLE call_backs ADD COLUMN norm TEXT NOT NULL DEFAULT '';
ALTER TABLE call_backs ADD COLUMN article TEXT NOT NULL DEFAULT '';
