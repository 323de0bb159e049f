-- Who is away from when to when, both days included, in the organisation's zone. reason is for themselves and
-- whoever supervises them; everybody else reads only that they are away.
CREATE TABLE absences (
    id {{id}},
    person_id BIGINT NOT NULL REFERENCES people (id),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    stand_in_id BIGINT REFERENCES people (id),
    entered_by BIGINT NOT NULL,
    entered_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX absences_by_person ON absences (person_id, last_day);
CREATE INDEX absences_by_day ON absences (last_day);
