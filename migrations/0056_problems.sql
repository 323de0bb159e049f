-- What the case that stands took over from one that was joined to it, kept with the one that was joined: a bit
-- for each of cause, product, place, moment and cycle, then the problem. When they are parted, it goes back.
ALTER TABLE problem_cases ADD COLUMN lent BIGINT NOT NULL DEFAULT 0;
