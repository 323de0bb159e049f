-- What filters look at: one narrow row a customer, fed by events. Numbers of enumerations begin at 1 in the order of
-- their names in the code, 0: nothing said.
CREATE TABLE segment_customers (
    customer_id BIGINT PRIMARY KEY,
    kind BIGINT NOT NULL,
    treatment BIGINT NOT NULL,
    language BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    do_not_contact BIGINT NOT NULL,
    has_email BIGINT NOT NULL,
    has_phone BIGINT NOT NULL,
    has_document BIGINT NOT NULL,
    birthday BIGINT NOT NULL,             -- month * 100 + day; 0: not known
    open_cases BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_contact_at BIGINT NOT NULL,      -- 0: never
    sort_key TEXT COLLATE "C" NOT NULL          -- the folded words of the name
);
CREATE INDEX segment_customers_sort ON segment_customers (sort_key, customer_id);
