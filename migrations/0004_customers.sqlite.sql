-- One tree each, in the order they are looked up: a new customer costs few pages.
-- `match_key` is the identifier without its spelling: e:ana@example.pe, p:+51987654321, d:45678912.
CREATE TABLE customer_identifiers (
    match_key TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT,
    PRIMARY KEY (match_key, customer_id)
) WITHOUT ROWID;
CREATE INDEX customer_identifiers_customer ON customer_identifiers (customer_id, position);

-- The folded words of each name, for finding people by any part of it.
CREATE TABLE customer_words (
    word TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    PRIMARY KEY (word, customer_id)
) WITHOUT ROWID;
CREATE INDEX customer_words_customer ON customer_words (customer_id);
