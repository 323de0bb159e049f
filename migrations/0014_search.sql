-- The index of everything one can find (src/modules/search). Derived: it can be thrown away and made anew.
--
-- What filters and the indexer must know of a case, as it was last indexed. contact_id and log_id: the newest
-- entries that are in the index.
CREATE TABLE search_case_facts (
    case_id BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    team_id BIGINT NOT NULL,
    about_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    log_id BIGINT NOT NULL
);
CREATE INDEX search_case_facts_customer ON search_case_facts (customer_id);

-- One row. `told` is the cursor of the last event that is in the index. `walk` is where the making of the whole
-- index stands: 'begin', 'customers:<cursor>', 'cases:<cursor>', or nothing when it is complete.
CREATE TABLE search_progress (
    id BIGINT PRIMARY KEY,
    told TEXT NOT NULL,
    walk TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL
);
INSERT INTO search_progress (id, told, walk, done, total) VALUES (1, '', 'begin', 0, 0);
