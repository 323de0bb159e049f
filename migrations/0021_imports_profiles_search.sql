-- Two who edit where somebody belongs must not overwrite each other.
ALTER TABLE profile_memberships ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- Whom a row looked like, and to which organisation it brought somebody: 0 is nobody. Whoever is erased is found
-- by them without reading every row there is.
ALTER TABLE import_rows ADD COLUMN match_customer_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_rows ADD COLUMN organisation_customer_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX import_rows_became ON import_rows (customer_id) WHERE customer_id <> 0;
CREATE INDEX import_rows_matched ON import_rows (match_customer_id) WHERE match_customer_id <> 0;
CREATE INDEX import_rows_brought ON import_rows (organisation_customer_id) WHERE organisation_customer_id <> 0;

-- Which few cases are in a state, or are somebody's: entries are then asked for by their numbers.
CREATE INDEX search_case_facts_state ON search_case_facts (state, owner_id);
CREATE INDEX search_case_facts_owner ON search_case_facts (owner_id, state);
