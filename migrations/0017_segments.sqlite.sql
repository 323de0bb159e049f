-- What filters look at: one narrow row a customer, fed by events. Numbers of enumerations begin at 1 in the order of
-- their names in the code, 0: nothing said.
CREATE TABLE segment_customers (
    customer_id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    treatment INTEGER NOT NULL,
    language INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    do_not_contact INTEGER NOT NULL,
    has_email INTEGER NOT NULL,
    has_phone INTEGER NOT NULL,
    has_document INTEGER NOT NULL,
    birthday INTEGER NOT NULL,             -- month * 100 + day; 0: not known
    open_cases INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_contact_at INTEGER NOT NULL,      -- 0: never
    sort_key TEXT NOT NULL          -- the folded words of the name
);
CREATE INDEX segment_customers_sort ON segment_customers (sort_key, customer_id);
