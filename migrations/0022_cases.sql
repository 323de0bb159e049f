-- The counts of the views read their indexes alone: with a million cases an agent has a thousand solved cases to
-- ask about, and a thousand visits to the table were two thirds of what the counts cost.
DROP INDEX cases_waiting;
DROP INDEX cases_promise;
DROP INDEX cases_unchecked;
CREATE INDEX cases_waiting ON cases (owner_id, waiting_since, id, about_person_id) WHERE waiting_since IS NOT NULL;
CREATE INDEX cases_promise ON cases (promise_maker, promise_at, id, about_person_id, sealed) WHERE promise_at IS NOT NULL;
CREATE INDEX cases_unchecked ON cases (owner_id, solved_at, id, about_person_id, sealed) WHERE unchecked = 1;
