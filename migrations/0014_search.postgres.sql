-- One table a kind, by the subject's id. `text` is made of the words (weight A), their stems (D), names (B) and
-- facts (C): no configuration of PostgreSQL's takes part.
CREATE TABLE search_customers (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    text TSVECTOR NOT NULL
);
CREATE INDEX search_customers_text ON search_customers USING GIN (text);
CREATE TABLE search_cases (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    text TSVECTOR NOT NULL
);
CREATE INDEX search_cases_text ON search_cases USING GIN (text);
CREATE TABLE search_messages (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    text TSVECTOR NOT NULL
);
CREATE INDEX search_messages_text ON search_messages USING GIN (text);
CREATE TABLE search_notes (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    text TSVECTOR NOT NULL
);
CREATE INDEX search_notes_text ON search_notes USING GIN (text);
CREATE TABLE search_promises (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    text TSVECTOR NOT NULL
);
CREATE INDEX search_promises_text ON search_promises USING GIN (text);
