-- Byte order ("C"), so that a prefix is a range of the index and both back ends sort alike.
ALTER TABLE customers ALTER COLUMN sort_key TYPE TEXT COLLATE "C";

-- `match_key` is the identifier without its spelling: e:ana@example.pe, p:+51987654321, d:45678912.
CREATE TABLE customer_identifiers (
    match_key TEXT COLLATE "C" NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT,
    PRIMARY KEY (match_key, customer_id)
);
CREATE INDEX customer_identifiers_customer ON customer_identifiers (customer_id, position);

-- The folded words of each name, for finding people by any part of it.
CREATE TABLE customer_words (
    word TEXT COLLATE "C" NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    PRIMARY KEY (word, customer_id)
);
CREATE INDEX customer_words_customer ON customer_words (customer_id);
