-- Identity: what a record is found by when somebody writes it down again, who was merged into whom, and the pairs a
-- person should look at.

-- Merged into another: the row stays, so that its number still leads somewhere. `name_sound`: the words of the name
-- as they sound, sorted (modules/customers/names.hpp); '' until it is made.
ALTER TABLE customers ADD COLUMN merged_into BIGINT;
ALTER TABLE customers ADD COLUMN name_sound TEXT NOT NULL DEFAULT '';
CREATE INDEX customers_sound ON customers (name_sound) WHERE merged_into IS NULL;
-- With the sound of the name: of those born that day only who may bear it is read.
CREATE INDEX customers_birthday ON customers (birthday, name_sound) WHERE birthday IS NOT NULL AND merged_into IS NULL;
CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;

-- type: of a document; number: E.164 of a phone; shown: as people write it; '' until it is made.
ALTER TABLE customer_identifiers ADD COLUMN type TEXT;
ALTER TABLE customer_identifiers ADD COLUMN number TEXT;
ALTER TABLE customer_identifiers ADD COLUMN shown TEXT NOT NULL DEFAULT '';

-- How far what is derived from the records was made anew, by which rules.
CREATE TABLE customer_upkeep (
    name TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    up_to BIGINT NOT NULL                 -- id of the last customer done
);

-- Added or changed since duplicates were looked for.
CREATE TABLE customer_unchecked (
    customer_id BIGINT PRIMARY KEY
);
INSERT INTO customer_unchecked SELECT id FROM customers;

-- one_id < other_id. A pair dismissed is never suspected again; one set aside waits for its merge to be undone.
CREATE TABLE customer_suspects (
    one_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    score BIGINT NOT NULL,
    reasons TEXT NOT NULL,                -- separated by blanks
    state TEXT NOT NULL,                  -- open | dismissed | set_aside
    found_at BIGINT NOT NULL,
    decided_by BIGINT NOT NULL DEFAULT 0,
    decided_at BIGINT,
    merge_id BIGINT NOT NULL DEFAULT 0,   -- set aside, or inherited, by this merge
    PRIMARY KEY (one_id, other_id)
);
CREATE INDEX customer_suspects_other ON customer_suspects (other_id);
CREATE INDEX customer_suspects_open ON customer_suspects (score, one_id, other_id) WHERE state = 'open';

-- The journal of merges: both records before, the winner after, as JSON.
CREATE TABLE customer_merges (
    id {{id}},
    winner_id BIGINT NOT NULL,
    loser_id BIGINT NOT NULL,
    winner_before TEXT NOT NULL,
    loser_before TEXT NOT NULL,
    winner_after TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_person BIGINT NOT NULL,
    undone_at BIGINT,
    undone_by BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX customer_merges_winner ON customer_merges (winner_id, id);
CREATE INDEX customer_merges_loser ON customer_merges (loser_id, id);
-- The rows of each holder that were moved from the loser to the winner, and the newest row there was then.
CREATE TABLE customer_merge_rows (
    merge_id BIGINT NOT NULL,
    holder TEXT NOT NULL,
    newest BIGINT NOT NULL,
    moved TEXT NOT NULL,                  -- JSON list of numbers
    PRIMARY KEY (merge_id, holder)
);
