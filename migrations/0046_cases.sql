-- What the customer was told when the case was opened, as it stands in its receipt: later decisions (another kind, a
-- pause, an extension) change the dates of the case, not what was told then. Never updated. opened_kind '': from before
-- it was kept.
ALTER TABLE cases ADD COLUMN opened_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN opened_first_answer_due BIGINT;
ALTER TABLE cases ADD COLUMN opened_resolution_due BIGINT;
ALTER TABLE cases ADD COLUMN opened_law_due BIGINT;
